"""What can happen to records on the way to their disposal."""

from __future__ import annotations

from audit.core.events import FREE_TEXT, OPERATIONAL, SPECIAL, Operation, declare

RETENTION_OPENED = declare(
    "retention.opened",
    "Somebody read why a record is still here.",
    Operation.CONSULTATION,
    group=OPERATIONAL,
    review_due_on=OPERATIONAL,
)
HOLD_PLACED = declare(
    "hold.placed",
    "A record was held: nothing of it is disposed of until the hold is lifted.",
    Operation.ALTERATION,
    hold=OPERATIONAL,
    review_on=OPERATIONAL,
    why=FREE_TEXT,
    authority=FREE_TEXT,
)
HOLD_LIFTED = declare(
    "hold.lifted", "A second person lifted a legal hold.", Operation.ALTERATION, hold=OPERATIONAL, why=FREE_TEXT
)
RECORD_KEPT = declare(
    "retention.kept",
    "A record was reviewed, and a person decided to keep it.",
    Operation.ALTERATION,
    group=OPERATIONAL,
    due_on=OPERATIONAL,
    next_review_on=OPERATIONAL,
    answers=SPECIAL,
    why=FREE_TEXT,
)
DISPOSAL_ASKED = declare(
    "retention.disposal_asked",
    "A record was reviewed, and a person asked that it be disposed of. It waits for a second person.",
    Operation.ALTERATION,
    group=OPERATIONAL,
    due_on=OPERATIONAL,
    answers=SPECIAL,
    why=FREE_TEXT,
)
DISPOSAL_STOPPED = declare(
    "retention.disposal_stopped",
    "A disposal that waited for a second person was stopped: the record stays.",
    Operation.ALTERATION,
    why=FREE_TEXT,
)
RECORD_DISPOSED = declare(
    "record.disposed",
    "A record was disposed of: everything of the person was erased, and a proof that says nothing of them stays.",
    Operation.ERASURE,
    proof=OPERATIONAL,
    group=OPERATIONAL,
    rule=OPERATIONAL,
    due_on=OPERATIONAL,
    asked_by=OPERATIONAL,
    erased=OPERATIONAL,
    blanked=OPERATIONAL,
    log_values_erased=OPERATIONAL,
    digest=OPERATIONAL,
)
REFERENCE_READMITTED = declare(
    "disposal.readmitted",
    "A force's reference whose record was disposed of is let in again.",
    Operation.ALTERATION,
    proof=OPERATIONAL,
    why=FREE_TEXT,
)
LOG_DETAILS_ERASED = declare(
    "log.details_erased",
    "Who looked at a record that was disposed of, and why, was erased from the log. The events stay.",
    Operation.ERASURE,
    proof=OPERATIONAL,
    values=OPERATIONAL,
)
