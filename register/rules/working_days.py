"""Days that count and days that do not."""

from __future__ import annotations

from datetime import date, timedelta
from functools import cache

import holidays

SUNDAY, SATURDAY = 6, 5


@cache
def bank_holidays(year: int, country: str = "ENG") -> frozenset[date]:
    """Bank holidays of England ("ENG") or Wales ("WLS"), Good Friday and Christmas Day among them."""
    return frozenset(holidays.country_holidays("GB", subdiv=country, years=year))


def is_working_day(day: date, *, country: str = "ENG", more_holidays: frozenset[date] = frozenset()) -> bool:
    """Neither a Saturday, nor a Sunday, nor a bank holiday."""
    return day.weekday() < SATURDAY and day not in bank_holidays(day.year, country) and day not in more_holidays


def add_working_days(
    start: date, count: int, *, country: str = "ENG", more_holidays: frozenset[date] = frozenset()
) -> date:
    """The working day that is `count` working days after `start`; the start day itself is not counted."""
    day = start
    while count > 0:
        day += timedelta(days=1)
        count -= is_working_day(day, country=country, more_holidays=more_holidays)
    return day


def is_excluded_day(day: date, *, country: str = "ENG") -> bool:
    """Sundays, Christmas Day, Good Friday and bank holidays; Saturdays count.

    The 48 and 24 hours of the Domestic Abuse Act 2021 ss.26 and 29 leave these days out.
    """
    return day.weekday() == SUNDAY or day in bank_holidays(day.year, country)
