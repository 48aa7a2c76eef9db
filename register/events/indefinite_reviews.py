"""What can happen to an application to end indefinite notification."""

from __future__ import annotations

from audit.core.events import FREE_TEXT, OPERATIONAL, Operation, declare

REVIEW_APPLIED_FOR = declare(
    "indefinite_review.applied_for",
    "A registered person applied for a review of indefinite notification.",
    Operation.COLLECTION,
    applied_on=OPERATIONAL,
    acknowledgement_due_on=OPERATIONAL,
)
REVIEW_ACKNOWLEDGED = declare(
    "indefinite_review.acknowledged",
    "An application for a review of indefinite notification was acknowledged.",
    Operation.ALTERATION,
    acknowledged_on=OPERATIONAL,
)
INFORMATION_ASKED = declare(
    "indefinite_review.information_asked",
    "Responsible bodies were asked for information about an application.",
    Operation.ALTERATION,
    asked_on=OPERATIONAL,
    information_due_on=OPERATIONAL,
    decision_due_on=OPERATIONAL,
)
REVIEW_DECIDED = declare(
    "indefinite_review.decided",
    "An application for a review of indefinite notification was decided.",
    Operation.ALTERATION,
    result=OPERATIONAL,
    decided_on=OPERATIONAL,
    again_from_on=OPERATIONAL,
    reasons=FREE_TEXT,
)
REVIEW_APPEAL_ALLOWED = declare(
    "indefinite_review.appeal_allowed",
    "A court ended indefinite notification on appeal against a refusal.",
    Operation.ALTERATION,
    court=FREE_TEXT,
    allowed_on=OPERATIONAL,
)
