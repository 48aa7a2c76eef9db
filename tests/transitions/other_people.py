"""People besides those of the household, whom a step needs: an owner, a colleague, whoever has left."""

from __future__ import annotations

from django.utils import timezone

from accounts.actor import Actor
from accounts.models import Force, User
from cases.actions.cases import open_case
from cases.models import Case
from register.models import Person
from tests import builders
from tests.cases.builders import Household, act, stand_as_one


def force_of(by: Actor) -> Force:
    """The actor's own force, or 13 where they have none."""
    return builders.force(by.force_code or "13")


def owner_of(by: Actor) -> User:
    """Somebody of the actor's force who can own a case."""
    return builders.user("safeguarding-officer", force_code=by.force_code or "13")


def case_about(person: Person, home: Household) -> Case:
    return open_case(person, force=home.owner.force, owner=home.owner, **act(home.officer))


def joined_with(home: Household) -> Person:
    """A record that force 14 holds of the same human being, with a case of its own."""
    owner = builders.user("safeguarding-officer", force_code="14")
    by = owner.actor(on=timezone.localdate())
    other = builders.person(by)
    open_case(other, force=owner.force, owner=owner, **act(by))
    stand_as_one(home.person, other)
    home.person.refresh_from_db()
    return other
