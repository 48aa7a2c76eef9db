"""Stays away from home: the qualifying period of the Sexual Offences Act 2003 s.84(6)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta

from register.rules.time_limits import months_after

QUALIFYING_DAYS = 7
WITHIN_MONTHS = 12


def qualifying_day(stays: Iterable[tuple[date, date]]) -> date | None:
    """The day on which stays at one place, as (first day, last day), add up to 7 days within any 12 months, or None.

    The 3 days for the notification begin with that day (s.84(1)(c), (5)). A day on which two stays overlap counts once.
    """
    days = sorted({first + timedelta(days=n) for first, last in stays for n in range((last - first).days + 1)})
    for earliest, day in zip(days, days[QUALIFYING_DAYS - 1 :], strict=False):
        if day < months_after(earliest, WITHIN_MONTHS):
            return day
    return None
