"""The dated catalogue of time limits, and the arithmetic that turns one into a due date.

A police lawyer can read `CATALOGUE` without knowing Python; docs/reference/time-limits.md is printed from it. Changed
law is a new record with a later `in_force_from`; matters that began before keep the record that was in force then.
Every record names its authority. `confidence` says how sure we are: what is not high is shown as to be confirmed.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from typing import overload
from zoneinfo import ZoneInfo

from register.rules.working_days import NO_DAYS, add_working_days, is_excluded_day, is_working_day

LONDON = ZoneInfo("Europe/London")
END_OF_DAY = time(23, 59, 59)
SCHOOLS_OPEN = time(8)

Pause = tuple[date, date | None]
"""First day left out, and the day on which the person was free again, which counts; None while that has not come."""


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
    confidence: Confidence = Confidence.HIGH
    note: str = ""

    @property
    def length_in_words(self) -> str:
        """ "3 days", "1 working day"."""
        return f"{self.length} {self.unit.value.removesuffix('s') if self.length == 1 else self.unit.value}"


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


_SOA_2003, _SOA_2012, _SPA, _DAA = date(2004, 5, 1), date(2012, 8, 13), date(2020, 1, 20), date(2024, 11, 27)
_VICTIMS_CODE, _DVDS, _REGISTER = date(2021, 4, 1), date(2023, 4, 5), date(2026, 1, 1)
_SOA_TRAVEL = "Sexual Offences Act 2003 s.86; SI 2004/1220 as amended by SI 2012/1876"
_NO_AUTHORITY = "Proposed for the register; no authority yet"
_HOURS, _DAYS, _WORKING, _YEARS = Unit.HOURS, Unit.DAYS, Unit.WORKING_DAYS, Unit.YEARS
_BEGIN, _AFTER, _BEFORE, _MOMENT = Counting.BEGINNING_WITH, Counting.AFTER, Counting.BEFORE, Counting.FROM_THE_MOMENT
_DETAINED, _UNTIL = Disregards.DETENTION_AND_ABROAD, Disregards.UNTIL_AFTER_DETENTION
_MEDIUM, _PROPOSAL = Confidence.MEDIUM, Confidence.PROPOSAL
_PILOT = "In force in pilot areas only."

CATALOGUE: tuple[TimeLimit, ...] = (
    TimeLimit("soa.initial", "Initial notification", "Sexual Offences Act 2003 s.83(1), (6)", 3, _DAYS, _BEGIN,
              _SOA_2003, disregards=_DETAINED,
              note="Runs from the relevant date: conviction, finding or caution (s.82(6))."),
    TimeLimit("soa.name", "New name used", "Sexual Offences Act 2003 s.84(1)(a), (5)", 3, _DAYS, _BEGIN, _SOA_2003,
              disregards=_DETAINED),
    TimeLimit("soa.address", "Change of home address", "Sexual Offences Act 2003 s.84(1)(b), (5)", 3, _DAYS, _BEGIN,
              _SOA_2003, disregards=_DETAINED),
    TimeLimit("soa.other_address", "Other premises after a qualifying period",
              "Sexual Offences Act 2003 s.84(1)(c), (5), (6)", 3, _DAYS, _BEGIN, _SOA_2003, disregards=_DETAINED,
              note="Runs from the last day of the qualifying period: 7 days, or periods adding to 7 days in any 12 "
              "months."),
    TimeLimit("soa.change", "Change of a bank account, a card, a passport or another prescribed matter",
              "Sexual Offences Act 2003 s.84(1)(ca), (5); SI 2012/1876", 3, _DAYS, _BEGIN, _SOA_2012,
              disregards=_DETAINED),
    TimeLimit("soa.child_household", "Stay in a household with a child",
              "Sexual Offences Act 2003 s.84(1)(ca), (5); SI 2012/1876", 3, _DAYS, _BEGIN, _SOA_2012,
              disregards=_DETAINED, note="From the day on which 12 hours' stay are complete."),
    TimeLimit("soa.release", "Release from custody or hospital", "Sexual Offences Act 2003 s.84(1)(d), (5)", 3, _DAYS,
              _BEGIN, _SOA_2003, disregards=_DETAINED),
    TimeLimit("soa.non_event", "Advance notice whose event did not happen", "Sexual Offences Act 2003 s.84(4)(b), (5)",
              6, _DAYS, _BEGIN, _SOA_2003, disregards=_DETAINED, note="Runs from the date given in advance."),
    TimeLimit("soa.periodic", "Periodic notification", "Sexual Offences Act 2003 s.85(1), (3)–(5)", 1, _YEARS, _AFTER,
              _SOA_2003, disregards=_UNTIL, note="Runs from the last notification under s.83, 84 or 85."),
    TimeLimit("soa.periodic_no_fixed_abode", "Weekly notification with no main residence",
              "Sexual Offences Act 2003 s.85(1), (3)–(6); SI 2012/1876", 7, _DAYS, _AFTER, _SOA_2012,
              disregards=_UNTIL),
    TimeLimit("soa.travel", "Foreign travel, before departure", _SOA_TRAVEL, 7, _DAYS, _BEFORE, _SOA_2012,
              confidence=_MEDIUM),
    TimeLimit("soa.travel_late", "Foreign travel not known a week before, before departure", _SOA_TRAVEL, 12, _HOURS,
              _BEFORE, _SOA_2012, confidence=_MEDIUM,
              note="The latest moment, where 7 days cannot be kept; 24 hours in an older text."),
    TimeLimit("soa.return", "Return from abroad", _SOA_TRAVEL, 3, _DAYS, _BEGIN, _SOA_2012, confidence=_MEDIUM,
              note="Only where the return was not notified before departure."),
    TimeLimit("soa.indefinite_review_adult", "First review of indefinite notification, adult",
              "Sexual Offences Act 2003 s.91B", 15, _YEARS, _AFTER, date(2012, 7, 30), confidence=_MEDIUM,
              note="Runs from the first notification after release."),
    TimeLimit("soa.indefinite_review_child", "First review of indefinite notification, under 18 on the relevant date",
              "Sexual Offences Act 2003 s.91B", 8, _YEARS, _AFTER, date(2012, 7, 30), confidence=_MEDIUM,
              note="Runs from the first notification after release."),
    TimeLimit("shpo.initial", "Initial notification under a sexual harm prevention order",
              "Sexual Offences Act 2003 ss.83(1), (6), 103G; Sentencing Code s.352", 3, _DAYS, _BEGIN, date(2015, 3, 8),
              disregards=_DETAINED, note="Runs from the day the order is served."),
    TimeLimit("dapo.initial", "Initial notification", "Domestic Abuse Act 2021 s.41(2)", 3, _DAYS, _BEGIN, _DAA,
              note="Runs from the day the order is made, or from the day another notification requirement ends that "
              f"stood in its place (s.41(8), (9)). Not suspended in custody: s.41 has no such rule. {_PILOT}"),
    TimeLimit("dapo.name", "New name used", "Domestic Abuse Act 2021 s.41(4)", 3, _DAYS, _BEGIN, _DAA, note=_PILOT),
    TimeLimit("dapo.address", "Change of home address", "Domestic Abuse Act 2021 s.41(5)", 3, _DAYS, _BEGIN, _DAA,
              note=_PILOT),
    TimeLimit("dapo.no_address", "No longer any home address", "Domestic Abuse Act 2021 s.41(6)", 3, _DAYS, _BEGIN,
              _DAA, note=_PILOT),
    TimeLimit("dapo.electronic_monitoring", "Electronic monitoring, the longest period at a time",
              "Domestic Abuse Act 2021 ss.38, 44(10)", 12, Unit.MONTHS, _BEGIN, _DAA, note=_PILOT),
    TimeLimit("dapn.hearing", "Hearing of the application for an order after a domestic abuse protection notice",
              "Domestic Abuse Act 2021 s.29(2), (3)", 48, _HOURS, _MOMENT, _DAA, disregards=Disregards.EXCLUDED_DAYS,
              note=f"From giving the notice. {_PILOT}"),
    TimeLimit("dapn.arrest", "Before a court after arrest for breach of a domestic abuse protection notice",
              "Domestic Abuse Act 2021 s.26(2), (4)", 24, _HOURS, _MOMENT, _DAA, disregards=Disregards.EXCLUDED_DAYS,
              note=f"At the hearing of the application where that is earlier. {_PILOT}"),
    TimeLimit("dvpn.hearing", "Hearing of the application for an order after a domestic violence protection notice",
              "Crime and Security Act 2010 s.27", 48, _HOURS, _MOMENT, date(2014, 3, 8),
              disregards=Disregards.EXCLUDED_DAYS, confidence=_MEDIUM, note="From serving the notice."),
    TimeLimit("spo.initial", "Initial notification", "Stalking Protection Act 2019 s.9(1)", 3, _DAYS, _BEGIN, _SPA,
              note="Runs from the day the order, or the interim order that it replaces, is served, not made. Not "
              "suspended in custody: s.9 has no such rule."),
    TimeLimit("spo.name", "New name used", "Stalking Protection Act 2019 s.9(3)", 3, _DAYS, _BEGIN, _SPA),
    TimeLimit("spo.address", "Change of home address", "Stalking Protection Act 2019 s.9(4)", 3, _DAYS, _BEGIN, _SPA),
    TimeLimit("orders.decision", "Deciding whether to apply for a protective order",
              "Government policy (Raneem's Law), no statute", 24, _HOURS, _MOMENT, date(2025, 2, 1), confidence=_MEDIUM,
              note="Pilot forces; the first day is to be confirmed."),
    TimeLimit("dvds.checks", "Disclosure scheme: first checks", "DVDS statutory guidance 2023", 24, _HOURS, _MOMENT,
              _DVDS, confidence=_MEDIUM),
    TimeLimit("dvds.meeting", "Disclosure scheme: meeting who asked", "DVDS statutory guidance 2023", 10, _DAYS, _AFTER,
              _DVDS, confidence=Confidence.LOW, note="Right to Ask only; 5 to 10 days."),
    TimeLimit("dvds.overall", "Disclosure scheme: decision", "DVDS statutory guidance 2023", 28, _DAYS, _AFTER, _DVDS),
    TimeLimit("encompass.school", "Operation Encompass: telling the child's school",
              "Domestic Abuse Act 2021 s.49A; statutory guidance 2025", 1, Unit.SCHOOL_DAYS, Counting.BEFORE_THE_START,
              date(2025, 11, 1), confidence=_MEDIUM,
              note="As soon as reasonably practicable; counted to 8:00 on the next weekday that is no bank holiday, "
              "since the register does not know the terms of each school."),
    TimeLimit("vcop.referral", "Referring a victim to a support service", "Victims' Code 2020, right 4", 2, _WORKING,
              _AFTER, _VICTIMS_CODE),
    TimeLimit("vcop.enhanced", "Telling a victim entitled to enhanced rights", "Victims' Code 2020, right 6", 1,
              _WORKING, _AFTER, _VICTIMS_CODE, note="Every victim of domestic abuse is entitled to enhanced rights."),
    TimeLimit("vcop.standard", "Telling any other victim", "Victims' Code 2020, right 6", 5, _WORKING, _AFTER,
              _VICTIMS_CODE),
    TimeLimit("vcop.victim_contact", "Offering the Victim Contact Scheme", "Victims' Code 2020, right 11", 20, _WORKING,
              _AFTER, _VICTIMS_CODE,
              note="From a sentence of 12 months or more for a violent or sexual offence."),
    TimeLimit("register.alert_answer", "Answer to a move alert", _NO_AUTHORITY, 24, _HOURS, _MOMENT, _REGISTER,
              confidence=_PROPOSAL),
    TimeLimit("register.alert_answer_high", "Answer to a move alert about a high-risk person", _NO_AUTHORITY, 2, _HOURS,
              _MOMENT, _REGISTER, confidence=_PROPOSAL),
    TimeLimit("register.alert_answer_very_high", "Answer to a move alert about a very high-risk person", _NO_AUTHORITY,
              1, _HOURS, _MOMENT, _REGISTER, confidence=_PROPOSAL),
    TimeLimit("register.match_answer", "Deciding whether two records are the same person", _NO_AUTHORITY, 5, _WORKING,
              _AFTER, _REGISTER, confidence=_PROPOSAL),
    TimeLimit("register.match_answer_urgent",
              "Deciding whether two records are the same person, one of them under an order in force or in high danger",
              _NO_AUTHORITY, 24, _HOURS, _MOMENT, _REGISTER, confidence=_PROPOSAL),
    TimeLimit("register.dual_registration", "Answer to an alert that a person is known to two forces", _NO_AUTHORITY,
              5, _WORKING, _AFTER, _REGISTER, confidence=_PROPOSAL),
    TimeLimit("register.complete_record", "Completing a record", _NO_AUTHORITY, 5, _WORKING, _AFTER, _REGISTER,
              confidence=_PROPOSAL),
)  # fmt: skip


def limit_in_force(code: str, on: date, catalogue: Iterable[TimeLimit] = CATALOGUE) -> TimeLimit:
    """The record of this code under which a matter that begins on the day stands.

    Raises:
        LookupError: no such limit was in force on that day.
    """
    for limit in catalogue:
        if limit.code == code and limit.in_force_from <= on and (limit.in_force_to is None or on <= limit.in_force_to):
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
    country: str = "ENG",
    more_holidays: frozenset[date] = NO_DAYS,
) -> Due | None: ...
def due(
    limit: TimeLimit,
    start: date | datetime,
    *,
    paused: Iterable[Pause] = (),
    country: str = "ENG",
    more_holidays: frozenset[date] = NO_DAYS,
) -> Due | None:
    """When something is due that starts at `start`: the end of the last day, or the moment for limits in hours.

    A day is a day in London. A limit in hours whose event has a day but no time runs from the beginning of that day.
    `paused` are periods of custody, hospital detention or absence abroad; only limits that disregard them use them. The
    day of release counts, so that it is day 1 as in s.84(1)(d) of the Sexual Offences Act 2003. While such a period has
    no end there is no due date yet, and the answer is None.
    """
    begins_on = start.astimezone(LONDON).date() if isinstance(start, datetime) else start
    moment = start if isinstance(start, datetime) else datetime.combine(start, time(), LONDON)
    if limit.unit is Unit.HOURS:
        at = _moment(limit, moment, country, more_holidays)
    elif limit.unit is Unit.SCHOOL_DAYS:
        at = _schools_open(moment, country, more_holidays)
    else:
        pauses = tuple(sorted(paused, key=lambda pause: (pause[0], pause[1] or date.max)))
        last = _last_day(limit, begins_on, pauses, country, more_holidays)
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


def _last_day(
    limit: TimeLimit, start: date, pauses: tuple[Pause, ...], country: str, more_holidays: frozenset[date]
) -> date | None:
    if limit.disregards is Disregards.UNTIL_AFTER_DETENTION:
        return _extended(_plain_last_day(limit, start, country, more_holidays), pauses)
    if limit.disregards is Disregards.DETENTION_AND_ABROAD:
        return _day_number(start, limit.length, pauses)
    return _plain_last_day(limit, start, country, more_holidays)


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


def initial_duty(
    regime: str,
    *,
    convicted_on: date | None = None,
    order_made_on: date | None = None,
    order_served_on: date | None = None,
    in_custody_periods: Iterable[Pause] = (),
) -> Due | None:
    """When the first notification under a regime is due.

    soa: from conviction, finding or caution (s.82(6)). dapo: from the day the order was made (s.41(2)). spo and shpo:
    from service. None while the clock has not started, while custody or absence holds it up, where the regime has no
    such duty, and where the duty was not in force on the day.
    """
    starts = {"soa": convicted_on, "dapo": order_made_on, "spo": order_served_on, "shpo": order_served_on}
    start = starts.get(regime)
    if start is None:
        return None
    try:
        limit = limit_in_force(f"{regime}.initial", start)
    except LookupError:
        return None
    return due(limit, start, paused=in_custody_periods)
