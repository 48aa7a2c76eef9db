"""The register's own sources: notifications, visits, plans, reviews, ends of orders, tasks.

What is added to `SOURCES` is in the list, the counts, the calendar and the API.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db.models import Case, Exists, OuterRef, Q, QuerySet, When
from django.db.models.functions import TruncDate

from accounts.actor import Actor
from register import policies
from register.agenda.items import Item, Source, Step, Whose
from register.models import (
    Breach,
    IndefiniteReview,
    ManagementTransfer,
    NotificationDuty,
    Person,
    PlanAction,
    ProtectiveOrder,
    Registration,
    RetentionClock,
    Task,
)
from register.rules.orders import ORDER_KINDS

SEE = policies.SEE_DUTIES.permission
SEE_NOTIFICATIONS = policies.SEE_NOTIFICATIONS.permission


def open_record(person: Person) -> Step:
    return Step("o", "Open the person", "person-record", (person.reference,), policies.SEE_PERSON.permission)


def managed(actor: Actor, whose: Whose, path: str = "") -> Q:
    """Rows under registrations, found along `path`, that the actor's force manages, by whose they are."""
    rows = Q(**{f"{path}managing_force": actor.force_id})
    if whose is Whose.MINE:
        return rows & Q(**{f"{path}offender_manager": actor.user_id})
    return rows & Q(**{f"{path}offender_manager__isnull": True}) if whose is Whose.UNASSIGNED else rows


def manager_of(registration: Registration) -> str:
    return registration.offender_manager.name if registration.offender_manager else ""


def _notifications(actor: Actor, whose: Whose, on: date) -> QuerySet[NotificationDuty]:
    rows = NotificationDuty.objects.visible_to(actor).open().filter(managed(actor, whose, "registration__"))
    return rows.select_related("registration__person", "registration__offender_manager")


def _notification(duty: NotificationDuty) -> Item:
    person, may_take = duty.registration.person, policies.TAKE_NOTIFICATION.permission
    return Item(
        source="notification", number=duty.pk, kind="Notification", title=_to_notify(duty),
        why=duty.explanation, due_on=_day(duty.due_on), owner=manager_of(duty.registration), person=person,
        steps=(
            Step("t", "Take notification", "take-notification", (person.reference,), may_take),
            Step("n", "Notifications", "person-notifications", (person.reference,), SEE_NOTIFICATIONS),
            open_record(person),
        ),
    )  # fmt: skip


def _to_notify(duty: NotificationDuty) -> str:
    what = duty.get_kind_display()
    return what if "notification" in what else f"To notify: {what[0].lower()}{what[1:]}"


def _breaches(actor: Actor, whose: Whose, on: date) -> QuerySet[Breach]:
    """Failures on which nobody has decided. They wait from the day on which they were opened."""
    rows = Breach.objects.visible_to(actor).undecided().filter(managed(actor, whose, "registration__"))
    rows = rows.annotate(opened_on=TruncDate("opened_at"))
    return rows.select_related("registration__person", "registration__offender_manager")


def _breach(breach: Breach) -> Item:
    person, may = breach.registration.person, policies.READ_NOTIFICATION.permission
    return Item(
        source="breach", number=breach.pk, kind="Failure to notify", title="Decide on a failure to notify",
        why=f"{breach.get_kind_display()}. Nobody has decided on it.",
        due_on=breach.opened_on, owner=manager_of(breach.registration), person=person,  # type: ignore[attr-defined]
        steps=(Step("d", "Read and decide", "breach", (breach.reference,), may), open_record(person)),
    )  # fmt: skip


def _visits(actor: Actor, whose: Whose, on: date) -> QuerySet[Registration]:
    rows = policies.SEE_MANAGEMENT.rows(Registration.objects.managed(), actor).filter(managed(actor, whose))
    return rows.select_related("person", "offender_manager")


def _visit(registration: Registration) -> Item:
    person = registration.person
    title = "Review of management without planned visits" if registration.is_reactive else "Visit"
    level = registration.get_management_level_display()
    return Item(
        source="visit", number=registration.pk, kind="Visit", title=title,
        why=f"{level} risk of serious harm." if level else "The level of risk is not set.",
        due_on=registration.next_visit_on, owner=manager_of(registration), person=person,
        steps=(
            Step("v", "Record a visit", "record-visit", (person.reference,), policies.WORK_MANAGEMENT.permission),
            Step("m", "Management", "management", (person.reference,), policies.SEE_MANAGEMENT.permission),
            open_record(person),
        ),
    )  # fmt: skip


def _plans(actor: Actor, whose: Whose, on: date) -> QuerySet[Registration]:
    return _visits(actor, whose, on)


def _plan(registration: Registration) -> Item:
    person = registration.person
    return Item(
        source="plan", number=registration.pk, kind="Plan", title="Risk management plan",
        why="The plan is to be written, or looked at again.", due_on=registration.plan_due_on,
        owner=manager_of(registration), person=person,
        steps=(
            Step("p", "Write the plan", "write-plan", (person.reference,), policies.WORK_MANAGEMENT.permission),
            Step("m", "Management", "management", (person.reference,), policies.SEE_MANAGEMENT.permission),
            open_record(person),
        ),
    )  # fmt: skip


def _plan_actions(actor: Actor, whose: Whose, on: date) -> QuerySet[PlanAction]:
    """Actions of plans: their owner does them, whoever manages the person."""
    rows = PlanAction.objects.visible_to(actor).open().filter(registration__managing_force=actor.force_id)
    if whose is Whose.MINE:
        rows = rows.filter(owner=actor.user_id)
    elif whose is Whose.UNASSIGNED:
        rows = rows.filter(owner__isnull=True)
    return rows.select_related("person", "owner")


def _plan_action(act: PlanAction) -> Item:
    person, may = act.person, policies.WORK_MANAGEMENT.permission
    return Item(
        source="plan_action", number=act.pk, kind="Action of a plan", title="Action of the risk management plan",
        why=f"{act.reference}. What is to be done stands with the plan.", due_on=act.due_on,
        owner=act.owner.name if act.owner else "", person=person,
        steps=(
            Step("d", "Close the action", "close-plan-action", (person.reference, act.reference), may),
            Step("m", "Management", "management", (person.reference,), policies.SEE_MANAGEMENT.permission),
            open_record(person),
        ),
    )  # fmt: skip


def _reviews(actor: Actor, whose: Whose, on: date) -> QuerySet[Registration]:
    rows = Registration.objects.visible_to(actor).live().filter(managed(actor, whose))
    return rows.select_related("person", "offender_manager")


def _review(registration: Registration) -> Item:
    return Item(
        source="review", number=registration.pk, kind="Review", title="Review of the registration",
        why=f"{registration.get_status_display()} since the last review or decision.",
        due_on=registration.next_review_on, owner=manager_of(registration), person=registration.person,
        steps=(open_record(registration.person),),
    )  # fmt: skip


def _orders(actor: Actor, whose: Whose, on: date) -> QuerySet[ProtectiveOrder]:
    """Orders of the force that end. They are theirs who manage the person bound by them."""
    rows = ProtectiveOrder.objects.visible_to(actor).in_force(on=on).filter(force=actor.force_id, ends_on__isnull=False)
    return _of_managers(rows, actor, whose).select_related("person")


def _of_managers(rows: QuerySet[Any], actor: Actor, whose: Whose) -> QuerySet[Any]:
    """Rows about people, who are theirs who manage them: one's own, all, or those of people whom nobody manages."""
    managed_people = Registration.objects.live().filter(person=OuterRef("person"), offender_manager__isnull=False)
    if whose is Whose.MINE:
        return rows.filter(Exists(managed_people.filter(offender_manager=actor.user_id)))
    return rows.exclude(Exists(managed_people)) if whose is Whose.UNASSIGNED else rows


def _order(order: ProtectiveOrder) -> Item:
    kind = ORDER_KINDS.get(order.kind)
    return Item(
        source="order", number=order.pk, kind="Order", title=f"{kind.title if kind else order.kind} ends",
        why="Its last day. Renew it, or plan for the day after.", due_on=_day(order.ends_on), owner="",
        person=order.person,
        steps=(
            Step("r", "Read the order", "order", (order.person.reference, order.pk), policies.SEE_ORDER.permission),
            open_record(order.person),
        ),
    )  # fmt: skip


def _retention(actor: Actor, whose: Whose, on: date) -> QuerySet[RetentionClock]:
    rows = RetentionClock.objects.visible_to(actor).filter(force=actor.force_id)
    return _of_managers(rows, actor, whose).select_related("person")


def _retained(clock: RetentionClock) -> Item:
    person, may = clock.person, policies.REVIEW_RETENTION.permission
    return Item(
        source="retention", number=clock.pk, kind="Retention", title="Review whether the record is still needed",
        why=f"Review group {clock.group}.", due_on=clock.review_due_on, owner="", person=person,
        steps=(Step("r", "Review the record", "review-retention", (person.reference,), may), open_record(person)),
    )  # fmt: skip


def _transfers(actor: Actor, whose: Whose, on: date) -> QuerySet[ManagementTransfer]:
    """Offers of other forces that wait for an answer. Nobody here manages the person yet, so they are the team's."""
    rows = policies.SEE_TRANSFERS.rows(ManagementTransfer.objects.open().filter(to_force=actor.force_id), actor)
    rows = rows.annotate(answer_by=TruncDate("due_at"))
    return rows.none() if whose is Whose.MINE else rows.select_related("person", "from_force")


def _transfer(offer: ManagementTransfer) -> Item:
    return Item(
        source="transfer", number=offer.pk, kind="Transfer", title="Answer an offer to take a person over",
        why=f"{offer.from_force.name} stays responsible until you accept.",
        due_on=offer.answer_by, owner="", person=offer.person,  # type: ignore[attr-defined]
        steps=(
            Step("a", "Read and answer", "transfer", (offer.reference,), policies.SEE_TRANSFERS.permission),
            open_record(offer.person),
        ),
    )  # fmt: skip


def _applications(actor: Actor, whose: Whose, on: date) -> QuerySet[IndefiniteReview]:
    """Open applications to end indefinite notification, by their next step: acknowledge, then ask, then decide."""
    rows = IndefiniteReview.objects.filter(outcome="", registration__in=_reviews(actor, whose, on).values("pk"))
    is_acknowledged = Q(acknowledged_on__isnull=False)
    next_on = Case(
        When(is_acknowledged & Q(decision_due_on__isnull=False), then="decision_due_on"),
        default="acknowledgement_due_on",
    )
    return rows.annotate(next_on=next_on).select_related("registration__person", "registration__offender_manager")


def _application(review: IndefiniteReview) -> Item:
    person, may = review.registration.person, policies.DECIDE_REGISTRATION.permission
    what, slug = _next_step(review)
    return Item(
        source="indefinite", number=review.pk, kind="Review of a requirement", title=what,
        why="An application to end indefinite notification waits (Sexual Offences Act 2003 ss.91A–91F).",
        due_on=review.next_on, owner=manager_of(review.registration), person=person,  # type: ignore[attr-defined]
        steps=(
            Step("r", "Record it", "registration-step", (person.reference, slug), may),
            Step("g", "Registration", "registration", (person.reference,), policies.SEE_PERSON.permission),
            open_record(person),
        ),
    )  # fmt: skip


def _next_step(review: IndefiniteReview) -> tuple[str, str]:
    """What is to be done next on an application, and the page of it."""
    if review.acknowledged_on is None:
        return "Acknowledge an application in writing", "application-acknowledged"
    if review.information_asked_on is None:
        return "Ask the responsible bodies for information", "application-information"
    return "Decide on an application", "application-decided"


def _tasks(actor: Actor, whose: Whose, on: date) -> QuerySet[Task]:
    """One's own tasks, and those in the queues of one's teams."""
    rows = Task.objects.visible_to(actor).open().filter(force=actor.force_id)
    rows = rows.filter(owner=actor.user_id) if whose is Whose.MINE else rows.filter(team__in=actor.roles)
    if whose is Whose.UNASSIGNED:
        rows = rows.filter(owner__isnull=True)
    return rows.select_related("person", "owner")


def _task(task: Task) -> Item:
    steps = (Step("d", "Do the task", "task", (task.reference,), policies.SEE_TASKS.permission),)
    return Item(
        source="task", number=task.pk, kind="Task", title=task.title, why="", due_on=task.due_on,
        owner=task.owner.name if task.owner else "", person=task.person,
        steps=(*steps, open_record(task.person)) if task.person else steps,
    )  # fmt: skip


def _day(day: date | None) -> date:
    if day is None:
        raise ValueError("The list holds nothing without a day")
    return day


SOURCES: list[Source] = [
    Source("notification", "Notifications", SEE, "due_on", _notifications, _notification),
    Source("breach", "Failures to notify", policies.WORK_BREACH.permission, "opened_on", _breaches, _breach),
    Source("visit", "Visits", policies.SEE_MANAGEMENT.permission, "next_visit_on", _visits, _visit),
    Source("plan", "Plans", policies.SEE_MANAGEMENT.permission, "plan_due_on", _plans, _plan),
    Source(
        "plan_action", "Actions of plans", policies.SEE_PLAN_ACTIONS.permission, "due_on", _plan_actions, _plan_action
    ),
    Source("review", "Reviews of registrations", SEE, "next_review_on", _reviews, _review),
    Source(
        "indefinite",
        "Reviews of indefinite requirements",
        policies.DECIDE_REGISTRATION.permission,
        "next_on",
        _applications,
        _application,
    ),
    Source("transfer", "Transfers to answer", policies.ANSWER_TRANSFER.permission, "answer_by", _transfers, _transfer),
    Source("order", "Orders that end", SEE, "ends_on", _orders, _order),
    Source(
        "retention", "Reviews of records", policies.REVIEW_RETENTION.permission, "review_due_on", _retention, _retained
    ),
    Source("task", "Tasks", policies.SEE_TASKS.permission, "due_on", _tasks, _task),
]
