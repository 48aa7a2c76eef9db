"""What can happen to records on the way to their disposal."""

from __future__ import annotations

from audit.core.events import OPERATIONAL, Operation, declare

RETENTION_OPENED = declare(
    "retention.opened",
    "Somebody read why a record is still here.",
    Operation.CONSULTATION,
    group=OPERATIONAL,
    review_due_on=OPERATIONAL,
)
