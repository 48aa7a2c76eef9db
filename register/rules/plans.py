"""When a risk management plan must be written, and when it is looked at again."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from register.rules.limits.terms import REGISTER_OPENS
from register.rules.time_limits import Due, due, limit_in_force
from register.rules.visits import NOT_SET, LevelSet, is_higher

MAPPA_LEVELS = ("", "1", "2", "3")
"""The level of multi-agency management; empty for somebody outside it."""

NEEDS_APPROVAL = frozenset((NOT_SET, "high", "very_high"))
"""The levels of risk at which a supervisor approves a plan; where none is set, the most is asked for."""


@dataclass(frozen=True, slots=True)
class PlanMade:
    """A plan came into force: the level of risk that it was written for, and the level of MAPPA."""

    on: date
    level: str
    mappa_level: str = ""


@dataclass(frozen=True, slots=True)
class PlanClock:
    """When the next plan is due, and which limit says so, counted from which day."""

    due_on: date
    code: str
    counts_from: date


def plan_clock(begins_on: date, happenings: Iterable[LevelSet | PlanMade]) -> PlanClock:
    """The clock of plans after everything that happened, in the order in which it was recorded. A level above the one
    that the plan was written for asks for a review at once; no level puts one off."""
    clock, plan = _counted("management.plan_first", begins_on), None
    for each in sorted(happenings, key=_order):
        if isinstance(each, PlanMade):
            clock, plan = _counted(_review(each.mappa_level), each.on), each
        elif plan is not None and is_higher(each.level, plan.level):
            sooner = _counted("management.plan_after_change", each.on)
            clock = min(clock, sooner, key=lambda one: one.due_on)
    return clock


def explained(clock: PlanClock) -> str:
    """Why it is due then, as an officer may read it out."""
    return _limited(clock.code, clock.counts_from).explanation


def _order(happening: LevelSet | PlanMade) -> tuple[date, bool]:
    """By day; a plan before a level of the same day: whether the plan knew of it, its own level says."""
    return happening.on, isinstance(happening, LevelSet)


def _review(mappa_level: str) -> str:
    return f"management.plan_review_mappa_{mappa_level}" if mappa_level else "management.plan_review"


def _counted(code: str, start: date) -> PlanClock:
    return PlanClock(_limited(code, start).due_on, code, start)


def _limited(code: str, start: date) -> Due:
    return due(limit_in_force(code, max(start, REGISTER_OPENS)), start)
