"""What can happen to the log itself: reading it is logged like everything else."""

from __future__ import annotations

from audit.core.events import FREE_TEXT, OPERATIONAL, Operation, declare

LOG_SEARCHED = declare(
    "audit.searched",
    "Somebody searched the log; the references are the entries that were shown.",
    Operation.CONSULTATION,
    filters=OPERATIONAL,
    count=OPERATIONAL,
)
RECORD_REVIEWED = declare(
    "audit.record_reviewed",
    "Somebody read who had looked at, changed or received a record.",
    Operation.CONSULTATION,
    act=OPERATIONAL,
    count=OPERATIONAL,
)
ENTRY_READ = declare("audit.entry_read", "Somebody opened one entry of the log.", Operation.CONSULTATION)
LOG_EXPORTED = declare(
    "audit.exported",
    "Entries of the log were downloaded as a file.",
    Operation.DISCLOSURE,
    filters=OPERATIONAL,
    file_format=OPERATIONAL,
    rows=OPERATIONAL,
    sha256=OPERATIONAL,
    part=OPERATIONAL,
    parts=OPERATIONAL,
    tree_size=OPERATIONAL,
)
LOG_VERIFIED = declare(
    "audit.verified",
    "Somebody had the log verified: its last signature, its growth and its newest entries.",
    Operation.CONSULTATION,
    size=OPERATIONAL,
    is_sound=OPERATIONAL,
)

BULK_ASKED = declare(
    "bulk.asked",
    "Somebody asked to read or to take away more at once than one person may decide on.",
    Operation.SECURITY,
    act=OPERATIONAL,
    filters=OPERATIONAL,
    count=OPERATIONAL,
    why=FREE_TEXT,
)
