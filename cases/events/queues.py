"""What can happen to a case as a whole."""

from __future__ import annotations

from audit.core.events import FREE_TEXT, OPERATIONAL, Operation, declare

CASE_REASSIGNED = declare(
    "case.reassigned", "A case was given to somebody else.", Operation.ALTERATION, owner=OPERATIONAL, why=FREE_TEXT
)
CASE_REVIEWED = declare(
    "case.reviewed",
    "A case was reviewed, and the day of its next review set.",
    Operation.ALTERATION,
    next_review_on=OPERATIONAL,
    limit_code=OPERATIONAL,
    words=FREE_TEXT,
)
CASE_REOPENED = declare(
    "case.reopened",
    "A closed case was opened again.",
    Operation.ALTERATION,
    owner=OPERATIONAL,
    next_review_on=OPERATIONAL,
    why=FREE_TEXT,
)
