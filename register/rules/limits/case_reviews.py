"""How often a case is reviewed, by the risk in it."""

from __future__ import annotations

from register.rules.limits.terms import AFTER, DAYS, NO_AUTHORITY, PROPOSAL, REGISTER_OPENS, TimeLimit

_NOTE = "The latest day: whoever reviews the case may choose an earlier one."

CASE_REVIEWS: tuple[TimeLimit, ...] = (
    TimeLimit("case.review_not_set", "Review of a case whose risk is not assessed", NO_AUTHORITY, 28, DAYS, AFTER,
              REGISTER_OPENS, confidence=PROPOSAL, note="Unknown is not low: it has the clock of high risk."),
    TimeLimit("case.review_high", "Review of a case at high risk", NO_AUTHORITY, 28, DAYS, AFTER, REGISTER_OPENS,
              confidence=PROPOSAL, note=_NOTE),
    TimeLimit("case.review_medium", "Review of a case at medium risk", NO_AUTHORITY, 91, DAYS, AFTER, REGISTER_OPENS,
              confidence=PROPOSAL, note=_NOTE),
    TimeLimit("case.review_standard", "Review of a case at standard risk", NO_AUTHORITY, 182, DAYS, AFTER,
              REGISTER_OPENS, confidence=PROPOSAL, note=_NOTE),
)  # fmt: skip
