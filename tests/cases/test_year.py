"""A simulated year: a tenth of the owners leave, others go on leave, for weeks nobody answers; nothing is ever without
a live owner or a day, and everything that is late went up the chain.

The suite lives a year of 24 cases; `SIMULATED_YEAR=2400 pytest tests/cases/test_year.py` a larger one.
"""

from __future__ import annotations

import os
from datetime import date, timedelta

import pytest
from django.db.models import Exists, OuterRef

from accounts import absence
from accounts.models import Force
from cases.models import Case
from cases.owners import OWNING_ROLES
from register.models import Escalation, Task, Watch
from register.watched.counting import late_in
from register.watched.sources import SOURCES
from tests import builders
from tests.cases.year import LAST, Year

CASES = int(os.environ.get("SIMULATED_YEAR", "24"))
LIMITS = {"supervisor": 3, "lead": 7, "oversight": 14}
SLACK = timedelta(days=3)
"""The year of the suite looks every third day."""


@pytest.mark.django_db
def test_a_year_of_leavers_and_silence_ends_with_nothing_unowned_undated_or_forgotten() -> None:
    year = Year(CASES, seed=11)
    for day in year.live():
        assert without_a_live_owner(day) == []
        assert held_by_leavers(year) == []
        assert not_escalated(day) == []

    assert len(year.left) >= len(year.owners) // 10
    assert year.happened >= {"left", "away with a deputy", "away without one", "reviewed", "done"}
    assert {each.code for each in SOURCES} >= {"case", "safeguard", "task"}
    assert Escalation.objects.filter(step="oversight").exists()
    assert counted(LAST) == late(LAST)


def without_a_live_owner(day: date) -> list[str]:
    """Open cases whose owner is not there today, or that have no day."""
    fit = absence.at_work(on=day).holding(*OWNING_ROLES, on=day)
    rows = Case.objects.open().exclude(owner__in=fit.values("pk")) | Case.objects.open().filter(
        next_review_on__isnull=True
    )
    return list(rows.values_list("reference", flat=True))


def held_by_leavers(year: Year) -> list[str]:
    gone = [user.pk for user in year.left]
    return [
        *Case.objects.open().filter(owner__in=gone).values_list("reference", flat=True),
        *Task.objects.open().filter(owner__in=gone).values_list("reference", flat=True),
    ]


def not_escalated(day: date) -> list[str]:
    """What is late for longer than a step allows and did not go that far."""
    missing = []
    for source in SOURCES:
        for step, days in LIMITS.items():
            went = Escalation.objects.filter(
                watch__source=source.code, watch__number=OuterRef("pk"), watch__due_on=OuterRef("watched_due_on"),
                step=step,
            )  # fmt: skip
            late_ones = source.due_until(day - timedelta(days=days) - SLACK).exclude(Exists(went))
            missing += [f"{source.code} {row.pk} {step}" for row in late_ones]
    return missing


def late(day: date) -> int:
    return sum(source.due_until(day - timedelta(days=1)).count() for source in SOURCES)


def counted(day: date) -> int:
    """As oversight sees it."""
    assert Watch.objects.open().exists()
    oversight = builders.actor("oversight-auditor", force_code=None)
    return late_in(Force.objects.filter(pk=builders.force("13").pk), actor=oversight, on=day).total
