"""The dated catalogue of time limits, and the arithmetic that turns one into a due date.

Changed law is a new record with a later `in_force_from`; matters that began before keep the record that was in force
then. Every record names its authority. `confidence` says how sure we are: what is not high is shown as to be confirmed.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import overload
from zoneinfo import ZoneInfo

from register.rules.limits.access import ACCESS
from register.rules.limits.case_reviews import CASE_REVIEWS
from register.rules.limits.casework import SAFE_CONTACT
from register.rules.limits.domestic_abuse_register import DOMESTIC_ABUSE_REGISTER
from register.rules.limits.glass import GLASS
from register.rules.limits.indefinite import INDEFINITE
from register.rules.limits.management import MANAGEMENT
from register.rules.limits.meetings import MEETINGS
from register.rules.limits.misuse import MISUSE
from register.rules.limits.order_durations import ORDER_DURATIONS
from register.rules.limits.protective_orders import PROTECTIVE_ORDERS
from register.rules.limits.queues import QUEUES
from register.rules.limits.register import REGISTER
from register.rules.limits.registrations import REGISTRATIONS
from register.rules.limits.retention import RETENTION
from register.rules.limits.risk import RISK
from register.rules.limits.safeguards import SAFEGUARDS
from register.rules.limits.sexual_offences import SEXUAL_OFFENCES
from register.rules.limits.terms import Counting, Disregards, TimeLimit, Unit
from register.rules.limits.victims import VICTIMS
from register.rules.working_days import NO_DAYS, add_working_days, is_excluded_day, is_working_day

LONDON = ZoneInfo("Europe/London")
END_OF_DAY = time(23, 59, 59)
SCHOOLS_OPEN = time(8)

Pause = tuple[date, date | None]
"""First day left out, and the day on which the person was free again, which counts; None while that has not come."""


@dataclass(frozen=True, slots=True)
class Due:
    """When something is due: the last moment (Europe/London), its day, the limit that says so, and why in words."""

    at: datetime
    limit_code: str
    explanation: str
    starts_on: date

    @property
    def due_on(self) -> date:
        """The last day. What is due at midnight is due by the end of the day before it."""
        return (self.at.astimezone(LONDON) - timedelta(microseconds=1)).date()


CATALOGUE: tuple[TimeLimit, ...] = (
    *SEXUAL_OFFENCES,
    *PROTECTIVE_ORDERS,
    *DOMESTIC_ABUSE_REGISTER,
    *ORDER_DURATIONS,
    *VICTIMS,
    *SAFE_CONTACT,
    *SAFEGUARDS,
    *MANAGEMENT,
    *REGISTER,
    *RETENTION,
    *REGISTRATIONS,
    *INDEFINITE,
    *QUEUES,
    *CASE_REVIEWS,
    *RISK,
    *MEETINGS,
    *GLASS,
    *MISUSE,
    *ACCESS,
)
"""Every limit of `register.rules.limits`, which docs/reference/time-limits.md is printed from."""


def limit_in_force(code: str, on: date, catalogue: Iterable[TimeLimit] = CATALOGUE) -> TimeLimit:
    """The record of this code under which a matter that begins on the day stands.

    Raises:
        LookupError: no such limit was in force on that day.
    """
    for limit in catalogue:
        if limit.code == code and limit.is_in_force(on):
            return limit
    raise LookupError(f"No limit {code} was in force on {in_words(on)}")


@overload
def due(
    limit: TimeLimit,
    start: date | datetime,
    *,
    country: str = "ENG",
    more_holidays: frozenset[date] = NO_DAYS,
) -> Due: ...
@overload
def due(
    limit: TimeLimit,
    start: date | datetime,
    *,
    paused: Iterable[Pause],
    stayed: Iterable[Pause] = (),
    country: str = "ENG",
    more_holidays: frozenset[date] = NO_DAYS,
) -> Due | None: ...
def due(
    limit: TimeLimit,
    start: date | datetime,
    *,
    paused: Iterable[Pause] = (),
    stayed: Iterable[Pause] = (),
    country: str = "ENG",
    more_holidays: frozenset[date] = NO_DAYS,
) -> Due | None:
    """When something is due that starts at `start`: the end of the last day, or the moment for limits in hours.

    A day is a day in London. A limit in hours whose event has a day but no time runs from the beginning of that day.
    `paused` are periods of custody, hospital detention or absence abroad; only limits that disregard them use them. The
    day of release counts, so that it is day 1 as in s.84(1)(d) of the Sexual Offences Act 2003. While such a period has
    no end there is no due date yet, and the answer is None. `stayed` are times for which a court suspended the
    requirement itself: every limit that runs forward in days, months or years leaves them out.
    """
    begins_on = start.astimezone(LONDON).date() if isinstance(start, datetime) else start
    moment = start if isinstance(start, datetime) else datetime.combine(start, time(), LONDON)
    if limit.unit is Unit.HOURS:
        at = _moment(limit, moment, country, more_holidays)
    elif limit.unit is Unit.SCHOOL_DAYS:
        at = _schools_open(moment, country, more_holidays)
    else:
        last = _last_day(limit, begins_on, _in_order(paused), _in_order(stayed), country, more_holidays)
        if last is None:
            return None
        at = datetime.combine(last, END_OF_DAY, LONDON)
    return Due(at, limit.code, _in_words(limit, begins_on, at), begins_on)


def _moment(limit: TimeLimit, start: datetime, country: str, more_holidays: frozenset[date]) -> datetime:
    """Elapsed hours, counted in universal time: a change of the clocks neither adds nor takes one. Excluded days are
    whole days in London that do not count."""
    moment, left = start.astimezone(UTC), timedelta(hours=limit.length)
    if limit.counting is Counting.BEFORE:
        return (moment - left).astimezone(LONDON)
    leaves_out = limit.disregards is Disregards.EXCLUDED_DAYS
    while True:
        today = moment.astimezone(LONDON).date()
        midnight = datetime.combine(today + timedelta(days=1), time(), LONDON).astimezone(UTC)
        if not (leaves_out and is_excluded_day(today, country=country, more_holidays=more_holidays)):
            if moment + left <= midnight:
                return (moment + left).astimezone(LONDON)
            left -= midnight - moment
        moment = midnight


def _schools_open(start: datetime, country: str, more_holidays: frozenset[date]) -> datetime:
    day = start.astimezone(LONDON).date()
    while True:
        opens = datetime.combine(day, SCHOOLS_OPEN, LONDON)
        if opens > start and is_working_day(day, country=country, more_holidays=more_holidays):
            return opens
        day += timedelta(days=1)


def _in_order(pauses: Iterable[Pause]) -> tuple[Pause, ...]:
    return tuple(sorted(pauses, key=lambda pause: (pause[0], pause[1] or date.max)))


def _last_day(
    limit: TimeLimit, start: date, pauses: tuple[Pause, ...], stays: tuple[Pause, ...], country: str,
    more_holidays: frozenset[date],
) -> date | None:  # fmt: skip
    if stays and limit.counting is not Counting.BEFORE:
        return _last_day_after_stays(limit, start, pauses, stays, country, more_holidays)
    if limit.disregards is Disregards.UNTIL_AFTER_DETENTION:
        return _extended(_plain_last_day(limit, start, country, more_holidays), pauses)
    if limit.disregards is Disregards.DETENTION_AND_ABROAD:
        return _day_number(start, limit.length, pauses)
    return _plain_last_day(limit, start, country, more_holidays)


def _last_day_after_stays(
    limit: TimeLimit, start: date, pauses: tuple[Pause, ...], stays: tuple[Pause, ...], country: str,
    more_holidays: frozenset[date],
) -> date | None:  # fmt: skip
    """A limit in days leaves out each day of a stay; a longer one, or one that runs on in custody, that would end in a
    stay ends with day 3 after it, as s.85(3) of the Sexual Offences Act 2003 has it of custody."""
    leaves_out_detention = limit.disregards in (Disregards.DETENTION_AND_ABROAD, Disregards.UNTIL_AFTER_DETENTION)
    left_out = _in_order((*pauses, *stays)) if leaves_out_detention else stays
    is_counted_out = limit.unit is Unit.DAYS and limit.counting is Counting.BEGINNING_WITH
    if is_counted_out and limit.disregards is not Disregards.UNTIL_AFTER_DETENTION:
        return _day_number(start, limit.length, left_out)
    return _extended(_plain_last_day(limit, start, country, more_holidays), left_out)


def _plain_last_day(limit: TimeLimit, start: date, country: str, more_holidays: frozenset[date]) -> date:
    """The last day where nothing suspends the limit."""
    if limit.unit is Unit.WORKING_DAYS:
        return add_working_days(start, limit.length, country=country, more_holidays=more_holidays)
    if limit.unit is Unit.DAYS and limit.counting is Counting.BEFORE:
        return start - timedelta(days=limit.length)
    if limit.unit is Unit.DAYS:
        return start + timedelta(days=limit.length - (limit.counting is Counting.BEGINNING_WITH))
    last = months_after(start, limit.length * (12 if limit.unit is Unit.YEARS else 1))
    return last - timedelta(days=1) if limit.counting is Counting.BEGINNING_WITH else last


def _day_number(first: date, number: int, pauses: tuple[Pause, ...]) -> date | None:
    """The day that is day `number` when `first` is day 1 and paused days are left out. None while a pause is open."""
    day = _free_from(first, pauses)
    for _ in range(number - 1):
        day = day and _free_from(day + timedelta(days=1), pauses)
    return day


def _extended(last: date, pauses: tuple[Pause, ...]) -> date | None:
    """A limit that would end while the person is detained or abroad ends with day 3 of being free again (s.85(3))."""
    free = _free_from(last, pauses)
    return last if free == last else free and free + timedelta(days=2)


def _free_from(day: date, pauses: tuple[Pause, ...]) -> date | None:
    """The first day from this one on that no pause covers. `pauses` are in order of their first day."""
    for begins, free in pauses:
        if begins <= day and free is None:
            return None
        if free is not None and begins <= day < free:
            day = free
    return day


def months_after(start: date, months: int) -> date:
    """The same day so many months later, or the last day of a shorter month."""
    year, month = divmod(start.year * 12 + start.month - 1 + months, 12)
    last = (date(year + (month == 11), (month + 1) % 12 + 1, 1) - timedelta(days=1)).day
    return date(year, month + 1, min(start.day, last))


def _in_words(limit: TimeLimit, start: date, at: datetime) -> str:
    """Why something is due when it is, as an officer may read it out."""
    begins, until = in_words(start), _until(at)
    counted = {
        Counting.BEGINNING_WITH: f"{limit.length_in_words} beginning with {begins}, which is day 1",
        Counting.AFTER: f"{limit.length_in_words} after {begins}",
        Counting.BEFORE: f"{limit.length_in_words} before {begins}",
        Counting.FROM_THE_MOMENT: f"{limit.length_in_words} from the moment of the event on {begins}",
        Counting.BEFORE_THE_START: f"before the start of the next {limit.unit.removesuffix('s')} after {begins}",
    }[limit.counting]
    left_out = "" if limit.disregards is Disregards.NOTHING else f" Left out: {limit.disregards.value}."
    return f"{limit.title}: {counted}, so {until}.{left_out} {limit.authority}."


def _until(at: datetime) -> str:
    if at.time() == END_OF_DAY:
        return f"until the end of {in_words(at.date())}"
    if at.time() == time():
        return f"until the end of {in_words(at.date() - timedelta(days=1))}"
    return f"until {at:%H:%M} on {in_words(at.date())}"


def in_words(day: date) -> str:
    """ "23 November 2026"."""
    return f"{day.day} {day:%B %Y}"
