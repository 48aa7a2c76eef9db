"""The stored day of each review: in step with the facts, worked out for what is due, and checked."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from register.duties.checking import CHECKS
from register.models import RetentionClock
from register.retention.keeping import LOOK_AGAIN, fill, keep, stored_and_recomputed, sweep
from tests import builders
from tests.register.retention.records import age, old_person

pytestmark = pytest.mark.django_db


def today() -> date:
    return timezone.localdate()


def clocks() -> list[tuple[object, ...]]:
    return list(RetentionClock.objects.order_by("pk").values_list())


def test_a_new_record_gets_its_day_and_is_looked_at_again_within_a_year() -> None:
    person = builders.person()

    assert sweep(on=today()) == 1

    clock = RetentionClock.objects.get(person=person)
    assert (clock.group, clock.limit_code, clock.force) == (4, "retention.group_4", person.owner_force)
    assert clock.look_on == today() + LOOK_AGAIN < clock.review_due_on


def test_keeping_twice_changes_nothing() -> None:
    people = [builders.person().pk, old_person().pk]
    keep(people, on=today())
    once = clocks()
    keep(people, on=today())

    assert clocks() == once


def test_a_record_that_is_due_is_looked_at_every_day() -> None:
    person = old_person()
    fill(on=today())

    clock = RetentionClock.objects.get(person=person)
    assert clock.review_due_on < today()
    assert clock.look_on == today() + timedelta(days=1)
    assert list(RetentionClock.objects.due(on=today())) == [clock]


def test_the_sweep_leaves_what_is_not_to_be_looked_at() -> None:
    """Its queries are those of the records that are due, however many there are."""
    people = [builders.person() for _ in range(5)]
    sweep(on=today())
    RetentionClock.objects.filter(person=people[0]).update(look_on=today(), worked_out_on=today() - timedelta(days=1))

    with CaptureQueriesContext(connection) as one:
        assert sweep(on=today()) == 1
    RetentionClock.objects.filter(person__in=people[:4]).update(
        look_on=today(), worked_out_on=today() - timedelta(days=1)
    )
    with CaptureQueriesContext(connection) as four:
        assert sweep(on=today()) == 4

    assert len(one) == len(four)


def test_what_came_later_is_found_when_its_day_comes() -> None:
    person = old_person()
    fill(on=today())
    age(person, timezone.now() - timedelta(days=30))

    sweep(on=today() + timedelta(days=1))

    assert RetentionClock.objects.get(person=person).review_due_on > today()


def test_the_check_finds_a_review_that_would_be_missed() -> None:
    missing, late, sound = old_person(), old_person(), old_person()
    keep([late.pk, sound.pk], on=today())
    assert [each[0] for each in stored_and_recomputed(on=today())] == [missing.reference]

    RetentionClock.objects.filter(person=late).update(review_due_on=date(2050, 1, 1))

    found = {reference: (stored, due) for reference, stored, due in stored_and_recomputed(on=today())}
    assert found == {
        missing.reference: (None, date(2018, 5, 4)),
        late.reference: (date(2050, 1, 1), date(2018, 5, 4)),
    }


def test_the_nightly_check_reports_it_but_not_one_that_the_sweep_has_yet_to_come_to() -> None:
    missing, late = old_person(), old_person()
    keep([late.pk], on=today())
    RetentionClock.objects.filter(person=late).update(review_due_on=date(2050, 1, 1))

    found = [(each.key, each.fields) for each in CHECKS["reviews of records"]()]

    assert found == [(late.reference, ("review_due_on",))]
    assert missing.reference != late.reference
