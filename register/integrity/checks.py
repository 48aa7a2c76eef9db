"""The registry of integrity checks, and those of the register itself.

A check is a sentence that must be true, and the rows for which it is not. Casework adds its own (`cases/integrity.py`);
whoever builds a part with a clock or an owner adds one to `CHECKS` and a planted fault to its test.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

import structlog
from django.db.models import CharField, Exists, OuterRef, Q, QuerySet
from django.db.models.functions import Cast, Coalesce
from django.utils import timezone

from accounts import absence
from accounts.actor import Actor
from audit.models import Event
from register import policies
from register.duties.checking import CHECKS as STORED_DATES
from register.models import (
    Alert,
    Countersignature,
    Handover,
    LegalHold,
    ManagementTransfer,
    Match,
    NotificationDuty,
    Outbox,
    Person,
    PlanAction,
    ProtectiveOrder,
    Registration,
    Task,
    UnroutedAlert,
    Watch,
)
from register.readers import Readers

SWEPT_WITHIN = timedelta(minutes=30)
"""What the background worker does every minute or five is late after this."""
MOST = 1000

log = structlog.get_logger(__name__)


class Severity(StrEnum):
    """How soon somebody must act."""

    SAFETY = "safety"
    LAW = "law"
    WORK = "work"


@dataclass(frozen=True, slots=True)
class Found:
    """One row for which a check's sentence is not true: `what` names its kind, `number` is its key among that kind.
    `argument` is the reference in the address of its page."""

    what: str
    number: int
    force_id: int | None
    reference: str
    argument: str = ""


@dataclass(frozen=True, slots=True)
class Check:
    """One sentence that must be true. `find` gives where it is not, by a query that an index bounds; `readers` say who
    may learn of what it found, or are `NOBODYS` where that is about no person; `page` and `permission` lead to where it
    is put right."""

    code: str
    sentence: str
    severity: Severity
    remedy: str
    find: Callable[[datetime], Iterable[Found]]
    readers: Readers | None
    page: str = ""
    permission: str = ""


NOBODYS: Readers | None = None
"""Readers of what is found of the service itself: numbers of ours that lead to nobody's record."""


def rows(
    query: QuerySet[Any], *, force: str, reference: str = "reference", argument: str = ""
) -> Iterable[Found]:  # fmt: skip
    """What a query finds, one more than a check may give at the most, oldest row first."""
    names = ["pk", force, reference, argument or reference]
    for number, force_id, name, place in query.order_by("pk").values_list(*names)[: MOST + 1]:
        yield Found(query.model._meta.model_name or "", number, force_id, str(name), str(place) if argument else "")


def _gone(owner: str, at: datetime) -> Q:
    """Rows whose owner is not in post: they cannot sign in, or hold no role."""
    posted = absence.in_post(on=timezone.localdate(at)).filter(pk=OuterRef(owner))
    return Q(**{f"{owner}__isnull": False}) & ~Q(Exists(posted))


def _tasks_of_leavers(at: datetime) -> Iterable[Found]:
    return rows(Task.objects.open().filter(_gone("owner", at)), force="force", argument="reference")


def _tasks_of_disposed(at: datetime) -> Iterable[Found]:
    return rows(Task.objects.open().filter(person__disposed_at__isnull=False), force="force", argument="reference")


def _holds_that_stay(at: datetime) -> Iterable[Found]:
    late = timezone.localdate(at - SWEPT_WITHIN)
    return rows(Task.objects.back_from_hold(on=late - timedelta(days=1)), force="force", argument="reference")


def _managers_gone(at: datetime) -> Iterable[Found]:
    gone = Registration.objects.managed().filter(_gone("offender_manager", at))
    return rows(gone, force="managing_force", reference="person__reference", argument="person__reference")


def _plan_owners_gone(at: datetime) -> Iterable[Found]:
    gone = PlanAction.objects.open().filter(_gone("owner", at))
    return rows(
        gone, force="registration__managing_force", reference="pk", argument="registration__person__reference"
    )  # fmt: skip


def _orders_past_their_end(at: datetime) -> Iterable[Found]:
    """The sweep ends an order within minutes of its last day."""
    today = timezone.localdate(at - SWEPT_WITHIN)
    past = ProtectiveOrder.objects.filter(next_check_on__isnull=False, ends_on__lt=today)
    return rows(past, force="force", reference="pk", argument="person__reference")


def _alerts_past_their_clock(at: datetime) -> Iterable[Found]:
    return rows(Alert.objects.overdue(at=at), force="to_force", argument="reference")


def _national_queue_past_its_clock(at: datetime) -> Iterable[Found]:
    return rows(UnroutedAlert.objects.overdue(at=at), force="from_force", argument="reference")


def _transfers_past_their_clock(at: datetime) -> Iterable[Found]:
    late = ManagementTransfer.objects.filter(status=ManagementTransfer.Status.OFFERED, due_at__lt=at)
    return rows(late, force="to_force", argument="reference")


def _matches_past_their_clock(at: datetime) -> Iterable[Found]:
    return rows(Match.objects.overdue(at=at), force="force_one", argument="reference")


def _twice_told(at: datetime) -> Iterable[Found]:
    """Open alerts of one kind to one force about one human being whose records were joined."""
    group = Coalesce("person__lead", "person")
    others = Alert.objects.open().annotate(group=group).filter(
        kind=OuterRef("kind"), to_force=OuterRef("to_force"), group=OuterRef("group"), pk__lt=OuterRef("pk")
    ).exclude(person=OuterRef("person"))  # fmt: skip
    return rows(
        Alert.objects.open().annotate(group=group).filter(Exists(others)), force="to_force", argument="reference"
    )  # fmt: skip


def _twice_registered(at: datetime) -> Iterable[Found]:
    """Joined records with two live registrations of one regime: the forces have not agreed who manages."""
    group = Coalesce("person__lead", "person")
    others = Registration.objects.live().annotate(group=group).filter(
        group=OuterRef("group"), regime=OuterRef("regime"), pk__lt=OuterRef("pk")
    )  # fmt: skip
    joined = Registration.objects.live().annotate(group=group).filter(Exists(others))
    return rows(joined, force="managing_force", reference="person__reference", argument="person__reference")


def _registrations_past_their_end(at: datetime) -> Iterable[Found]:
    today = timezone.localdate(at)
    past = Registration.objects.live().filter(ends_on__lt=today - timedelta(days=1), is_indefinite=False)
    return rows(past, force="managing_force", reference="person__reference", argument="person__reference")


def _duties_nobody_was_told_of(at: datetime) -> Iterable[Found]:
    yesterday = timezone.localdate(at - SWEPT_WITHIN)
    untold = NotificationDuty.objects.overdue(on=yesterday).filter(overdue_noted_at__isnull=True)
    return rows(
        untold, force="registration__managing_force", reference="pk", argument="registration__person__reference"
    )  # fmt: skip


def _stuck(at: datetime) -> Iterable[Found]:
    waiting = Outbox.objects.due(at=at - SWEPT_WITHIN).order_by()
    parked = Outbox.objects.filter(parked_at__isnull=False, done_at__isnull=True)
    for row in (*waiting[: MOST + 1], *parked[: MOST + 1]):
        yield Found("outbox", row.pk, None, f"{row.kind} {row.pk}")


def _reminders_that_stopped(at: datetime) -> Iterable[Found]:
    """The chain is looked at every minute: a step that is a day late says that nobody is reminded of anything."""
    late = Watch.objects.due(on=timezone.localdate(at - SWEPT_WITHIN) - timedelta(days=1))
    named = late.annotate(name=Cast("number", CharField()))
    return rows(named, force="force", reference="name")


def _questions_unanswered(at: datetime) -> Iterable[Found]:
    late = Countersignature.objects.filter(is_agreed__isnull=True, task__due_on__lt=timezone.localdate(at))
    return rows(late, force="task__force", argument="task__reference")


def _work_not_brought_back(at: datetime) -> Iterable[Found]:
    """Their owner is at work again for a day, and what went for their leave was not looked at."""
    today = timezone.localdate(at)
    over = Q(leave__ends_on__lt=today - timedelta(days=1)) | Q(leave__withdrawn_at__lt=at - timedelta(days=1))
    waiting = Handover.objects.filter(over, leave__isnull=False, settled_at__isnull=True)
    return rows(waiting.filter(user__in=absence.at_work(on=today).values("pk")), force="force", reference="pk")


def _holds_not_reviewed(at: datetime) -> Iterable[Found]:
    late = LegalHold.objects.standing().filter(review_on__lt=timezone.localdate(at))
    return rows(late, force="force", argument="person__reference")


def _restricted_without_reason(at: datetime) -> Iterable[Found]:
    """A record is restricted by an act whose reason stands in the log, or by nobody who answers for it."""
    acts = Event.objects.filter(code="person.restricted", object_ref=OuterRef("reference"))
    return rows(Person.objects.filter(is_restricted=True).exclude(Exists(acts)), force="owner_force")


def _led_by_a_led_record(at: datetime) -> Iterable[Found]:
    """Joined records stand under one lead, which stands under nobody."""
    return rows(Person.objects.filter(lead__lead__isnull=False), force="owner_force")


def _stored_dates(at: datetime) -> Iterable[Found]:
    """Every stored day is computed again from the facts. The log says which columns differ."""
    for name, check in STORED_DATES.items():
        for each in check():
            log.error("stored_date_differs", code=f"{name}: {', '.join(each.fields)}", count=each.number)
            yield Found(each.what, each.number, None, f"{each.what} {each.number}")


_PERSON = ("person",)
_ORDERS = Readers(ProtectiveOrder, policies.SEE_ORDER, _PERSON)
_ALERTS = Readers(Alert, policies.SEE_ALERTS, ("person", "match__one", "match__other"))
_UNROUTED = Readers(UnroutedAlert, policies.SEE_UNROUTED, _PERSON)
_TRANSFERS = Readers(ManagementTransfer, policies.SEE_TRANSFERS, _PERSON)
_DUTIES = Readers(NotificationDuty, policies.SEE_NOTIFICATIONS, ("registration__person",), of="registration")
_REGISTRATIONS = Readers(Registration, policies.SEE_PERSON, _PERSON, of="person")
_MANAGED = Readers(Registration, policies.SEE_MANAGEMENT, _PERSON)
_TASKS = Readers(Task, policies.SEE_TASKS, _PERSON)
_PLAN_ACTIONS = Readers(PlanAction, policies.SEE_PLAN_ACTIONS, _PERSON)
_MATCHES = Readers(Match, policies.SEE_MATCHES, ("one", "other"))
_QUESTIONS = Readers(Countersignature, policies.SEE_TASKS, ("task__person",), of="task")
_HOLDS = Readers(LegalHold, policies.SEE_RETENTION, _PERSON, of="person")
_PEOPLE = Readers(Person, policies.SEE_PERSON, ("pk",))
SEE_PERSON, SEE_TASK = "person.see", "task.see"
CHECKS: list[Check] = [
    Check("order_past_its_end", "An order ends on its last day.", Severity.SAFETY,
          "See that the sweep of orders runs, then open the order and record its end.", _orders_past_their_end, _ORDERS,
          "person-record", SEE_PERSON),
    Check("alert_past_its_clock", "An alert between forces is answered by its clock.", Severity.SAFETY,
          "Answer the alert.", _alerts_past_their_clock, _ALERTS, "alert", "alert.see"),
    Check("national_queue_past_its_clock", "What reached nobody is settled by its clock.", Severity.SAFETY,
          "Find out which force looks after the person, and tell the national desk.", _national_queue_past_its_clock,
          _UNROUTED, "national-alert", "unrouted.see"),
    Check("transfer_past_its_clock", "An offer to hand somebody over is answered by its clock.", Severity.SAFETY,
          "Answer the offer, or take it back.", _transfers_past_their_clock, _TRANSFERS, "transfer", "transfer.see"),
    Check("outbox_stuck", "What an act asks of the background worker is done.", Severity.SAFETY,
          "See that the worker runs. A parked row is mended by whoever runs the service.", _stuck, NOBODYS),
    Check("reminders_stopped", "The chain of reminders is looked at every day.", Severity.SAFETY,
          "See that the worker and the beat run.", _reminders_that_stopped, NOBODYS),
    Check("duty_nobody_was_told_of", "A notification that was not made in time has a task.", Severity.LAW,
          "See that the sweep of duties runs, then open the notifications.", _duties_nobody_was_told_of, _DUTIES,
          "person-notifications", "notification.see"),
    Check("stored_date_differs", "Every stored day is what the facts give.", Severity.LAW,
          "Run manage.py compute_duties, and tell whoever looks after the rules.", _stored_dates, NOBODYS),
    Check("registration_past_its_end", "A registration ends with its last day.", Severity.LAW,
          "Decide how it ended.", _registrations_past_their_end, _REGISTRATIONS, "registration", SEE_PERSON),
    Check("registered_twice", "One person has one live registration of a regime.", Severity.LAW,
          "Agree with the other force who manages the person, and end one.", _twice_registered, _REGISTRATIONS,
          "registration", SEE_PERSON),
    Check("manager_gone", "Whoever manages a registered person works in the force.", Severity.WORK,
          "Name a manager.", _managers_gone, _MANAGED, "management", "management.see"),
    Check("task_owner_gone", "Whoever has a task works in the force.", Severity.WORK, "Give the task to somebody.",
          _tasks_of_leavers, _TASKS, "task", SEE_TASK),
    Check("plan_action_owner_gone", "Whoever has an action of a plan works in the force.", Severity.WORK,
          "Give the action to somebody.", _plan_owners_gone, _PLAN_ACTIONS, "management", "management.see"),
    Check("task_on_disposed_record", "No task is open about a record that was disposed of.", Severity.WORK,
          "Close the task: there is nobody to act on.", _tasks_of_disposed, _TASKS, "task", SEE_TASK),
    Check("hold_that_stays", "A task on hold comes back on its day.", Severity.WORK,
          "See that the worker runs, then bring the task back.", _holds_that_stay, _TASKS, "task", SEE_TASK),
    Check("alerted_twice", "A force is told once of one thing about one person.", Severity.WORK,
          "Answer one of the alerts, and say in the other that it is the same.", _twice_told, _ALERTS, "alert",
          "alert.see"),
    Check("match_past_its_clock", "A match is decided by its clock.", Severity.WORK, "Decide the match.",
          _matches_past_their_clock, _MATCHES, "match", "match.see"),
    Check("countersignature_unanswered", "A second person answers by the day.", Severity.WORK, "Answer the question.",
          _questions_unanswered, _QUESTIONS, "task", SEE_TASK),
    Check("work_not_brought_back", "Work comes back with whoever was on leave.", Severity.WORK,
          "See that the worker runs.", _work_not_brought_back, NOBODYS),
    Check("legal_hold_not_reviewed", "A legal hold is reviewed by its day.", Severity.LAW,
          "Review the hold, or lift it.", _holds_not_reviewed, _HOLDS, "retention", "retention.see"),
    Check("restricted_without_reason", "A record is restricted by an act that says why.", Severity.LAW,
          "Professional standards find out who restricted it, and restrict or open it by an act.",
          _restricted_without_reason, _PEOPLE),
    Check("lead_under_a_lead", "Joined records stand under one lead.", Severity.WORK,
          "Take the records apart and join them again.", _led_by_a_led_record, _PEOPLE),
]  # fmt: skip


def check_of(code: str) -> Check | None:
    """The check of this code, or None where it is no longer made."""
    return next((check for check in CHECKS if check.code == code), None)


def _findings_known(actor: Actor) -> Q:
    """What was found of which the actor may learn. What a check found that is made no longer shows nothing."""
    known = Q(pk__in=[])
    for readers in dict.fromkeys(check.readers for check in CHECKS):
        of_these = Q(check_code__in=[check.code for check in CHECKS if check.readers == readers])
        known |= of_these & (Q(Exists(readers.rows(actor).filter(pk=OuterRef("number")))) if readers else Q())
    return known


policies.finding_limits.append(_findings_known)
