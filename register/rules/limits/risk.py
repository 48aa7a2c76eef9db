"""Assessing the risk in a case: how soon it is looked at again, and how long a lower level holds."""

from __future__ import annotations

from register.rules.limits.terms import (
    AFTER,
    DAYS,
    HOURS,
    MOMENT,
    NO_AUTHORITY,
    PROPOSAL,
    REGISTER_OPENS,
    WORKING,
    TimeLimit,
)

_LEVELS = "The levels are those of the Dash checklist; the days are a proposal, for no authority sets them."
_VIOGEN = f"{NO_AUTHORITY}; after the practice of VioGén in Spain (Instruction 4/2019)"

RISK: tuple[TimeLimit, ...] = (
    TimeLimit("risk.review_standard", "Look again at standard risk", NO_AUTHORITY, 182, DAYS, AFTER, REGISTER_OPENS,
              confidence=PROPOSAL, note=_LEVELS),
    TimeLimit("risk.review_medium", "Look again at medium risk", NO_AUTHORITY, 91, DAYS, AFTER, REGISTER_OPENS,
              confidence=PROPOSAL, note=_LEVELS),
    TimeLimit("risk.review_high", "Look again at high risk", NO_AUTHORITY, 28, DAYS, AFTER, REGISTER_OPENS,
              confidence=PROPOSAL, note=_LEVELS),
    TimeLimit("risk.after_incident", "Assess the risk anew after an incident", _VIOGEN, 24, HOURS, MOMENT,
              REGISTER_OPENS, confidence=PROPOSAL,
              note="At once; at the latest within a day of hearing of it."),
    TimeLimit("risk.lowered_holds", "How long a lowered level holds unless it is renewed", NO_AUTHORITY, 30, DAYS,
              AFTER, REGISTER_OPENS, confidence=PROPOSAL,
              note="The level then falls back by itself to the one from which it was lowered."),
    TimeLimit("risk.answer_lowering", "A second person answers a request for a lower level", NO_AUTHORITY, 3, WORKING,
              AFTER, REGISTER_OPENS, confidence=PROPOSAL, note="Until then the level stays as it is."),
)  # fmt: skip
