"""What the log says of batches that a force's systems send."""

from __future__ import annotations

from audit.core.events import OPERATIONAL, Operation, declare

BATCH_TAKEN = declare(
    "feed.batch_taken", "A batch of a force's system was taken in, or recognised as one that had been.",
    Operation.COLLECTION, source=OPERATIONAL, sequence=OPERATIONAL, content_sha256=OPERATIONAL, is_replay=OPERATIONAL,
    arrival=OPERATIONAL, missing=OPERATIONAL, items=OPERATIONAL, counts=OPERATIONAL,
)  # fmt: skip
HOLDINGS_COMPARED = declare(
    "feed.holdings_compared", "A force's system asked which of its records are held.", Operation.CONSULTATION,
    month=OPERATIONAL,
)  # fmt: skip
