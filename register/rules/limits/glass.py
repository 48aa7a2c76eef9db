"""The clocks of break-glass and of the sample of reasons: until when something is open, and when it is looked at."""

from __future__ import annotations

from register.rules.limits.terms import (
    AFTER,
    DAYS,
    HOURS,
    MOMENT,
    MONTHS,
    NO_AUTHORITY,
    PROPOSAL,
    REGISTER_OPENS,
    WORKING,
    TimeLimit,
)

GLASS: tuple[TimeLimit, ...] = (
    TimeLimit("glass.open", "How long a closed record stays open to whoever broke the glass", NO_AUTHORITY, 1, HOURS,
              MOMENT, REGISTER_OPENS, confidence=PROPOSAL, note="60 minutes; for longer a new reason is given."),
    TimeLimit("glass.review", "Review of a broken glass by somebody of another force, or by professional standards",
              NO_AUTHORITY, 72, HOURS, MOMENT, REGISTER_OPENS, confidence=PROPOSAL),
    TimeLimit("glass.answer_for", "Professional standards look at a broken glass that was found not justified",
              NO_AUTHORITY, 5, WORKING, AFTER, REGISTER_OPENS, confidence=PROPOSAL),
    TimeLimit("reasons.review", "Looking at a reading that was drawn for the sample of reasons", NO_AUTHORITY, 14, DAYS,
              AFTER, REGISTER_OPENS, confidence=PROPOSAL, note="Runs from the day on which it was drawn."),
    TimeLimit("reasons.answer_for", "Professional standards look at a reason that was not accepted", NO_AUTHORITY, 5,
              WORKING, AFTER, REGISTER_OPENS, confidence=PROPOSAL),
    TimeLimit("exceptions.review", "Looking again at who may open one record, and who must not",
              NO_AUTHORITY, 12, MONTHS, AFTER, REGISTER_OPENS, confidence=PROPOSAL,
              note="Or on the day on which it ends, if that is earlier."),
)  # fmt: skip
