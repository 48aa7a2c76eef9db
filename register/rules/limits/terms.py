"""What a time limit is made of: its unit, how it is counted, what it leaves out, and how sure we are of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class Unit(StrEnum):
    HOURS = "hours"
    DAYS = "days"
    WORKING_DAYS = "working days"
    SCHOOL_DAYS = "school days"
    MONTHS = "months"
    YEARS = "years"


class Counting(StrEnum):
    """How an Act counts."""

    BEGINNING_WITH = "beginning with the day of the event, which is day 1"
    AFTER = "after the day of the event; the next day is day 1"
    BEFORE = "before the event"
    FROM_THE_MOMENT = "from the moment of the event"
    BEFORE_THE_START = "before the start of the next one after the event"


class Disregards(StrEnum):
    """What does not count towards the limit."""

    NOTHING = "nothing"
    DETENTION_AND_ABROAD = "time in custody, in hospital detention or outside the United Kingdom"
    EXCLUDED_DAYS = "Sundays, Christmas Day, Good Friday and bank holidays in England and Wales"
    UNTIL_AFTER_DETENTION = (
        "nothing; but a limit that would end in custody, in hospital detention or outside the United Kingdom runs "
        "until the end of the 3 days beginning with the day that this ends"
    )


class Confidence(StrEnum):
    """How sure we are of a limit. What is not HIGH must be confirmed by whoever owns the law."""

    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"
    PROPOSAL = "proposal"


@dataclass(frozen=True, slots=True)
class TimeLimit:
    """One limit. `length` is in `unit`; `in_force_to` is the last day on which a matter may begin under it.

    `in_force_from` None: enacted, but no day is known on which it came or comes into force.
    """

    code: str
    title: str
    authority: str
    length: int
    unit: Unit
    counting: Counting
    in_force_from: date | None
    in_force_to: date | None = None
    disregards: Disregards = Disregards.NOTHING
    confidence: Confidence = Confidence.HIGH
    note: str = ""

    @property
    def length_in_words(self) -> str:
        """ "3 days", "1 working day"."""
        return f"{self.length} {self.unit.value.removesuffix('s') if self.length == 1 else self.unit.value}"

    def is_in_force(self, on: date) -> bool:
        """Whether a matter that begins on the day stands under this record."""
        has_begun = self.in_force_from is not None and self.in_force_from <= on
        return has_begun and (self.in_force_to is None or on <= self.in_force_to)


HOURS, DAYS, WORKING, MONTHS, YEARS = Unit.HOURS, Unit.DAYS, Unit.WORKING_DAYS, Unit.MONTHS, Unit.YEARS
BEGIN, AFTER, BEFORE, MOMENT = Counting.BEGINNING_WITH, Counting.AFTER, Counting.BEFORE, Counting.FROM_THE_MOMENT
DETAINED, UNTIL = Disregards.DETENTION_AND_ABROAD, Disregards.UNTIL_AFTER_DETENTION
MEDIUM, LOW, PROPOSAL = Confidence.MEDIUM, Confidence.LOW, Confidence.PROPOSAL
NO_AUTHORITY = "Proposed for the register; no authority yet"
REGISTER_OPENS = date(2026, 1, 1)
"""The first day of the register's own clocks."""
