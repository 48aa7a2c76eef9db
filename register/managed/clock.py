"""The clock of visits of a registration, computed from what was decided and done."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from datetime import date, datetime

from django.utils import timezone

from register.models import ManagementRisk, Registration, Visit
from register.rules.visits import Happening, LevelSet, VisitClock, VisitMade, visit_clock


def clock_of(registration: Registration) -> VisitClock:
    """How its clock of visits stands: two queries."""
    return clocks_of([registration])[registration.pk]


def clocks_of(registrations: Collection[Registration]) -> dict[int, VisitClock]:
    """The clock of each, by its key: two queries for any number."""
    happened = _happened([each.pk for each in registrations])
    return {each.pk: visit_clock(timezone.localdate(each.created_at), happened[each.pk]) for each in registrations}


def levels_of(registration: Registration) -> list[LevelSet]:
    """The levels of risk that were set, in that order."""
    rows = ManagementRisk.objects.filter(registration=registration).order_by("decided_on", "pk")
    return [LevelSet(row.decided_on, row.level, row.is_reactive) for row in rows]


def recomputed_visit_due(registration: Registration) -> date:
    """The day that `next_visit_on` must hold."""
    return clock_of(registration).next_on


def _happened(keys: Iterable[int]) -> Mapping[int, list[Happening]]:
    """What happened to each, in the order in which it was recorded."""
    happened: dict[int, list[Happening]] = defaultdict(list)
    risks = ManagementRisk.objects.filter(registration__in=keys).order_by("pk")
    for key, on, level, is_reactive in risks.values_list("registration", "decided_on", "level", "is_reactive"):
        happened[key].append(LevelSet(on, level, is_reactive))
    visits = Visit.objects.recorded().filter(registration__in=keys).order_by("pk")
    for key, at, outcome in visits.values_list("registration", "visited_at", "outcome"):
        happened[key].append(VisitMade(_day(at), outcome == Visit.Outcome.SEEN))
    return happened


def _day(at: datetime | None) -> date:
    if at is None:
        raise ValueError("A recorded visit has a moment")
    return timezone.localdate(at)
