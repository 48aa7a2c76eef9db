"""How a registered person is managed, as its page shows it: each text and address through the guard."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Q, QuerySet

from accounts.actor import Actor
from cases.contact import Guard, guard_of, may_show
from register.managed.clock import clock_of, levels_of, plan_clock_of
from register.managed.managers import without_a_manager
from register.models import (
    Address,
    ManagementRisk,
    ManagerAssignment,
    PlanAction,
    Registration,
    RiskLowering,
    RiskPlan,
    Visit,
)
from register.rules.plans import explained as explained_plan
from register.rules.visits import explained, reactive_from
from ui.dates import day, moment

LEVEL_COLOURS = {"low": "green", "medium": "yellow", "high": "orange", "very_high": "red", "": "grey"}
OUTCOME_COLOURS = {"seen": "green", "not_at_home": "yellow", "refused": "red", "address_doubtful": "orange"}
ACTION_COLOURS = {"open": "blue", "done": "green", "dropped": "grey"}
RISKS_SHOWN, MANAGERS_SHOWN, ADDRESSES_SHOWN, PLANS_SHOWN, ACTIONS_SHOWN = 10, 10, 5, 10, 20


@dataclass(frozen=True, slots=True)
class LevelLine:
    """One decision about the level of risk."""

    level: str
    colour: str
    said: str
    why: str


@dataclass(frozen=True, slots=True)
class VisitLine:
    """One visit that was made or tried."""

    reference: str
    title: str
    outcome: str
    colour: str
    rows: tuple[tuple[str, str], ...]
    by: str
    is_withdrawn: bool
    why_withdrawn: str


@dataclass(frozen=True, slots=True)
class Managed:
    """Everything about the management of one registration but its visits, which stand on pages of their own."""

    status: str
    force: str
    manager: str
    is_unowned: bool
    managers: tuple[str, ...]
    level: str
    colour: str
    is_reactive: bool
    levels: tuple[LevelLine, ...]
    request: LevelLine | None
    has_asked: bool
    next_visit: str
    is_overdue: bool
    why: str
    planned: str
    plan_note: str
    reactive_from: str
    is_ended: bool
    addresses: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PlanLine:
    """One version of the plan."""

    title: str
    status: str
    said: str
    rows: tuple[tuple[str, str], ...]
    is_mine: bool


@dataclass(frozen=True, slots=True)
class ActionLine:
    """One action of the plan."""

    reference: str
    what: str
    owner: str
    due: str
    status: str
    colour: str
    outcome: str
    is_open: bool


@dataclass(frozen=True, slots=True)
class PlanPage:
    """The plan by which the risk is managed: the version in force, the one that waits, older ones, and the actions."""

    due: str
    is_overdue: bool
    why: str
    current: PlanLine | None
    waiting: PlanLine | None
    past: tuple[str, ...]
    actions: tuple[ActionLine, ...]


def plan_page(registration: Registration, guard: Guard, *, on: date) -> PlanPage:
    """The plan for the actor of the guard: a fixed number of queries."""
    clock = plan_clock_of(registration)
    rows = RiskPlan.objects.filter(registration=registration).select_related("written_by", "answered_by")
    plans = list(rows[:PLANS_SHOWN])
    of_status = {each.status: _plan(each, guard) for each in reversed(plans)}
    shown = (RiskPlan.Status.IN_FORCE, RiskPlan.Status.AWAITING_APPROVAL)
    actions = PlanAction.objects.filter(registration=registration).select_related("owner")
    return PlanPage(
        due=day(clock.due_on),
        is_overdue=clock.due_on < on,
        why=explained_plan(clock),
        current=of_status.get(RiskPlan.Status.IN_FORCE),
        waiting=of_status.get(RiskPlan.Status.AWAITING_APPROVAL),
        past=tuple(_past(each, guard) for each in plans if each.status not in shown),
        actions=tuple(_action(each, guard, on) for each in [*actions.open()[:ACTIONS_SHOWN], *_closed(actions)]),
    )


def managed(registration: Registration, guard: Guard, *, on: date) -> Managed:
    """How somebody is managed, for the actor of the guard: a fixed number of queries."""
    clock, levels = clock_of(registration), levels_of(registration)
    request = RiskLowering.objects.waiting().filter(registration=registration).select_related("asked_by").first()
    planned = Visit.objects.planned().filter(registration=registration).select_related("officer").first()
    possible_on = reactive_from(levels)
    is_ended = not Registration.objects.live().filter(pk=registration.pk).exists()
    return Managed(
        status=registration.get_status_display(),
        force=registration.managing_force.name,
        manager=registration.offender_manager.name if registration.offender_manager else "",
        is_unowned=Registration.objects.filter(without_a_manager(on=on), pk=registration.pk).exists(),
        managers=tuple(_managers(registration, guard)),
        level=level_in_words(registration.management_level),
        colour=LEVEL_COLOURS[registration.management_level],
        is_reactive=registration.is_reactive,
        levels=tuple(_levels(registration, guard)),
        request=_request(request, guard) if request else None,
        has_asked=request is not None and request.asked_by_id == guard.actor.user_id,
        next_visit=day(clock.next_on),
        is_overdue=clock.next_on < on and not is_ended,
        why=explained(clock),
        planned=_planned(planned),
        plan_note=guard.free_text(planned.plan_note) if planned else "",
        reactive_from=day(possible_on) if possible_on else "",
        is_ended=is_ended,
        addresses=tuple(_addresses(registration, guard, on)),
    )


def guard_for(registration: Registration, actor: Actor) -> Guard:
    """The guard over the person managed and everybody they are paired with."""
    return guard_of([registration.person_id], actor=actor)


def visit_line(visit: Visit, guard: Guard) -> VisitLine:
    """One visit, with its texts as this reader may read them. Its status changes are read already."""
    said = (
        ("Who was there", visit.present),
        ("Living circumstances", visit.circumstances),
        ("Concerns", visit.concerns),
        ("What follows", visit.follow_up),
    )
    changes = [each for each in visit.status_changes.all() if each.to_status == Visit.Status.WITHDRAWN]
    return VisitLine(
        reference=visit.reference,
        title=moment(visit.visited_at) if visit.visited_at else "",
        outcome=visit.get_outcome_display(),
        colour=OUTCOME_COLOURS.get(visit.outcome, "grey"),
        rows=(
            ("Where", f"{visit.get_place_display()}, {'unannounced' if visit.is_unannounced else 'announced'}"),
            *((label, guard.free_text(text)) for label, text in said if text),
        ),
        by=f"{visit.recorded_by.name}, {visit.force.name}" if visit.recorded_by else visit.force.name,
        is_withdrawn=visit.status == Visit.Status.WITHDRAWN,
        why_withdrawn=guard.free_text(changes[-1].why) if changes else "",
    )


def _plan(plan: RiskPlan, guard: Guard) -> PlanLine:
    texts = (
        ("What could happen", plan.risks),
        ("What protects", plan.protection),
        ("How it is managed", plan.strategy),
    )
    return PlanLine(
        title=f"Version {plan.number}, {plan.get_mappa_level_display()}",
        status=plan.get_status_display(),
        said=_said_of(plan),
        rows=tuple((label, guard.free_text(text)) for label, text in texts if text),
        is_mine=plan.written_by_id == guard.actor.user_id,
    )


def _said_of(plan: RiskPlan) -> str:
    written = f"Written by {plan.written_by.name} on {day(plan.written_at)}"
    if plan.answered_by is None or plan.answered_at is None:
        return written
    verdict = "not approved" if plan.status == RiskPlan.Status.NOT_APPROVED else "approved"
    return f"{written}; {verdict} by {plan.answered_by.name} on {day(plan.answered_at)}"


def _past(plan: RiskPlan, guard: Guard) -> str:
    why = f": {guard.free_text(plan.answer_reason)}" if plan.status == RiskPlan.Status.NOT_APPROVED else ""
    return f"Version {plan.number}, {plan.get_status_display().lower()}. {_said_of(plan)}{why}"


def _closed(actions: QuerySet[PlanAction]) -> Iterable[PlanAction]:
    return actions.exclude(status=PlanAction.Status.OPEN).order_by("-closed_at")[:ACTIONS_SHOWN]


def _action(row: PlanAction, guard: Guard, on: date) -> ActionLine:
    is_open = row.status == PlanAction.Status.OPEN
    is_overdue = is_open and row.due_on < on
    return ActionLine(
        reference=row.reference,
        what=guard.free_text(row.measure),
        owner=row.owner.name if row.owner else "The team’s queue",
        due=day(row.due_on),
        status="Overdue" if is_overdue else row.get_status_display(),
        colour="red" if is_overdue else ACTION_COLOURS[row.status],
        outcome=guard.free_text(row.outcome),
        is_open=is_open,
    )


def level_in_words(level: str) -> str:
    """ "High risk", or that nobody has set it."""
    names = dict(Registration._meta.get_field("management_level").flatchoices)
    return f"{names[level]} risk" if level else "Level of risk not set"


def _managers(registration: Registration, guard: Guard) -> Iterable[str]:
    rows = ManagerAssignment.objects.filter(registration=registration).select_related("manager", "force", "assigned_by")
    for row in rows[:MANAGERS_SHOWN]:
        who = row.manager.name if row.manager else "The team’s queue"
        by = f" by {row.assigned_by.name}" if row.assigned_by else ""
        yield f"{who}, {row.force.name}, since {day(row.assigned_at)}{by}: {guard.free_text(row.why)}"


def _levels(registration: Registration, guard: Guard) -> Iterable[LevelLine]:
    rows = ManagementRisk.objects.filter(registration=registration).select_related("decided_by", "asked_by")
    for row in rows[:RISKS_SHOWN]:
        asked = f"; asked for by {row.asked_by.name}" if row.asked_by else ""
        said = f"{day(row.decided_on)}, {row.decided_by.name}{asked}"
        yield LevelLine(_asked(row), LEVEL_COLOURS[row.level], said, guard.free_text(row.why))


def _request(request: RiskLowering, guard: Guard) -> LevelLine:
    said = f"{request.asked_by.name} on {day(request.asked_at)}"
    return LevelLine(_asked(request), LEVEL_COLOURS[request.level], said, guard.free_text(request.why))


def _asked(row: ManagementRisk | RiskLowering) -> str:
    return f"{level_in_words(row.level)}, no planned visits" if row.is_reactive else level_in_words(row.level)


def _planned(visit: Visit | None) -> str:
    if visit is None or visit.planned_on is None:
        return ""
    return f"{day(visit.planned_on)}, {visit.officer.name}" if visit.officer else day(visit.planned_on)


def _addresses(registration: Registration, guard: Guard, on: date) -> Iterable[str]:
    rows = Address.objects.filter(Q(ends_on__isnull=True) | Q(ends_on__gt=on), person=registration.person_id)
    for address in rows.order_by("-pk")[:ADDRESSES_SHOWN]:
        yield f"{address.get_kind_display()}: {may_show(address, actor=guard.actor, guard=guard).text}"
