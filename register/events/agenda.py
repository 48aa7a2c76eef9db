"""What can happen to the list of what is due."""

from __future__ import annotations

from audit.core.events import OPERATIONAL, Operation, declare

CALENDAR_DOWNLOADED = declare(
    "duty.calendar_downloaded",
    "Somebody took the list of what is due out of the register as a calendar: references and kinds, no names.",
    Operation.DISCLOSURE,
    whose=OPERATIONAL,
    last_on=OPERATIONAL,
    count=OPERATIONAL,
)
