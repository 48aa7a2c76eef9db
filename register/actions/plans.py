"""Risk management plans: written, approved by a second person where the risk is high, and their actions."""

from __future__ import annotations

from datetime import date

from django.db.models import Max
from django.utils import timezone

from accounts.actor import Actor
from accounts.models import User
from audit.core.action import action
from audit.core.entry import Entry, Reason
from audit.core.errors import Refused
from register import policies
from register.events import management as events
from register.managed.clock import plan_clock_of
from register.managed.managers import may_manage
from register.models import PlanAction, PlanActionChange, PlanStatusChange, Registration, RiskPlan
from register.rules.plans import MAPPA_LEVELS, NEEDS_APPROVAL

Status = RiskPlan.Status


@action(event=events.PLAN_WRITTEN, policy=policies.WORK_MANAGEMENT)
def write_plan(
    registration: Registration, *, entry: Entry, actor: Actor, reason: Reason, risks: str, strategy: str,
    protection: str = "", mappa_level: str = "",
) -> RiskPlan:  # fmt: skip
    """Write a new version of the plan: the first one, a change, or a review that changes nothing. It takes the place of
    the one in force; where the risk is high, very high or not set, once a supervisor has approved it."""
    author = _require_author(registration, actor)
    for name, text in (("risks", risks), ("strategy", strategy)):
        if not text.strip():
            raise Refused("Say what the risks are and how they are managed.", field=name)
    if mappa_level not in MAPPA_LEVELS:
        raise Refused("Choose a level of MAPPA, or none.", field="mappa_level")
    if _waiting(registration) is not None:
        raise Refused("A version waits for a supervisor already. Ask them to answer it first.")

    number = registration.plans.aggregate(last=Max("number"))["last"] or 0
    plan = RiskPlan(
        registration=registration, force=registration.managing_force, number=number + 1, risks=risks.strip(),
        protection=protection.strip(), strategy=strategy.strip(), mappa_level=mappa_level, written_by_id=author,
        level=registration.management_level,
    )  # fmt: skip
    if registration.management_level in NEEDS_APPROVAL:
        _become(plan, Status.AWAITING_APPROVAL, actor)
    else:
        _put_in_force(plan, actor)
    _settle(registration)
    entry.about(registration, subject=registration.person)
    entry.record(
        number=plan.number, status=plan.status, mappa_level=mappa_level, plan_due_on=registration.plan_due_on,
        risks=risks, protection=protection, strategy=strategy,
    )  # fmt: skip
    return plan


@action(event=events.PLAN_ANSWERED, policy=policies.LEAD_MANAGEMENT)
def answer_plan(
    registration: Registration, *, entry: Entry, actor: Actor, reason: Reason, is_approved: bool, why: str
) -> RiskPlan:
    """Approve the version that waits, as a second person, or say what is missing. Until then the old one stays."""
    second = _require_author(registration, actor)
    plan = _waiting(registration)
    if plan is None:
        raise Refused("No plan waits for approval: it was answered already.")
    if plan.written_by_id == second:
        raise Refused("You wrote this plan. Somebody else must approve it.", field="answer")
    if not why.strip():
        raise Refused("Give your reasons: whoever wrote the plan reads them.", field="why")

    plan.answered_by_id, plan.answered_at, plan.answer_reason = second, timezone.now(), why.strip()
    if is_approved:
        _put_in_force(plan, actor)
    else:
        _become(plan, Status.NOT_APPROVED, actor)
    _settle(registration)
    entry.record(number=plan.number, status=plan.status, plan_due_on=registration.plan_due_on, why=why)
    return plan


@action(event=events.PLAN_ACTION_ADDED, policy=policies.WORK_MANAGEMENT)
def add_plan_action(
    registration: Registration, *, entry: Entry, actor: Actor, reason: Reason, measure: str, due_on: date,
    owner: User | None = None,
) -> PlanAction:  # fmt: skip
    """Add something to do under the plan. Without an owner the queue of the team holds it."""
    _require_author(registration, actor)
    plan = registration.plans.exclude(status=Status.NOT_APPROVED).first()
    if plan is None:
        raise Refused("Write the plan first: an action follows from it.")
    if not measure.strip():
        raise Refused("Say what must be done.", field="measure")
    if due_on < timezone.localdate():
        raise Refused("The day must be today or later.", field="due_on")
    _require_owner(registration, owner)

    added = PlanAction.objects.create(
        registration=registration, plan=plan, person=registration.person, measure=measure.strip(), owner=owner,
        due_on=due_on, created_by_id=actor.user_id,
    )  # fmt: skip
    _note(added, actor)
    _bump(registration)
    entry.about(added)
    entry.record(measure=measure, due_on=due_on, owner=owner.reference if owner else "")
    return added


@action(event=events.PLAN_ACTION_CHANGED, policy=policies.WORK_MANAGEMENT)
def change_plan_action(
    registration: Registration, *, entry: Entry, actor: Actor, reason: Reason, plan_action: PlanAction, due_on: date,
    why: str, owner: User | None = None,
) -> PlanAction:  # fmt: skip
    """Give an action to somebody else, or set another day for it, with a reason. What it asks for stays."""
    _require_author(registration, actor)
    changed = _open_one(registration, plan_action)
    if not why.strip():
        raise Refused("Say why it changes.", field="why")
    if due_on != changed.due_on and due_on < timezone.localdate():
        raise Refused("The day must be today or later.", field="due_on")
    _require_owner(registration, owner)

    changed.due_on, changed.owner = due_on, owner
    changed.save(update_fields=["due_on", "owner"])
    _note(changed, actor, why)
    _bump(registration)
    entry.about(changed)
    entry.record(due_on=due_on, owner=owner.reference if owner else "", why=why)
    return changed


@action(event=events.PLAN_ACTION_CLOSED, policy=policies.WORK_MANAGEMENT)
def close_plan_action(
    registration: Registration, *, entry: Entry, actor: Actor, reason: Reason, plan_action: PlanAction, is_done: bool,
    came_of_it: str,
) -> PlanAction:  # fmt: skip
    """Close an action with what came of it, or with why it is not done."""
    closed = _open_one(registration, plan_action)
    if not came_of_it.strip():
        raise Refused("Say what came of it, or why it is not done.", field="came_of_it")

    closed.status = PlanAction.Status.DONE if is_done else PlanAction.Status.DROPPED
    closed.outcome, closed.closed_at, closed.closed_by_id = came_of_it.strip(), timezone.now(), actor.user_id
    closed.save(update_fields=["status", "outcome", "closed_at", "closed_by"])
    _note(closed, actor, came_of_it)
    _bump(registration)
    entry.about(closed)
    entry.record(status=closed.status, came_of_it=came_of_it)
    return closed


def hand_on(plan_action: PlanAction, *, to: User | None, actor: Actor, why: str) -> None:
    """Give an action of a plan to a deputy or back to the team, inside the act that hands somebody's work over."""
    plan_action.owner = to
    plan_action.save(update_fields=["owner"])
    _note(plan_action, actor, why)


def plan_in_force(registration: Registration) -> RiskPlan | None:
    """The version by which the risk is managed now, if there is one."""
    return RiskPlan.objects.filter(registration=registration, status=Status.IN_FORCE).first()


def _waiting(registration: Registration) -> RiskPlan | None:
    return RiskPlan.objects.filter(registration=registration, status=Status.AWAITING_APPROVAL).first()


def _put_in_force(plan: RiskPlan, actor: Actor) -> None:
    """The version in its day, and what stood before it replaced: only one is in force at any time."""
    for old in RiskPlan.objects.filter(registration=plan.registration_id, status=Status.IN_FORCE):
        _become(old, Status.REPLACED, actor)
    plan.in_force_on = timezone.localdate()
    _become(plan, Status.IN_FORCE, actor)


def _become(plan: RiskPlan, status: RiskPlan.Status, actor: Actor) -> None:
    was = plan.status
    plan.status = status
    plan.save()
    PlanStatusChange.objects.create(plan=plan, from_status=was, to_status=status, changed_by_id=actor.user_id)


def _open_one(registration: Registration, plan_action: PlanAction) -> PlanAction:
    found = PlanAction.objects.select_for_update().get(pk=plan_action.pk, registration=registration)
    if found.status != PlanAction.Status.OPEN:
        raise Refused("This action is closed already. Nothing was changed.")
    return found


def _note(plan_action: PlanAction, actor: Actor, why: str = "") -> None:
    PlanActionChange.objects.create(
        action=plan_action, to_status=plan_action.status, owner=plan_action.owner, due_on=plan_action.due_on,
        changed_by_id=actor.user_id, why=why.strip(),
    )  # fmt: skip


def _require_author(registration: Registration, actor: Actor) -> int:
    """Who answers for what a plan says, while the registration lives."""
    if not Registration.objects.managed().filter(pk=registration.pk).exists():
        raise Refused("Plans are made under a registration that was decided and has not ended. Nothing was changed.")
    if actor.person_id is None:
        raise Refused("A person must answer for a plan; a system cannot.")
    return actor.person_id


def _require_owner(registration: Registration, owner: User | None) -> None:
    today, force = timezone.localdate(), registration.managing_force_id
    if owner is not None and not may_manage(owner, registration.person, force_id=force, on=today):
        raise Refused("Choose an owner who works in the managing force and may manage this person.", field="owner")


def _settle(registration: Registration) -> None:
    registration.plan_due_on = plan_clock_of(registration).due_on
    _bump(registration, "plan_due_on")


def _bump(registration: Registration, *fields: str) -> None:
    registration.version += 1
    registration.save(update_fields=[*fields, "version"])
