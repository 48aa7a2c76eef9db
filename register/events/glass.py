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
GLASSES_LISTED = declare(
    "glass.listed",
    "Somebody read which closed records were opened in an emergency, and by whom; the references are those records.",
    Operation.CONSULTATION,
)
GLASS_READ = declare(
    "glass.read", "Somebody read why a closed record was opened in an emergency, and what was done with it then.",
    Operation.CONSULTATION,
)  # fmt: skip
GLASS_REVIEWED = declare(
    "glass.reviewed",
    "Somebody who leads nobody in it said whether a closed record was opened with reason.",
    Operation.ALTERATION,
    outcome=OPERATIONAL,
    why=FREE_TEXT,
)
EXCEPTIONS_LISTED = declare(
    "person.exceptions_listed",
    "Somebody read which exceptions must be looked at again; the references are the records they are to.",
    Operation.CONSULTATION,
)
EXCEPTIONS_READ = declare(
    "person.exceptions_read", "Somebody read who may open a record by an exception, and who must not.",
    Operation.CONSULTATION,
)  # fmt: skip
EXCEPTION_ENDED = declare(
    "person.exception_ended", "An exception of one user to one record was ended.", Operation.SECURITY,
    user=OPERATIONAL, permission=OPERATIONAL, why=FREE_TEXT,
)  # fmt: skip
EXCEPTION_KEPT = declare(
    "person.exception_kept", "Somebody looked again at an exception of one user to one record, and kept it.",
    Operation.SECURITY, user=OPERATIONAL, permission=OPERATIONAL, review_on=OPERATIONAL, why=FREE_TEXT,
)  # fmt: skip
