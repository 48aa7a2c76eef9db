"""What can happen to a request of somebody for the data held about them."""

from __future__ import annotations

from audit.core.events import FREE_TEXT, OPERATIONAL, Operation, declare

ACCESS_BUNDLE_MADE = declare(
    "access.bundle_made",
    "What may be given to the person it is about was put together for them.",
    Operation.DISCLOSURE,
    requested_on=OPERATIONAL,
    answer_due_on=OPERATIONAL,
    rows=OPERATIONAL,
    sha256=OPERATIONAL,
    how_identified=FREE_TEXT,
    why=FREE_TEXT,
)
