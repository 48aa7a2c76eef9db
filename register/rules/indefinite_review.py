"""Reviewing indefinite notification, modelled on the Sexual Offences Act 2003 ss.91A to 91F: who may apply, and when
each step is due."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from register.rules.time_limits import Due, due, in_words, limit_in_force

BARRING_ORDERS = frozenset(("SHPO",))
"""Kinds of order during which nobody may apply (s.91B(1)(b))."""
SHORTEST_YEARS, LONGEST_YEARS = 8, 15


@dataclass(frozen=True, slots=True)
class ReviewFacts:
    """What decides whether somebody may apply. `first_notified_on` is the first notification after release, and
    `again_from` the day that an earlier refusal set."""

    first_notified_on: date
    is_under_18: bool
    orders_in_force: frozenset[str] = frozenset()
    again_from: date | None = None


FIRST_REVIEWS_ON = date(2012, 7, 30)
"""The Sexual Offences Act 2003 (Remedial) Order 2012 came into force."""


def qualifying_on(first_notified_on: date, *, is_under_18: bool) -> date:
    """The last day of the qualifying period: 15 years, or 8 for whoever was under 18 on the relevant date. An
    application may be made after it.

    Raises:
        LookupError: the first notification was before there was such a review.
    """
    code = "soa.indefinite_review_child" if is_under_18 else "soa.indefinite_review_adult"
    start = max(first_notified_on, FIRST_REVIEWS_ON)
    limit = limit_in_force(code, start)
    return due(limit, first_notified_on).due_on


def why_not(facts: ReviewFacts, *, on: date) -> str:
    """Why an application on the day is not open, in a sentence; empty where it is."""
    if barring := facts.orders_in_force & BARRING_ORDERS:
        return f"Nobody may apply while a {', '.join(sorted(barring))} is in force (Sexual Offences Act 2003 s.91B)."
    last = qualifying_on(facts.first_notified_on, is_under_18=facts.is_under_18)
    if on <= last:
        years = LONGEST_YEARS if not facts.is_under_18 else SHORTEST_YEARS
        return f"An application may be made after {in_words(last)}: {years} years after the first notification."
    if facts.again_from is not None and on < facts.again_from:
        return f"After the last refusal, the next application may be made from {in_words(facts.again_from)}."
    return ""


def acknowledgement_due(applied_on: date) -> Due:
    """When the application must be acknowledged."""
    return _due("indefinite.acknowledgement", applied_on)


def information_due(asked_on: date) -> Due:
    """The last day for the responsible bodies to answer."""
    return _due("indefinite.information", asked_on)


def decision_due(information_due_on: date) -> Due:
    """When the decision is due."""
    return _due("indefinite.decision", information_due_on)


def appeal_due(told_on: date) -> Due:
    """The last day for an appeal against a refusal."""
    return _due("indefinite.appeal", told_on)


def next_application_from(decided_on: date, years: int) -> date:
    """From when somebody may apply again after a refusal.

    Raises:
        ValueError: the years are fewer than 8 or more than 15.
    """
    if not SHORTEST_YEARS <= years <= LONGEST_YEARS:
        raise ValueError(f"The next application may be set {SHORTEST_YEARS} to {LONGEST_YEARS} years ahead.")
    shortest = _due("indefinite.again", decided_on).due_on
    try:
        return shortest.replace(year=shortest.year + years - SHORTEST_YEARS)
    except ValueError:
        return shortest.replace(year=shortest.year + years - SHORTEST_YEARS, day=28)


def _due(code: str, start: date) -> Due:
    return due(limit_in_force(code, start), start)
