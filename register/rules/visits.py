"""When a registered person must be visited next: what was decided and done, in the order of its days, moves one clock.

The clock begins with the day the registration was entered, and again with each visit at which the person was seen. A
higher risk brings the next visit forward at once. A lower one puts it off, but never a visit that is overdue already.
An attempt that failed restarts nothing: it adds a day by which to try again.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date

from register.rules.limits.terms import REGISTER_OPENS
from register.rules.time_limits import Due, due, in_words, limit_in_force

NOT_SET = ""
LEVELS = ("low", "medium", "high", "very_high")
"""The levels of the risk of serious harm, lowest first. None is called "no risk"."""

FAILURES_BEFORE_A_SUPERVISOR = 2
"""So many attempts in a row without seeing the person go to a supervisor."""


@dataclass(frozen=True, slots=True)
class LevelSet:
    """Somebody set the level of risk for management. Reactive: no planned visits, for low risk alone."""

    on: date
    level: str
    is_reactive: bool = False


@dataclass(frozen=True, slots=True)
class VisitMade:
    """Somebody went to see the person."""

    on: date
    is_seen: bool


Happening = LevelSet | VisitMade


@dataclass(frozen=True, slots=True)
class VisitClock:
    """How the clock of visits stands. `due_on` is the last day for the next visit, `retry_on` for the next attempt.

    `code` and `counts_from` say which limit gave `due_on`; `moved_on` is the day on which a higher level set it, the
    interval of that level having passed by then. `seen_on` is the last visit, or the first day of all.
    """

    seen_on: date
    due_on: date
    code: str
    counts_from: date
    level: str = NOT_SET
    is_reactive: bool = False
    moved_on: date | None = None
    failed_on: date | None = None
    retry_on: date | None = None
    failures: int = 0

    @property
    def next_on(self) -> date:
        """The day by which something must be done: the visit, or trying again where that comes first."""
        return self.due_on if self.retry_on is None else min(self.due_on, self.retry_on)


def visit_clock(begins_on: date, happenings: Iterable[Happening]) -> VisitClock:
    """The clock after everything that happened, given in the order in which it was recorded; visits before `begins_on`
    restart nothing. There is always a next day."""
    clock = _started(begins_on, NOT_SET, is_reactive=False)
    for each in sorted(happenings, key=_order):
        clock = _after_level(clock, each) if isinstance(each, LevelSet) else _after_visit(clock, each)
    return clock


def is_higher(level: str, than: str) -> bool:
    """Whether a level asks for more than another. Where none is set, the most is asked for."""
    return _rank(level) > _rank(than)


def is_lowering(level: str, is_reactive: bool, clock: VisitClock) -> bool:
    """Whether a new level asks for less than the one in force: it takes two people. The first one asks for nothing
    less: it is an assessment where there was none."""
    if clock.level == NOT_SET:
        return is_reactive
    return is_higher(clock.level, level) or (is_reactive and not clock.is_reactive)


def reactive_from(levels: Sequence[LevelSet]) -> date | None:
    """The first day on which reactive management may be decided: low risk without a break for so long. None while the
    level is another. `levels` are in the order in which they were set."""
    since = None
    for each in levels:
        since = None if each.level != "low" else since or each.on
    return since and _limited("management.reactive_from", since).due_on


def explained(clock: VisitClock) -> str:
    """Why the next day is when it is, as an officer may read it out."""
    if clock.failed_on and clock.retry_on == clock.next_on:
        return _limited(f"management.retry_{clock.level or 'not_set'}", clock.failed_on).explanation
    if clock.moved_on is not None:
        return (
            f"Due at once since {in_words(clock.moved_on)}: the level of risk that was set then asks for a visit "
            f"sooner than that, counted from {in_words(clock.counts_from)}."
        )
    return _limited(clock.code, clock.counts_from).explanation


def interval_in_words(level: str) -> str:
    """How often somebody at this level is visited: "3 months"."""
    return limit_in_force(f"management.visit_{level or 'not_set'}", REGISTER_OPENS).length_in_words


def _order(happening: Happening) -> tuple[date, bool]:
    """By day; a level before a visit of the same day, which then counts by it."""
    return happening.on, isinstance(happening, VisitMade)


def _after_level(clock: VisitClock, to: LevelSet) -> VisitClock:
    counts_from = max(clock.seen_on, to.on) if to.is_reactive else clock.seen_on
    code = _code(to.level, is_reactive=to.is_reactive)
    fits_on = _limited(code, counts_from).due_on
    due_on = max(fits_on, to.on)
    now = replace(clock, level=to.level, is_reactive=to.is_reactive, retry_on=_sooner_retry(clock, to))
    if not _is_put_off(clock, to) and due_on >= clock.due_on:
        return now
    moved_on = to.on if due_on != fits_on else None
    return replace(now, due_on=due_on, code=code, counts_from=counts_from, moved_on=moved_on)


def _is_put_off(clock: VisitClock, to: LevelSet) -> bool:
    """Whether the next visit may be later than it was: at a lower level, and where going on reactively is decided
    again; never while it is overdue."""
    if clock.due_on < to.on:
        return to.is_reactive and clock.is_reactive
    is_decided_again = to.is_reactive and clock.is_reactive
    return is_decided_again or _rank(to.level, to.is_reactive) < _rank(clock.level, clock.is_reactive)


def _sooner_retry(clock: VisitClock, to: LevelSet) -> date | None:
    if clock.failed_on is None or clock.retry_on is None:
        return None
    return min(clock.retry_on, max(_limited(f"management.retry_{to.level}", clock.failed_on).due_on, to.on))


def _after_visit(clock: VisitClock, visit: VisitMade) -> VisitClock:
    if visit.on < clock.seen_on:
        return clock
    if visit.is_seen:
        return _started(visit.on, clock.level, is_reactive=clock.is_reactive)
    retry_on = _limited(f"management.retry_{clock.level or 'not_set'}", visit.on).due_on
    return replace(clock, failed_on=visit.on, retry_on=retry_on, failures=clock.failures + 1)


def _started(on: date, level: str, *, is_reactive: bool) -> VisitClock:
    code = _code(level, is_reactive=is_reactive)
    return VisitClock(on, _limited(code, on).due_on, code, on, level, is_reactive)


def _code(level: str, *, is_reactive: bool) -> str:
    return "management.reactive_review" if is_reactive else f"management.visit_{level or 'not_set'}"


def _limited(code: str, start: date) -> Due:
    """The register counts what began before it opened by its first rules."""
    return due(limit_in_force(code, max(start, REGISTER_OPENS)), start)


def _rank(level: str, is_reactive: bool = False) -> int:
    if level == NOT_SET:
        return len(LEVELS)
    return -1 if is_reactive else LEVELS.index(level)
