"""What can happen to a registration in the course of its life."""

from __future__ import annotations

from audit.core.events import FREE_TEXT, OPERATIONAL, PERSONAL, Operation, declare

REGISTRATION_PROPOSED = declare(
    "registration.proposed",
    "A person's registration was proposed.",
    Operation.COLLECTION,
    gate=OPERATIONAL,
    regime=OPERATIONAL,
    gate_reason=FREE_TEXT,
    proportionality=FREE_TEXT,
    risk_of_serious_harm=OPERATIONAL,
    afraid=FREE_TEXT,
)
REGISTRATION_MOVED = declare(
    "registration.moved",
    "A registration changed its status.",
    Operation.ALTERATION,
    status=OPERATIONAL,
    why=FREE_TEXT,
    effective_on=OPERATIONAL,
    authority=FREE_TEXT,
)
NOTICE_GIVEN = declare(
    "registration.notice_given",
    "A person was told in writing of what the register requires.",
    Operation.ALTERATION,
    status=OPERATIONAL,
    given_on=OPERATIONAL,
    given_by=PERSONAL,
    means=OPERATIONAL,
)
APPEAL_NOTED = declare(
    "registration.appeal_noted",
    "An appeal against what put a person on the register was noted.",
    Operation.ALTERATION,
    lodged_on=OPERATIONAL,
    court=FREE_TEXT,
    is_stayed=OPERATIONAL,
)
STAY_RECORDED = declare(
    "registration.stay_recorded",
    "A court suspended the requirements of a registration while an appeal waits, or let them run again.",
    Operation.ALTERATION,
    is_stayed=OPERATIONAL,
    effective_on=OPERATIONAL,
)
APPEAL_DECIDED = declare(
    "registration.appeal_decided",
    "An appeal against what put a person on the register was decided.",
    Operation.ALTERATION,
    status=OPERATIONAL,
    result=OPERATIONAL,
    decided_on=OPERATIONAL,
)
REGISTRATION_REVIEWED = declare(
    "registration.reviewed",
    "A registration was reviewed.",
    Operation.ALTERATION,
    result=OPERATIONAL,
    reasons=FREE_TEXT,
    risk_of_serious_harm=OPERATIONAL,
    next_review_on=OPERATIONAL,
)
