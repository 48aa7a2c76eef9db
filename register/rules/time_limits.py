"""The dated catalogue of time limits, and the arithmetic that turns one into a due date.

A police lawyer can read `CATALOGUE` without knowing Python; docs/reference/time-limits.md is printed from it. Changed law
is a new record with a later `in_force_from`; matters that began before keep the record that was in force then. Every
record names its authority. `confidence` says how sure we are: what is not "high" is shown as to be confirmed.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from register.rules.working_days import add_working_days, is_excluded_day

LONDON = ZoneInfo("Europe/London")


class Unit(StrEnum):
    HOURS = "hours"
    DAYS = "days"
    WORKING_DAYS = "working days"
    MONTHS = "months"
    YEARS = "years"


class Counting(StrEnum):
    """How an Act counts."""

    BEGINNING_WITH = "beginning with the day"  # the day of the event is day 1
    AFTER = "after the day"  # the day after the event is day 1
    BEFORE = "before the day"  # so long before the event
    FROM_THE_MOMENT = "from the moment"  # hours from the clock time of the event


class Disregards(StrEnum):
    """What does not count towards the limit."""

    NOTHING = "nothing"
    DETENTION_AND_ABROAD = "time in custody, in hospital detention or outside the United Kingdom"
    EXCLUDED_DAYS = "Sundays, Christmas Day, Good Friday and bank holidays"


@dataclass(frozen=True, slots=True)
class TimeLimit:
    """One limit. `length` is in `unit`; `in_force_to` is the last day on which a matter may begin under it."""

    code: str
    title: str
    authority: str
    length: int
    unit: Unit
    counting: Counting
    in_force_from: date
    in_force_to: date | None = None
    disregards: Disregards = Disregards.NOTHING
    confidence: str = "high"
    note: str = ""


@dataclass(frozen=True, slots=True)
class Due:
    """When something is due: the last moment (Europe/London), its day, the limit that says so, and why in words."""

    at: datetime
    limit_code: str
    explanation: str
    starts_on: date

    @property
    def due_on(self) -> date:
        return self.at.astimezone(LONDON).date()


_SOA, _SPA, _DAA = date(2004, 5, 1), date(2020, 1, 20), date(2024, 11, 27)
_DAYS, _BEGIN, _DETAINED = Unit.DAYS, Counting.BEGINNING_WITH, Disregards.DETENTION_AND_ABROAD

CATALOGUE: tuple[TimeLimit, ...] = (
    TimeLimit("soa.initial", "Initial notification", "Sexual Offences Act 2003 s.83(1)", 3, _DAYS, _BEGIN, _SOA,
              disregards=_DETAINED, note="Runs from the relevant date: conviction, finding or caution."),
    TimeLimit("soa.name", "New name used", "Sexual Offences Act 2003 s.84(1)(a)", 3, _DAYS, _BEGIN, _SOA,
              disregards=_DETAINED),
    TimeLimit("soa.address", "Change of home address", "Sexual Offences Act 2003 s.84(1)(b)", 3, _DAYS, _BEGIN, _SOA,
              disregards=_DETAINED),
    TimeLimit("soa.other_address", "Other premises after a qualifying period",
              "Sexual Offences Act 2003 s.84(1)(c), (6)", 3, _DAYS, _BEGIN, _SOA, disregards=_DETAINED,
              note="The qualifying period is 7 days, or periods adding to 7 days in any 12 months."),
    TimeLimit("soa.release", "Release from custody or hospital", "Sexual Offences Act 2003 s.84(1)(d)", 3, _DAYS,
              _BEGIN, _SOA, disregards=_DETAINED),
    TimeLimit("soa.periodic", "Periodic notification", "Sexual Offences Act 2003 s.85(1)", 1, Unit.YEARS,
              Counting.AFTER, _SOA, note="In custody, hospital or abroad on the day: until 3 days after that ends."),
    TimeLimit("soa.periodic_no_fixed_abode", "Weekly notification with no fixed abode",
              "Sexual Offences Act 2003 s.85(5); SI 2012/1876", 7, _DAYS, Counting.AFTER, date(2012, 8, 13)),
    TimeLimit("soa.travel", "Foreign travel, before departure", "SI 2004/1220 as amended by SI 2012/1876", 7, _DAYS,
              Counting.BEFORE, date(2012, 8, 13), confidence="medium"),
    TimeLimit("soa.travel_late", "Foreign travel learnt of late, before departure",
              "SI 2004/1220 as amended by SI 2012/1876", 12, Unit.HOURS, Counting.BEFORE, date(2012, 8, 13),
              confidence="medium", note="24 hours in the older text."),
    TimeLimit("soa.return", "Return from abroad", "SI 2004/1220", 3, _DAYS, _BEGIN, _SOA, confidence="medium"),
    TimeLimit("soa.child_household", "Stay in a household with a child", "SI 2012/1876 reg. 10", 3, _DAYS, _BEGIN,
              date(2012, 8, 13), disregards=_DETAINED, note="From the end of 12 hours' stay."),
    TimeLimit("soa.non_event", "Advance notice whose event did not happen", "Sexual Offences Act 2003 s.84(4)", 6,
              _DAYS, _BEGIN, _SOA),
    TimeLimit("shpo.initial", "Initial notification under a sexual harm prevention order",
              "Sexual Offences Act 2003 ss.83, 103G", 3, _DAYS, _BEGIN, date(2015, 3, 8), disregards=_DETAINED,
              note="Runs from service of the order."),
    TimeLimit("dapo.initial", "Initial notification", "Domestic Abuse Act 2021 s.41(2)", 3, _DAYS, _BEGIN, _DAA,
              note="Runs from the day the order is made. Not suspended in custody: s.41 has no such disregard."),
    TimeLimit("dapo.name", "New name used", "Domestic Abuse Act 2021 s.41(3)", 3, _DAYS, _BEGIN, _DAA),
    TimeLimit("dapo.address", "Change of home address", "Domestic Abuse Act 2021 s.41(4)", 3, _DAYS, _BEGIN, _DAA),
    TimeLimit("dapo.no_address", "No longer any home address", "Domestic Abuse Act 2021 s.41(5)", 3, _DAYS, _BEGIN,
              _DAA),
    TimeLimit("spo.initial", "Initial notification", "Stalking Protection Act 2019 s.9(1)", 3, _DAYS, _BEGIN, _SPA,
              note="Runs from the day the order is served, not made."),
    TimeLimit("spo.name", "New name used", "Stalking Protection Act 2019 s.9(3)", 3, _DAYS, _BEGIN, _SPA),
    TimeLimit("spo.address", "Change of home address", "Stalking Protection Act 2019 s.9(4)", 3, _DAYS, _BEGIN, _SPA),
    TimeLimit("dapn.hearing", "Hearing of the application for a DAPO after a notice",
              "Domestic Abuse Act 2021 s.29(2)–(4)", 48, Unit.HOURS, Counting.FROM_THE_MOMENT, _DAA,
              disregards=Disregards.EXCLUDED_DAYS, note="From giving the notice."),
    TimeLimit("dapn.arrest", "Before a court after arrest for breach of a notice",
              "Domestic Abuse Act 2021 s.26(2)–(3)", 24, Unit.HOURS, Counting.FROM_THE_MOMENT, _DAA,
              disregards=Disregards.EXCLUDED_DAYS),
    TimeLimit("period.indefinite_review_adult", "First review of indefinite notification, adult",
              "Sexual Offences Act 2003 s.91B", 15, Unit.YEARS, Counting.AFTER, date(2012, 7, 30)),
    TimeLimit("period.indefinite_review_child", "First review of indefinite notification, under 18",
              "Sexual Offences Act 2003 s.91B", 8, Unit.YEARS, Counting.AFTER, date(2012, 7, 30)),
    TimeLimit("dvds.overall", "Disclosure scheme: decision", "DVDS statutory guidance 2023", 28, _DAYS,
              Counting.AFTER, date(2023, 4, 5)),
    TimeLimit("vcop.enhanced", "Telling a victim entitled to enhanced rights", "Victims' Code 2020, right 6", 1,
              Unit.WORKING_DAYS, Counting.AFTER, date(2021, 4, 1)),
    TimeLimit("vcop.standard", "Telling a victim", "Victims' Code 2020, right 6", 5, Unit.WORKING_DAYS,
              Counting.AFTER, date(2021, 4, 1)),
    TimeLimit("register.alert_answer", "Answer to a move alert", "Proposed for the register; no authority yet", 24,
              Unit.HOURS, Counting.FROM_THE_MOMENT, date(2026, 1, 1), confidence="proposal"),
    TimeLimit("register.alert_answer_high", "Answer to a move alert about a high-risk person",
              "Proposed for the register; no authority yet", 2, Unit.HOURS, Counting.FROM_THE_MOMENT,
              date(2026, 1, 1), confidence="proposal"),
    TimeLimit("register.complete_record", "Completing a record", "Proposed for the register; no authority yet", 5,
              Unit.WORKING_DAYS, Counting.AFTER, date(2026, 1, 1), confidence="proposal"),
)  # fmt: skip


def limit_in_force(code: str, on: date) -> TimeLimit:
    """The record of this code under which a matter that begins on the day stands.

    Raises:
        LookupError: no such limit was in force on that day.
    """
    for limit in CATALOGUE:
        if limit.code == code and limit.in_force_from <= on and (limit.in_force_to is None or on <= limit.in_force_to):
            return limit
    raise LookupError(f"No limit {code} was in force on {on}")


def due(
    limit: TimeLimit,
    start: date | datetime,
    *,
    paused: Iterable[tuple[date, date | None]] = (),
    country: str = "ENG",
    more_holidays: frozenset[date] = frozenset(),
) -> Due | None:
    """When something is due that starts at `start`: the end of the last day, or the moment for limits in hours.

    `paused` are (first day, last day) of custody, hospital or absence abroad, left out only where the limit disregards them;
    while such a period has no end there is no due date yet, and the answer is None.
    """
    begins_on = start.astimezone(LONDON).date() if isinstance(start, datetime) else start
    pauses = tuple(paused) if limit.disregards is Disregards.DETENTION_AND_ABROAD else ()
    if limit.unit is Unit.HOURS:
        moment = start if isinstance(start, datetime) else datetime.combine(start, time(), LONDON)
        at = _hours(limit, moment, country)
    else:
        last = _last_day(limit, begins_on, pauses, country, more_holidays)
        if last is None:
            return None
        at = datetime.combine(last, time(23, 59, 59), LONDON)
    return Due(at, limit.code, _in_words(limit, begins_on), begins_on)


def _hours(limit: TimeLimit, start: datetime, country: str) -> datetime:
    """Elapsed hours, in universal time so that a change of the clocks neither adds nor takes one; excluded days are whole
    local days that do not count."""
    moment, left = start.astimezone(ZoneInfo("UTC")), timedelta(hours=limit.length)
    if limit.counting is Counting.BEFORE:
        return moment - left
    while True:
        local = moment.astimezone(LONDON)
        midnight = datetime.combine(local.date() + timedelta(days=1), time(), LONDON).astimezone(ZoneInfo("UTC"))
        if limit.disregards is Disregards.EXCLUDED_DAYS and is_excluded_day(local.date(), country=country):
            moment = midnight
            continue
        if moment + left <= midnight:
            return moment + left
        left -= midnight - moment
        moment = midnight


def _last_day(
    limit: TimeLimit, start: date, pauses: tuple[tuple[date, date | None], ...], country: str, holidays: frozenset[date]
) -> date | None:
    if limit.unit is Unit.WORKING_DAYS:
        return add_working_days(start, limit.length, country=country, more_holidays=holidays)
    if limit.unit in (Unit.MONTHS, Unit.YEARS):
        return _months_after(start, limit.length * (12 if limit.unit is Unit.YEARS else 1))
    if limit.counting is Counting.BEFORE:
        return start - timedelta(days=limit.length)
    first = start if limit.counting is Counting.BEGINNING_WITH else start + timedelta(days=1)
    return _day_number(first, limit.length, pauses)


def _day_number(first: date, number: int, pauses: tuple[tuple[date, date | None], ...]) -> date | None:
    """The day that is day `number` when `first` is day 1 and paused days are left out; None while a pause has no end."""
    day = _after_pauses(first, pauses)
    for _ in range(number - 1):
        day = day and _after_pauses(day + timedelta(days=1), pauses)
    return day


def _after_pauses(day: date | None, pauses: tuple[tuple[date, date | None], ...]) -> date | None:
    for begins, ends in sorted(pauses):
        if day is not None and begins <= day and (ends is None or day <= ends):
            day = ends and ends + timedelta(days=1)
    return day


def _months_after(start: date, months: int) -> date:
    """The same day so many months later, or the last day of a shorter month."""
    year, month = divmod(start.year * 12 + start.month - 1 + months, 12)
    last = (date(year + (month == 11), (month + 1) % 12 + 1, 1) - timedelta(days=1)).day
    return date(year, month + 1, min(start.day, last))


def _in_words(limit: TimeLimit, start: date) -> str:
    unit = limit.unit.value.removesuffix("s") if limit.length == 1 else limit.unit.value
    disregards = "" if limit.disregards is Disregards.NOTHING else f", leaving out {limit.disregards.value}"
    return (
        f"{limit.title}: {limit.length} {unit} {limit.counting.value}, from {start.day} {start:%B %Y}{disregards}. "
        f"{limit.authority}."
    )


def initial_duty(
    regime: str,
    *,
    convicted_on: date | None = None,
    order_made_on: date | None = None,
    order_served_on: date | None = None,
    in_custody_periods: Iterable[tuple[date, date | None]] = (),
) -> Due | None:
    """When the first notification under a regime is due; None while its clock has not started.

    soa: from conviction or caution. dapo: from the day the order was made. spo and shpo: from its service.
    """
    starts = {"soa": convicted_on, "dapo": order_made_on, "spo": order_served_on, "shpo": order_served_on}
    start = starts.get(regime)
    if start is None:
        return None
    return due(limit_in_force(f"{regime}.initial", start), start, paused=in_custody_periods)
