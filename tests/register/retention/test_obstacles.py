"""What stands against the disposal of a record, each as a sentence."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import pytest
from django.utils import timezone

from cases.models import Case, Pair, SafeContactRule, Safeguard
from register.models import (
    Address,
    Alert,
    Match,
    OrderCondition,
    Person,
    ProtectiveOrder,
    Registration,
    Task,
    UnroutedAlert,
)
from register.retention.obstacles import obstacles
from tests import builders
from tests.register.retention.records import LONG_AGO, old_person

pytestmark = pytest.mark.django_db

PAST = date(2013, 1, 1)
NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)


def order(person: Person, **changes: object) -> ProtectiveOrder:
    values = {"kind": "NMO", "status": "served", "made_on": PAST, "served_on": PAST, "force": person.owner_force}
    return ProtectiveOrder.objects.create(**values | {"person": person} | changes)


def case(person: Person, **changes: object) -> Case:
    owner = builders.user("safeguarding-officer")
    made = Case.objects.create(person=person, force=person.owner_force, owner=owner, next_review_on=PAST, **changes)
    Case.objects.filter(pk=made.pk).update(opened_at=LONG_AGO)
    return made


def pair(person: Person, victim: Person, **changes: object) -> Pair:
    made = Pair.objects.create(
        case=case(person, **changes), force=person.owner_force, person=person, person_role="suspect", victim=victim
    )
    Pair.objects.filter(pk=made.pk).update(recorded_at=LONG_AGO)
    return made


def safeguard(person: Person, victim: Person, **changes: object) -> None:
    closed = pair(person, victim, closed_at=LONG_AGO)
    Safeguard.objects.create(
        pair=closed, person=victim, force=victim.owner_force, kind="alarm", instruction="Answer", review_on=PAST,
        owner=closed.case.owner, starts_on=PAST, **changes,
    )  # fmt: skip


def match(person: Person) -> None:
    one, other = sorted((person, old_person()), key=lambda each: each.pk)
    Match.objects.create(
        one=one, other=other, force_one=one.owner_force, force_other=other.owner_force, weight=9.5,
        outcome="possible", model_version="test", due_at=NOON, limit_code="test",
    )  # fmt: skip


def alert(person: Person) -> None:
    Alert.objects.create(
        kind="moved_in", person=person, from_force=builders.force("14"), to_force=person.owner_force, due_at=NOON,
        limit_code="test",
    )  # fmt: skip


def unrouted(person: Person) -> None:
    address = Address.objects.create(
        person=person, force=person.owner_force, town="Jedburgh", source="officer", starts_on=PAST, ends_on=PAST
    )
    Address.objects.filter(pk=address.pk).update(recorded_at=LONG_AGO)
    UnroutedAlert.objects.create(
        kind="moved_in", cause="no_area", person=person, from_force=person.owner_force, address=address, due_at=NOON,
        limit_code="test",
    )  # fmt: skip


def task(person: Person) -> None:
    Task.objects.create(
        kind="review", title="Review", force=person.owner_force, team="supervisor", due_on=PAST, person=person
    )


def registration(person: Person) -> None:
    Registration.objects.create(
        person=person, managing_force=person.owner_force, gate="order", gate_reason="An order", regime="none",
        starts_on=PAST, ends_on=PAST, next_review_on=PAST,
    )  # fmt: skip


def protected(person: Person) -> None:
    condition = OrderCondition.objects.create(order=order(old_person()), type="no_contact", text="None")
    condition.protected_people.add(person)


def in_refuge(person: Person) -> None:
    SafeContactRule.objects.create(
        person=person, force=person.owner_force, is_in_refuge=True, confirmed_on=PAST, confirm_by_on=PAST
    )


STANDS: dict[str, tuple[Callable[[Person], object], str]] = {
    "a live registration": (registration, "live registration"),
    "an order in force": (order, "order against the person is in force"),
    "an order that protects them": (protected, "order in force protects this person"),
    "an open case": (case, "A case about the person is open"),
    "being the victim in an open case": (lambda p: pair(old_person(), p), "the victim in an open case"),
    "a safeguard of theirs": (lambda p: safeguard(old_person(), p), "A safeguard runs"),
    "a safeguard against them": (lambda p: safeguard(p, old_person()), "A safeguard runs"),
    "a refuge": (in_refuge, "in refuge"),
    "an open alert": (alert, "An alert about the person"),
    "a place in the national queue": (unrouted, "waits in the national queue"),
    "an open match": (match, "A match of the record"),
    "an open task": (task, "A task about the person"),
}


@pytest.mark.parametrize("what", STANDS)
def test_each_stands_against_disposal(what: str) -> None:
    make, said = STANDS[what]
    person = old_person()
    assert obstacles(person, on=timezone.localdate()) == []
    builders.allow_writes()

    make(person)

    assert said in " ".join(obstacles(person, on=timezone.localdate()))


def test_what_is_over_does_not_stand_against_it() -> None:
    person, victim = old_person(), old_person()
    builders.allow_writes()
    order(person, ends_on=PAST + timedelta(days=365))
    safeguard(person, victim, ends_on=PAST + timedelta(days=30))

    assert obstacles(person, on=timezone.localdate()) == obstacles(victim, on=timezone.localdate()) == []
