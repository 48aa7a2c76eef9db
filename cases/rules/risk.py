"""Levels of risk: which is higher, and how soon each must be looked at again."""

from __future__ import annotations

from datetime import date, timedelta

# The levels of the Dash checklist (SafeLives); no level says "no risk". The review clocks are proposals for the
# register: no authority sets them yet.
REVIEW_AFTER = {
    "standard": timedelta(days=182),
    "medium": timedelta(days=91),
    "high": timedelta(days=28),
}
LEVELS = tuple(REVIEW_AFTER)


def is_lowering(old: str, new: str) -> bool:
    """Whether the new level is below the old one."""
    return LEVELS.index(new) < LEVELS.index(old)


def latest_review(level: str, assessed_on: date) -> date:
    """The last day on which an assessment at this level must be reviewed."""
    return assessed_on + REVIEW_AFTER[level]
