"""Published statistics through the API: the same figures as on the page, and never a count behind them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any, ClassVar

from django.utils import timezone
from rest_framework import serializers

from accounts.actor import Actor
from accounts.api.fields import Body
from accounts.api.rows import Asking, Read, Row, Shown
from audit.core.errors import OutOfReach
from cases import policies
from cases.actions.statistics import read_statistics
from cases.rules.statistics.measures import Measure, measures_in
from cases.rules.statistics.quarters import Quarter, last_settled, quarter_named, quarters_to
from cases.statistics.reading import HOW_MANY, Table
from cases.statistics.reading import Row as Told


@dataclass(frozen=True, slots=True)
class PartShown:
    """One part of a measure: `figure` is a multiple of 5, `share` in per cent of all parts. Null is not shown."""

    code: str
    title: str
    figure: int | None
    share: int | None


@dataclass(frozen=True, slots=True)
class FigureShown:
    """One area in one quarter. `force` is empty for all forces together."""

    quarter: str
    force: str
    area: str
    parts: tuple[PartShown, ...]
    definition: int
    published_on: date
    is_revised: bool


@dataclass(frozen=True, slots=True)
class MeasureShown:
    """One measure: what is counted, over which time, what it must not reward, and what was published of it."""

    code: str
    title: str
    definition: int
    valid_from: str
    counts: str
    window: str
    must_not_reward: str
    figures: tuple[FigureShown, ...]
    links: dict[str, str]


class QuarterField(serializers.RegexField):
    """A quarter such as "2026-Q1". Of one that was not published nothing is told."""

    schema: ClassVar = {"type": "string", "pattern": "^2[0-9]{3}-Q[1-4]$"}

    def __init__(self, **options: Any) -> None:
        super().__init__(r"\A2[0-9]{3}-Q[1-4]\Z", **options)


class QuarterAsked(Body):
    """Which quarter; without one, the newest that has settled."""

    quarter = QuarterField(required=False)


def _statistics(asking: Asking, quarter: str = "") -> Shown:
    asked = quarter_named(quarter) or _quarters()[-1]
    tables = read_statistics(list(measures_in(asked).values()), quarters=[asked], is_by_force=True, **asking.act)
    measures = [_measure(table, asking) for table in tables]
    return Shown({"quarter": asked.code, "quarters": [each.code for each in _quarters()], "measures": measures})


def _statistic(asking: Asking, measure: Measure) -> Shown:
    (table,) = read_statistics([measure], quarters=_quarters(), is_by_force=True, **asking.act)
    return Shown(_measure(table, asking))


def _named(actor: Actor, measure: str) -> Measure:
    """The measure of that code as it is defined now."""
    found = measures_in(_quarters()[-1]).get(measure)
    if found is None:
        raise OutOfReach(policies.SEE_STATISTICS.permission, object_type="cases.figure")
    return found


def _quarters() -> tuple[Quarter, ...]:
    return quarters_to(last_settled(timezone.localdate()), HOW_MANY)


def _measure(table: Table, asking: Asking) -> MeasureShown:
    measure = table.measure
    return MeasureShown(
        measure.code, measure.title, measure.version, measure.valid_from.code, measure.counts, measure.window,
        measure.harm_avoided, tuple(_figure(measure, row) for row in table.rows),
        {"self": asking.address("api-statistic", measure=measure.code)},
    )  # fmt: skip


def _figure(measure: Measure, row: Told) -> FigureShown:
    shares = row.shares or (None,) * len(row.shown)
    told = zip(measure.parts, row.shown, shares, strict=True)
    parts = tuple(PartShown(part.code, part.title, figure, share) for part, figure, share in told)
    return FigureShown(
        row.quarter.code, row.force_code, row.area, parts, row.definition, row.published_on, row.is_revised
    )  # fmt: skip


ROWS: tuple[Row, ...] = (
    Read("statistics", "api-statistics", "What was published of each measure in one quarter: of one's own force and of "
         "all together, or of every force.", _statistics, policy=policies.SEE_STATISTICS, query=QuarterAsked,
         acts=(read_statistics,)),
    Read("statistics/<str:measure>", "api-statistic", "What was published of one measure in the last eight quarters.",
         _statistic, of=_named, policy=policies.SEE_STATISTICS, acts=(read_statistics,)),
)  # fmt: skip
