"""Days that count and days that do not."""

from __future__ import annotations

from datetime import date, timedelta
from functools import cache

import holidays

SATURDAY, SUNDAY = 5, 6
NO_DAYS: frozenset[date] = frozenset()


@cache
def bank_holidays(year: int, country: str = "ENG") -> frozenset[date]:
    """Bank holidays of England ("ENG") or Wales ("WLS"), with Good Friday and Christmas Day.

    Christmas and Boxing Day are in the list on a Saturday too, beside the day appointed in their place (Banking and
    Financial Dealings Act 1971 Sch. 1). New Year's Day is appointed each year, so on a Saturday only its Monday is one.
    """
    listed = holidays.country_holidays("GB", subdiv=country, years=year)
    return frozenset(day for day in listed if (day.month, day.day, day.weekday()) != (1, 1, SATURDAY))


def is_working_day(day: date, *, country: str = "ENG", more_holidays: frozenset[date] = NO_DAYS) -> bool:
    """Neither a Saturday, nor a Sunday, nor a bank holiday. `more_holidays` are bank holidays appointed since."""
    return day.weekday() < SATURDAY and not _is_holiday(day, country, more_holidays)


def add_working_days(
    start: date, count: int, *, country: str = "ENG", more_holidays: frozenset[date] = NO_DAYS
) -> date:
    """The working day that is `count` working days after `start`; the start day itself is not counted."""
    day = start
    while count > 0:
        day += timedelta(days=1)
        count -= is_working_day(day, country=country, more_holidays=more_holidays)
    return day


def is_excluded_day(day: date, *, country: str = "ENG", more_holidays: frozenset[date] = NO_DAYS) -> bool:
    """Sundays, Christmas Day, Good Friday and bank holidays; Saturdays count.

    The 24 hours of the Domestic Abuse Act 2021 s.26(2) and the 48 hours of s.29(2) leave these days out (s.26(4),
    s.29(3)).
    """
    return day.weekday() == SUNDAY or _is_holiday(day, country, more_holidays)


def _is_holiday(day: date, country: str, more_holidays: frozenset[date]) -> bool:
    return day in bank_holidays(day.year, country) or day in more_holidays
