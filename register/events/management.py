"""What can happen in managing a registered person."""

from __future__ import annotations

from audit.core.events import FREE_TEXT, OPERATIONAL, Operation, declare

MANAGEMENT_READ = declare(
    "management.read",
    "Somebody read how a registered person is managed; the references are the visits that were shown.",
    Operation.CONSULTATION,
)
MANAGER_ASSIGNED = declare(
    "management.manager_assigned",
    "A registration was given an offender manager, or back to its team.",
    Operation.ALTERATION,
    manager=OPERATIONAL,
    why=FREE_TEXT,
)
LEVEL_SET = declare(
    "management.level_set",
    "The level of risk by which a person is managed was set.",
    Operation.ALTERATION,
    level=OPERATIONAL,
    is_reactive=OPERATIONAL,
    next_visit_on=OPERATIONAL,
    why=FREE_TEXT,
)
LOWERING_ASKED = declare(
    "management.lowering_asked",
    "Somebody asked a supervisor to agree to a lower level of risk.",
    Operation.COLLECTION,
    level=OPERATIONAL,
    is_reactive=OPERATIONAL,
    why=FREE_TEXT,
)
LOWERING_ANSWERED = declare(
    "management.lowering_answered",
    "A supervisor agreed to a lower level of risk, or did not.",
    Operation.ALTERATION,
    is_agreed=OPERATIONAL,
    level=OPERATIONAL,
    is_reactive=OPERATIONAL,
    next_visit_on=OPERATIONAL,
    why=FREE_TEXT,
)
VISIT_PLANNED = declare(
    "visit.planned",
    "A visit was planned, or its plan changed.",
    Operation.COLLECTION,
    planned_on=OPERATIONAL,
    officer=OPERATIONAL,
    note=FREE_TEXT,
)
VISIT_RECORDED = declare(
    "visit.recorded",
    "A visit was made, or tried, and recorded.",
    Operation.COLLECTION,
    result=OPERATIONAL,
    kind_of_place=OPERATIONAL,
    visited_at=OPERATIONAL,
    is_unannounced=OPERATIONAL,
    next_visit_on=OPERATIONAL,
    present=FREE_TEXT,
    circumstances=FREE_TEXT,
    concerns=FREE_TEXT,
    follow_up=FREE_TEXT,
)
VISIT_CANCELLED = declare("visit.cancelled", "A planned visit was cancelled.", Operation.ALTERATION, why=FREE_TEXT)
VISIT_WITHDRAWN = declare(
    "visit.withdrawn",
    "A recorded visit was taken back: it was entered by mistake.",
    Operation.ALTERATION,
    next_visit_on=OPERATIONAL,
    why=FREE_TEXT,
)
PLAN_WRITTEN = declare(
    "plan.written",
    "A version of a risk management plan was written.",
    Operation.COLLECTION,
    number=OPERATIONAL,
    status=OPERATIONAL,
    mappa_level=OPERATIONAL,
    plan_due_on=OPERATIONAL,
    risks=FREE_TEXT,
    protection=FREE_TEXT,
    strategy=FREE_TEXT,
)
PLAN_ANSWERED = declare(
    "plan.answered",
    "A supervisor approved a risk management plan, or did not.",
    Operation.ALTERATION,
    number=OPERATIONAL,
    status=OPERATIONAL,
    plan_due_on=OPERATIONAL,
    why=FREE_TEXT,
)
PLAN_ACTION_ADDED = declare(
    "plan.action_added",
    "An action was added to a risk management plan.",
    Operation.COLLECTION,
    measure=FREE_TEXT,
    due_on=OPERATIONAL,
    owner=OPERATIONAL,
)
PLAN_ACTION_CHANGED = declare(
    "plan.action_changed",
    "An action of a risk management plan got another owner or day.",
    Operation.ALTERATION,
    due_on=OPERATIONAL,
    owner=OPERATIONAL,
    why=FREE_TEXT,
)
PLAN_ACTION_CLOSED = declare(
    "plan.action_closed",
    "An action of a risk management plan was done, or given up.",
    Operation.ALTERATION,
    status=OPERATIONAL,
    came_of_it=FREE_TEXT,
)
TRANSFER_OFFERED = declare(
    "transfer.offered",
    "A force offered the management of a registered person to another. The alert beside it logs what is passed on.",
    Operation.ALTERATION,
    due_at=OPERATIONAL,
    level=OPERATIONAL,
    why=FREE_TEXT,
    summary=FREE_TEXT,
)
TRANSFER_OPENED = declare(
    "transfer.opened", "Somebody read an offer to hand a registered person over.", Operation.CONSULTATION
)
TRANSFER_ACCEPTED = declare(
    "transfer.accepted",
    "A force took a registered person over, and named who manages them.",
    Operation.ALTERATION,
    manager=OPERATIONAL,
    why=FREE_TEXT,
)
TRANSFER_REFUSED = declare(
    "transfer.refused", "A force refused to take a registered person over.", Operation.ALTERATION, why=FREE_TEXT
)
TRANSFER_CANCELLED = declare(
    "transfer.cancelled", "A force took back its offer of a registered person.", Operation.ALTERATION, why=FREE_TEXT
)
