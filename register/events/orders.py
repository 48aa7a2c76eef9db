"""What can happen to a protective order."""

from __future__ import annotations

from audit.core.events import FREE_TEXT, OPERATIONAL, PERSONAL, Operation, declare

ORDER_RECORDED = declare(
    "order.recorded",
    "A protective order was recorded.",
    Operation.COLLECTION,
    kind=OPERATIONAL,
    made_on=OPERATIONAL,
    court=FREE_TEXT,
    conditions=PERSONAL,
)
ORDER_OPENED = declare("order.opened", "Somebody read a protective order with its history.", Operation.CONSULTATION)
ORDER_CONSIDERED = declare(
    "order.considered",
    "A force began to decide whether to apply for a protective order.",
    Operation.COLLECTION,
    kind=OPERATIONAL,
    decision_due_at=OPERATIONAL,
)
ORDER_APPLIED_FOR = declare(
    "order.applied_for",
    "A protective order was applied for.",
    Operation.COLLECTION,
    kind=OPERATIONAL,
    applied_on=OPERATIONAL,
    applicant=FREE_TEXT,
    court=FREE_TEXT,
)
ORDER_ADJOURNED = declare(
    "order.adjourned",
    "An application for a protective order was put off, or listed again.",
    Operation.ALTERATION,
    status=OPERATIONAL,
    hearing_on=OPERATIONAL,
    why=FREE_TEXT,
)
ORDER_NOT_MADE = declare(
    "order.not_made",
    "A protective order was not applied for, or the application ended without one.",
    Operation.ALTERATION,
    why=FREE_TEXT,
)
ORDER_MADE = declare(
    "order.made",
    "A court made the order or the interim order that was applied for.",
    Operation.ALTERATION,
    status=OPERATIONAL,
    made_on=OPERATIONAL,
    ends_on=OPERATIONAL,
    is_without_notice=OPERATIONAL,
    court=FREE_TEXT,
)
ORDER_SERVED = declare(
    "order.served",
    "A protective order was served.",
    Operation.ALTERATION,
    served_on=OPERATIONAL,
    served_means=OPERATIONAL,
    served_by=PERSONAL,
    hearing_due_at=OPERATIONAL,
)
ORDER_AWARENESS_NOTED = declare(
    "order.awareness_noted",
    "It was noted since when the person knows of an order made without notice.",
    Operation.ALTERATION,
    aware_on=OPERATIONAL,
)
ORDER_VARIED = declare(
    "order.varied",
    "A court varied a protective order: old conditions ended, new ones began.",
    Operation.ALTERATION,
    varied_on=OPERATIONAL,
    ends_on=OPERATIONAL,
    ended_conditions=OPERATIONAL,
    why=FREE_TEXT,
)
ORDER_DISCHARGED = declare(
    "order.discharged",
    "A court discharged a protective order.",
    Operation.ALTERATION,
    ended_on=OPERATIONAL,
    why=FREE_TEXT,
)
ORDER_EXPIRED = declare("order.expired", "The last day of a protective order has passed.", Operation.ALTERATION)
ORDER_END_REMINDED = declare(
    "order.end_reminded",
    "A force was reminded by a task that a protective order ends.",
    Operation.ALTERATION,
    ends_on=OPERATIONAL,
)
CONDITION_ADDED = declare(
    "order.condition_added",
    "A condition of a protective order was recorded. Its place is not.",
    Operation.COLLECTION,
    type=OPERATIONAL,
    text=FREE_TEXT,
    protected_people=OPERATIONAL,
    monitoring_ends_on=OPERATIONAL,
)
MONITORING_EXTENDED = declare(
    "order.monitoring_extended",
    "A court extended the electronic monitoring of a condition.",
    Operation.ALTERATION,
    condition=OPERATIONAL,
    monitoring_ends_on=OPERATIONAL,
)
ORDER_BREACHED = declare(
    "order.breached",
    "A breach of a protective order was recorded.",
    Operation.COLLECTION,
    occurred_at=OPERATIONAL,
    cjs_code=PERSONAL,
    arrested_at=OPERATIONAL,
    court_due_at=OPERATIONAL,
    incident_number=FREE_TEXT,
    account=FREE_TEXT,
)
ORDER_APPEAL_NOTED = declare(
    "order.appeal_noted",
    "An appeal against a protective order, or its end, was noted.",
    Operation.ALTERATION,
    appealed_on=OPERATIONAL,
    appeal_ended_on=OPERATIONAL,
)
RESPONSIBLE_PERSON_NAMED = declare(
    "order.responsible_person_named",
    "The person responsible for supervising the requirements of an order was named.",
    Operation.ALTERATION,
    responsible_person=PERSONAL,
)
COMPLIANCE_REPORTED = declare(
    "order.compliance_reported",
    "The responsible person told the force whether the requirements of an order were complied with.",
    Operation.COLLECTION,
    compliance=OPERATIONAL,
    reported_on=OPERATIONAL,
    reported_by=PERSONAL,
    note=FREE_TEXT,
)
