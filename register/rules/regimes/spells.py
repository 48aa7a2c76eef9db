"""Which regime governs on which day: precedence, and the revival of what had given way."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from register.rules.regimes.facts import Ground
from register.rules.regimes.table import REGIMES, Regime

_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Spell:
    """A time in which one requirement governs without a break. `first` and `last` are days; `last` None: open.

    `revived_on` is the last day of the requirement that stood in its place, on which the duties revive.
    """

    ground: Ground
    regime: Regime
    first: date
    last: date | None
    revived_on: date | None = None

    @property
    def starts_on(self) -> date:
        """Day 1 of the initial notification."""
        return self.revived_on or self.first

    def covers(self, day: date) -> bool:
        return self.starts_on <= day and (self.last is None or day <= self.last)


def spells_of(grounds: Iterable[Ground], regimes: Mapping[str, Regime] = REGIMES) -> tuple[Spell, ...]:
    """The spells in order. Of several requirements on a day, the one of the highest rank governs, then the earliest."""
    known = [ground for ground in grounds if _counts(ground, regimes)]
    spells: list[Spell] = []
    for first, last in _stretches(known):
        governing = _governing(known, first, regimes)
        if governing is not None:
            _add(spells, governing, regimes[governing.regime], first, last)
    return tuple(spells)


def _counts(ground: Ground, regimes: Mapping[str, Regime]) -> bool:
    regime = regimes.get(ground.regime)
    has_time = ground.ends_on is None or ground.ends_on >= ground.starts_on
    return regime is not None and has_time and regime.is_open(ground.starts_on)


def _stretches(grounds: Iterable[Ground]) -> Iterable[tuple[date, date | None]]:
    """The days between any two changes, as (first, last)."""
    marks = sorted(
        {each.starts_on for each in grounds} | {each.ends_on + _DAY for each in grounds if each.ends_on is not None}
    )
    for index, first in enumerate(marks):
        yield first, marks[index + 1] - _DAY if index + 1 < len(marks) else None


def _governing(grounds: Iterable[Ground], day: date, regimes: Mapping[str, Regime]) -> Ground | None:
    running = [each for each in grounds if each.starts_on <= day and (each.ends_on is None or day <= each.ends_on)]
    return min(running, key=lambda each: (regimes[each.regime].rank, each.starts_on, each.key), default=None)


def _add(spells: list[Spell], ground: Ground, regime: Regime, first: date, last: date | None) -> None:
    """Continue the spell before, or begin another."""
    before = spells[-1] if spells and spells[-1].last is not None and spells[-1].last + _DAY == first else None
    if before is not None and _goes_on(before, ground, regime):
        spells[-1] = Spell(before.ground, before.regime, before.first, last, before.revived_on)
        return
    gave_way = before is not None and ground.starts_on < first
    spells.append(Spell(ground, regime, first, last, before.last if before and gave_way else None))


def _goes_on(before: Spell, ground: Ground, regime: Regime) -> bool:
    same = before.ground.key == ground.key
    return same or (regime.is_continuous and before.regime.family == regime.family)
