"""The life of a registration: proposed, moved along its table, and the first duty that follows."""

from __future__ import annotations

from datetime import date, timedelta

from django.utils import timezone

from accounts.actor import Actor
from accounts.models import Force, User
from audit.core.action import action
from audit.core.entry import Entry, Reason
from audit.core.errors import Refused
from register import events, policies
from register.models import (
    Conviction,
    NotificationDuty,
    Person,
    Registration,
    RegistrationStatusChange,
    SubjectCategory,
)
from register.rules.time_limits import initial_duty
from register.rules.transitions import REGISTRATION, may_move

REVIEW_AFTER = timedelta(days=365)


@action(event=events.CONVICTION_RECORDED, policy=policies.RECORD_ORDER)
def record_conviction(
    person: Person, *, entry: Entry, actor: Actor, reason: Reason, force: Force, cjs_code: str, offence_title: str,
    convicted_on: date, sentence: str, court: str = "", months: int | None = None,
    has_domestic_abuse_finding: bool = False,
) -> Conviction:  # fmt: skip
    """Record a conviction or caution. The same offence on the same day is one conviction, however often received.

    A court's finding of domestic abuse (Sentencing Code s.56A) makes a suspect a convicted person (DPA 2018 s.38(3)).
    """
    conviction, _ = Conviction.objects.get_or_create(
        person=person, cjs_code=cjs_code, convicted_on=convicted_on,
        defaults={
            "force": force, "offence_title": offence_title, "sentence": sentence, "court": court, "months": months,
            "has_domestic_abuse_finding": has_domestic_abuse_finding,
        },
    )  # fmt: skip
    if has_domestic_abuse_finding and person.subject_category == SubjectCategory.SUSPECT:
        person.subject_category = SubjectCategory.CONVICTED
        person.version += 1
        person.save(update_fields=["subject_category", "version"])
    entry.about(conviction, subject=person)
    entry.record(cjs_code=cjs_code, convicted_on=convicted_on, sentence=sentence)
    return conviction


@action(event=events.REGISTRATION_PROPOSED, policy=policies.PROPOSE_REGISTRATION)
def propose_registration(
    person: Person, *, entry: Entry, actor: Actor, reason: Reason, managing_force: Force, gate: str, gate_reason: str,
    regime: Registration.Regime, starts_on: date, ends_on: date | None = None, offender_manager: User | None = None,
) -> Registration:  # fmt: skip
    """Propose that a person be registered, through a gate and with a reason that a person gives."""
    if not gate_reason.strip():
        raise Refused("Give the reason for the registration.", field="gate_reason")
    if Registration.objects.live().filter(person=person).exists():
        raise Refused("This person has a live registration already. End it, or change that one.")

    if offender_manager is not None and offender_manager.force_id != managing_force.pk:
        raise Refused(
            "The offender manager must work in the force that manages the registration.", field="offender_manager"
        )

    registration = Registration.objects.create(
        person=person, managing_force=managing_force, offender_manager=offender_manager, gate=gate,
        gate_reason=gate_reason, regime=regime,
        starts_on=starts_on, ends_on=ends_on, is_indefinite=ends_on is None,
        next_review_on=timezone.localdate() + REVIEW_AFTER,
    )  # fmt: skip
    _noted(registration, "", gate_reason, actor)
    entry.about(registration, subject=person)
    entry.record(gate=gate, regime=regime, gate_reason=gate_reason)
    return registration


@action(event=events.REGISTRATION_MOVED, policy=policies.DECIDE_REGISTRATION)
def move_registration(
    registration: Registration, *, entry: Entry, actor: Actor, reason: Reason, to: Registration.Status, why: str
) -> Registration:
    """Move a registration to another status, if the table of transitions has that move."""
    if not may_move(REGISTRATION, registration.status, to):
        raise Refused(
            f"A registration that is {registration.get_status_display().lower()} cannot become "
            f"{Registration.Status(to).label.lower()}."
        )
    if not why.strip():
        raise Refused("Say why.", field="why")

    was, registration.status = registration.status, to
    registration.version += 1
    registration.save()
    _noted(registration, was, why, actor)
    entry.record(status=to, why=why)
    return registration


@action(event=events.DUTY_STARTED, policy=policies.DECIDE_REGISTRATION)
def start_initial_duty(
    registration: Registration, *, entry: Entry, actor: Actor, reason: Reason, convicted_on: date | None = None,
    order_made_on: date | None = None, order_served_on: date | None = None,
    in_custody: tuple[tuple[date, date | None], ...] = (),
) -> NotificationDuty:  # fmt: skip
    """Start the first notification duty; its date comes from the dated rules catalogue, which it names."""
    duty = initial_duty(
        registration.regime, convicted_on=convicted_on, order_made_on=order_made_on, order_served_on=order_served_on,
        in_custody_periods=in_custody,
    )  # fmt: skip
    if duty is None:
        raise Refused(
            "No first notification falls due under this regime: the date that starts it is missing or earlier than the "
            "law, or the person is still in custody. Check the dates, or come back on release."
        )

    row = NotificationDuty.objects.create(
        registration=registration, kind=NotificationDuty.Kind.INITIAL, limit_code=duty.limit_code,
        starts_on=duty.starts_on, due_on=duty.due_on, explanation=duty.explanation,
    )  # fmt: skip
    entry.about(row, subject=registration.person)
    entry.record(kind=row.kind, limit_code=row.limit_code, due_on=row.due_on)
    return row


def _noted(registration: Registration, was: str, why: str, actor: Actor) -> None:
    RegistrationStatusChange.objects.create(
        registration=registration, from_status=was, to_status=registration.status, changed_by_id=actor.user_id, why=why
    )
