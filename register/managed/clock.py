"""The clocks of visits and plans of a registration, computed from what was decided and done."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from datetime import date, datetime
from typing import TypeVar

from django.utils import timezone

from register.models import ManagementRisk, Registration, RiskPlan, Visit
from register.rules.plans import PlanClock, PlanMade, plan_clock
from register.rules.visits import Happening, LevelSet, VisitClock, VisitMade, visit_clock

Moment = TypeVar("Moment", date, datetime)


def clock_of(registration: Registration) -> VisitClock:
    """How its clock of visits stands: two queries."""
    return clocks_of([registration])[registration.pk]


def clocks_of(registrations: Collection[Registration]) -> dict[int, VisitClock]:
    """The clock of each, by its key: two queries for any number."""
    happened = _happened([each.pk for each in registrations])
    return {each.pk: visit_clock(timezone.localdate(each.created_at), happened[each.pk]) for each in registrations}


def plan_clock_of(registration: Registration) -> PlanClock:
    """How its clock of plans stands: two queries."""
    return plan_clocks_of([registration])[registration.pk]


def plan_clocks_of(registrations: Collection[Registration]) -> dict[int, PlanClock]:
    """The clock of plans of each, by its key: two queries for any number."""
    keys = [each.pk for each in registrations]
    happened: dict[int, list[LevelSet | PlanMade]] = defaultdict(list)
    for key, level in _levels(keys):
        happened[key].append(level)
    plans = RiskPlan.objects.filter(registration__in=keys, in_force_on__isnull=False).order_by("number")
    for key, on, written_for, mappa_level in plans.values_list("registration", "in_force_on", "level", "mappa_level"):
        happened[key].append(PlanMade(_given(on), written_for, mappa_level))
    return {each.pk: plan_clock(timezone.localdate(each.created_at), happened[each.pk]) for each in registrations}


def levels_of(registration: Registration) -> list[LevelSet]:
    """The levels of risk that were set, in that order."""
    rows = ManagementRisk.objects.filter(registration=registration).order_by("decided_on", "pk")
    return [LevelSet(row.decided_on, row.level, row.is_reactive) for row in rows]


def recomputed_visit_due(registration: Registration) -> date:
    """The day that `next_visit_on` must hold."""
    return clock_of(registration).next_on


def _happened(keys: Collection[int]) -> Mapping[int, list[Happening]]:
    """What happened to each, in the order in which it was recorded."""
    happened: dict[int, list[Happening]] = defaultdict(list)
    for key, level in _levels(keys):
        happened[key].append(level)
    visits = Visit.objects.recorded().filter(registration__in=keys).order_by("pk")
    for key, at, outcome in visits.values_list("registration", "visited_at", "outcome"):
        happened[key].append(VisitMade(_day(at), outcome == Visit.Outcome.SEEN))
    return happened


def _levels(keys: Collection[int]) -> Iterable[tuple[int, LevelSet]]:
    """The levels of risk that were set, in that order, each with the key of its registration."""
    risks = ManagementRisk.objects.filter(registration__in=keys).order_by("pk")
    for key, on, level, is_reactive in risks.values_list("registration", "decided_on", "level", "is_reactive"):
        yield key, LevelSet(on, level, is_reactive)


def _day(at: datetime | None) -> date:
    return timezone.localdate(_given(at))


def _given(value: Moment | None) -> Moment:
    """A day or a moment that a constraint promises."""
    if value is None:
        raise ValueError("A recorded visit has its moment, and a plan in force its day")
    return value
