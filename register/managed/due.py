"""What is due in managing registered people, read from stored columns: for lists of what somebody has to do."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from accounts.actor import Actor
from register import policies
from register.managed.managers import without_a_manager
from register.models import ManagementTransfer, PlanAction, Registration, RiskLowering, RiskPlan

LOOK_AHEAD_DAYS = 28


@dataclass(frozen=True, slots=True)
class ManagedDue:
    """One thing that is due under a registration: what, by which day, and the name of the page where it is done (its
    address takes the reference of the person)."""

    registration: Registration
    title: str
    due_on: date
    page: str


def due_of(registration: Registration) -> list[ManagedDue]:
    """What is due next under one registration, soonest first. Nothing once it has ended; never nothing before."""
    return sorted((each(registration) for each in KINDS), key=lambda each: each.due_on)


def due_by(actor: Actor, until: date, *, is_mine: bool, most: int) -> list[ManagedDue]:
    """What is due up to a day under the registrations of the actor's force, or those they manage themselves: the `most`
    soonest ones, in one query for each kind."""
    rows = managed_for(actor).select_related("person")
    if is_mine:
        rows = rows.filter(offender_manager=actor.user_id)
    found = [
        KINDS_BY_FIELD[field](each)
        for field in KINDS_BY_FIELD
        for each in rows.filter(**{f"{field}__lte": until}).order_by(field, "pk")[:most]
    ]
    return sorted(found, key=lambda each: (each.due_on, each.registration.pk))[:most]


def managed_for(actor: Actor) -> QuerySet[Registration]:
    """The registrations whose people the actor's force visits and manages, as far as the actor may see them."""
    return policies.SEE_MANAGEMENT.rows(Registration.objects.managed(), actor)


def unowned_for(actor: Actor, *, on: date) -> QuerySet[Registration]:
    """Those that nobody manages who could, the one longest waiting for a visit first: the queue of the team."""
    return managed_for(actor).filter(without_a_manager(on=on)).order_by("next_visit_on", "pk")


def lowerings_for(actor: Actor) -> QuerySet[RiskLowering]:
    """Requests for a lower level that wait for a supervisor, oldest first."""
    return RiskLowering.objects.waiting().filter(registration__in=managed_for(actor)).order_by("asked_at", "pk")


def with_overdue_actions_for(actor: Actor, *, on: date) -> QuerySet[Registration]:
    """Those under whose plan something is overdue."""
    return managed_for(actor).filter(_has_overdue_action(on)).order_by("next_visit_on", "pk")


def plans_waiting_for(actor: Actor) -> QuerySet[RiskPlan]:
    """Plans that wait for a supervisor, oldest first."""
    waiting = RiskPlan.objects.filter(status=RiskPlan.Status.AWAITING_APPROVAL)
    return waiting.filter(registration__in=managed_for(actor)).order_by("written_at", "pk")


def transfers_for(actor: Actor) -> QuerySet[ManagementTransfer]:
    """Offers to hand somebody over that wait for an answer, from or to the force, the one due first."""
    return ManagementTransfer.objects.visible_to(actor).open().order_by("due_at", "pk")


def counts_for(actor: Actor, *, on: date, until: date) -> dict[str, int]:
    """How many registrations are in each list of the team: one query."""
    counted: dict[str, int] = managed_for(actor).aggregate(
        overdue=Count("pk", filter=Q(next_visit_on__lt=on)),
        due=Count("pk", filter=Q(next_visit_on__gte=on, next_visit_on__lte=until)),
        plans=Count("pk", filter=Q(plan_due_on__lte=until)),
        actions=Count("pk", filter=_has_overdue_action(on)),
        unowned=Count("pk", filter=without_a_manager(on=on)),
        everybody=Count("pk"),
    )
    return counted


def by_plan(rows: QuerySet[Registration]) -> QuerySet[Registration]:
    """The plan that is longest overdue first."""
    return rows.order_by("plan_due_on", "pk")


def by_next_visit(rows: QuerySet[Registration]) -> QuerySet[Registration]:
    """The longest overdue first."""
    return rows.order_by("next_visit_on", "pk")


def _has_overdue_action(on: date) -> Q:
    return Q(Exists(PlanAction.objects.overdue(on=on).filter(registration=OuterRef("pk"))))


def _visit(registration: Registration) -> ManagedDue:
    title = "Review reactive management" if registration.is_reactive else "Visit"
    return ManagedDue(registration, title, registration.next_visit_on, "management")


def _plan(registration: Registration) -> ManagedDue:
    return ManagedDue(registration, "Risk management plan", registration.plan_due_on, "management")


KINDS_BY_FIELD: dict[str, Callable[[Registration], ManagedDue]] = {"next_visit_on": _visit, "plan_due_on": _plan}
KINDS = tuple(KINDS_BY_FIELD.values())
