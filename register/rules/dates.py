"""Dates as people write and say them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

OLDEST_AGE = 120
PLACEHOLDERS = frozenset((date(1900, 1, 1), date(1901, 1, 1), date(1970, 1, 1), date(1999, 12, 31), date(1899, 12, 30)))
_MONTHS = ["january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november", "december"]
_MONTH = {name[:length]: number for number, name in enumerate(_MONTHS, 1) for length in range(3, len(name) + 1)}
_MONTH["sept"] = 9
_ISO = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?:[T ].*)?$")
_NUMBERS = re.compile(r"(\d{1,2})[\s/.\-]+(\d{1,2})[\s/.\-]+(\d{4}|\d{2})$")
_DIGITS = re.compile(r"(\d{2})(\d{2})(\d{4}|\d{2})$")
_DAY_MONTH_YEAR = re.compile(r"(\d{1,2})(?:st|nd|rd|th)?[\s\-./]+(?:of\s+)?([a-z]+)[\s\-./,]+(\d{4}|\d{2})$")
_MONTH_DAY_YEAR = re.compile(r"([a-z]+)[\s\-./]+(\d{1,2})(?:st|nd|rd|th)?[\s\-./,]+(\d{4}|\d{2})$")
_MONTH_YEAR = re.compile(r"([a-z]+|\d{1,2})[\s\-./]+(\d{4})$")
_YEAR = re.compile(r"(\d{4})$")


@dataclass(frozen=True, slots=True)
class ReadDate:
    """A date as read. `problem` says why there is none and what to do; `doubt` says why the value may not be meant.

    A partly known date has `year` and perhaps `month`, and no `value`.
    """

    value: date | None = None
    problem: str | None = None
    doubt: str | None = None
    year: int | None = None
    month: int | None = None


def read_date(text: str, *, today: date, day_first: bool = True) -> ReadDate:
    """A date of birth in any usual way of writing. Empty text gives neither value nor problem."""
    said = " ".join(text.strip().lower().split())
    if not said:
        return ReadDate()
    parts = _parts(said, day_first=day_first, today=today)
    if parts is None:
        return _partly(said) or ReadDate(problem="This is not a date. Write it as day, month and year: 27 3 1984.")
    try:
        value = date(*parts)
    except ValueError:
        return ReadDate(problem=f"There is no such day as {text.strip()[:40]}. Check day, month and year.")
    return _judged(value, today)


def _judged(value: date, today: date) -> ReadDate:
    if value > today:
        return ReadDate(problem="This date of birth is in the future. Check the year.")
    if value in PLACEHOLDERS:
        return ReadDate(value, doubt="A date that systems put where none is known. Ask for the real one.")
    if today.year - value.year > OLDEST_AGE:
        return ReadDate(problem=f"This date of birth is more than {OLDEST_AGE} years ago. Check the year.")
    return ReadDate(value)


def _parts(said: str, *, day_first: bool, today: date) -> tuple[int, int, int] | None:
    """Year, month and day, whether or not there is such a day; None when the text is no whole date."""
    if found := _ISO.fullmatch(said):
        return int(found[1]), int(found[2]), int(found[3])
    if found := _NUMBERS.fullmatch(said) or _DIGITS.fullmatch(said):
        first, second, year = int(found[1]), int(found[2]), _year(found[3], today)
        return (year, second, first) if day_first else (year, first, second)
    if found := _DAY_MONTH_YEAR.fullmatch(said):
        return (_year(found[3], today), _MONTH[found[2]], int(found[1])) if found[2] in _MONTH else None
    if found := _MONTH_DAY_YEAR.fullmatch(said):
        return (_year(found[3], today), _MONTH[found[1]], int(found[2])) if found[1] in _MONTH else None
    return None


def _partly(said: str) -> ReadDate | None:
    if found := _YEAR.fullmatch(said):
        return ReadDate(year=int(found[1]), doubt="Only the year is known.")
    found = _MONTH_YEAR.fullmatch(said)
    month = found and (
        _MONTH.get(found[1]) or (int(found[1]) if found[1].isdigit() and 1 <= int(found[1]) <= 12 else 0)
    )
    return ReadDate(year=int(found[2]), month=month, doubt="The day is not known.") if found and month else None


def _year(digits: str, today: date) -> int:
    """Two digits mean the latest such year that is not in the future."""
    if len(digits) == 4:
        return int(digits)
    return int(digits) + (2000 if int(digits) <= today.year % 100 else 1900)
