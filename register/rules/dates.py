"""Dates of birth as people write and say them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

OLDEST_AGE = 120
# Dates that records systems store where they know none: their own first day, or a spreadsheet's.
PLACEHOLDERS = frozenset((date(1900, 1, 1), date(1901, 1, 1), date(1970, 1, 1), date(1999, 12, 31), date(1899, 12, 30)))

_MONTH_NAMES = (
    "january", "february", "march", "april", "may", "june",
    "july", "august", "september", "october", "november", "december",
)  # fmt: skip
_MONTH = {name[:end]: number for number, name in enumerate(_MONTH_NAMES, 1) for end in range(3, len(name) + 1)}
_WEEKDAY = re.compile(r"(?:mon|tue|wed|thu|fri|sat|sun)[a-z]{0,6},? (?=\d)")
_ISO = re.compile(r"(\d{4})[-/. ](\d{1,2})[-/. ](\d{1,2})(?:[t ]\d.*)?", re.ASCII)
_NUMBERS = re.compile(r"(\d{1,2})[ /.\-]{1,3}(\d{1,2})[ /.\-]{1,3}(\d{4}|\d{2})", re.ASCII)
_DIGITS = re.compile(r"(\d{2})(\d{2})(\d{4}|\d{2})", re.ASCII)
_DIGITS_YEAR_FIRST = re.compile(r"((?:18|19|20)\d{2})(\d{2})(\d{2})", re.ASCII)
_DAY_MONTH_YEAR = re.compile(
    r"(?:the )?(\d{1,2})(?:st|nd|rd|th)?[ \-./]{0,3}(?:of )?([a-z]+)[ \-./,]{0,3}(\d{4}|\d{2})", re.ASCII
)
_MONTH_DAY_YEAR = re.compile(r"([a-z]+)[ \-./]{0,3}(\d{1,2})(?:st|nd|rd|th)?[ \-./,]{1,3}(\d{4}|\d{2})", re.ASCII)
_MONTH_YEAR = re.compile(r"([a-z]+|\d{1,2})[ \-./,]{1,3}(\d{4})", re.ASCII)
_YEAR = re.compile(r"(?:about |circa |c\.? ?)?(\d{4})", re.ASCII)
_NOT_A_DATE = "This is not a date. Write it as day, month and year: 27 3 1984."


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
    """A date of birth in any usual way of writing; the month stands first only where `day_first` is false.

    A two-digit year is of this century unless the date would be in the future. Empty text gives neither value nor
    problem: a fact that is not known is no error.
    """
    said = _WEEKDAY.sub("", " ".join(text.lower().split()), count=1)
    if not said:
        return ReadDate()
    parts = _parts(said, day_first=day_first)
    if parts is None:
        return _partly(said, today)
    return _whole(*parts, today=today, text=text)


def _parts(said: str, *, day_first: bool) -> tuple[str, int, int] | None:
    """The year as written, the month and the day, whether or not there is such a day; None for no whole date."""
    if found := _ISO.fullmatch(said):
        return found[1], int(found[2]), int(found[3])
    found = _DIGITS_YEAR_FIRST.fullmatch(said)
    if found and 1 <= int(found[2]) <= 12 and not 1 <= int(said[2:4]) <= 12:
        return found[1], int(found[2]), int(found[3])
    if found := _NUMBERS.fullmatch(said) or _DIGITS.fullmatch(said):
        first, second = int(found[1]), int(found[2])
        return (found[3], second, first) if day_first else (found[3], first, second)
    if (found := _DAY_MONTH_YEAR.fullmatch(said)) and found[2] in _MONTH:
        return found[3], _MONTH[found[2]], int(found[1])
    if (found := _MONTH_DAY_YEAR.fullmatch(said)) and found[1] in _MONTH:
        return found[3], _MONTH[found[1]], int(found[2])
    return None


def _whole(year: str, month: int, day: int, *, today: date, text: str) -> ReadDate:
    whole_year = int(year) if len(year) == 4 else today.year // 100 * 100 + int(year)
    try:
        value = date(whole_year, month, day)
        if len(year) == 2 and value > today:
            value = value.replace(year=value.year - 100)
    except ValueError:
        return ReadDate(problem=_no_such_day(month, day, text))
    return _judged(value, today)


def _no_such_day(month: int, day: int, text: str) -> str:
    """Why there is no such day. Day and month may only have changed places, which is said and never assumed."""
    if month > 12 and 1 <= day <= 12:
        return f"There is no month {month}. Write the day before the month: {month} {day} and the year."
    return f"There is no such day as {text.strip()[:40]}. Check day, month and year."


def _judged(value: date, today: date) -> ReadDate:
    if value > today:
        return ReadDate(problem="This date of birth is in the future. Check the year.")
    if value in PLACEHOLDERS:
        return ReadDate(value, doubt="A date that systems put where none is known. Ask for the real one.")
    if _age(value, today) > OLDEST_AGE:
        return ReadDate(problem=f"This date of birth is more than {OLDEST_AGE} years ago. Check the year.")
    return ReadDate(value)


def _age(born: date, today: date) -> int:
    return today.year - born.year - ((today.month, today.day) < (born.month, born.day))


def _partly(said: str, today: date) -> ReadDate:
    """A year, or a month and a year; anything else is no date."""
    if found := _YEAR.fullmatch(said):
        return _partly_judged(int(found[1]), None, today)
    found = _MONTH_YEAR.fullmatch(said)
    if not found:
        return ReadDate(problem=_NOT_A_DATE)
    month = int(found[1]) if found[1].isdigit() else _MONTH.get(found[1], 0)
    return _partly_judged(int(found[2]), month, today) if 1 <= month <= 12 else ReadDate(problem=_NOT_A_DATE)


def _partly_judged(year: int, month: int | None, today: date) -> ReadDate:
    if (year, month or 1) > (today.year, today.month):
        return ReadDate(problem="This date of birth is in the future. Check the year.")
    if today.year - year > OLDEST_AGE + 1:
        return ReadDate(problem=f"This date of birth is more than {OLDEST_AGE} years ago. Check the year.")
    return ReadDate(year=year, month=month, doubt="The day is not known." if month else "Only the year is known.")
