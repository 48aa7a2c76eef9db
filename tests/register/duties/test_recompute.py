"""Stored duties follow the facts, in the transaction of the act that changed them."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from django.core.management import call_command
from django.utils import timezone

from accounts.actor import Actor
from audit.core.errors import Refused
from audit.models import Event
from register.actions.absences import begin_absence, end_absence
from register.actions.duties import sweep_overdue
from register.actions.requirements import begin_requirement, end_requirement
from register.duties.checking import duty_differences
from register.duties.recompute import NO_LONGER, recompute, recompute_for
from register.integrity.checks import check_of
from register.models import (
    Absence,
    Notification,
    NotificationDuty,
    NotificationRequirement,
    Person,
    ProtectiveOrder,
    Registration,
    Task,
)
from register.rules.notification_periods import Disposal
from tests import builders

pytestmark = pytest.mark.django_db
SOA = NotificationRequirement.Regime.SOA


@pytest.fixture
def manager() -> Actor:
    return builders.actor("offender-manager")


@pytest.fixture
def registration(manager: Actor) -> Registration:
    """A live registration of somebody whom force 13 manages."""
    person = builders.person(manager)
    builders.allow_writes()
    return Registration.objects.create(
        person=person, managing_force=person.owner_force, gate="order", gate_reason="An order", regime="none",
        starts_on=date(2026, 3, 2), next_review_on=date(2027, 3, 2),
    )  # fmt: skip


def require(registration: Registration, by: Actor) -> NotificationRequirement:
    return begin_requirement(
        registration, regime=SOA, relevant_on=date(2026, 3, 2), disposal=Disposal.FINE, actor=by, reason=builders.CALL
    )


def duties(registration: Registration) -> list[tuple[str, str, date | None]]:
    rows = NotificationDuty.objects.filter(registration=registration).open().order_by("key")
    return [(row.kind, row.limit_code, row.due_on) for row in rows]


def order_of(person: Person, kind: str = "DAPO") -> ProtectiveOrder:
    builders.allow_writes()
    return ProtectiveOrder.objects.create(
        person=person, force=person.owner_force, kind=kind, status="served", made_on=date(2026, 3, 2),
        served_on=date(2026, 3, 9), ends_on=date(2026, 9, 1),
    )  # fmt: skip


def test_a_requirement_starts_the_initial_duty_and_says_how_long_it_lasts(
    registration: Registration, manager: Actor
) -> None:
    requirement = require(registration, manager)

    assert duties(registration) == [("initial", "soa.initial", date(2026, 3, 4))]
    assert requirement.ends_on == date(2031, 3, 1)
    assert "5 years" in requirement.explanation
    assert list(duty_differences()) == []


def test_custody_stops_the_clock_and_release_starts_it_again(registration: Registration, manager: Actor) -> None:
    act = {"actor": manager, "reason": builders.CALL}
    require(registration, manager)

    absence = begin_absence(registration.person, kind=Absence.Kind.CUSTODY, starts_on=date(2026, 3, 2), **act)
    assert duties(registration) == [("initial", "soa.initial", None)]

    end_absence(absence, ended_on=date(2026, 6, 1), **act)
    assert duties(registration) == [
        ("initial", "soa.initial", date(2026, 6, 3)), ("release", "soa.release", date(2026, 6, 3)),
    ]  # fmt: skip
    assert list(duty_differences()) == []


@pytest.mark.parametrize(
    ("kind", "code", "due_on"),
    [
        pytest.param("DAPO", "dapo.initial", date(2026, 3, 4), id="dapo-from-the-day-made"),
        pytest.param("SPO", "spo.initial", date(2026, 3, 11), id="spo-from-service"),
        pytest.param("SHPO", "shpo.initial", date(2026, 3, 11), id="shpo-from-service"),
    ],
)
def test_an_order_starts_its_own_duty(registration: Registration, kind: str, code: str, due_on: date) -> None:
    order_of(registration.person, kind)

    recompute_for(registration.person)

    assert duties(registration) == [("initial", code, due_on)]


def test_an_order_in_a_joined_record_counts(registration: Registration) -> None:
    other = builders.person(builders.actor("offender-manager", force_code="14"))
    builders.allow_writes()
    Person.objects.filter(pk=other.pk).update(lead=registration.person)
    order_of(other)

    other.refresh_from_db()
    recompute_for(other)

    assert duties(registration) == [("initial", "dapo.initial", date(2026, 3, 4))]


def test_computing_again_changes_nothing(registration: Registration, manager: Actor) -> None:
    require(registration, manager)
    before = list(NotificationDuty.objects.values())

    recompute(registration)

    assert list(NotificationDuty.objects.values()) == before


def test_a_duty_that_no_longer_follows_is_kept_as_ended(registration: Registration) -> None:
    order = order_of(registration.person)
    recompute(registration)
    ProtectiveOrder.objects.filter(pk=order.pk).update(kind="NMO")

    recompute(registration)

    assert duties(registration) == []
    assert NotificationDuty.objects.get().ended_why == NO_LONGER
    assert list(duty_differences()) == []


def test_a_notification_meets_the_duty_and_starts_the_year(registration: Registration, manager: Actor) -> None:
    require(registration, manager)
    taken = Notification.objects.create(
        registration=registration, taken_at=datetime(2026, 3, 3, 10, tzinfo=UTC), method="counter",
        police_station="Elland Road", identity_check="document",
    )  # fmt: skip
    taken.items.create(kind="initial")

    recompute(registration)

    met = NotificationDuty.objects.get(kind="initial")
    assert (met.met_by, met.met_on, met.was_late) == (taken, date(2026, 3, 3), False)
    assert duties(registration) == [("periodic", "soa.periodic", date(2027, 3, 3))]


def test_what_was_incomplete_meets_nothing(registration: Registration, manager: Actor) -> None:
    require(registration, manager)
    taken = Notification.objects.create(
        registration=registration, taken_at=datetime(2026, 3, 3, 10, tzinfo=UTC), method="counter",
        police_station="Elland Road", identity_check="document",
    )  # fmt: skip
    taken.items.create(kind="initial", outcome="incomplete", doubt="No address")

    recompute(registration)

    assert duties(registration) == [("initial", "soa.initial", date(2026, 3, 4))]


def test_the_check_finds_what_somebody_changed_by_hand(registration: Registration, manager: Actor) -> None:
    require(registration, manager)
    NotificationDuty.objects.update(due_on=date(2026, 12, 24))

    assert [(each.key.split(":")[0], each.fields) for each in duty_differences()] == [("initial", ("due_on",))]

    NotificationDuty.objects.all().delete()
    assert [each.fields for each in duty_differences()] == [("missing",)]


def test_a_requirement_is_ended_with_a_reason_and_what_was_missed_stays(
    registration: Registration, manager: Actor
) -> None:
    requirement = require(registration, manager)
    act = {"actor": manager, "reason": builders.CALL, "ended_on": date(2026, 8, 1)}

    with pytest.raises(Refused, match="Say why it ends"):
        end_requirement(requirement, why=" ", **act)
    end_requirement(requirement, why="Quashed by the Court of Appeal", **act)

    assert duties(registration) == [("initial", "soa.initial", date(2026, 3, 4))]
    with pytest.raises(Refused, match="ended on 1 August 2026 already"):
        end_requirement(requirement, why="Again", **act)


def test_a_regime_that_no_law_opened_is_refused(registration: Registration, manager: Actor) -> None:
    with pytest.raises(Refused, match="was not in force on 2 March 2026"):
        begin_requirement(
            registration, regime=NotificationRequirement.Regime.DA_REGISTER, relevant_on=date(2026, 3, 2),
            disposal=Disposal.FINE, actor=manager, reason=builders.CALL,
        )  # fmt: skip


def test_somebody_who_is_away_already_must_come_back_first(registration: Registration, manager: Actor) -> None:
    act = {"actor": manager, "reason": builders.CALL}
    absence = begin_absence(registration.person, kind=Absence.Kind.CUSTODY, starts_on=date(2026, 3, 2), **act)

    with pytest.raises(Refused, match="away already"):
        begin_absence(registration.person, kind=Absence.Kind.ABROAD, starts_on=date(2026, 4, 2), **act)
    with pytest.raises(Refused, match="before it began"):
        end_absence(absence, ended_on=date(2026, 3, 1), **act)


def test_the_sweep_tells_of_each_overdue_duty_once_and_closes_nothing(
    registration: Registration, manager: Actor
) -> None:
    require(registration, manager)

    assert sweep_overdue(date(2026, 3, 4)) == 0
    assert sweep_overdue(date(2026, 3, 5)) == 1
    assert sweep_overdue(date(2026, 3, 6)) == 0

    task = Task.objects.get(kind=Task.Kind.NOTIFICATION_OVERDUE)
    assert (task.force, task.team, task.person) == (
        registration.managing_force, "offender-manager", registration.person,
    )  # fmt: skip
    assert NotificationDuty.objects.open().count() == 1
    assert Event.objects.filter(code="notification_duty.overdue").count() == 1


def test_the_nightly_check_reports_each_date_that_differs(registration: Registration, manager: Actor) -> None:
    require(registration, manager)
    nightly = check_of("stored_date_differs")
    assert nightly is not None
    assert list(nightly.find(timezone.now())) == []

    NotificationDuty.objects.update(due_on=date(2026, 12, 24))

    assert [(each.what, each.number) for each in nightly.find(timezone.now())] == [("registration", registration.pk)]


def test_the_command_says_what_differs_and_puts_it_right(
    registration: Registration, manager: Actor, capsys: pytest.CaptureFixture[str]
) -> None:
    require(registration, manager)
    NotificationDuty.objects.update(due_on=date(2026, 12, 24))

    call_command("compute_duties")
    assert f"registration {registration.pk}, initial:requirement:" in capsys.readouterr().out

    call_command("compute_duties", store=True)
    assert "notification duties: 0 differences." in capsys.readouterr().out
    assert NotificationDuty.objects.get().due_on == date(2026, 3, 4)


def test_a_sweep_that_has_no_time_left_leaves_the_rest_to_the_next(registration: Registration, manager: Actor) -> None:
    require(registration, manager)
    NotificationDuty.objects.create(
        registration=registration, key="name:change:1", kind="name", regime="soa", limit_code="soa.name",
        starts_on=date(2026, 3, 2), due_on=date(2026, 3, 4), due_at=datetime(2026, 3, 4, tzinfo=UTC), explanation="x",
    )  # fmt: skip

    assert sweep_overdue(date(2026, 4, 1), seconds=-1) == 1
    assert sweep_overdue(date(2026, 4, 1)) == 1
