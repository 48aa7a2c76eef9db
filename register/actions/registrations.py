"""The life of a registration until it runs: proposed, decided, told of, suspended and resumed."""

from __future__ import annotations

from datetime import date

from django.utils import timezone

from accounts.actor import Actor
from accounts.models import Force, User
from audit.core.action import action
from audit.core.entry import Entry, Reason
from audit.core.errors import Refused
from register import events, policies
from register.actions.registration_moves import Said, Status, move, note, resting_status
from register.models import Conviction, Person, Registration, SubjectCategory
from register.rules.gates import Tier, is_open, tier_of
from register.rules.registration_conditions import GATE_OPEN, IS_PROPORTIONATE
from register.rules.reviews import next_review
from register.rules.transitions import RUNNING, SUSPENDED

ABSENCES = {"custody": "In custody.", "hospital": "Detained in hospital.", "abroad": "Outside the United Kingdom."}


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


@action(event=events.registrations.REGISTRATION_PROPOSED, policy=policies.PROPOSE_REGISTRATION)
def propose_registration(
    person: Person, *, entry: Entry, actor: Actor, reason: Reason, managing_force: Force, gate: str, gate_reason: str,
    regime: Registration.Regime, starts_on: date, ends_on: date | None = None, is_indefinite: bool = False,
    offender_manager: User | None = None, risk_of_serious_harm: str = "", proportionality: str = "",
) -> Registration:  # fmt: skip
    """Propose that a person be registered, through an open gate and with a reason that a person gives.

    `is_indefinite` says that the law sets no end; without it and without `ends_on` the end is not known yet. A police
    designation asks for its proportionality as well.
    """
    _require_open_gate(gate, gate_reason, proportionality)
    _require_manager_of(managing_force, offender_manager)
    if Registration.objects.live().filter(person=person).exists():
        raise Refused("This person has a live registration already. End it, or change that one.")
    if is_indefinite and ends_on:
        raise Refused("An indefinite registration has no last day. Leave the last day empty.", field="ends_on")
    if ends_on and ends_on < starts_on:
        raise Refused("The registration would end before it starts. Check both dates.", field="ends_on")

    review = next_review(tier_of(gate), risk_of_serious_harm, on=timezone.localdate())
    registration = Registration.objects.create(
        person=person, managing_force=managing_force, offender_manager=offender_manager, gate=gate,
        gate_reason=gate_reason.strip(), proportionality=proportionality.strip(), regime=regime, starts_on=starts_on,
        ends_on=ends_on, is_indefinite=is_indefinite, risk_of_serious_harm=risk_of_serious_harm,
        next_review_on=review.due_on, review_limit_code=review.limit_code, proposed_by_id=actor.user_id,
    )  # fmt: skip
    note(registration, "", Said(gate_reason), actor)
    entry.about(registration, subject=person)
    entry.record(
        gate=gate, regime=regime, gate_reason=gate_reason, proportionality=proportionality,
        risk_of_serious_harm=risk_of_serious_harm,
    )  # fmt: skip
    return registration


@action(event=events.registrations.REGISTRATION_MOVED, policy=policies.DECIDE_REGISTRATION)
def approve_registration(
    registration: Registration, *, entry: Entry, actor: Actor, reason: Reason, why: str
) -> Registration:
    """Decide that a proposed person is registered. They are on the register once they were told in writing."""
    registration.decided_by_id, registration.decided_at = actor.user_id, timezone.now()
    move(registration, Status.AWAITING_NOTICE, Said(why), actor=actor)
    entry.record(status=registration.status, why=why)
    return registration


@action(event=events.registrations.REGISTRATION_MOVED, policy=policies.APPROVE_DESIGNATION)
def approve_designation(
    registration: Registration, *, entry: Entry, actor: Actor, reason: Reason, why: str
) -> Registration:
    """Approve a police designation as a second person. It carries no requirement, so nobody need be told of one."""
    registration.decided_by_id, registration.decided_at = actor.user_id, timezone.now()
    move(registration, Status.ACTIVE, Said(why), actor=actor)
    entry.record(status=registration.status, why=why)
    return registration


@action(event=events.registrations.REGISTRATION_MOVED, policy=policies.DECIDE_REGISTRATION)
def refuse_registration(
    registration: Registration, *, entry: Entry, actor: Actor, reason: Reason, why: str
) -> Registration:
    """Decide that a proposed person is not registered."""
    return _refuse(registration, why, actor, entry)


@action(event=events.registrations.REGISTRATION_MOVED, policy=policies.APPROVE_DESIGNATION)
def refuse_designation(
    registration: Registration, *, entry: Entry, actor: Actor, reason: Reason, why: str
) -> Registration:
    """Turn down a police designation."""
    if not registration.is_designation:
        raise Refused("This is no police designation. An offender manager or supervisor decides on it.")

    return _refuse(registration, why, actor, entry)


@action(event=events.registrations.NOTICE_GIVEN, policy=policies.DECIDE_REGISTRATION)
def record_notice_given(
    registration: Registration, *, entry: Entry, actor: Actor, reason: Reason, given_on: date, given_by: str,
    means: Registration.NoticeMeans, note_of_it: str = "", absence: str = "",
) -> Registration:  # fmt: skip
    """Record when, by whom and how the person was told in writing. From then on they are on the register.

    `absence` is custody, hospital or abroad where the person is there now: their clocks are suspended at once.
    """
    if not given_by.strip():
        raise Refused("Say who gave the notice.", field="given_by")
    if given_on > timezone.localdate():
        raise Refused("The day of the notice lies ahead. Record it when it has been given.", field="given_on")

    registration.notice_given_on, registration.notice_given_by = given_on, given_by.strip()
    registration.notice_means = means
    told = Said(note_of_it.strip() or f"Told in writing: {means.label.lower()}.", given_on)
    move(registration, resting_status(registration), told, actor=actor)
    if absence:
        away = Said(ABSENCES[absence], given_on)
        move(registration, resting_status(registration, absence), away, actor=actor, absence=absence)
    entry.record(status=registration.status, given_on=given_on, given_by=given_by, means=means)
    return registration


@action(event=events.registrations.REGISTRATION_MOVED, policy=policies.DECIDE_REGISTRATION)
def suspend_registration(
    registration: Registration, *, entry: Entry, actor: Actor, reason: Reason, absence: str, since: date, why: str = ""
) -> Registration:
    """Keep the status in step with an absence that began: custody, hospital or abroad. An appeal stays an appeal, and
    what is not yet on the register, or no longer, stays as it is."""
    to = resting_status(registration, absence)
    if registration.status in (*RUNNING, *SUSPENDED.values()) and registration.status != to:
        move(registration, to, Said(why or ABSENCES[absence], since), actor=actor, absence=absence)
    entry.record(status=registration.status, why=why or ABSENCES[absence], effective_on=since)
    return registration


@action(event=events.registrations.REGISTRATION_MOVED, policy=policies.DECIDE_REGISTRATION)
def resume_registration(
    registration: Registration, *, entry: Entry, actor: Actor, reason: Reason, since: date, why: str = "",
    absence: str = "",
) -> Registration:  # fmt: skip
    """Keep the status in step with an absence that ended. `absence` is another that goes on, if there is one."""
    said = Said(why or "The absence has ended.", since)
    to = resting_status(registration, absence)
    if registration.status in SUSPENDED.values() and registration.status != to:
        move(registration, to, said, actor=actor, absence=absence)
    entry.record(status=registration.status, why=said.why, effective_on=since)
    return registration


def _refuse(registration: Registration, why: str, actor: Actor, entry: Entry) -> Registration:
    if registration.status != Status.PROPOSED:
        raise Refused("Only a proposal can be turned down. A registration that lives is removed on review.")

    registration.decided_by_id, registration.decided_at = actor.user_id, timezone.now()
    move(registration, Status.REMOVED, Said(why), actor=actor)
    entry.record(status=registration.status, why=why)
    return registration


def _require_open_gate(gate: str, gate_reason: str, proportionality: str) -> None:
    if not gate_reason.strip():
        raise Refused("Give the reason for the registration.", field="gate_reason")
    if not is_open(gate, timezone.localdate()):
        raise Refused(GATE_OPEN.refusal, field="gate")
    if tier_of(gate) is Tier.INTELLIGENCE and not proportionality.strip():
        raise Refused(IS_PROPORTIONATE.refusal, field="proportionality")


def _require_manager_of(force: Force, manager: User | None) -> None:
    if manager is not None and manager.force_id != force.pk:
        raise Refused(
            "The offender manager must work in the force that manages the registration.", field="offender_manager"
        )
