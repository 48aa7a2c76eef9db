"""Quarters of a year, and when one has settled enough to be counted."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta

SETTLING_DAYS = 28
"""So long after its last day a quarter is counted: what happened in its last days is recorded by then."""
_NAMED = re.compile(r"([0-9]{4})-Q([1-4])")
_MONTHS = ("January to March", "April to June", "July to September", "October to December")


@dataclass(frozen=True, slots=True, order=True)
class Quarter:
    """Three months of a year; `number` is 1 to 4."""

    year: int
    number: int

    @property
    def code(self) -> str:
        """Such as "2026-Q1"."""
        return f"{self.year:04}-Q{self.number}"

    @property
    def title(self) -> str:
        """Such as "January to March 2026"."""
        return f"{_MONTHS[self.number - 1]} {self.year}"

    @property
    def starts_on(self) -> date:
        return date(self.year, self.number * 3 - 2, 1)

    @property
    def ends_before(self) -> date:
        """The day after its last."""
        return self.next.starts_on

    @property
    def next(self) -> Quarter:
        return Quarter(self.year + 1, 1) if self.number == 4 else Quarter(self.year, self.number + 1)

    @property
    def before(self) -> Quarter:
        return Quarter(self.year - 1, 4) if self.number == 1 else Quarter(self.year, self.number - 1)

    def years_back(self, years: int) -> date:
        """The first day of the window of so many years that ends with the quarter."""
        return date(self.ends_before.year - years, self.ends_before.month, 1)


def quarter_of(day: date) -> Quarter:
    """The quarter that the day is in."""
    return Quarter(day.year, (day.month + 2) // 3)


def quarter_named(code: str) -> Quarter | None:
    """The quarter of a code such as "2026-Q1", or None."""
    found = _NAMED.fullmatch(code)
    return Quarter(int(found[1]), int(found[2])) if found and int(found[1]) else None


def last_settled(on: date) -> Quarter:
    """The newest quarter that may be counted on the day."""
    return quarter_of(on - timedelta(days=SETTLING_DAYS)).before


def quarters_to(last: Quarter, how_many: int) -> tuple[Quarter, ...]:
    """So many quarters that end with this one, the oldest first."""
    found = [last]
    while len(found) < how_many:
        found.append(found[-1].before)
    return tuple(reversed(found))
