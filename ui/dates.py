"""Dates and times as the register writes them: "23 November 2026", "23 November 2026 at 14:05", "5 minutes ago"."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

LONDON = ZoneInfo("Europe/London")
MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)
_WEEK = timedelta(days=7)


def local(at: datetime) -> datetime:
    """The wall clock in England and Wales at an aware moment. Raises ValueError for a naive one."""
    if at.tzinfo is None:
        raise ValueError("A moment without a time zone cannot be shown: it may be an hour out.")
    return at.astimezone(LONDON)


def day(on: date) -> str:
    """ "23 November 2026"; of a moment, its day in England and Wales."""
    if isinstance(on, datetime):
        on = local(on).date()
    return f"{on.day} {MONTHS[on.month - 1]} {on.year}"


def moment(at: datetime) -> str:
    """ "23 November 2026 at 14:05", in 24-hour local time."""
    return f"{day(at)} at {local(at):%H:%M}"


def since(at: datetime, now: datetime) -> str:
    """How long ago, or how far ahead: "just now", "5 minutes ago", "in 2 hours"; the day itself from a week on."""
    gap = now - at
    if abs(gap) >= _WEEK:
        return day(at)
    words = _length(abs(gap))
    if not words:
        return "just now"
    return f"{words} ago" if gap > timedelta() else f"in {words}"


def _length(gap: timedelta) -> str:
    for unit, size in (("day", 86400), ("hour", 3600), ("minute", 60)):
        count = int(gap.total_seconds() // size)
        if count:
            return f"{count} {unit}{'' if count == 1 else 's'}"
    return ""
