"""What the duties follow from, and the duties themselves, as plain facts without a database or a clock."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

from register.rules.regimes.table import DutyKind
from register.rules.time_limits import Pause


class Detention(StrEnum):
    """What suspends the clocks of some regimes (Sexual Offences Act 2003 s.83(6))."""

    CUSTODY = "custody"
    HOSPITAL = "hospital"
    ABROAD = "abroad"


@dataclass(frozen=True, slots=True)
class Ground:
    """What puts somebody under a regime: a conviction, or an order. `ends_on` is its last day, None while unknown."""

    key: str
    regime: str
    starts_on: date
    ends_on: date | None = None


@dataclass(frozen=True, slots=True)
class Away:
    """Time in custody, in hospital or abroad. `free_on` is the day of release or return, which counts again."""

    key: str
    kind: Detention
    begins_on: date
    free_on: date | None = None
    is_return_told: bool = False

    @property
    def pause(self) -> Pause:
        return self.begins_on, self.free_on


@dataclass(frozen=True, slots=True)
class Stay:
    """Time for which a court suspends every requirement of the registration while an appeal waits.

    `begins_on` is the first day without a requirement, `free_on` the day on which it runs again, which counts; None
    while the court has not decided, and for good where it allowed the appeal.
    """

    begins_on: date
    free_on: date | None = None

    @property
    def pause(self) -> Pause:
        return self.begins_on, self.free_on

    def covers(self, day: date) -> bool:
        return self.begins_on <= day and (self.free_on is None or day < self.free_on)


@dataclass(frozen=True, slots=True)
class Happening:
    """A change that must be notified.

    `on` is the day it happened, or None while it is only announced for `expected_on`. `at` is the moment, for limits in
    hours. `known_on` is the day on which a journey was known. `has_come_to_nothing`: somebody made sure of it.
    """

    key: str
    kind: DutyKind
    on: date | None = None
    at: datetime | None = None
    expected_on: date | None = None
    known_on: date | None = None
    has_come_to_nothing: bool = False


@dataclass(frozen=True, slots=True)
class Taken:
    """A notification that was given. `kinds` are those that it completes; `answers` the keys of the happenings that it
    is about. `has_fixed_abode` as notified then: without one the weekly duty follows (s.85(5))."""

    key: str
    on: date
    kinds: frozenset[DutyKind]
    answers: frozenset[str] = frozenset()
    has_fixed_abode: bool = True


@dataclass(frozen=True, slots=True)
class LegalFacts:
    """Everything the duties of one registration follow from. `stops_on` is the last day of the registration itself;
    `died_on` ends every duty."""

    grounds: tuple[Ground, ...] = ()
    away: tuple[Away, ...] = ()
    happenings: tuple[Happening, ...] = ()
    notifications: tuple[Taken, ...] = ()
    stops_on: date | None = None
    died_on: date | None = None
    stays: tuple[Stay, ...] = ()
    more_holidays: frozenset[date] = field(default_factory=frozenset)

    @property
    def pauses(self) -> tuple[Pause, ...]:
        return tuple(each.pause for each in self.away)

    @property
    def stayed(self) -> tuple[Pause, ...]:
        return tuple(each.pause for each in self.stays)


class State(StrEnum):
    """Whether a duty waits, was met, or fell away. Only a person decides about what was not done in time."""

    OPEN = "open"
    MET = "met"
    ENDED = "ended"


@dataclass(frozen=True, slots=True)
class Duty:
    """One duty. `key` is the same however often it is computed. `due_at` (Europe/London) is None while the clock stands
    still. `met_by` is the key of the notification that met it, `met_on` its day."""

    key: str
    kind: DutyKind
    regime: str
    limit_code: str
    starts_on: date
    due_at: datetime | None
    due_on: date | None
    explanation: str
    state: State = State.OPEN
    met_by: str = ""
    met_on: date | None = None
    ended_on: date | None = None
    ended_why: str = ""

    @property
    def was_late(self) -> bool:
        """Met, but after its last day."""
        return self.met_on is not None and self.due_on is not None and self.met_on > self.due_on
