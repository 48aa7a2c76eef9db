from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pytest
import time_machine

from accounts.actor import Actor
from audit.core.errors import PermissionDenied, Refused
from audit.models import Event
from register.actions.changes import (
    Told,
    announce_change,
    change_came_about,
    change_did_not_happen,
    record_change,
    record_stay,
)
from register.actions.notifications import Item
from register.duties.checking import duty_differences
from register.models import NotifiableChange, NotificationDuty, Registration
from register.rules.regimes.table import DutyKind
from tests import builders
from tests.register.notified import NOW, act, notifying, take

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def today() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def manager() -> Actor:
    return builders.actor("offender-manager")


@pytest.fixture
def registration(manager: Actor) -> Registration:
    return notifying(manager)


def due(registration: Registration, kind: str) -> list[date | None]:
    rows = NotificationDuty.objects.filter(registration=registration, kind=kind).open()
    return list(rows.values_list("due_on", flat=True))


@pytest.mark.parametrize(
    ("kind", "due_on"),
    [
        pytest.param(DutyKind.NAME, date(2026, 11, 25), id="name"),
        pytest.param(DutyKind.HOME_ADDRESS, date(2026, 11, 25), id="home"),
        pytest.param(DutyKind.BANK, date(2026, 11, 25), id="bank"),
        pytest.param(DutyKind.IDENTITY_DOCUMENT, date(2026, 11, 25), id="passport"),
        pytest.param(DutyKind.CHILD_HOUSEHOLD, date(2026, 11, 25), id="child"),
    ],
)
def test_a_change_must_be_told_within_three_days_beginning_with_its_own(
    manager: Actor, kind: DutyKind, due_on: date
) -> None:
    registration = notifying(manager, relevant_on=date(2026, 11, 2))

    record_change(registration, told=Told(kind, date(2026, 11, 23)), **act(manager))

    assert due(registration, kind) == [due_on]
    assert list(duty_differences()) == []


def test_a_journey_is_recorded_with_the_day_of_departure_and_due_a_week_before(
    registration: Registration, manager: Actor
) -> None:
    told = Told(
        DutyKind.TRAVEL, date(2026, 12, 20), known_on=date(2026, 11, 25), particulars={"countries": "France, Spain"}
    )

    journey = record_change(registration, told=told, **act(manager))

    assert due(registration, "travel") == [date(2026, 12, 13)]
    assert journey.particulars == {"countries": "France, Spain"}


def test_what_has_not_happened_yet_is_announced_and_not_due(registration: Registration, manager: Actor) -> None:
    told = Told(DutyKind.HOME_ADDRESS, date(2026, 12, 1))

    with pytest.raises(Refused, match="Announce the change"):
        record_change(registration, told=told, **act(manager))
    change = announce_change(registration, told=told, **act(manager))

    assert (change.expected_on, change.happened_on) == (date(2026, 12, 1), None)
    assert due(registration, "home_address") == []


def test_an_announced_change_that_nobody_told_is_due_when_it_comes_about(
    registration: Registration, manager: Actor
) -> None:
    change = announce_change(registration, told=Told(DutyKind.HOME_ADDRESS, date(2026, 11, 26)), **act(manager))

    change_came_about(change, happened_on=date(2026, 11, 25), **act(manager))

    assert due(registration, "home_address") == [date(2026, 11, 27)]
    with pytest.raises(Refused, match="happened on 25 November 2026"):
        change_came_about(change, happened_on=date(2026, 11, 25), **act(manager))


def test_early_notice_spares_the_second_visit_when_the_change_comes_about(
    registration: Registration, manager: Actor
) -> None:
    change = announce_change(registration, told=Told(DutyKind.HOME_ADDRESS, date(2026, 11, 26)), **act(manager))
    take(registration, manager, Item(DutyKind.HOME_ADDRESS, change=change))

    with time_machine.travel("2026-11-27 12:00", tick=False):
        change_came_about(change, happened_on=date(2026, 11, 27), **act(manager))

    assert due(registration, "home_address") == []


def test_what_was_told_in_advance_and_did_not_come_about_must_be_told(
    registration: Registration, manager: Actor
) -> None:
    change = announce_change(registration, told=Told(DutyKind.HOME_ADDRESS, date(2026, 11, 26)), **act(manager))
    take(registration, manager, Item(DutyKind.HOME_ADDRESS, change=change))

    change_did_not_happen(change, why="He says the flat fell through", **act(manager))

    assert due(registration, "non_event") == [date(2026, 12, 1)]
    change.refresh_from_db()
    assert (change.has_come_to_nothing, change.why_not) == (True, "He says the flat fell through")


def test_what_did_not_happen_needs_a_reason_and_says_so_once(registration: Registration, manager: Actor) -> None:
    change = record_change(registration, told=Told(DutyKind.NAME, date(2026, 11, 25)), **act(manager))

    with pytest.raises(Refused, match="Say how it is known"):
        change_did_not_happen(change, why="  ", **act(manager))
    change_did_not_happen(change, why="Typed for somebody else", **act(manager))

    assert due(registration, "name") == []
    with pytest.raises(Refused, match="already"):
        change_did_not_happen(change, why="Again", **act(manager))


def test_of_an_account_no_number_is_kept(registration: Registration, manager: Actor) -> None:
    told = Told(
        DutyKind.BANK, date(2026, 11, 25), detail="Account 12345678, sort code 60-83-71",
        particulars={"issuer": "A bank", "last_four": "12345678"},
    )  # fmt: skip

    change = record_change(registration, told=told, **act(manager))

    assert change.particulars == {"issuer": "A bank", "last_four": "5678"}
    assert "12345678" not in change.detail


def test_the_seventh_day_at_another_address_makes_the_change(registration: Registration, manager: Actor) -> None:
    def stay(place: str, first: int, last: int) -> None:
        record_stay(
            registration, place=place, starts_on=date(2026, 11, first), ends_on=date(2026, 11, last), **act(manager)
        )

    stay("Flat 2, 5 Elm St.", 1, 4)
    stay("9 Oak Road", 5, 8)
    assert not NotifiableChange.objects.exists()
    stay("FLAT 2 5 ELM ST", 20, 24)

    change = NotifiableChange.objects.get()
    assert (change.kind, change.happened_on) == ("other_address", date(2026, 11, 22))
    assert due(registration, "other_address") == []  # before the requirement of 24 November
    stay("Flat 2, 5 Elm St", 10, 11)
    change.refresh_from_db()
    assert (NotifiableChange.objects.count(), change.happened_on) == (1, date(2026, 11, 20))


def test_a_qualifying_stay_is_due_three_days_from_its_last_day(manager: Actor) -> None:
    registration = notifying(manager, relevant_on=date(2026, 11, 2))

    record_stay(
        registration, place="9 Oak Road", starts_on=date(2026, 11, 18), ends_on=date(2026, 11, 25), **act(manager)
    )

    assert due(registration, "other_address") == [date(2026, 11, 26)]


@pytest.mark.parametrize(
    ("place", "first", "last", "said"),
    [
        pytest.param(" . ", 1, 2, "Give the address", id="no-place"),
        pytest.param("9 Oak Road", 3, 2, "before the first", id="backwards"),
        pytest.param("9 Oak Road", 24, 26, "up to today", id="ahead"),
    ],
)
def test_a_stay_must_make_sense(
    registration: Registration, manager: Actor, place: str, first: int, last: int, said: str
) -> None:
    with pytest.raises(Refused, match=said):
        record_stay(
            registration, place=place, starts_on=date(2026, 11, first), ends_on=date(2026, 11, last), **act(manager)
        )


def test_another_force_may_record_a_change_and_the_control_room_may_not(registration: Registration) -> None:
    told = Told(DutyKind.NAME, date(2026, 11, 25))

    assert record_change(registration, told=told, **act(builders.actor("offender-manager", force_code="14")))
    with pytest.raises(PermissionDenied):
        record_change(registration, told=told, **act(builders.actor()))


def test_the_log_keeps_kinds_and_days_and_not_what_was_said(registration: Registration, manager: Actor) -> None:
    told = Told(DutyKind.HOME_ADDRESS, date(2026, 11, 25), particulars={"line_1": "5 Elm Street"})

    record_change(registration, told=told, **act(manager))

    entry = Event.objects.get(code="notifiable_change.recorded")
    assert b"Elm" not in bytes(entry.payload)
