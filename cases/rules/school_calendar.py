"""When schools are closed besides weekends and bank holidays: dated configuration, so that a child's school is told
before it next opens.

Each council and many schools set their own days. What stands here is what most of England and Wales does; a force that
knows better adds rows with its own code in `forces`, and its cases then follow those alone.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta

from register.rules.limits.terms import Confidence

USUAL = "Usual days of maintained schools; each council and many schools set their own"


@dataclass(frozen=True, slots=True)
class SchoolHoliday:
    """Days on which schools are closed, both counted. No force: wherever no force has said otherwise."""

    title: str
    first: date
    last: date
    source: str = USUAL
    confidence: Confidence = Confidence.LOW
    forces: frozenset[str] = field(default_factory=frozenset)

    def days(self) -> Iterator[date]:
        for ahead in range((self.last - self.first).days + 1):
            yield self.first + timedelta(days=ahead)


HOLIDAYS: tuple[SchoolHoliday, ...] = (
    SchoolHoliday("Christmas 2025", date(2025, 12, 22), date(2026, 1, 2)),
    SchoolHoliday("February half-term 2026", date(2026, 2, 16), date(2026, 2, 20)),
    SchoolHoliday("Easter 2026", date(2026, 3, 30), date(2026, 4, 10)),
    SchoolHoliday("May half-term 2026", date(2026, 5, 25), date(2026, 5, 29)),
    SchoolHoliday("Summer 2026", date(2026, 7, 22), date(2026, 8, 31)),
    SchoolHoliday("October half-term 2026", date(2026, 10, 26), date(2026, 10, 30)),
    SchoolHoliday("Christmas 2026", date(2026, 12, 21), date(2027, 1, 1)),
    SchoolHoliday("February half-term 2027", date(2027, 2, 15), date(2027, 2, 19)),
    SchoolHoliday("Easter 2027", date(2027, 3, 29), date(2027, 4, 9)),
    SchoolHoliday("May half-term 2027", date(2027, 5, 31), date(2027, 6, 4)),
    SchoolHoliday("Summer 2027", date(2027, 7, 22), date(2027, 8, 31)),
    SchoolHoliday("October half-term 2027", date(2027, 10, 25), date(2027, 10, 29)),
    SchoolHoliday("Christmas 2027", date(2027, 12, 20), date(2027, 12, 31)),
)


def closed_days(force: str, holidays: Iterable[SchoolHoliday] = HOLIDAYS) -> frozenset[date]:
    """The days on which the schools of a force's area are closed. After the last day that is configured a weekday
    counts as a school day: rather too early than too late."""
    listed = tuple(holidays)
    own = [each for each in listed if force in each.forces]
    return frozenset(day for each in own or [each for each in listed if not each.forces] for day in each.days())
