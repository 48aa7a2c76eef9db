"""Which readings of a month somebody else looks at: a sample that nobody can foresee and that comes out the same again.

Whoever draws keeps the key: without it nobody knows which reading will be looked at. Readings that no incident stands
behind are drawn more often.
"""

from __future__ import annotations

import hashlib
import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from register.rules.limits.terms import NO_AUTHORITY, REGISTER_OPENS, Confidence

READINGS: Mapping[str, str] = {
    "person.looked_up": "Looked somebody up",
    "card.opened": "Opened a card",
    "card.safety_opened": "Opened the safety card of a restricted record",
    "person.opened": "Opened a record",
}
"""The events that are drawn from, and what each is to a reader."""


@dataclass(frozen=True, slots=True)
class SampleSize:
    """How many readings of one force and month are drawn: a share in per cent, at least and at most so many."""

    percent: int
    least: int
    most: int
    in_force_from: date
    in_force_to: date | None = None
    authority: str = NO_AUTHORITY
    confidence: Confidence = Confidence.PROPOSAL

    def of(self, count: int) -> int:
        """How many of so many."""
        return min(count, self.most, max(self.least, math.ceil(count * self.percent / 100)))


SIZES = (SampleSize(2, 10, 100, REGISTER_OPENS),)
"""Changed sizes are new records. The random transaction audits of the Police National Computer are the pattern."""


@dataclass(frozen=True, slots=True)
class Reading:
    """One reading of the log: its number, and whether an incident stands behind it."""

    number: str
    has_incident: bool


WITHOUT_INCIDENT, WITH_INCIDENT = 3, 1
_UNIT = 2**64


def size_in_force(on: date) -> SampleSize:
    """The size by which the month that begins on the day is drawn.

    Raises:
        LookupError: no size was in force on that day.
    """
    for size in SIZES:
        if size.in_force_from <= on and (size.in_force_to is None or on <= size.in_force_to):
            return size
    raise LookupError(f"No size of the sample of reasons is in force on {on}")


def drawn(readings: Iterable[Reading], *, key: bytes, size: int) -> tuple[str, ...]:
    """The numbers of the readings that are drawn: the same ones for the same key, whatever order they come in.

    Weighted sampling without replacement (Efraimidis and Spirakis 2006), with a keyed hash in the place of chance.
    """
    ranked = sorted(((_rank(each, key), each.number) for each in readings), reverse=True)
    return tuple(number for _, number in ranked[:size])


def _rank(reading: Reading, key: bytes) -> float:
    digest = hashlib.blake2b(reading.number.encode(), key=key[:64], digest_size=8).digest()
    chance = (int.from_bytes(digest) + 1) / _UNIT
    return math.log(chance) / (WITH_INCIDENT if reading.has_incident else WITHOUT_INCIDENT)


def month_before(on: date) -> date:
    """The first day of the month before that of the day."""
    return date(on.year - 1, 12, 1) if on.month == 1 else date(on.year, on.month - 1, 1)


def month_after(first: date) -> date:
    """The first day of the next month."""
    return date(first.year + 1, 1, 1) if first.month == 12 else date(first.year, first.month + 1, 1)
