"""What can happen to the pairs of a case: who is what to whom, and who says so of whom."""

from __future__ import annotations

from audit.core.events import FREE_TEXT, OPERATIONAL, PERSONAL, SPECIAL, Operation, declare

PAIR_CHANGED = declare(
    "case.pair_changed",
    "What two people are to each other, their roles or the time of it was changed; what was said before stays.",
    Operation.ALTERATION,
    relationship=PERSONAL,
    person_role=OPERATIONAL,
    victim_role=OPERATIONAL,
    starts_on=OPERATIONAL,
    ends_on=OPERATIONAL,
    why=FREE_TEXT,
)
PAIR_ENDED = declare(
    "case.pair_ended",
    "The relationship of two people in a case ended. Both stay in the case, and so does what protects them.",
    Operation.ALTERATION,
    ends_on=OPERATIONAL,
    why=FREE_TEXT,
)
COUNTER_ALLEGATION_RECORDED = declare(
    "case.counter_allegation_recorded",
    "Somebody known as harmed was entered as having abused, or the reverse, and an officer said who is afraid of whom.",
    Operation.COLLECTION,
    direction=OPERATIONAL,
    primary=SPECIAL,
    afraid=SPECIAL,
    injuries=SPECIAL,
    control=SPECIAL,
    history=SPECIAL,
    evidence=SPECIAL,
)
OTHER_ROLE_READ = declare(
    "case.other_role_read",
    "Somebody who enters a person in one role was shown that the person is known in the other; the references are the "
    "records it showed.",
    Operation.CONSULTATION,
    count=OPERATIONAL,
)
