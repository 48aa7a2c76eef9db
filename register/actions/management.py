"""Who manages a registered person, and at which level of risk."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone

from accounts.actor import Actor
from accounts.models import User
from audit.core.action import action
from audit.core.entry import Entry, Reason
from audit.core.errors import Refused
from register import policies
from register.actions.telling import tell_forces
from register.events import management as events
from register.managed.clock import clock_of, levels_of, plan_clock_of
from register.managed.managers import may_manage
from register.models import Alert, ManagementRisk, ManagerAssignment, Registration, RiskLowering
from register.rules.alerts import is_raised
from register.rules.time_limits import in_words
from register.rules.visits import LevelSet, is_lowering, reactive_from

MOST_HANDED_OVER = 200


@action(event=events.MANAGEMENT_READ, policy=policies.SEE_MANAGEMENT, lock=False)
def read_management(
    registration: Registration, *, entry: Entry, actor: Actor, reason: Reason, shown: list[str]
) -> Registration:
    """Open the page of how a person is managed; `shown` are the references of the visits on it."""
    entry.showed([registration.person.reference, *shown])
    return registration


@action(event=events.MANAGER_ASSIGNED, policy=policies.WORK_MANAGEMENT)
def assign_manager(
    registration: Registration, *, entry: Entry, actor: Actor, reason: Reason, manager: User | None, why: str
) -> Registration:
    """Name the offender manager, or give the registration back to the queue of the force's team."""
    _require_live(registration)
    if not why.strip():
        raise Refused("Say why the manager changes.", field="why")
    if manager is not None and manager.pk == registration.offender_manager_id:
        raise Refused(f"{manager.name} manages this registration already.", field="manager")
    today, force = timezone.localdate(), registration.managing_force_id
    if manager is not None and not may_manage(manager, registration.person, force_id=force, on=today):
        raise Refused(
            "This person cannot be named as manager: they must work in the managing force, hold a role that manages "
            "registered people, and be allowed to open this record. Choose somebody else.",
            field="manager",
        )

    name_manager(registration, manager, actor=actor, why=why.strip())
    entry.record(manager=manager.reference if manager else "", why=why)
    return registration


@transaction.atomic
def hand_over(leaver: User, *, actor: Actor, reason: Reason, to: User | None, why: str) -> tuple[int, int]:
    """Give the registrations of somebody who is on leave or has left to one other person, at most 200 at a time. One
    whose record that person may not open goes to the queue of the team. Gives how many went where."""
    today = timezone.localdate()
    theirs = policies.WORK_MANAGEMENT.rows(Registration.objects.managed(), actor).filter(offender_manager=leaver)
    named = 0
    rows = list(theirs.select_related("person").order_by("pk")[:MOST_HANDED_OVER])
    for row in rows:
        is_fit = to is not None and may_manage(to, row.person, force_id=row.managing_force_id, on=today)
        assign_manager(row, actor=actor, reason=reason, manager=to if is_fit else None, why=why)
        named += is_fit
    return named, len(rows) - named


def name_manager(registration: Registration, manager: User | None, *, actor: Actor, why: str) -> None:
    """Write who manages a registration from now on, with the row of its history."""
    registration.offender_manager = manager
    registration.version += 1
    registration.save(update_fields=["offender_manager", "version"])
    ManagerAssignment.objects.create(
        registration=registration, force=registration.managing_force, manager=manager, assigned_by_id=actor.user_id,
        why=why,
    )  # fmt: skip


@action(event=events.LEVEL_SET, policy=policies.WORK_MANAGEMENT)
def set_level(
    registration: Registration, *, entry: Entry, actor: Actor, reason: Reason, level: Registration.HarmRisk, why: str
) -> ManagementRisk:
    """Set the first level of risk, a higher one, or the same one again for new reasons: one person may. It brings the
    next visit forward at once, and ends management without planned visits where it stood."""
    _require_live(registration)
    judge = _require_judgement(actor, why)
    if is_lowering(level, False, clock_of(registration)):
        raise Refused(
            f"The risk is {registration.get_management_level_display().lower()}. Lowering it takes a second person: "
            "ask a supervisor to agree to the lower level. Nothing was changed.",
            field="level",
        )

    _close_request(registration, actor, is_agreed=False, why="The level was set anew.")
    before = registration.management_level
    risk = _decide(registration, LevelSet(timezone.localdate(), level), decided_by_id=judge, why=why)
    if is_raised(before, level):
        tell_forces(
            Alert.Kind.RISK_RAISED, registration.person, about=f"risk {risk.pk}", sender=registration.managing_force,
            by=actor.user_id,
        )  # fmt: skip
    entry.about(registration, subject=registration.person)
    entry.record(level=level, is_reactive=False, next_visit_on=registration.next_visit_on, why=why)
    return risk


@action(event=events.LOWERING_ASKED, policy=policies.WORK_MANAGEMENT)
def ask_to_lower(
    registration: Registration, *, entry: Entry, actor: Actor, reason: Reason, level: Registration.HarmRisk, why: str,
    is_reactive: bool = False,
) -> RiskLowering:  # fmt: skip
    """Ask a supervisor to agree to a lower level, or to management without planned visits. Nothing changes before."""
    _require_live(registration)
    judge = _require_judgement(actor, why)
    if RiskLowering.objects.waiting().filter(registration=registration).exists():
        raise Refused("A supervisor was asked already. Wait for the answer, or raise the level if it has to be higher.")
    _require_fit(registration, level, is_reactive)

    request = RiskLowering.objects.create(
        registration=registration, level=level, is_reactive=is_reactive, why=why.strip(), asked_by_id=judge
    )
    _touch(registration)
    entry.record(level=level, is_reactive=is_reactive, why=why)
    return request


@action(event=events.LOWERING_ANSWERED, policy=policies.LEAD_MANAGEMENT)
def answer_lowering(
    registration: Registration, *, entry: Entry, actor: Actor, reason: Reason, is_agreed: bool, why: str
) -> RiskLowering:
    """Agree, as a second person, to the lower level that was asked for, or say why not."""
    _require_live(registration)
    judge = _require_judgement(actor, why)
    request = RiskLowering.objects.waiting().filter(registration=registration).first()
    if request is None:
        raise Refused("Nobody waits for an answer: it was given already, or the level was set anew.")
    if is_agreed and request.asked_by_id == judge:
        raise Refused("You asked for this yourself. Somebody else must agree to it.", field="answer")
    if is_agreed:
        _require_fit(registration, request.level, request.is_reactive)

    _close_request(registration, actor, is_agreed=is_agreed, why=why.strip())
    if is_agreed:
        lowered = LevelSet(timezone.localdate(), request.level, request.is_reactive)
        _decide(registration, lowered, decided_by_id=judge, why=request.why, asked_by_id=request.asked_by_id)
    else:
        _touch(registration)
    entry.record(
        is_agreed=is_agreed, level=request.level, is_reactive=request.is_reactive, why=why,
        next_visit_on=registration.next_visit_on,
    )  # fmt: skip
    return request


def settle(registration: Registration) -> None:
    """Bring the stored day of the next visit up to what the rules compute from the facts as they are now."""
    registration.next_visit_on = clock_of(registration).next_on
    _touch(registration, "next_visit_on")


def _decide(
    registration: Registration, to: LevelSet, *, decided_by_id: int, why: str, asked_by_id: int | None = None
) -> ManagementRisk:
    risk = ManagementRisk.objects.create(
        registration=registration, level=to.level, is_reactive=to.is_reactive, decided_on=to.on, why=why.strip(),
        decided_by_id=decided_by_id, asked_by_id=asked_by_id,
    )  # fmt: skip
    registration.management_level, registration.is_reactive = to.level, to.is_reactive
    registration.next_visit_on = clock_of(registration).next_on
    registration.plan_due_on = plan_clock_of(registration).due_on
    _touch(registration, "management_level", "is_reactive", "next_visit_on", "plan_due_on")
    return risk


def _close_request(registration: Registration, actor: Actor, *, is_agreed: bool, why: str) -> None:
    RiskLowering.objects.waiting().filter(registration=registration).update(
        is_agreed=is_agreed, answered_by_id=actor.user_id, answered_at=timezone.now(), answer_reason=why
    )


def _require_fit(registration: Registration, level: str, is_reactive: bool) -> None:
    """That what is asked for is lower than what stands, and open to this person."""
    clock = clock_of(registration)
    is_confirmed = is_reactive and clock.is_reactive
    if not is_lowering(level, is_reactive, clock) and not is_confirmed:
        raise Refused(
            "That is not lower than the level in force. Set the level instead: one person may.", field="level"
        )
    if not is_reactive:
        return
    possible_on = reactive_from(levels_of(registration))
    if level != Registration.HarmRisk.LOW or possible_on is None:
        raise Refused("Only somebody at low risk can be managed without planned visits.", field="level")
    if timezone.localdate() < possible_on:
        raise Refused(
            "Management without planned visits is possible after three years at low risk without a break: "
            f"from {in_words(possible_on)}.",
            field="level",
        )


def _require_judgement(actor: Actor, why: str) -> int:
    """Whose judgement it is."""
    if actor.person_id is None:
        raise Refused("A person must judge the risk; a system cannot.")
    if not why.strip():
        raise Refused("Give your reasons in your own words.", field="why")
    return actor.person_id


def _require_live(registration: Registration) -> None:
    if not Registration.objects.live().filter(pk=registration.pk).exists():
        raise Refused("This registration has ended. Nothing was changed.")


def _touch(registration: Registration, *fields: str) -> None:
    registration.version += 1
    registration.save(update_fields=[*fields, "version"])
