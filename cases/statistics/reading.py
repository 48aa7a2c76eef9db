"""Published statistics as tables. What is read here was decided when it was published: no count is behind it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Q

from accounts.actor import Actor
from cases.models import Figure
from cases.rules.statistics.control import share
from cases.rules.statistics.measures import Measure
from cases.rules.statistics.quarters import Quarter, quarter_named

HOW_MANY = 8
"""So many quarters are shown, and published when a measure is published for the first time."""
ALL_FORCES = "All forces"
_COLUMNS = ("quarter", "force__code", "force__name", "part", "shown", "revision", "published_on", "definition")


@dataclass(frozen=True, slots=True)
class Row:
    """One area in one quarter. `shown` and `shares` (per cent) stand in the order of the measure's parts; None is
    hidden. A measure of one part has no shares. `force_code` is empty for all forces together."""

    quarter: Quarter
    area: str
    force_code: str
    shown: tuple[int | None, ...]
    shares: tuple[int | None, ...]
    definition: int
    published_on: date
    is_revised: bool

    @property
    def headline(self) -> int | None:
        """What a chart draws: the share of the first part, or the count of a measure of one part."""
        return self.shares[0] if self.shares else self.shown[0]


@dataclass(frozen=True, slots=True)
class Table:
    """What was published of one measure: the newest quarter first, and in it all forces together before each."""

    measure: Measure
    rows: tuple[Row, ...]

    def of_area(self, force_code: str) -> tuple[Row, ...]:
        """The rows of one force, or with "" of all together, the oldest first."""
        return tuple(row for row in reversed(self.rows) if row.force_code == force_code)

    def of_quarter(self, quarter: Quarter) -> tuple[Row, ...]:
        return tuple(row for row in self.rows if row.quarter == quarter)


def tables_of(
    measures: Collection[Measure], quarters: Collection[Quarter], actor: Actor, *, is_by_force: bool
) -> tuple[Table, ...]:  # fmt: skip
    """What was published, as far as the reader's reach goes; if not `is_by_force`, of their own force and of all
    together alone."""
    figures = Figure.objects.visible_to(actor).standing().filter(
        measure__in=[each.code for each in measures], quarter__in=[each.code for each in quarters]
    )  # fmt: skip
    if not is_by_force:
        figures = figures.filter(Q(force__isnull=True) | Q(force=actor.force_id))
    found: dict[str, dict[tuple[str, str, str], dict[str, Any]]] = defaultdict(lambda: defaultdict(dict))
    for figure in figures.order_by().values("measure", *_COLUMNS):
        key = (figure["quarter"], figure["force__name"] or "", figure["force__code"] or "")
        found[figure["measure"]][key][figure["part"]] = figure
    return tuple(Table(each, _rows(each, found[each.code])) for each in measures)


def _rows(measure: Measure, found: Mapping[tuple[str, str, str], Mapping[str, Any]]) -> tuple[Row, ...]:
    rows = [row for key in sorted(found) if (row := _row(measure, key, found[key])) is not None]
    return tuple(sorted(rows, key=lambda row: row.quarter, reverse=True))


def _row(measure: Measure, key: tuple[str, str, str], parts: Mapping[str, Any]) -> Row | None:
    quarter, name, code = key
    of, any_part = quarter_named(quarter), next(iter(parts.values()))
    if of is None:
        return None
    told = (parts.get(part.code) for part in measure.parts)
    shown = tuple(each["shown"] if each else None for each in told)
    return Row(
        of, name or ALL_FORCES, code, shown, _shares(measure, shown), any_part["definition"],
        max(each["published_on"] for each in parts.values()), any(each["revision"] for each in parts.values()),
    )  # fmt: skip


def _shares(measure: Measure, shown: tuple[int | None, ...]) -> tuple[int | None, ...]:
    """Of published figures alone, and only where none of the parts is hidden."""
    if not measure.has_shares:
        return ()
    known = [each for each in shown if each is not None]
    whole = sum(known) if len(known) == len(shown) else None
    return tuple(share(each, None if whole is None or each is None else whole - each) for each in shown)
