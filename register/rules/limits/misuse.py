"""The clock of alerts of possible misuse."""

from __future__ import annotations

from register.rules.limits.terms import AFTER, NO_AUTHORITY, PROPOSAL, REGISTER_OPENS, WORKING, TimeLimit

MISUSE: tuple[TimeLimit, ...] = (
    TimeLimit("misuse.answer", "What came of an alert of possible misuse", NO_AUTHORITY, 5, WORKING, AFTER,
              REGISTER_OPENS, confidence=PROPOSAL, note="Runs from the day on which the alert was raised."),
)  # fmt: skip
