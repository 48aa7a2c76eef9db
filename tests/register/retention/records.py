"""Records of long ago, of whom nothing more is known to stand against disposal."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

from django.utils import timezone

from accounts.actor import Actor
from register.actions.retention import ask_for_disposal
from register.actions.tasks import do_task
from register.models import Person, RetentionReview, Task
from register.rules.retention_review import QUESTIONS
from tests import builders
from tests.cases.builders import act

LONG_AGO = datetime(2012, 5, 4, 9, tzinfo=UTC)
NO_TO_ALL = {question.code: False for question in QUESTIONS}


def later(days: int = 400) -> date:
    """A day after today: actions ask the clock."""
    return timezone.localdate() + timedelta(days=days)


def supervisor(force_code: str = "13") -> Actor:
    return builders.actor("supervisor", force_code=force_code)


def manager(force_code: str = "13") -> Actor:
    return builders.actor("offender-manager", force_code=force_code)


def age(person: Person, since: datetime = LONG_AGO) -> Person:
    """Make the record as old as that, with its tasks done."""
    builders.allow_writes()
    Person.objects.filter(pk=person.pk).update(created_at=since)
    by = supervisor(person.owner_force.code)
    for task in Task.objects.open().filter(person=person):
        do_task(task, outcome="Done", **act(by))
    person.refresh_from_db()
    return person


def old_person(force_code: str = "13", **facts: Any) -> Person:
    """Somebody entered long ago of whom nothing was heard since: the review is due, and nothing stands against it."""
    return age(builders.person(builders.actor(force_code=force_code), **facts))


def asked(person: Person, by: Actor | None = None) -> RetentionReview:
    """A disposal that waits for a second person."""
    by = by or manager(person.owner_force.code)
    return ask_for_disposal(person, answers=NO_TO_ALL, why="Nothing for years", **act(by))
