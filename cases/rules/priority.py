"""Whom to look at first: recency, frequency, gravity and the number of victims, from what the register holds (RFG).

Pure arithmetic upon dated weights. It orders people by their recorded past; it predicts nothing and sets no level.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from cases.rules.harm import HarmTable
from register.rules.limits.terms import REGISTER_OPENS

Band = tuple[float, int]
"""A bound and the points within it."""


@dataclass(frozen=True, slots=True)
class Weights:
    """The bands and weights that hold from a day on: a proposal for the register, for no national table was found.

    `recency` are (days at most since the last crime, points), the shortest first; `frequency` and `victims` are (so
    many at least, points), the most first. The four `…_weight` add up to 100.
    """

    code: str
    in_force_from: date
    recency: tuple[Band, ...]
    frequency: tuple[Band, ...]
    victims: tuple[Band, ...]
    crime_counts: float
    incident_counts: float
    most_harm_days: int
    window_days: int
    victims_window_days: int
    recency_weight: int
    frequency_weight: int
    gravity_weight: int
    victims_weight: int


PROPOSED = Weights(
    code="rfgv-2026.1",
    in_force_from=REGISTER_OPENS,
    recency=((7, 100), (30, 80), (90, 60), (180, 40), (365, 20), (730, 10)),
    frequency=((10, 100), (7, 80), (5, 60), (3, 40), (2, 20), (1, 10)),
    victims=((4, 100), (3, 75), (2, 50)),
    crime_counts=1.0,
    incident_counts=0.5,
    most_harm_days=5475,
    window_days=730,
    victims_window_days=1095,
    recency_weight=25,
    frequency_weight=25,
    gravity_weight=35,
    victims_weight=15,
)
WEIGHTS: tuple[Weights, ...] = (PROPOSED,)


@dataclass(frozen=True, slots=True)
class Happening:
    """One crime or incident of which somebody is suspected or convicted. `offence` is the CJS code, where it is known;
    an incident that is no crime counts no harm."""

    on: date
    is_crime: bool
    offence: str = ""


@dataclass(frozen=True, slots=True)
class Harmed:
    """Somebody who was harmed, by the number of the human being they are, and the day they were last linked."""

    number: int
    on: date


@dataclass(frozen=True, slots=True)
class Standing:
    """The components in points of 100, what they come from, and the total in hundredths of a point.

    `changes_on` is the next day on which it changes by itself, without anything new; None if it never does.
    """

    recency: int
    frequency: int
    gravity: int
    victims: int
    total: int
    last_crime_on: date | None
    crimes: int
    incidents: int
    harm_days: int
    victim_count: int
    weights: str
    changes_on: date | None

    @property
    def is_empty(self) -> bool:
        """Whether nothing is held that would set somebody in the list."""
        return not (self.crimes or self.incidents or self.victim_count)


def weights_in_force(on: date, records: Iterable[Weights] = WEIGHTS) -> Weights:
    """The weights in force on the day.

    Raises:
        LookupError: none were.
    """
    begun = [each for each in records if each.in_force_from <= on]
    if not begun:
        raise LookupError("No weights were in force on that day")
    return max(begun, key=lambda each: each.in_force_from)


def standing(
    happenings: Sequence[Happening], harmed: Sequence[Harmed], on: date, weights: Weights, table: HarmTable
) -> Standing:
    """Where somebody stands on the day. What lies after the day, or before the windows, counts nothing."""
    held = [each for each in happenings if each.on <= on]
    recent = [each for each in held if each.on >= on - timedelta(days=weights.window_days)]
    last = max((each.on for each in held if each.is_crime), default=None)
    crimes = sum(each.is_crime for each in recent)
    harm = sum(table.days_of(each.offence) for each in recent if each.is_crime)
    victims = {each.number for each in harmed if on - timedelta(days=weights.victims_window_days) <= each.on <= on}
    counted = crimes * weights.crime_counts + (len(recent) - crimes) * weights.incident_counts
    recency = _within((on - last).days, weights.recency) if last else 0
    frequency, many = _reached(counted, weights.frequency), _reached(len(victims), weights.victims)
    gravity = _gravity(harm, weights.most_harm_days)
    return Standing(
        recency=recency, frequency=frequency, gravity=gravity, victims=many,
        total=recency * weights.recency_weight + frequency * weights.frequency_weight
        + gravity * weights.gravity_weight + many * weights.victims_weight,
        last_crime_on=last, crimes=crimes, incidents=len(recent) - crimes, harm_days=harm, victim_count=len(victims),
        weights=weights.code, changes_on=_changes_on(held, harmed, last, on, weights),
    )  # fmt: skip


def _within(days: int, bands: tuple[Band, ...]) -> int:
    return next((points for most, points in bands if days <= most), 0)


def _reached(count: float, bands: tuple[Band, ...]) -> int:
    return next((points for least, points in bands if count >= least), 0)


def _gravity(days: int, most: int) -> int:
    """Log-scaled: one grave crime weighs more than many small ones, and no sum is beyond 100."""
    return round(100 * min(1.0, math.log1p(days) / math.log1p(most)))


def _changes_on(
    held: Sequence[Happening], harmed: Sequence[Harmed], last: date | None, on: date, weights: Weights
) -> date | None:
    """The next day on which a band or a window ends."""
    after = timedelta(days=1)
    ends = [each.on + timedelta(days=weights.window_days) + after for each in held]
    ends += [each.on + timedelta(days=weights.victims_window_days) + after for each in harmed]
    if last is not None:
        ends += [last + timedelta(days=int(most)) + after for most, _ in weights.recency]
    return min((each for each in ends if each > on), default=None)
