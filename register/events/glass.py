"""What can happen when somebody opens a record that is closed to them."""

from __future__ import annotations

from audit.core.events import FREE_TEXT, OPERATIONAL, Operation, declare

GLASS_BROKEN = declare(
    "glass.broken",
    "Somebody opened a closed record to themselves for a time, in an emergency; its force and professional standards "
    "were told.",
    Operation.SECURITY,
    ground=OPERATIONAL,
    until_at=OPERATIONAL,
    review_due_at=OPERATIONAL,
    is_longer=OPERATIONAL,
    told=OPERATIONAL,
    why=FREE_TEXT,
    incident_number=FREE_TEXT,
)
GLASS_REVIEWED = declare(
    "glass.reviewed",
    "Somebody who leads nobody in it said whether a closed record was opened with reason.",
    Operation.ALTERATION,
    outcome=OPERATIONAL,
    why=FREE_TEXT,
)
EXCEPTION_ENDED = declare(
    "person.exception_ended", "An exception of one user to one record was ended.", Operation.SECURITY,
    user=OPERATIONAL, permission=OPERATIONAL, why=FREE_TEXT,
)  # fmt: skip
EXCEPTION_KEPT = declare(
    "person.exception_kept", "Somebody looked again at an exception of one user to one record, and kept it.",
    Operation.SECURITY, user=OPERATIONAL, permission=OPERATIONAL, review_on=OPERATIONAL, why=FREE_TEXT,
)  # fmt: skip
