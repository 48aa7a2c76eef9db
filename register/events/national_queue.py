"""What can happen to what reached nobody and waits in the national queue."""

from __future__ import annotations

from audit.core.events import FREE_TEXT, OPERATIONAL, Operation, declare

QUEUED = declare(
    "unrouted.queued", "What a force must learn reached nobody, and waits in the national queue.",
    Operation.COLLECTION, kind=OPERATIONAL, cause=OPERATIONAL, due_at=OPERATIONAL,
)  # fmt: skip
OPENED = declare("unrouted.opened", "Somebody opened what waits in the national queue.", Operation.CONSULTATION)
SENT_ON = declare(
    "unrouted.sent_on", "What waited in the national queue was sent on to a force.", Operation.ALTERATION,
    force=OPERATIONAL, alert=OPERATIONAL, why=FREE_TEXT,
)  # fmt: skip
CLOSED = declare(
    "unrouted.closed", "What waited in the national queue was closed with a reason.", Operation.ALTERATION,
    why=FREE_TEXT,
)  # fmt: skip
ANSWERED = declare(
    "unrouted.answered", "The force in which nobody could answer has answered after all.", Operation.ALTERATION
)
ESCALATED = declare(
    "unrouted.escalated", "What waits in the national queue was not settled in time and went up the chain.",
    Operation.ALTERATION,
)  # fmt: skip
