"""Ten years of every kind of event: each stored date equals its recomputation, and nobody is forgotten.

The suite lives some decades; `make ten-years` lives a thousand.
"""

from __future__ import annotations

import os
from dataclasses import replace
from datetime import date, timedelta

import pytest

from register.actions.duties import sweep_overdue
from register.duties.checking import duty_differences
from register.duties.recompute import NO_LONGER
from register.models import Absence, NotificationDuty, NotificationRequirement, Registration, RegistrationAppeal, Task
from register.rules.limits.terms import Counting
from register.rules.regimes.table import DA_REGISTER, REGIMES, DutyKind
from register.rules.time_limits import Pause, due, limit_in_force
from tests import builders
from tests.register.duties.ten_years import LAST, OPENED, Decade, everything

REGISTRATIONS = int(os.environ.get("TEN_YEARS", "24"))
NOT_IN_FORCE = {DutyKind.INTENDED_NAME, DutyKind.ABSENCE}
EVENTS = {
    "notify", "change", "announce", "go_away", "come_back", "another_ground", "serve", "discharge", "end_requirement",
    "die", "appeal", "court", "hand_over",
}  # fmt: skip


@pytest.mark.django_db
def test_ten_years_of_every_event_keep_every_date_and_forget_nobody() -> None:
    decades = everything(builders.actor("supervisor"), registrations=REGISTRATIONS)

    live_through(decades)

    sweep_overdue(LAST)
    assert not NotificationDuty.objects.overdue(on=LAST).filter(overdue_noted_at__isnull=True).exists()
    assert Task.objects.filter(kind=Task.Kind.NOTIFICATION_OVERDUE).exists()
    assert set().union(*(decade.kinds for decade in decades)) == EVENTS
    assert set(NotificationDuty.objects.values_list("kind", flat=True)) >= set(DutyKind) - NOT_IN_FORCE - {"court_item"}
    builders.allow_writes()
    NotificationDuty.objects.open().update(ended_on=LAST, ended_why="Lost")
    assert forgotten(LAST) != []


@pytest.mark.django_db
def test_ten_years_in_which_the_registers_own_regime_was_opened_do_so_too(monkeypatch: pytest.MonkeyPatch) -> None:
    """It stands above all others, which give way to it and revive."""
    opened = replace(REGIMES[DA_REGISTER], open_from=OPENED[DA_REGISTER])
    monkeypatch.setitem(REGIMES, DA_REGISTER, opened)  # type: ignore[arg-type]
    decades = everything(builders.actor("supervisor"), registrations=REGISTRATIONS // 2, grounds=OPENED)

    live_through(decades)

    own = NotificationDuty.objects.filter(regime=DA_REGISTER)
    assert own.filter(kind=DutyKind.PERIODIC).exists()
    assert own.filter(kind=DutyKind.INITIAL).exists()
    under_both = NotificationRequirement.objects.filter(regime=DA_REGISTER).values("registration")
    others = NotificationDuty.objects.filter(registration__in=under_both).exclude(regime=DA_REGISTER)
    assert others.exists()


def live_through(decades: list[Decade]) -> None:
    """After each event each day is as its limit says; in the end all is as computed anew, and nobody is forgotten."""
    for number, decade in enumerate(decades):
        for _ in decade.live():
            assert wrong_in(decade) == [], f"decade {number}"
    assert list(duty_differences()) == []
    assert forgotten(LAST) == []


def wrong_in(decade: Decade) -> list[str]:
    """The stored duties of a registration whose day is not what their own limit gives from their own start, and open
    ones that are neither dated nor held up."""
    absences = [(each.starts_on, each.ended_on) for each in Absence.objects.filter(person=decade.person)]
    stays = stays_of(decade)
    is_held_up = decade.absence is not None or any(ended_on is None for _, ended_on in stays)
    rows = NotificationDuty.objects.filter(registration=decade.registration).exclude(ended_why=NO_LONGER)
    return [
        row.key
        for row in rows
        if not is_as_its_limit_says(row, absences, stays) or (row.due_on is None and not is_held_up)
    ]


def stays_of(decade: Decade) -> list[Pause]:
    """The times for which a court suspended the requirements; for good where it allowed the appeal."""
    stayed = RegistrationAppeal.objects.filter(registration=decade.registration, stayed_on__isnull=False)
    return [
        (each.stayed_on, each.stay_ended_on or (each.decided_on if each.outcome != "allowed" else None))
        for each in stayed
    ]


def is_as_its_limit_says(row: NotificationDuty, absences: list[Pause], stays: list[Pause]) -> bool:
    limit = limit_in_force(row.limit_code, row.starts_on)
    if limit.counting is Counting.BEFORE:
        return row.due_on is not None and row.due_on >= row.starts_on
    counted = due(limit, row.starts_on, paused=absences, stayed=stays)
    return row.due_on == (counted.due_on if counted else None) and row.kind not in NOT_IN_FORCE


def forgotten(on: date) -> list[Registration]:
    """Live registrations with a requirement that runs on for more than a year, and no duty that waits: while a
    requirement runs, the next periodic notification always does. Each has a day for its next review by its column."""
    runs_on = NotificationRequirement.objects.filter(ended_on__isnull=True).exclude(ends_on__lte=on + timedelta(366))
    waiting = NotificationDuty.objects.open().values("registration")
    bound = Registration.objects.live().filter(pk__in=runs_on.values("registration"))
    return list(bound.exclude(pk__in=waiting))
