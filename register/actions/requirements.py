"""Requirements to notify that a conviction, finding or caution brings."""

from __future__ import annotations

from datetime import date

from accounts.actor import Actor
from audit.core.action import action
from audit.core.entry import Entry, Reason
from audit.core.errors import Refused
from register import policies
from register.duties.recompute import recompute
from register.events import duties as events
from register.models import Conviction, NotificationRequirement, Registration
from register.rules.notification_periods import Disposal, notification_period
from register.rules.regimes.table import REGIMES
from register.rules.time_limits import in_words


@action(event=events.REQUIREMENT_BEGUN, policy=policies.DECIDE_REGISTRATION)
def begin_requirement(
    registration: Registration, *, entry: Entry, actor: Actor, reason: Reason,
    regime: NotificationRequirement.Regime, relevant_on: date, disposal: Disposal, term_months: int | None = None,
    is_under_18: bool = False, conviction: Conviction | None = None,
) -> NotificationRequirement:  # fmt: skip
    """Put a registered person under a notification requirement. Its period follows from the disposal (s.82)."""
    if not REGIMES[regime].is_open(relevant_on):
        raise Refused(
            f"{REGIMES[regime].title} was not in force on {in_words(relevant_on)}. Choose another, or none.",
            field="regime",
        )
    if conviction is not None and conviction.person.group_id != registration.person.group_id:
        raise Refused("That conviction is of somebody else.", field="conviction")
    try:
        period = notification_period(disposal, relevant_on, term_months=term_months, is_under_18=is_under_18)
    except ValueError as error:
        raise Refused(str(error), field="term_months") from error

    requirement = NotificationRequirement.objects.create(
        registration=registration, regime=regime, conviction=conviction, relevant_on=relevant_on, disposal=disposal,
        term_months=term_months, is_under_18=is_under_18, ends_on=period.ends_on, explanation=period.explanation,
        recorded_by_id=actor.user_id,
    )  # fmt: skip
    recompute(registration)
    entry.about(requirement, subject=registration.person)
    entry.record(regime=regime, relevant_on=relevant_on, ends_on=period.ends_on)
    return requirement


@action(event=events.REQUIREMENT_ENDED, policy=policies.END_REQUIREMENT)
def end_requirement(
    requirement: NotificationRequirement, *, entry: Entry, actor: Actor, reason: Reason, ended_on: date, why: str
) -> NotificationRequirement:
    """End a requirement before its period does: a conviction was quashed, or a review discharged it."""
    if requirement.ended_on is not None:
        raise Refused(f"This requirement ended on {in_words(requirement.ended_on)} already.")
    if not why.strip():
        raise Refused("Say why it ends, and by whose decision.", field="why")

    requirement.ended_on, requirement.ended_why = ended_on, why.strip()
    requirement.save(update_fields=["ended_on", "ended_why"])
    recompute(requirement.registration)
    entry.about(requirement, subject=requirement.registration.person)
    entry.record(ended_on=ended_on, why=why)
    return requirement
