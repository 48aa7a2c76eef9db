"""What can happen to tasks, reminders and the work of whoever is away or has left."""

from __future__ import annotations

from audit.core.events import FREE_TEXT, OPERATIONAL, Operation, declare

TASK_TAKEN = declare("task.taken", "Somebody took a task of a team's queue.", Operation.ALTERATION)
TASK_GIVEN = declare(
    "task.given", "A task was given to somebody.", Operation.ALTERATION, owner=OPERATIONAL, why=FREE_TEXT
)
TASK_RETURNED = declare(
    "task.returned", "A task went back to the queue of its team.", Operation.ALTERATION, why=FREE_TEXT
)
TASK_HELD = declare(
    "task.held",
    "A task was put on hold until a day.",
    Operation.ALTERATION,
    held_until=OPERATIONAL,
    due_on=OPERATIONAL,
    why=FREE_TEXT,
)
TASK_RESUMED = declare("task.resumed", "A task came back from hold.", Operation.ALTERATION)
TASK_PUT_OFF = declare(
    "task.put_off",
    "A task was put off to a later day, with a reason.",
    Operation.ALTERATION,
    due_on=OPERATIONAL,
    is_agreed=OPERATIONAL,
    why=FREE_TEXT,
)
LONGER_ASKED = declare(
    "task.longer_asked",
    "Somebody asked that a task be put off further than one person may.",
    Operation.COLLECTION,
    due_on=OPERATIONAL,
)
COUNTERSIGN_ASKED = declare(
    "countersignature.asked",
    "Somebody asked for a second person.",
    Operation.COLLECTION,
    act=OPERATIONAL,
    rank=OPERATIONAL,
    target=OPERATIONAL,
    why=FREE_TEXT,
)
COUNTERSIGN_ANSWERED = declare(
    "countersignature.answered",
    "A second person agreed or refused.",
    Operation.ALTERATION,
    act=OPERATIONAL,
    target=OPERATIONAL,
    is_agreed=OPERATIONAL,
    why=FREE_TEXT,
)
ESCALATED = declare(
    "work.escalated",
    "Steps were taken about something with a day: its owner was reminded, or it went up the chain.",
    Operation.ALTERATION,
    source=OPERATIONAL,
    number=OPERATIONAL,
    due_on=OPERATIONAL,
    steps=OPERATIONAL,
    told=OPERATIONAL,
)
NOTICE_READ = declare("inbox.read", "Somebody opened a line of their inbox.", Operation.ALTERATION)
NOTICE_ACKNOWLEDGED = declare(
    "inbox.acknowledged", "Somebody acknowledged a line of their inbox.", Operation.ALTERATION
)
TEAM_LINE_READ = declare(
    "inbox.team_line_read", "Somebody opened the line of all that nobody has of one kind of work.",
    Operation.ALTERATION, source=OPERATIONAL, count=OPERATIONAL,
)  # fmt: skip
TEAM_LINE_ACKNOWLEDGED = declare(
    "inbox.team_line_acknowledged", "Somebody acknowledged the line of all that nobody has of one kind of work.",
    Operation.ALTERATION, source=OPERATIONAL, count=OPERATIONAL,
)  # fmt: skip
DIGEST_SENT = declare(
    "inbox.digest_sent", "An e-mail that names nobody said how much waits in an inbox.", Operation.ALTERATION,
    count=OPERATIONAL,
)  # fmt: skip
HANDED_OVER = declare(
    "work.handed_over",
    "The work of somebody who is away or has left went to a deputy or to their team, or came back to them.",
    Operation.ALTERATION,
    why=OPERATIONAL,
    source=OPERATIONAL,
    count=OPERATIONAL,
)
OVERDUE_COUNTED = declare(
    "overdue.counted", "Somebody read how much work is late.", Operation.CONSULTATION, forces=OPERATIONAL
)
INTEGRITY_READ = declare(
    "integrity.read", "Somebody read what the nightly checks found.", Operation.CONSULTATION, count=OPERATIONAL
)
