"""Publishing what may be shown of the counts of a quarter, and reading and downloading what was published."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from accounts.actor import Actor, system_actor
from audit.core.action import action
from audit.core.entry import Entry, Reason
from cases import policies
from cases.events import statistics as events
from cases.models import Figure
from cases.rules.statistics.control import Cell, Column, protect, revised
from cases.rules.statistics.measures import Measure, measures_in
from cases.rules.statistics.quarters import Quarter, last_settled, quarters_to
from cases.statistics.counting import count
from cases.statistics.files import FORMATS
from cases.statistics.reading import HOW_MANY, Table, tables_of

PUBLISHER = system_actor("statistics", {"statistics.publish": "national"})
BY_ITSELF = Reason("system")
REVISED_FOR = 4
"""So many quarters before the newest are counted again with it, once; an older one stands as it is."""
ALL = ""


def publish_due(on: date) -> int:
    """Publish each measure of the newest settled quarter that was not published yet. Gives how many figures are new or
    revised; a second time there are none."""
    latest = last_settled(on)
    known = set(Figure.objects.filter(quarter=latest.code).values_list("measure", flat=True).distinct())
    return sum(
        publish_measure(measure, actor=PUBLISHER, reason=BY_ITSELF, latest=latest, on=on)
        for code, measure in measures_in(latest).items()
        if code not in known
    )


@action(event=events.FIGURES_PUBLISHED, policy=policies.PUBLISH_STATISTICS, lock=False)
def publish_measure(
    measure: Measure, *, entry: Entry, actor: Actor, reason: Reason, latest: Quarter, on: date
) -> int:  # fmt: skip
    """Publish a measure up to this quarter: quarters that have no figures yet, and revisions of the last ones. Gives
    how many figures are new or revised."""
    asked = [quarter for quarter in quarters_to(latest, HOW_MANY) if measure.code in measures_in(quarter)]
    standing = _standing(measure, asked)
    again = {each.code for each in quarters_to(latest, REVISED_FOR + 1)}
    work = [each for each in asked if each.code in again or each.code not in standing]
    kept = _Kept()
    for quarter in work:
        counts = count(measures_in(quarter)[measure.code], quarter)
        for part, of_force in counts.items():
            _keep(measures_in(quarter)[measure.code], quarter, part, of_force, standing, on, kept)
    entry.record(
        statistic=measure.code, quarters=[each.code for each in work], figures=kept.new, revised=kept.revised
    )  # fmt: skip
    return kept.new + kept.revised


@action(event=events.STATISTICS_READ, policy=policies.SEE_STATISTICS, lock=False)
def read_statistics(
    measures: Collection[Measure], *, entry: Entry, actor: Actor, reason: Reason, quarters: Collection[Quarter],
    is_by_force: bool,
) -> tuple[Table, ...]:  # fmt: skip
    """What was published of these measures in these quarters, as far as the reader's reach goes: two queries."""
    entry.record(statistics=[each.code for each in measures], quarters=[each.code for each in quarters])
    return tables_of(measures, quarters, actor, is_by_force=is_by_force)


@action(event=events.STATISTICS_DOWNLOADED, policy=policies.SEE_STATISTICS, lock=False)
def download_statistics(
    measure: Measure, *, entry: Entry, actor: Actor, reason: Reason, quarters: Collection[Quarter], file_format: str
) -> bytes:  # fmt: skip
    """The same as a file: `file_format` is a key of `cases.statistics.files.FORMATS`."""
    (table,) = tables_of([measure], quarters, actor, is_by_force=True)
    content = FORMATS[file_format].write(table)
    digest = hashlib.sha256(content).hexdigest()
    entry.record(statistic=measure.code, file_format=file_format, rows=len(table.rows), sha256=digest)
    return content


@dataclass(slots=True)
class _Kept:
    """How many figures were published for the first time, and how many were revised."""

    new: int = 0
    revised: int = 0


_Standing = Mapping[str, Mapping[str, Mapping[str, Figure]]]
"""By quarter and part, the figures that stand: by the key of the force as text, or `ALL`."""


def _standing(measure: Measure, quarters: Iterable[Quarter]) -> _Standing:
    found: dict[str, dict[str, dict[str, Figure]]] = defaultdict(lambda: defaultdict(dict))
    asked = [each.code for each in quarters]
    for figure in Figure.objects.standing().filter(measure=measure.code, quarter__in=asked):
        found[figure.quarter][figure.part][_key_of(figure.force_id)] = figure
    return found


def _keep(
    measure: Measure, quarter: Quarter, part: str, of_force: Mapping[int, int], standing: _Standing, on: date,
    kept: _Kept,
) -> None:  # fmt: skip
    """Publish the column, or what of it is revised."""
    counts = {_key_of(force): many for force, many in of_force.items()}
    before = standing.get(quarter.code, {}).get(part)
    column = revised(_column(before), counts) if before else protect(counts)
    cells = {**column.cells, ALL: Cell(column.remainder, column.total)}
    old = before or {}
    changed = {key: cell for key, cell in cells.items() if _differs(cell, old.get(key))}
    gone = [old[key].pk for key in changed if key in old]
    Figure.objects.filter(pk__in=gone).update(replaced_on=on)
    Figure.objects.bulk_create(
        Figure(
            measure=measure.code, definition=measure.version, part=part, quarter=quarter.code,
            force_id=int(key) if key else None, basis=cell.basis, shown=cell.shown, published_on=on,
            revision=old[key].revision + 1 if key in old else int(bool(before)),
        )
        for key, cell in sorted(changed.items())
    )  # fmt: skip
    kept.revised += len(changed) if before else 0
    kept.new += 0 if before else len(changed)


def _column(figures: Mapping[str, Figure]) -> Column:
    cells = {key: Cell(figure.basis, figure.shown) for key, figure in figures.items() if key != ALL}
    return Column(cells, figures[ALL].basis)


def _differs(cell: Cell, figure: Figure | None) -> bool:
    return figure is None or (figure.basis, figure.shown) != (cell.basis, cell.shown)


def _key_of(force: int | None) -> str:
    return ALL if force is None else str(force)
