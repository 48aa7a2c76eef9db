"""What can happen to the facts that notification duties follow from."""

from __future__ import annotations

from audit.core.events import FREE_TEXT, OPERATIONAL, PERSONAL, Operation, declare

ABSENCE_BEGUN = declare(
    "absence.begun",
    "Custody, hospital detention or an absence abroad was recorded.",
    Operation.COLLECTION,
    kind=OPERATIONAL,
    starts_on=OPERATIONAL,
    expected_end_on=OPERATIONAL,
    how_known=FREE_TEXT,
)
ABSENCE_ENDED = declare(
    "absence.ended",
    "Release from custody or hospital, or a return from abroad, was recorded.",
    Operation.ALTERATION,
    kind=OPERATIONAL,
    ended_on=OPERATIONAL,
)
REQUIREMENT_BEGUN = declare(
    "notification_requirement.begun",
    "A requirement to notify that a conviction, finding or caution brings was recorded.",
    Operation.COLLECTION,
    regime=OPERATIONAL,
    relevant_on=OPERATIONAL,
    ends_on=OPERATIONAL,
)
REQUIREMENT_VARIED = declare(
    "notification_requirement.varied",
    "The period of a requirement to notify was worked out anew after its sentence was varied.",
    Operation.ALTERATION,
    regime=OPERATIONAL,
    relevant_on=OPERATIONAL,
    ends_on=OPERATIONAL,
)
REQUIREMENT_ENDED = declare(
    "notification_requirement.ended",
    "A requirement to notify ended before its period did.",
    Operation.ALTERATION,
    ended_on=OPERATIONAL,
    why=FREE_TEXT,
)
OVERDUE_NOTED = declare(
    "notification_duty.overdue",
    "A notification was not made in time, and whoever manages the person was told.",
    Operation.ALTERATION,
    kind=OPERATIONAL,
    limit_code=OPERATIONAL,
    due_on=OPERATIONAL,
)
DUTIES_COMPUTED = declare(
    "notification_duty.computed", "The duties of a registration were computed again and stored.", Operation.ALTERATION
)
NOT_SCHEDULE_3 = declare(
    "conviction.not_schedule_3",
    "Somebody decided that a conviction is for no offence of Schedule 3, so that it requires no notification.",
    Operation.ALTERATION,
    cjs_code=PERSONAL,
    convicted_on=PERSONAL,
    why=FREE_TEXT,
)
