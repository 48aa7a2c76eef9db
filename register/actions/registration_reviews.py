"""Looking at a registration again. None is ever without its next review."""

from __future__ import annotations

from django.utils import timezone

from accounts.actor import Actor
from audit.core.action import action
from audit.core.entry import Entry, Reason
from audit.core.errors import Refused
from register import policies
from register.events import registrations as events
from register.models import Registration, RegistrationReview
from register.models.registration import ENDED
from register.rules.gates import tier_of
from register.rules.reviews import next_review


@action(event=events.REGISTRATION_REVIEWED, policy=policies.DECIDE_REGISTRATION)
def review_registration(
    registration: Registration, *, entry: Entry, actor: Actor, reason: Reason, outcome: RegistrationReview.Outcome,
    reasons: str, risk_of_serious_harm: str = "",
) -> RegistrationReview:  # fmt: skip
    """Decide whether a registration is still necessary, with reasons, and set the next review by tier and risk.

    A recommendation to remove changes no status: a second person removes, or keeps at the next review.
    """
    if registration.status in ENDED:
        raise Refused("This registration has ended: there is nothing to review.")
    if not reasons.strip():
        raise Refused("Give the reasons for the decision.", field="reasons")
    if actor.person_id is None:
        raise Refused("A person must review a registration; a system cannot.")

    today = timezone.localdate()
    following = next_review(tier_of(registration.gate), risk_of_serious_harm, on=today)
    review = RegistrationReview.objects.create(
        registration=registration, outcome=outcome, reasons=reasons.strip(), risk_of_serious_harm=risk_of_serious_harm,
        was_due_on=registration.next_review_on, reviewed_on=today, reviewed_by_id=actor.person_id,
        next_review_on=following.due_on, limit_code=following.limit_code,
    )  # fmt: skip
    registration.risk_of_serious_harm = risk_of_serious_harm
    registration.next_review_on, registration.review_limit_code = following.due_on, following.limit_code
    registration.version += 1
    registration.save()
    entry.about(registration, subject=registration.person)
    entry.record(
        result=outcome, reasons=reasons, risk_of_serious_harm=risk_of_serious_harm, next_review_on=following.due_on
    )
    return review
