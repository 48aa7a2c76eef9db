"""MARAC, MATAC and MAPPA: why a case is referred, what becomes of a referral, the repeat rule and the 12-month flag.

MARAC (multi-agency risk assessment conference) looks at somebody at high risk, MATAC (multi-agency tasking and
co-ordination) at whoever harms again and again, MAPPA (multi-agency public protection arrangements, Criminal Justice
Act 2003 ss.325-327) at a dangerous offender. The limits stand in `register.rules.limits.meetings`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from register.rules.time_limits import due, limit_in_force

REPEAT, FLAG, HEARING = "meetings.repeat", "meetings.flag", "meetings.hearing"
REFER_AGAIN, MINUTES, SHARE = "meetings.refer_again", "meetings.minutes", "meetings.share"


class Kind(StrEnum):
    MARAC = "marac"
    MATAC = "matac"
    MAPPA = "mappa"


class Criterion(StrEnum):
    """Why a case is referred."""

    PROFESSIONAL_JUDGEMENT = "professional_judgement"
    VISIBLE_HIGH_RISK = "visible_high_risk"
    ESCALATION = "escalation"
    REPEAT = "repeat"
    RANKED_HIGH = "ranked_high"
    SERIAL = "serial"
    PARTNER_CONCERN = "partner_concern"
    LEVEL_2 = "level_2"
    LEVEL_3 = "level_3"


CRITERIA: Mapping[Kind, tuple[Criterion, ...]] = {
    Kind.MARAC: (
        Criterion.PROFESSIONAL_JUDGEMENT, Criterion.VISIBLE_HIGH_RISK, Criterion.ESCALATION, Criterion.REPEAT,
    ),
    Kind.MATAC: (Criterion.RANKED_HIGH, Criterion.SERIAL, Criterion.PARTNER_CONCERN),
    Kind.MAPPA: (Criterion.LEVEL_2, Criterion.LEVEL_3),
}  # fmt: skip
"""Which reasons each kind of meeting takes."""


AGAIN: Mapping[Criterion, str] = {
    Criterion.LEVEL_2: "meetings.mappa_level_2", Criterion.LEVEL_3: "meetings.mappa_level_3",
}  # fmt: skip
"""Which limit says when a case is heard again, for those that are heard until their meeting says otherwise."""


class Status(StrEnum):
    """Where a referral stands. The last two are ends."""

    WAITING = "waiting"
    ON_AGENDA = "on_agenda"
    HEARD = "heard"
    WITHDRAWN = "withdrawn"


class Step(StrEnum):
    """What moves a referral on."""

    PUT_ON_AGENDA = "put_on_agenda"
    HEAR = "hear"
    DEFER = "defer"
    WITHDRAW = "withdraw"


AGENDA, REFERRAL = "meeting.work", "referral.work"


@dataclass(frozen=True, slots=True)
class Transition:
    """One step: from where to where, and which permission takes it."""

    before: Status
    step: Step
    after: Status
    permission: str


TRANSITIONS: tuple[Transition, ...] = (
    Transition(Status.WAITING, Step.PUT_ON_AGENDA, Status.ON_AGENDA, AGENDA),
    Transition(Status.ON_AGENDA, Step.HEAR, Status.HEARD, REFERRAL),
    Transition(Status.ON_AGENDA, Step.DEFER, Status.WAITING, REFERRAL),
    Transition(Status.WAITING, Step.WITHDRAW, Status.WITHDRAWN, REFERRAL),
    Transition(Status.ON_AGENDA, Step.WITHDRAW, Status.WITHDRAWN, REFERRAL),
)
"""Every step that there is."""


def after(before: Status, step: Step) -> Status | None:
    """What a referral becomes by a step; None where the step cannot be taken."""
    return next((each.after for each in TRANSITIONS if each.before == before and each.step == step), None)


def is_repeat(last_heard_on: date | None, happened_on: date) -> bool:
    """Whether an incident of this day makes the case of a pair that was last heard on that day a repeat."""
    if last_heard_on is None or happened_on < last_heard_on:
        return False
    return happened_on <= due(limit_in_force(REPEAT, last_heard_on), last_heard_on).due_on


def flag_ends_on(kind: Kind, heard_on: date) -> date | None:
    """The last day on which a case heard on this day is flagged; MARAC alone flags."""
    return due(limit_in_force(FLAG, heard_on), heard_on).due_on if kind is Kind.MARAC else None


def hear_by(referred_on: date) -> date:
    """The day by which a referral is heard."""
    return due(limit_in_force(HEARING, referred_on), referred_on).due_on


def again_by(criterion: Criterion, heard_on: date) -> date | None:
    """The last day by which a case that was heard on this day is heard again; None where it need not be."""
    code = AGAIN.get(criterion)
    return due(limit_in_force(code, heard_on), heard_on).due_on if code else None


def refer_again_by(known_on: date) -> date:
    """The day by which a repeat case is referred again."""
    return due(limit_in_force(REFER_AGAIN, known_on), known_on).due_on


def minutes_by(held_on: date) -> date:
    """The day by which everything that was on an agenda has its minutes."""
    return due(limit_in_force(MINUTES, held_on), held_on).due_on


def share_until_at_most(on: date) -> date:
    """The furthest last day of what is shared on this day."""
    return due(limit_in_force(SHARE, on), on).due_on
