"""What can happen about a failure to notify, and the acknowledgement that is handed over."""

from __future__ import annotations

from audit.core.events import FREE_TEXT, OPERATIONAL, Operation, declare

ACKNOWLEDGEMENT_KEPT = declare(
    "notification.acknowledgement_kept",
    "The language and the digest of an acknowledgement were kept.",
    Operation.COLLECTION,
    language=OPERATIONAL,
    digest=OPERATIONAL,
)
ACKNOWLEDGEMENT_PRINTED = declare(
    "notification.acknowledged",
    "A written acknowledgement of a notification was printed for the person.",
    Operation.DISCLOSURE,
    language=OPERATIONAL,
    digest=OPERATIONAL,
)
BREACH_SUSPECTED = declare(
    "breach.suspected",
    "A failure to notify was suspected.",
    Operation.COLLECTION,
    kind=OPERATIONAL,
    offence_code=OPERATIONAL,
    why=FREE_TEXT,
)
BREACH_EXPLAINED = declare(
    "breach.explained", "What a person gave as the reason of a failure was recorded.", Operation.ALTERATION,
    excuse=FREE_TEXT,
)  # fmt: skip
BREACH_DECIDED = declare(
    "breach.decided",
    "Somebody decided that a failure was excused or is no breach.",
    Operation.ALTERATION,
    status=OPERATIONAL,
    why=FREE_TEXT,
)
BREACH_REFERRED = declare(
    "breach.referred",
    "A failure to notify was referred for prosecution.",
    Operation.ALTERATION,
    offence_code=OPERATIONAL,
    referred_to=FREE_TEXT,
    why=FREE_TEXT,
)
BREACH_CONCLUDED = declare(
    "breach.concluded",
    "What came of a referred failure was recorded.",
    Operation.ALTERATION,
    result=OPERATIONAL,
    why=FREE_TEXT,
)
