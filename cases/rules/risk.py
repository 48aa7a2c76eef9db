"""Levels of risk: which is higher, how soon each is looked at again, how long a lower one holds."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from register.rules.time_limits import due, limit_in_force

LEVELS = ("standard", "medium", "high")
"""The levels of the Dash checklist (SafeLives), the lowest first; no level says "no risk"."""
STANDARD, MEDIUM, HIGH = LEVELS
LOWERED_HOLDS, ANSWER_WITHIN, AFTER_INCIDENT = "risk.lowered_holds", "risk.answer_lowering", "risk.after_incident"

# What may follow what, of a request to lower the risk. What is not listed ends the matter.
LOWERING_MOVES: Mapping[str, tuple[str, ...]] = {
    "asked": ("agreed", "refused", "withdrawn", "overtaken"),
    "agreed": (),
    "refused": (),
    "withdrawn": (),
    "overtaken": (),
}


@dataclass(frozen=True, slots=True)
class Lowered:
    """The last day on which a lowered level holds, and the level that follows unless it is renewed."""

    until: date
    falls_back_to: str


def is_lowering(old: str, new: str) -> bool:
    """Whether the new level is below the old one."""
    return LEVELS.index(new) < LEVELS.index(old)


def latest_review(level: str, assessed_on: date) -> date:
    """The last day on which an assessment at this level must be looked at again."""
    return due(limit_in_force(f"risk.review_{level}", assessed_on), assessed_on).due_on


def lowered(level_before: str, on: date, *, still: Lowered | None = None) -> Lowered:
    """Until when a level that is lowered, or renewed, on the day holds.

    It falls back to the level it was lowered from. What is lowered or renewed while an earlier lowering still holds
    falls back as far as that one would have: two small steps are no way around one large one.
    """
    until = due(limit_in_force(LOWERED_HOLDS, on), on).due_on
    return Lowered(until, still.falls_back_to if still else level_before)


def still_lowered(level: str, still: Lowered | None) -> Lowered | None:
    """What stays of a lowering when one person sets a level: it ends where the level is as high as it was before."""
    return still if still is not None and is_lowering(still.falls_back_to, level) else None


def has_fallen_back(state: Lowered, on: date) -> bool:
    """Whether the days of the lowered level have passed. The last day is still one of them."""
    return on > state.until


def answer_by(asked_at: datetime) -> datetime:
    """By when a second person is to answer a request for a lower level."""
    return due(limit_in_force(ANSWER_WITHIN, asked_at.date()), asked_at).at


def reassess_by(happened_at: datetime, told_at: datetime) -> datetime:
    """By when the risk is to be assessed anew after an incident: from when it was heard of, if that is later."""
    since = max(happened_at, told_at)
    return due(limit_in_force(AFTER_INCIDENT, since.date()), since).at


def may_follow(old: str, new: str) -> bool:
    """Whether a request to lower may go from one status to the other."""
    return new in LOWERING_MOVES[old]
