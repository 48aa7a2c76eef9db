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
from register.actions.moves import ask_for_move_check
from register.actions.registration_moves import Said, Status, absence_now, move, note, resting_status
from register.actions.requirements import require_notification
from register.actions.tasks import raise_task
from register.duties.wanted import Regime, brought_to, wanted
from register.gate_facts import gates_of
from register.managed.managers import may_manage
from register.models import ManagerAssignment, Person, ProtectiveOrder, Registration, Task
from register.other_role import is_held_as_harmed
from register.rules.gates import Tier, is_open, tier_of
from register.rules.orders import ORDER_KINDS
from register.rules.registration_conditions import GATE_OPEN, IS_PROPORTIONATE
from register.rules.reviews import next_review
from register.rules.transitions import RUNNING, SUSPENDED
from register.rules.working_days import add_working_days

WHO_IS_AFRAID = "This person is held as harmed, and is now to be registered. Both stay. Say who is afraid of whom."

ABSENCES = {"custody": "In custody.", "hospital": "Detained in hospital.", "abroad": "Outside the United Kingdom."}


@action(event=events.registrations.REGISTRATION_PROPOSED, policy=policies.PROPOSE_REGISTRATION)
def propose_registration(
    person: Person, *, entry: Entry, actor: Actor, reason: Reason, managing_force: Force, gate: str, gate_reason: str,
    starts_on: date, regime: Registration.Regime | None = None, ends_on: date | None = None,
    is_indefinite: bool = False, offender_manager: User | None = None, risk_of_serious_harm: str = "",
    proportionality: str = "", afraid: str = "",
) -> Registration:  # fmt: skip
    """Propose that a person be registered, through an open gate and with a reason that a person gives.

    `regime` is the one that seems to follow, where it is not given. `is_indefinite` says that the law sets no end;
    without it and without `ends_on` the end is not known yet. A designation asks for its proportionality as well, and
    somebody who is held as harmed for who is afraid of whom (`afraid`): then a supervisor looks at it.
    """
    is_harmed = _require_who_is_afraid(person, afraid, actor)
    _require_open_gate(gate, gate_reason, proportionality)
    _require_manager_of(managing_force, offender_manager, person)
    if Registration.objects.live().filter(person=person).exists():
        raise Refused("This person has a live registration already. End it, or change that one.")
    _require_period(starts_on, ends_on, is_indefinite)

    regime = regime or _regime_of(person, actor)
    review = next_review(tier_of(gate), risk_of_serious_harm, on=timezone.localdate())
    registration = Registration.objects.create(
        person=person, managing_force=managing_force, offender_manager=offender_manager, gate=gate,
        gate_reason=gate_reason.strip(), proportionality=proportionality.strip(), regime=regime, starts_on=starts_on,
        ends_on=ends_on, is_indefinite=is_indefinite, risk_of_serious_harm=risk_of_serious_harm,
        next_review_on=review.due_on, review_limit_code=review.limit_code, proposed_by_id=actor.person_id,
        system_proposal=_seems_to_follow(person, actor, risk_of_serious_harm),
    )  # fmt: skip
    note(registration, "", Said(f"{gate_reason.strip()} {_afraid(afraid)}"), actor)
    if is_harmed:
        _ask_to_look(registration, actor, reason)
    if offender_manager is not None:
        _name_first_manager(registration, offender_manager, actor)
    ask_for_move_check(person, by=actor.author_id)
    entry.about(registration, subject=person)
    entry.record(
        gate=gate, regime=regime, gate_reason=gate_reason, proportionality=proportionality,
        risk_of_serious_harm=risk_of_serious_harm, afraid=afraid,
    )  # fmt: skip
    return registration


def _name_first_manager(registration: Registration, manager: User, actor: Actor) -> None:
    ManagerAssignment.objects.create(
        registration=registration, force=registration.managing_force, manager=manager, assigned_by_id=actor.user_id,
        why="Named when the registration was proposed.",
    )  # fmt: skip


def _require_who_is_afraid(person: Person, afraid: str, actor: Actor) -> bool:
    """Whether the person is held as harmed. Raises Refused where nobody has said then who is afraid of whom."""
    is_harmed = is_held_as_harmed(person, actor)
    if is_harmed and not afraid.strip():
        raise Refused(WHO_IS_AFRAID, field="afraid")
    return is_harmed


def _afraid(said: str) -> str:
    return f"Held as harmed too. Who is afraid of whom: {said.strip()}" if said.strip() else ""


def _ask_to_look(registration: Registration, actor: Actor, reason: Reason) -> None:
    raise_task(
        registration.managing_force, actor=actor, reason=reason, kind=Task.Kind.REVIEW, team="supervisor",
        title="Look at the registration of somebody who is held as harmed", person=registration.person,
        due_on=add_working_days(timezone.localdate(), 1),
        detail="Whoever abuses often accuses first. Who is afraid of whom stands with the proposal.",
    )  # fmt: skip


@action(event=events.registrations.REGISTRATION_MOVED, policy=policies.DECIDE_REGISTRATION)
def approve_registration(
    registration: Registration, *, entry: Entry, actor: Actor, reason: Reason, why: str
) -> Registration:
    """Decide that a proposed person is registered. They are on the register once they were told in writing.

    Every standing conviction for an offence of Schedule 3 brings its notification requirement (SOA 2003 s.80), and
    every one for domestic abuse that of the register, where policy has opened it.
    """
    registration.decided_by_id, registration.decided_at = actor.user_id, timezone.now()
    move(registration, Status.AWAITING_NOTICE, Said(why), actor=actor)
    for each in wanted(registration, actor=actor):
        require_notification(
            registration, conviction=each.conviction, regime=each.regime, actor=actor, reason=reason
        )  # fmt: skip
    entry.record(status=registration.status, why=why)
    return Registration.objects.get(pk=registration.pk)


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
    means: Registration.NoticeMeans, note_of_it: str = "", absence: str | None = None,
) -> Registration:  # fmt: skip
    """Record when, by whom and how the person was told in writing. From then on they are on the register.

    Whoever is in custody, in hospital or abroad has their clocks suspended at once; `absence` says which, where it is
    not the one that is recorded.
    """
    if not given_by.strip():
        raise Refused("Say who gave the notice.", field="given_by")
    if given_on > timezone.localdate():
        raise Refused("The day of the notice lies ahead. Record it when it has been given.", field="given_on")

    registration.notice_given_on, registration.notice_given_by = given_on, given_by.strip()
    registration.notice_means = means
    absence = absence_now(registration) if absence is None else absence
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


def _regime_of(person: Person, actor: Actor) -> Registration.Regime:
    """The regime that what is recorded brings: an order in force first, then a conviction."""
    people = Person.objects.joined_with(person)
    kinds = ProtectiveOrder.objects.filter(person__in=people).in_force(on=timezone.localdate()).values_list("kind")
    carried = {ORDER_KINDS[kind].regime for (kind,) in kinds if kind in ORDER_KINDS} - {"none"}
    if carried:
        return Registration.Regime(min(carried))
    brought = {each.regime for each in brought_to(person, actor=actor)}
    if not brought:
        return Registration.Regime.NONE
    return Registration.Regime.SOA if Regime.SOA in brought else Registration.Regime.DA_REGISTER


def _seems_to_follow(person: Person, actor: Actor, risk_of_serious_harm: str) -> str:
    """What the register itself would propose, kept beside what the person decided."""
    found = gates_of(person, actor=actor, on=timezone.localdate(), risk_of_serious_harm=risk_of_serious_harm)
    return "; ".join(f"{each.gate.title}: {each.why}" for each in found)[:500]


def _require_open_gate(gate: str, gate_reason: str, proportionality: str) -> None:
    if not gate_reason.strip():
        raise Refused("Give the reason for the registration.", field="gate_reason")
    if not is_open(gate, timezone.localdate()):
        raise Refused(GATE_OPEN.refusal, field="gate")
    if tier_of(gate) is Tier.INTELLIGENCE and not proportionality.strip():
        raise Refused(IS_PROPORTIONATE.refusal, field="proportionality")


def _require_period(starts_on: date, ends_on: date | None, is_indefinite: bool) -> None:
    if is_indefinite and ends_on:
        raise Refused("An indefinite registration has no last day. Leave the last day empty.", field="ends_on")
    if ends_on and ends_on < starts_on:
        raise Refused("The registration would end before it starts. Check both dates.", field="ends_on")


def _require_manager_of(force: Force, manager: User | None, person: Person) -> None:
    """The same sentence whatever the reason, which may be a bar."""
    today = timezone.localdate()
    if manager is not None and not may_manage(manager, person, force_id=force.pk, on=today):
        raise Refused(
            "This person cannot be named as manager: they must work in the force that manages the registration, hold a "
            "role that manages registered people, and be allowed to open this record. Choose somebody else.",
            field="offender_manager",
        )
