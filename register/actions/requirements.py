"""Requirements to notify that a conviction, finding or caution brings."""

from __future__ import annotations

from datetime import date
from typing import Any

from accounts.actor import Actor
from audit.core.action import action
from audit.core.entry import Entry, Reason
from audit.core.errors import Refused
from register import policies
from register.actions.registration_moves import Said, keep_period
from register.duties.recompute import recompute
from register.duties.wanted import regimes_of
from register.events import duties as events
from register.gate_facts import whole_term
from register.models import Conviction, NotificationRequirement, Registration
from register.rules.notification_periods import WITH_TERM, Disposal, notification_period
from register.rules.regimes.table import REGIMES
from register.rules.time_limits import in_words


@action(event=events.REQUIREMENT_BEGUN, policy=policies.DECIDE_REGISTRATION)
def begin_requirement(
    registration: Registration, *, entry: Entry, actor: Actor, reason: Reason,
    regime: NotificationRequirement.Regime, relevant_on: date, disposal: Disposal, term_months: int | None = None,
    term_days: int = 0, is_under_18: bool = False, conviction: Conviction | None = None,
) -> NotificationRequirement:  # fmt: skip
    """Put a registered person under a notification requirement. Its period follows from the disposal (s.82)."""
    if not REGIMES[regime].is_open(relevant_on):
        raise Refused(
            f"{REGIMES[regime].title} was not in force on {in_words(relevant_on)}. Choose another, or none.",
            field="regime",
        )
    if conviction is not None and conviction.person.group_id != registration.person.group_id:
        raise Refused("That conviction is of somebody else.", field="conviction")
    same = NotificationRequirement.objects.filter(registration=registration, regime=regime, conviction=conviction)
    if conviction is not None and same.exists():
        raise Refused("This conviction has brought that requirement already.", field="conviction")
    try:
        period = notification_period(
            disposal, relevant_on, term_months=term_months, term_days=term_days, is_under_18=is_under_18
        )
    except ValueError as error:
        raise Refused(str(error), field="term_months") from error

    requirement = NotificationRequirement.objects.create(
        registration=registration, regime=regime, conviction=conviction, relevant_on=relevant_on, disposal=disposal,
        term_months=term_months, term_days=term_days, is_under_18=is_under_18, ends_on=period.ends_on,
        explanation=period.explanation, recorded_by_id=actor.user_id,
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


@action(event=events.REQUIREMENT_BEGUN, policy=policies.DECIDE_REGISTRATION)
def require_notification(
    registration: Registration, *, entry: Entry, actor: Actor, reason: Reason, conviction: Conviction,
    regime: NotificationRequirement.Regime = NotificationRequirement.Regime.SOA,
) -> Registration:  # fmt: skip
    """Put a registered person under the requirement that a conviction brings: for an offence of Schedule 3 that of the
    Sexual Offences Act 2003, for domestic abuse that of the register where policy has opened it. The terms of one
    sentence count as one. A requirement that is there already stays."""
    if regime not in regimes_of(conviction):
        raise Refused("This conviction brings no notification requirement.", field="conviction")

    given = NotificationRequirement.objects.filter(registration=registration, conviction=conviction, regime=regime)
    requirement = given.first() or _begun(registration, conviction, regime, actor, reason)
    keep_period(registration, Said("A notification requirement began.", conviction.convicted_on), actor=actor)
    entry.record(regime=requirement.regime, relevant_on=requirement.relevant_on, ends_on=requirement.ends_on)
    return registration


@action(event=events.NOT_SCHEDULE_3, policy=policies.DECIDE_REGISTRATION)
def find_no_requirement(
    registration: Registration, *, entry: Entry, actor: Actor, reason: Reason, conviction: Conviction, why: str
) -> Registration:
    """Decide that a conviction is for no offence of Schedule 3 after all, such as one below its conditions of age or
    sentence, so that it brings no requirement. It changes the conviction, and is for the force that recorded it."""
    conviction = Conviction.objects.select_for_update(of=("self",)).get(pk=conviction.pk)
    policies.CHANGE_CONVICTION.require(actor, conviction)
    if conviction.person.group_id != registration.person.group_id:
        raise Refused("That conviction is of somebody else.", field="conviction")
    if not conviction.is_schedule_3_offence:
        raise Refused("This conviction is not recorded as one for an offence of Schedule 3.")
    if not why.strip():
        raise Refused("Say why the offence is not one of Schedule 3.", field="why")
    if NotificationRequirement.objects.filter(registration=registration, conviction=conviction).exists():
        raise Refused("A requirement has begun from this conviction. Only a court or a review can end it.")

    conviction.is_schedule_3_offence = False
    conviction.version += 1
    conviction.save(update_fields=["is_schedule_3_offence", "version"])
    entry.about(conviction, subject=conviction.person)
    entry.record(cjs_code=conviction.cjs_code, convicted_on=conviction.convicted_on, why=why)
    return registration


@action(event=events.REQUIREMENT_VARIED, policy=policies.END_REQUIREMENT)
def vary_requirement(
    requirement: NotificationRequirement, *, entry: Entry, actor: Actor, reason: Reason
) -> NotificationRequirement:
    """Work out the period anew, after a court put another sentence in the place of the first."""
    if requirement.conviction is None or requirement.ended_on is not None:
        raise Refused("Only a requirement that runs and rests on a conviction can be varied.")

    sentence = _sentence_of(requirement.conviction)
    period = notification_period(relevant_on=requirement.relevant_on, is_under_18=requirement.is_under_18, **sentence)
    requirement.disposal = sentence["disposal"]
    requirement.term_months, requirement.term_days = sentence["term_months"], sentence["term_days"]
    requirement.ends_on, requirement.explanation = period.ends_on, period.explanation
    requirement.save()
    keep_period(requirement.registration, Said("The sentence was varied."), actor=actor)
    recompute(requirement.registration)
    entry.about(requirement, subject=requirement.registration.person)
    entry.record(regime=requirement.regime, relevant_on=requirement.relevant_on, ends_on=period.ends_on)
    return requirement


def _begun(
    registration: Registration, conviction: Conviction, regime: NotificationRequirement.Regime, actor: Actor,
    reason: Reason,
) -> NotificationRequirement:  # fmt: skip
    return begin_requirement(
        registration, regime=regime, relevant_on=conviction.convicted_on,
        is_under_18=bool(conviction.is_under_18), conviction=conviction, actor=actor, reason=reason,
        **_sentence_of(conviction),
    )  # fmt: skip


def _sentence_of(conviction: Conviction) -> dict[str, Any]:
    """Disposal and whole term of a conviction, as the period is worked out from them."""
    has_term = conviction.term_months is not None and conviction.disposal in WITH_TERM
    term = whole_term(conviction) if has_term else None
    return {
        "disposal": Disposal(conviction.disposal),
        "term_months": term.months if term else None,
        "term_days": term.days if term else 0,
    }
