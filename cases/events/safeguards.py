"""What can happen to what protects a victim."""

from __future__ import annotations

from audit.core.events import FREE_TEXT, OPERATIONAL, PERSONAL, Operation, declare

SAFEGUARD_ADDED = declare(
    "victim.safeguard_added",
    "A safeguard was put in place for a victim.",
    Operation.COLLECTION,
    kind=OPERATIONAL,
    owner=OPERATIONAL,
    review_on=OPERATIONAL,
    ends_on=OPERATIONAL,
)
SAFEGUARD_RENEWED = declare(
    "victim.safeguard_renewed",
    "A safeguard of a victim was looked at again and goes on.",
    Operation.ALTERATION,
    kind=OPERATIONAL,
    owner=OPERATIONAL,
    review_on=OPERATIONAL,
    ends_on=OPERATIONAL,
    why=FREE_TEXT,
)
SAFEGUARD_TESTED = declare(
    "victim.safeguard_tested",
    "A device that protects a victim was tested.",
    Operation.ALTERATION,
    kind=OPERATIONAL,
    works=OPERATIONAL,
    why=FREE_TEXT,
)
SAFEGUARD_ENDED = declare(
    "victim.safeguard_ended",
    "A safeguard of a victim was ended.",
    Operation.ALTERATION,
    kind=OPERATIONAL,
    ends_on=OPERATIONAL,
    why=FREE_TEXT,
)
STEP_ADDED = declare(
    "victim.plan_step_added",
    "A step was added to the safety plan of a victim.",
    Operation.COLLECTION,
    due_on=OPERATIONAL,
    who=PERSONAL,
)
STEP_DONE = declare(
    "victim.plan_step_done",
    "A step of the safety plan of a victim was done, or given up.",
    Operation.ALTERATION,
    done_on=OPERATIONAL,
    outcome=FREE_TEXT,
)
SIGNPOSTED = declare(
    "victim.signposted",
    "A victim was told of a support service, or referred to it.",
    Operation.ALTERATION,
    support_service=OPERATIONAL,
    way=OPERATIONAL,
    note=FREE_TEXT,
)
SERVICES_LOADED = declare(
    "support_services.loaded",
    "The directory of support services was brought up to date.",
    Operation.ALTERATION,
    count=OPERATIONAL,
    withdrawn=OPERATIONAL,
)
