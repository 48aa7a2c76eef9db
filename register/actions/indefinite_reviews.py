"""The steps of a review of indefinite notification (Sexual Offences Act 2003 ss.91A to 91F)."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.utils import timezone

from accounts.actor import Actor
from audit.core.action import action
from audit.core.entry import Entry, Reason
from audit.core.errors import Refused
from register import policies
from register.actions.registration_moves import Said, keep_period
from register.actions.requirements import end_requirement
from register.events import indefinite_reviews as events
from register.models import IndefiniteReview, NotificationRequirement, Person, ProtectiveOrder, Registration
from register.rules.indefinite_review import (
    SHORTEST_YEARS,
    ReviewFacts,
    acknowledgement_due,
    appeal_due,
    decision_due,
    information_due,
    next_application_from,
    why_not,
)

Outcome = IndefiniteReview.Outcome


@action(event=events.REVIEW_APPLIED_FOR, policy=policies.DECIDE_REGISTRATION)
def receive_application(
    registration: Registration, *, entry: Entry, actor: Actor, reason: Reason, applied_on: date, first_notified_on: date
) -> Registration:
    """Record an application in writing. It is open only after the qualifying period, and not under a barring order."""
    _require_past(applied_on, "applied_on")
    requirement = _indefinite_requirement(registration)
    if IndefiniteReview.objects.filter(registration=registration, outcome="").exists():
        raise Refused("An application is open already. Decide on it first.")
    if refusal := why_not(_facts(registration, requirement, first_notified_on, applied_on), on=applied_on):
        raise Refused(refusal, field="applied_on")

    acknowledge = acknowledgement_due(applied_on).due_on
    IndefiniteReview.objects.create(
        registration=registration, requirement=requirement, applied_on=applied_on, first_notified_on=first_notified_on,
        acknowledgement_due_on=acknowledge,
    )  # fmt: skip
    entry.record(applied_on=applied_on, acknowledgement_due_on=acknowledge)
    return _touched(registration)


@action(event=events.REVIEW_ACKNOWLEDGED, policy=policies.DECIDE_REGISTRATION)
def acknowledge_application(
    registration: Registration, *, entry: Entry, actor: Actor, reason: Reason, acknowledged_on: date
) -> Registration:
    """Record that the application was acknowledged in writing."""
    review = _open(registration)
    _require_since(review, acknowledged_on, "acknowledged_on")
    if review.acknowledged_on is not None:
        raise Refused("The application was acknowledged already.")

    review.acknowledged_on = acknowledged_on
    review.save()
    entry.record(acknowledged_on=acknowledged_on)
    return _touched(registration)


@action(event=events.INFORMATION_ASKED, policy=policies.DECIDE_REGISTRATION)
def ask_for_information(
    registration: Registration, *, entry: Entry, actor: Actor, reason: Reason, asked_on: date
) -> Registration:
    """Record that the responsible bodies were asked. From this day the time for the decision is counted."""
    review = _open(registration)
    _require_since(review, asked_on, "asked_on")
    if review.information_asked_on is not None:
        raise Refused("The responsible bodies were asked already.")

    review.information_asked_on = asked_on
    review.information_due_on = information_due(asked_on).due_on
    review.decision_due_on = decision_due(review.information_due_on).due_on
    review.save()
    entry.record(
        asked_on=asked_on, information_due_on=review.information_due_on, decision_due_on=review.decision_due_on
    )
    return _touched(registration)


@action(event=events.REVIEW_DECIDED, policy=policies.DECIDE_REGISTRATION)
def decide_application(
    registration: Registration, *, entry: Entry, actor: Actor, reason: Reason, outcome: IndefiniteReview.Outcome,
    decided_on: date, reasons: str, again_after_years: int | None = None,
) -> Registration:  # fmt: skip
    """Decide on an application, with written reasons. Granted, the requirement ends; refused, it goes on, may be
    appealed against, and may be asked for again after 8 years, or up to 15 where the decision says so."""
    review = _open(registration)
    _require_since(review, decided_on, "decided_on")
    _require_ready(review, outcome, reasons)

    review.outcome, review.reasons = outcome, reasons.strip()
    review.decided_on, review.decided_by_id = decided_on, actor.user_id
    if outcome == Outcome.REFUSED:
        review.appeal_due_on = appeal_due(decided_on).due_on
        review.again_from_on = _again_from(decided_on, again_after_years)
    review.save()
    if outcome == Outcome.GRANTED:
        _end(review, decided_on, "Reviewed: no longer necessary (Sexual Offences Act 2003 s.91C)", actor, reason)
    entry.record(result=outcome, decided_on=decided_on, again_from_on=review.again_from_on, reasons=reasons)
    return _touched(registration)


@action(event=events.REVIEW_APPEAL_ALLOWED, policy=policies.DECIDE_REGISTRATION)
def record_review_appeal_allowed(
    registration: Registration, *, entry: Entry, actor: Actor, reason: Reason, court: str, allowed_on: date
) -> Registration:
    """Record that a court ended the requirement on appeal against the refusal."""
    review = IndefiniteReview.objects.select_for_update().filter(registration=registration).first()
    if review is None or review.outcome != Outcome.REFUSED or review.appeal_allowed_on is not None:
        raise Refused("There is no refusal to appeal against.")
    if not court.strip():
        raise Refused("Give the court.", field="court")
    _require_since(review, allowed_on, "allowed_on")

    review.appeal_court, review.appeal_allowed_on = court.strip(), allowed_on
    review.save()
    _end(review, allowed_on, f"Appeal allowed by {court.strip()} (Sexual Offences Act 2003 s.91E)", actor, reason)
    entry.record(court=court, allowed_on=allowed_on)
    return _touched(registration)


def _facts(
    registration: Registration, requirement: NotificationRequirement, first_notified_on: date, on: date
) -> ReviewFacts:
    people = Person.objects.joined_with(registration.person)
    orders = ProtectiveOrder.objects.filter(person__in=people).in_force(on=on).values_list("kind", flat=True)
    last = IndefiniteReview.objects.filter(registration=registration, outcome=Outcome.REFUSED).first()
    return ReviewFacts(
        first_notified_on=first_notified_on,
        is_under_18=requirement.is_under_18,
        orders_in_force=frozenset(orders),
        again_from=last.again_from_on if last else None,
    )


def _indefinite_requirement(registration: Registration) -> NotificationRequirement:
    rows = NotificationRequirement.objects.filter(registration=registration, ends_on__isnull=True)
    found = rows.filter(ended_on__isnull=True).first()
    if found is None:
        raise Refused("No indefinite notification requirement runs: there is nothing to review.")
    return found


def _open(registration: Registration) -> IndefiniteReview:
    rows = IndefiniteReview.objects.select_for_update().select_related("requirement")
    review = rows.filter(registration=registration, outcome="").first()
    if review is None:
        raise Refused("No application is open. Record the application first.")
    return review


def _require_past(on: date, field: str) -> None:
    if on > timezone.localdate():
        raise Refused("That day lies ahead. Check the date.", field=field)


def _require_since(review: IndefiniteReview, on: date, field: str) -> None:
    _require_past(on, field)
    if on < review.applied_on:
        raise Refused("That is before the application was made. Check the date.", field=field)


def _require_ready(review: IndefiniteReview, outcome: str, reasons: str) -> None:
    if outcome == Outcome.WITHDRAWN:
        return
    if not reasons.strip():
        raise Refused("Give the reasons in writing: the person is entitled to them.", field="reasons")
    if review.acknowledged_on is None:
        raise Refused("Acknowledge the application first.")
    if review.information_asked_on is None:
        raise Refused("Ask the responsible bodies for information first.")


def _again_from(decided_on: date, years: int | None) -> date:
    try:
        return next_application_from(decided_on, years or SHORTEST_YEARS)
    except ValueError as error:
        raise Refused(str(error), field="again_after_years") from error


def _end(review: IndefiniteReview, on: date, why: str, actor: Actor, reason: Reason) -> None:
    """The requirement ends, and the registration is indefinite no longer, unless another requirement is."""
    end_requirement(review.requirement, actor=actor, reason=reason, ended_on=on, why=why)
    keep_period(review.registration, Said(why, on), actor=actor)


def _touched(registration: Registration) -> Registration:
    current: Any = Registration.objects.get(pk=registration.pk)
    current.version += 1
    current.save(update_fields=["version"])
    return current  # type: ignore[no-any-return]
