"""How registered people are managed, through the API: manager, level of risk, visits, plan, handing over."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.utils import timezone
from rest_framework import serializers

from accounts.actor import Actor
from accounts.api.bodies import named as named_by
from accounts.api.bodies import one_of
from accounts.api.lists import Paged, newest_first, soonest_first
from accounts.api.representations import Reading, named, shown
from accounts.api.rows import Asking, Place, Read, Row, Shown, Write
from accounts.models import Force, User
from accounts.web import get_or_404
from audit.core.errors import Refused
from cases.api.targets import managed_registration_of, managers, person_named_by
from cases.managed import guard_for
from register import policies
from register.actions import management as acts
from register.actions import plans, transfers, visits
from register.api.texts import TEXTS
from register.managed import due
from register.managed.managers import managing_in
from register.models import ManagementTransfer, PlanAction, Registration, RiskPlan, Visit
from register.readable import reading_of

MOST = 20
LISTS = ("overdue", "due", "unowned", "everybody")
TEAMS = ("supervisor", "safeguarding-officer", "offender-manager")


@dataclass(frozen=True, slots=True)
class LevelShown:
    """A decision about the level of risk, newest first."""

    level: str
    is_reactive: bool
    decided_on: date
    decided_by: str
    asked_by: str
    why: str


@dataclass(frozen=True, slots=True)
class LoweringShown:
    """A lower level that waits for a second person."""

    level: str
    is_reactive: bool
    why: str
    asked_by: str
    asked_at: datetime


@dataclass(frozen=True, slots=True)
class PlanShown:
    """A version of the risk management plan."""

    number: int
    status: str
    level: str
    mappa_level: str
    risks: str
    protection: str
    strategy: str
    written_by: str
    written_at: datetime
    in_force_on: date | None
    answered_by: str
    answer_reason: str


@dataclass(frozen=True, slots=True)
class ActionShown:
    """Something to do under the plan."""

    reference: str
    measure: str
    owner: str
    due_on: date
    status: str
    outcome: str


@dataclass(frozen=True, slots=True)
class VisitShown:
    """A visit: planned, made or tried, cancelled, or taken back."""

    reference: str
    status: str
    planned_on: date | None
    officer: str
    plan_note: str
    visited_at: datetime | None
    outcome: str
    place: str
    is_unannounced: bool
    present: str
    circumstances: str
    concerns: str
    follow_up: str
    recorded_by: str


@dataclass(frozen=True, slots=True)
class ManagementShown:
    """How somebody is managed now. Visits stand at an address of their own."""

    reference: str
    status: str
    managing_force: str
    offender_manager: str
    management_level: str
    is_reactive: bool
    next_visit_on: date
    plan_due_on: date
    levels: tuple[LevelShown, ...]
    lowering_asked: LoweringShown | None
    plans: tuple[PlanShown, ...]
    plan_actions: tuple[ActionShown, ...]


@dataclass(frozen=True, slots=True)
class ManagedBrief:
    """Somebody of a list whom the force manages."""

    reference: str
    version: int
    status: str
    offender_manager: str
    management_level: str
    is_reactive: bool
    next_visit_on: date
    plan_due_on: date


@dataclass(frozen=True, slots=True)
class ManagerShown:
    """Somebody who may be named to manage."""

    reference: str
    name: str


@dataclass(frozen=True, slots=True)
class TransferShown:
    """An offer to hand somebody over, and the answer."""

    reference: str
    version: int
    person: str
    from_force: str
    to_force: str
    status: str
    level: str
    why: str
    summary: str
    offered_at: datetime
    offered_by: str
    due_at: datetime
    answered_at: datetime | None
    answered_by: str
    answer_reason: str
    manager: str


class ListAsked(Paged):
    """Which list of the team."""

    list = serializers.ChoiceField(LISTS, default="overdue")


def _management(asking: Asking, registration: Registration) -> Shown:
    acts.read_management(registration, shown=[], **asking.act)
    read = guard_for(registration, asking.actor).free_text
    asked = registration.lowerings.filter(is_agreed__isnull=True).select_related("asked_by").first()
    levels = registration.risks.select_related("decided_by", "asked_by")[:MOST]
    versions = registration.plans.select_related("written_by", "answered_by")[:MOST]
    actions = registration.plan_actions.select_related("owner").order_by("-pk")[:MOST]
    found = shown(
        ManagementShown, registration, read, reference=registration.person.reference,
        offender_manager=named(registration.offender_manager),
        levels=tuple(shown(LevelShown, each, read, asked_by=named(each.asked_by)) for each in levels),
        lowering_asked=shown(LoweringShown, asked, read) if asked else None,
        plans=tuple(_plan(each, read) for each in versions),
        plan_actions=tuple(shown(ActionShown, each, read, owner=named(each.owner)) for each in actions),
    )  # fmt: skip
    return Shown(found, registration.version)


def _plan(plan: RiskPlan, read: Reading) -> PlanShown:
    return shown(PlanShown, plan, read, answered_by=named(plan.answered_by))


def _visits(asking: Asking, registration: Registration, after: Any = None) -> Shown:
    rows = Visit.objects.visible_to(asking.actor).filter(registration=registration)
    page, then = newest_first(rows.select_related("officer", "recorded_by"), after)
    acts.read_management(registration, shown=[each.reference for each in page], **asking.act)
    read = guard_for(registration, asking.actor).free_text
    found = [
        shown(VisitShown, each, read, officer=named(each.officer), recorded_by=named(each.recorded_by)) for each in page
    ]
    return Shown({"reference": registration.person.reference, "visits": found, "next": then}, registration.version)


def _managed(asking: Asking, list: str, after: Any = None) -> Shown:
    today = timezone.localdate()
    rows = due.unowned_for(asking.actor, on=today) if list == "unowned" else due.managed_for(asking.actor)
    if list == "overdue":
        rows = rows.filter(next_visit_on__lt=today)
    if list == "due":
        rows = rows.filter(next_visit_on__gte=today, next_visit_on__lte=today + timedelta(days=due.LOOK_AHEAD_DAYS))
    page, then = soonest_first(rows.select_related("person", "offender_manager"), "next_visit_on", after)
    found = [
        shown(ManagedBrief, each, str, reference=each.person.reference, offender_manager=named(each.offender_manager))
        for each in page
    ]
    return Shown({"people": found, "next": then})


def _managers(asking: Asking, after: Any = None) -> Shown:
    page, then = newest_first(managers(asking.actor, None), after)
    return Shown({"managers": [shown(ManagerShown, each, str) for each in page], "next": then})


def _transfers(asking: Asking, after: Any = None) -> Shown:
    page, then = newest_first(_with_names(ManagementTransfer.objects.visible_to(asking.actor).open()), after)
    read = reading_of(asking.actor, [each.person_id for each in page])
    return Shown({"transfers": [_offer(each, read) for each in page], "next": then})


def _transfer(asking: Asking, transfer: ManagementTransfer) -> Shown:
    transfers.read_transfer(transfer, **asking.act)
    return Shown(_offer(transfer, reading_of(asking.actor, [transfer.person_id])), transfer.version)


def _offer(row: ManagementTransfer, read: Reading) -> TransferShown:
    return shown(TransferShown, row, read, answered_by=named(row.answered_by), manager=named(row.manager))


def _with_names(rows: Any) -> Any:
    return rows.select_related(
        "person", "registration", "from_force", "to_force", "offered_by", "answered_by", "manager"
    )


def transfer_of(actor: Actor, reference: str) -> ManagementTransfer:
    """An offer by its reference."""
    rows = _with_names(ManagementTransfer.objects.visible_to(actor))
    found: ManagementTransfer = get_or_404(rows, reference=reference)
    return found


def leaver_of(actor: Actor, reference: str) -> User:
    """Somebody whose registrations the actor's force manages."""
    return get_or_404(managing_in(actor.force_id), reference=reference)


def _forces(actor: Actor, registration: Registration) -> Any:
    return Force.objects.exclude(pk=registration.managing_force_id)


def _own_visits(actor: Actor, registration: Registration) -> Any:
    return Visit.objects.visible_to(actor).filter(registration=registration)


def _own_actions(actor: Actor, registration: Registration) -> Any:
    return PlanAction.objects.visible_to(actor).filter(registration=registration)


def _to_another(actor: Actor, leaver: User, sent: dict[str, Any]) -> dict[str, Any]:
    if sent.get("to") == leaver:
        raise Refused("Choose somebody else than the one who hands over.", field="to")
    return sent


def _handed(counted: tuple[int, int]) -> dict[str, Any]:
    return {"handed_over": counted[0], "left_to_the_queue": counted[1]}


AT = Place("api-management", lambda row: {"reference": person_named_by(row)})
AT_TRANSFER = Place("api-transfer", lambda row: {"reference": row.reference})
AT_LIST = Place("api-managed-people", lambda row: {})
PATH = "people/<str:reference>/management"
LEVEL = {"level": one_of(Registration.HarmRisk)}
MANAGER = named_by(managers)


def step(slug: str, name: str, act: Callable[..., Any], **more: Any) -> Write:
    """Something that is done in managing somebody. The version is that of the registration."""
    return Write(f"{PATH}/{slug}", name, act, managed_registration_of, more.pop("at", AT), has_version=True,
                 texts=TEXTS, **more)  # fmt: skip


ROWS: tuple[Row, ...] = (
    Read("management", "api-managed-people", "The people whom the force manages, by their next visit.", _managed,
         policy=policies.SEE_MANAGEMENT, query=ListAsked),
    Read("managers", "api-managers", "Who may be named to manage somebody: people of the force.", _managers,
         policy=policies.SEE_MANAGEMENT, query=Paged),
    Write(
        "managers/<str:reference>/hand-over", "api-hand-over", acts.hand_over, leaver_of, AT_LIST, texts=TEXTS,
        policy=policies.LEAD_MANAGEMENT, fields={"to": MANAGER}, fills=_to_another, gives=_handed,
    ),
    Read(PATH, "api-management", "How somebody is managed: manager, level of risk, plan.", _management,
         managed_registration_of, acts=(acts.read_management,)),
    step("manager", "api-assign-manager", acts.assign_manager, fields={"manager": MANAGER}, tells=("status",)),
    step("level", "api-set-level", acts.set_level, fields=LEVEL, tells=("level",)),
    step("level/lower", "api-ask-to-lower", acts.ask_to_lower, fields=LEVEL, makes=True, tells=("level",)),
    step("level/answer", "api-answer-lowering", acts.answer_lowering, points={"answer": "is_agreed"},
         tells=("level", "is_agreed")),
    Read(f"{PATH}/visits", "api-visits", "The visits of somebody, newest first.", _visits, managed_registration_of,
         query=Paged, acts=(acts.read_management,)),
    step(
        "visits", "api-record-visit", visits.record_visit, makes=True, points={"visited_on": "visited_at"},
        fields={"asks_team": one_of({each: each for each in TEAMS})}, tells=("status", "outcome"),
    ),
    step("visits/planned", "api-plan-visit", visits.plan_visit, makes=True, tells=("status", "planned_on"),
         fields={"officer": MANAGER}),
    step("visits/planned/cancel", "api-cancel-visit", visits.cancel_visit, tells=("status",)),
    step("visits/withdraw", "api-withdraw-visit", visits.withdraw_visit, fields={"visit": named_by(_own_visits)},
         tells=("status",)),
    step("plan", "api-write-plan", plans.write_plan, makes=True, tells=("status", "in_force_on"),
         fields={"mappa_level": one_of(RiskPlan.Mappa)}),
    step("plan/answer", "api-answer-plan", plans.answer_plan, points={"answer": "is_approved"}, tells=("status",)),
    step("plan/actions", "api-add-plan-action", plans.add_plan_action, makes=True, fields={"owner": MANAGER},
         tells=("status", "due_on")),
    step("plan/actions/change", "api-change-plan-action", plans.change_plan_action, tells=("status", "due_on"),
         fields={"plan_action": named_by(_own_actions), "owner": MANAGER}),
    step("plan/actions/close", "api-close-plan-action", plans.close_plan_action, tells=("status",),
         fields={"plan_action": named_by(_own_actions)}),
    step("transfer", "api-offer-transfer", transfers.offer_transfer, makes=True, at=AT_TRANSFER,
         fields={"to_force": named_by(_forces, by="code")}, tells=("status", "due_at")),
    Read("transfers", "api-transfers", "Offers to hand somebody over that wait for an answer.", _transfers,
         policy=policies.SEE_TRANSFERS, query=Paged),
    Read("transfers/<str:reference>", "api-transfer", "One offer, for both forces.", _transfer, transfer_of,
         acts=(transfers.read_transfer,)),
    *(
        Write(f"transfers/<str:reference>/{slug}", f"api-{slug}-transfer", act, transfer_of, AT_TRANSFER,
              has_version=True, texts=TEXTS, fields=fields, tells=("status",))
        for slug, act, fields in (
            ("accept", transfers.accept_transfer, {"manager": MANAGER}),
            ("refuse", transfers.refuse_transfer, {}),
            ("cancel", transfers.cancel_transfer, {}),
        )
    ),
)  # fmt: skip
