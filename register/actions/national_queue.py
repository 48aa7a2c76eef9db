"""The national queue: sending on what reached nobody, closing it, and finding alerts to which nobody can answer.

The force that sent it stays responsible for the person until another force accepts."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from accounts.actor import Actor, system_actor
from accounts.models import Force
from audit.core.action import action
from audit.core.entry import Entry, Reason
from audit.core.errors import Refused
from register import policies
from register.actions.inbox import take_back
from register.actions.tasks import raise_task
from register.actions.telling import BY_ITSELF, TELLER, raise_alert
from register.actions.unroutable import key_of, queue_for_the_nation
from register.answering import forces_that_answer
from register.around import Around
from register.events import national_queue as events
from register.models import Alert, Notice, Task, UnroutedAlert
from register.rules.alerts import Unroutable
from register.rules.transitions import ALERT_ANSWERED

CLERK = system_actor(
    "national-queue", {"alert.raise": "national", "alert.deliver": "national", "task.raise": "national"}
)
AT_A_TIME = 200
ANSWERED_AFTER_ALL = "Somebody of the force has answered the alert."
Outcome = UnroutedAlert.Outcome
Deed = Callable[..., Any]


@action(event=events.OPENED, policy=policies.SEE_UNROUTED, lock=False)
def open_unrouted(waiting: UnroutedAlert, *, entry: Entry, actor: Actor, reason: Reason) -> UnroutedAlert:
    """Show one thing of the national queue."""
    return waiting


@action(event=events.SENT_ON, policy=policies.ROUTE_ALERT)
def send_on(
    waiting: UnroutedAlert, *, entry: Entry, actor: Actor, reason: Reason, to_force: Force, why: str
) -> UnroutedAlert:
    """Send it on to a force, as an alert that the force answers by the same clock."""
    _require_open(waiting)
    if not why.strip():
        raise Refused("Say why this force: the force that sent it reads it.", field="why")
    if not waiting.may_go_elsewhere:
        raise Refused("It is about that force's own record: no other force can answer it. Tell them, and close it.")
    _require_receiver(waiting, to_force)

    alert = raise_alert(
        waiting.person, actor=TELLER, reason=BY_ITSELF, kind=Alert.Kind(waiting.kind), about=_about(waiting),
        sender=waiting.from_force, receiver=to_force, by=actor.user_id,
        around=Around(waiting.person),
    )  # fmt: skip
    waiting.sent_on_as = alert
    _settle(waiting, actor, Outcome.ROUTED, why)
    entry.recipients = [to_force.reference, waiting.from_force.reference]
    entry.record(force=to_force.code, alert=alert.reference, why=why)
    return waiting


@action(event=events.CLOSED, policy=policies.ROUTE_ALERT)
def close_unrouted(
    waiting: UnroutedAlert, *, entry: Entry, actor: Actor, reason: Reason, why: str
) -> UnroutedAlert:  # fmt: skip
    """Close it without sending it on: who was told otherwise, or why nobody need be."""
    _require_open(waiting)
    if not why.strip():
        raise Refused("Say who was told and how, or why nobody need be.", field="why")

    _settle(waiting, actor, Outcome.CLOSED, why)
    entry.recipients = [waiting.from_force.reference]
    entry.record(why=why)
    return waiting


@action(event=events.ANSWERED, policy=policies.DELIVER_ALERT)
def note_answered(waiting: UnroutedAlert, *, entry: Entry, actor: Actor, reason: Reason) -> UnroutedAlert:
    """The force in which nobody could answer has answered after all."""
    _require_open(waiting)

    _settle(waiting, actor, Outcome.ANSWERED, ANSWERED_AFTER_ALL)
    return waiting


@action(event=events.ESCALATED, policy=policies.DELIVER_ALERT)
def escalate_unrouted(waiting: UnroutedAlert, *, entry: Entry, actor: Actor, reason: Reason) -> UnroutedAlert:
    """Nobody settled it in time: the supervisors of the force that sent it get a task, and it stays open. The days
    after go up the chain of what is watched, to oversight."""
    waiting.escalated_at = timezone.now()
    waiting.version += 1
    waiting.save(update_fields=["escalated_at", "version"])
    raise_task(
        waiting.from_force, actor=actor, reason=reason, kind=Task.Kind.REVIEW, team="supervisor",
        title=f"Alert {waiting.reference} reached nobody", due_on=timezone.localdate(), person=waiting.person,
        detail="It waits in the national queue. Your force stays responsible for the person: find out who looks after "
        "them, and tell the national desk.",
    )  # fmt: skip
    return waiting


def look_after_the_queue() -> int:
    """Find alerts to which nobody can answer, see which were answered after all, and send up the chain what is late.
    Gives how many; a second time there are none."""
    now = timezone.now()
    answered = UnroutedAlert.objects.open().filter(alert__status__in=ALERT_ANSWERED)
    late = UnroutedAlert.objects.overdue(at=now).of_no_force().filter(escalated_at__isnull=True)
    return (
        sum(_queue(number) for number in _numbers(_unanswerable(now)))
        + sum(_each(answered, number, note_answered) for number in _numbers(answered))
        + sum(_each(late, number, escalate_unrouted) for number in _numbers(late))
    )


def _unanswerable(at: datetime) -> QuerySet[Alert]:
    """Open alerts to forces in which nobody can answer, that are not in the queue. Not those of a broken glass: they
    would come before whoever leads the one who broke it, and professional standards answer for that anyway."""
    there = forces_that_answer(on=timezone.localdate(at))
    queued = UnroutedAlert.objects.filter(alert__isnull=False)
    rows = Alert.objects.open().exclude(kind=Alert.Kind.BREAK_GLASS)
    return rows.exclude(to_force__in=there).exclude(pk__in=queued.values("alert"))


def _numbers(rows: QuerySet[Alert] | QuerySet[UnroutedAlert]) -> list[int]:
    return list(rows.order_by("pk").values_list("pk", flat=True)[:AT_A_TIME])


def _queue(number: int) -> bool:
    """One alert, unless another sweep or an answer was first."""
    with transaction.atomic():
        rows = _unanswerable(timezone.now()).filter(pk=number)
        alert = rows.select_for_update(of=("self",), skip_locked=True).first()
        if alert is not None:
            queue_for_the_nation(
                alert.person, actor=CLERK, reason=BY_ITSELF, kind=Alert.Kind(alert.kind), cause=Unroutable.NOBODY_THERE,
                sender=alert.from_force, by=alert.raised_by_id, about={"alert": alert},
            )  # fmt: skip
        return alert is not None


def _each(rows: QuerySet[UnroutedAlert], number: int, deed: Deed) -> bool:
    """One row, unless another sweep or somebody was first."""
    with transaction.atomic():
        waiting = rows.filter(pk=number).select_for_update(of=("self",), skip_locked=True).first()
        if waiting is not None:
            deed(waiting, actor=CLERK, reason=BY_ITSELF)
        return waiting is not None


def _require_open(waiting: UnroutedAlert) -> None:
    if waiting.settled_at is not None:
        raise Refused(f"This was settled already: {waiting.get_outcome_display().lower()}. Nothing was changed.")


def _require_receiver(waiting: UnroutedAlert, to_force: Force) -> None:
    if to_force.pk == waiting.from_force_id:
        raise Refused("That force has sent it. Choose another, or close this.", field="to_force")
    if not forces_that_answer(on=timezone.localdate()).filter(pk=to_force.pk).exists():
        raise Refused(
            f"Nobody of {to_force} can answer an alert in the register. Tell them by telephone, and close this with "
            "what they said.",
            field="to_force",
        )


def _about(waiting: UnroutedAlert) -> dict[str, object]:
    """What the new alert is about: the same address, or the line of the queue that it came of."""
    return {"address": waiting.address} if waiting.address else {"about": f"queue {waiting.reference}"}


def _settle(waiting: UnroutedAlert, actor: Actor, outcome: UnroutedAlert.Outcome, why: str) -> None:
    waiting.outcome, waiting.settled_at, waiting.settle_reason = outcome, timezone.now(), why.strip()
    waiting.settled_by_id = actor.user_id
    waiting.version += 1
    waiting.save()
    take_back(Notice.Topic.GIVEN, [key_of(waiting)])
