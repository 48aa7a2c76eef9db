"""Counting: how many there are of each part of a measure, by force. Nothing but what publishes them may ask."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime, time
from typing import Any

from django.db import connection
from django.utils import timezone

from cases.rules.statistics.control import SMALLEST
from cases.rules.statistics.measures import Measure
from cases.rules.statistics.quarters import Quarter
from cases.statistics.queries import QUERIES
from register.canaries import not_canary
from register.models import CanaryRecord, Person


def _planted() -> Iterable[int]:
    """The records that professional standards planted are of nobody, also once they were taken out again."""
    return CanaryRecord.objects.order_by().filter(person__isnull=False).values_list("person", flat=True)


LEFT_OUT: list[Callable[[], Iterable[int]]] = [_planted]
"""What finds the keys of people who count nowhere."""

Counts = Mapping[str, Mapping[int, int]]
"""By the code of the part, how many of each force, by its key."""


def count(measure: Measure, quarter: Quarter) -> Counts:
    """The counts of each part, of every force that has records: those without any are nought.

    A force without records is known to have nothing to count, so it is none of those among which a small count hides.
    """
    rows = _asked(measure, quarter)
    having = _with_records(quarter)
    return {part.code: _of_part(rows, number, having) for number, part in enumerate(measure.parts)}


def _of_part(rows: Mapping[int, tuple[int, ...]], number: int, having: set[int]) -> dict[int, int]:
    counted = {force: numbers[number] for force, numbers in rows.items()}
    beyond = {force: many for force, many in counted.items() if force not in having and many >= SMALLEST}
    return {force: counted.get(force, 0) for force in having} | beyond


def _asked(measure: Measure, quarter: Quarter) -> dict[int, tuple[int, ...]]:
    pieces, more = QUERIES[measure.code, measure.version]
    years = more.get("years")
    since = quarter.years_back(years) if isinstance(years, int) else quarter.starts_on
    window: dict[str, Any] = {
        "starts_on": quarter.starts_on, "ends_before": quarter.ends_before, "starts_at": _moment(quarter.starts_on),
        "ends_at": _moment(quarter.ends_before), "since_at": _moment(since),
        "left_out": [key for keys in LEFT_OUT for key in keys()],
    }  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute("".join(pieces), {**window, **more})
        return {force: tuple(numbers) for force, *numbers in cursor.fetchall()}


def _with_records(quarter: Quarter) -> set[int]:
    known = Person.objects.order_by().filter(not_canary(), created_at__lt=_moment(quarter.ends_before))
    return set(known.values_list("owner_force", flat=True).distinct())


def _moment(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))
