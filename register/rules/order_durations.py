"""What is unusual about the length of an order, the reminders before its end, and the clocks that an order starts."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timedelta

from register.rules.limits.terms import TimeLimit
from register.rules.orders import ORDER_KINDS
from register.rules.time_limits import Due, due, in_words, limit_in_force

_LEAST = {"SPO": "spo_least", "SHPO": "shpo_least", "SRO": "sro_least", "DVPO": "dvpo_least", "CBO": "cbo_least",
          "VOO": "voo_least"}  # fmt: skip
# The widest limit that the length passes is the one that is said.
_MOST = {
    "DVPO": (("dvpo_most", "Check the last day against the order."),),
    "OCC": (("occ_most", "Check that it was made under s.33."),),
    "VOO": (("voo_most", "Check the last day against the order."),),
    "PREBAIL": (
        ("prebail_superintendent", "Check that a magistrates' court extended it."),
        ("prebail_inspector", "Check that a superintendent extended it."),
        ("prebail_custody_officer", "Check that an inspector extended it."),
    ),
}  # fmt: skip
_HAS_A_LAST_DAY = ("ISPO", "DVPO", "VOO", "PREBAIL")
_REMINDERS = ("durations.reminder_first", "durations.reminder_second", "durations.reminder_last")
_MONITORING = {"DAPO": "dapo.electronic_monitoring"}
_HEARINGS = {"DAPN": "dapn.hearing", "DVPN": "dvpn.hearing"}
_ARRESTS = {"DAPN": "dapn.arrest", "DVPN": "arrests.dvpn", "DVPO": "arrests.dvpo", "POSTBAIL": "arrests.bail",
            "OCC": "arrests.attached"}  # fmt: skip


def duration_doubts(kind: str, made_on: date, ends_on: date | None) -> list[str]:
    """What is unusual about the length of an order that lasts from the day it was made to its last day, in sentences
    that name the Act. An order as the court made it is recorded all the same."""
    if kind not in ORDER_KINDS:
        return []
    title = ORDER_KINDS[kind].title
    if ends_on is None:
        return [f"{title}: it has a last day, and none is recorded."] if kind in _HAS_A_LAST_DAY else []
    doubts = []
    least = _limit(_LEAST.get(kind), made_on)
    if least is not None and ends_on < due(least, made_on).due_on:
        doubts.append(
            f"{title}: it ends on {in_words(ends_on)}, sooner than {least.length_in_words} from "
            f"{in_words(made_on)} ({least.authority}). Check the last day against the order."
        )
    for code, advice in _MOST.get(kind, ()):
        most = _limit(code, made_on)
        if most is not None and ends_on > due(most, made_on).due_on:
            doubts.append(
                f"{title}: it ends on {in_words(ends_on)}, later than {most.length_in_words} from "
                f"{in_words(made_on)} ({most.authority}). {advice}"
            )
            break
    return doubts


def _limit(code: str | None, on: date) -> TimeLimit | None:
    """A limit on the length of an order; None where there was none on the day."""
    return _in_force(f"durations.{code}", on) if code else None


def _in_force(code: str | None, on: date) -> TimeLimit | None:
    if code is None:
        return None
    try:
        return limit_in_force(code, on)
    except LookupError:
        return None


def monitoring_problem(kind: str, starts_on: date, until: date | None) -> str:
    """Why a tag may not be ordered for this time: the sentence of refusal, or nothing where it may."""
    limit = _in_force(_MONITORING.get(kind), starts_on)
    if limit is None:
        return ""
    if until is None:
        return f"Electronic monitoring must have a last day: at most {limit.length_in_words} ({limit.authority})."
    last = due(limit, starts_on).due_on
    if until <= last:
        return ""
    return (
        f"Electronic monitoring may last at most {limit.length_in_words} at a time ({limit.authority}): from "
        f"{in_words(starts_on)} until {in_words(last)}. Check the order; a longer time needs a variation."
    )


def extension_problem(kind: str, was_until: date, until: date) -> str:
    """Why monitoring that ran until `was_until` may not be extended until this day; nothing where it may."""
    if until <= was_until:
        return f"The new last day must be later than the one that is set, {in_words(was_until)}."
    if _in_force(_MONITORING.get(kind), was_until) is None:
        return ""
    limit = limit_in_force("durations.monitoring_extension", was_until)
    last = due(limit, was_until + timedelta(days=1)).due_on
    if until <= last:
        return ""
    return (
        f"Electronic monitoring is extended by at most {limit.length_in_words} at a time ({limit.authority}): until "
        f"{in_words(last)}."
    )


def reminder_days(ends_on: date) -> list[date]:
    """The days on which a force is reminded that an order ends, in order."""
    limits = [limit for code in _REMINDERS if (limit := _in_force(code, ends_on))]
    return sorted(due(limit, ends_on).due_on for limit in limits)


def next_check(ends_on: date | None, *, on: date, tags_end_on: Iterable[date] = ()) -> date | None:
    """The first day from this one on which an order has ended, or it or one of its electronic tags needs a reminder;
    None where none will come."""
    days = [day for last in tags_end_on for day in reminder_days(last)]
    if ends_on is not None:
        days += [*reminder_days(ends_on), max(on, ends_on + timedelta(days=1))]
    return min((day for day in days if day >= on), default=None)


def is_reminder_due(last: date, *, since: date, on: date) -> bool:
    """Whether a reminder of a last day that is still to come, or is today, fell due between two days."""
    return last >= on and any(since <= day <= on for day in reminder_days(last))


def hearing_due(kind: str, given_at: datetime) -> Due | None:
    """By when an application must be heard after a notice was given; None for other kinds of order."""
    limit = _in_force(_HEARINGS.get(kind), given_at.date())
    return due(limit, given_at) if limit else None


def court_due(kind: str, arrested_at: datetime, *, is_attached: bool = False) -> Due | None:
    """By when somebody arrested for a breach must be before a court under this kind of order; None where ordinary
    custody limits apply. An occupation order has such a clock only under a power of arrest that is attached."""
    if kind == "OCC" and not is_attached:
        return None
    limit = _in_force(_ARRESTS.get(kind), arrested_at.date())
    return due(limit, arrested_at) if limit else None


def decision_due(considered_at: datetime) -> Due | None:
    """By when it is decided whether to apply for an order (Raneem's Law); None before there was such a limit."""
    limit = _in_force("orders.decision", considered_at.date())
    return due(limit, considered_at) if limit else None
