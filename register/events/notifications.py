"""What can happen about changes that must be notified, and about notifications.

What was said stands in the record, where protected details are withheld from those who may not see them; the log keeps
kinds and days.
"""

from __future__ import annotations

from audit.core.events import FREE_TEXT, OPERATIONAL, PERSONAL, Operation, declare

CHANGE_RECORDED = declare(
    "notifiable_change.recorded",
    "A change that must be notified was recorded.",
    Operation.COLLECTION,
    kind=OPERATIONAL,
    happened_on=OPERATIONAL,
    expected_on=OPERATIONAL,
)
CHANGE_SETTLED = declare(
    "notifiable_change.settled",
    "An announced change came about, or did not.",
    Operation.ALTERATION,
    kind=OPERATIONAL,
    happened_on=OPERATIONAL,
    has_come_to_nothing=OPERATIONAL,
    why_not=FREE_TEXT,
)
STAY_RECORDED = declare(
    "stay.recorded",
    "Days at an address that is not the person's home were recorded.",
    Operation.COLLECTION,
    starts_on=OPERATIONAL,
    ends_on=OPERATIONAL,
    qualifies_on=OPERATIONAL,
)
NOTIFICATION_TAKEN = declare(
    "notification.taken",
    "A notification was taken.",
    Operation.COLLECTION,
    method=OPERATIONAL,
    kinds=OPERATIONAL,
    identity_check=OPERATIONAL,
    refused=OPERATIONAL,
    doubted=OPERATIONAL,
    taken_by_name=PERSONAL,
)
