"""What can happen to the monthly sample of reasons."""

from __future__ import annotations

from audit.core.events import FREE_TEXT, OPERATIONAL, Operation, declare

REASONS_DRAWN = declare(
    "reason_sample.drawn",
    "The sample of reasons of a force and a month was drawn from the log.",
    Operation.COLLECTION,
    month_on=OPERATIONAL,
    readings=OPERATIONAL,
    drawn=OPERATIONAL,
)
READER_ASKED = declare(
    "reason_sample.asked", "A reviewer asked somebody why they had read something.", Operation.ALTERATION,
    question=FREE_TEXT,
)  # fmt: skip
READING_EXPLAINED = declare(
    "reason_sample.explained", "Somebody said why they had read something.", Operation.ALTERATION, explanation=FREE_TEXT
)
REASON_DECIDED = declare(
    "reason_sample.decided",
    "A reviewer said whether the reason for a reading satisfies.",
    Operation.ALTERATION,
    decision=OPERATIONAL,
    words=FREE_TEXT,
)
