"""Alerts between forces: delivered by a worker, answered by a person, sent up the chain where nobody answers. What
raises them is in `register.actions.telling`."""

from __future__ import annotations

from django.conf import settings
from django.core.mail import send_mail
from django.core.mail.backends.base import BaseEmailBackend
from django.db import transaction
from django.utils import timezone

from accounts.actor import Actor, system_actor
from audit.core.action import action
from audit.core.entry import Entry, Reason
from audit.core.errors import Refused
from register import events, policies
from register.actions.tasks import raise_task
from register.models import Alert, AlertStatusChange, Task
from register.rules.transitions import ALERT_ANSWERED

COURIER = system_actor("courier", {"alert.deliver": "national", "alert.see": "national"})
SYSTEM = Reason("system")


def deliver(reference: str) -> None:
    """Deliver an alert to its force, once; delivering again does nothing."""
    alert = Alert.objects.get(reference=reference)
    if alert.status == Alert.Status.RAISED:
        mark_delivered(alert, actor=COURIER, reason=SYSTEM)


@action(event=events.ALERT_DELIVERED, policy=policies.DELIVER_ALERT)
def mark_delivered(alert: Alert, *, entry: Entry, actor: Actor, reason: Reason) -> Alert:
    """Put the alert before the receiving force: an e-mail that names nobody says that it is in the inbox."""
    if alert.status != Alert.Status.RAISED:
        return alert
    alert.delivered_at = timezone.now()
    _move(alert, Alert.Status.DELIVERED, actor)
    entry.recipients = [alert.to_force.reference]
    send_word(alert)
    return alert


def send_word(alert: Alert, line: BaseEmailBackend | None = None) -> None:
    """Tell the receiving force by e-mail, where it has an address for that; by `line`, if one is open already."""
    if alert.to_force.alert_email:
        send_mail(
            f"Domestic Abuse Register: alert {alert.reference}",
            "A new alert is waiting in your force's inbox. Sign in to the register to read and answer it.",
            settings.DEFAULT_FROM_EMAIL,
            [alert.to_force.alert_email],
            connection=line,
        )


@action(event=events.ALERT_READ, policy=policies.ANSWER_ALERT)
def read_alert(alert: Alert, *, entry: Entry, actor: Actor, reason: Reason) -> Alert:
    """The first time somebody of the receiving force opens it."""
    if alert.status in (Alert.Status.RAISED, Alert.Status.DELIVERED):
        alert.read_at = timezone.now()
        _move(alert, Alert.Status.READ, actor)
    return alert


@action(event=events.ALERT_ANSWERED, policy=policies.ANSWER_ALERT)
def answer_alert(alert: Alert, *, entry: Entry, actor: Actor, reason: Reason, is_accepted: bool, why: str) -> Alert:
    """Accept responsibility or reject it, with a reason. Accepting raises the task to take over."""
    if alert.status in ALERT_ANSWERED:
        raise Refused(f"This alert was {alert.get_status_display().lower()} already. Nothing was changed.")
    if alert.transfer_id is not None:
        raise Refused("Answer the offer itself: whoever accepts it names a manager.")
    if not why.strip():
        raise Refused("Give a reason: the other force reads it.", field="why")

    close(alert, actor, is_accepted=is_accepted, why=why)
    entry.recipients = [alert.from_force.reference]
    entry.record(status=alert.status, why=why)
    if is_accepted and alert.kind == Alert.Kind.MOVED_IN:
        raise_task(
            alert.to_force,
            actor=actor,
            reason=reason,
            kind=Task.Kind.FOLLOW_MOVE,
            title="Take over a person who moved into your area",
            team="offender-manager",
            due_on=timezone.localdate(),
            person=alert.person,
            detail="Confirm the address, agree who manages the registration, and check the safeguards.",
        )
    return alert


@action(event=events.ALERT_ACTIONED, policy=policies.ANSWER_ALERT)
def act_on_alert(alert: Alert, *, entry: Entry, actor: Actor, reason: Reason, done: str) -> Alert:
    """Say what was done about an alert that the force accepted. The force that sent it reads it."""
    if alert.status != Alert.Status.ACCEPTED:
        raise Refused("Accept the alert first." if alert.status != Alert.Status.ACTIONED else "It was done already.")
    if not done.strip():
        raise Refused("Say what was done: the other force reads it.", field="done")

    alert.actioned_at, alert.actioned_by_id, alert.action_taken = timezone.now(), actor.user_id, done.strip()
    _move(alert, Alert.Status.ACTIONED, actor)
    entry.recipients = [alert.from_force.reference]
    entry.record(done=done)
    return alert


@action(event=events.ALERT_ESCALATED, policy=policies.DELIVER_ALERT)
def escalate_alert(alert: Alert, *, entry: Entry, actor: Actor, reason: Reason) -> Alert:
    """Nobody answered in time: the supervisors of both forces get a task, and the alert stays open. The days after go
    up the chain of what is watched, to oversight.

    Each task is about the force's own record: it stays when the other force restricts the one of theirs."""
    alert.escalated_at = timezone.now()
    alert.version += 1
    alert.save()
    told = [(alert.to_force, alert.receivers_record), (alert.from_force, alert.person)]
    for force, person in told[:1] if alert.kind == Alert.Kind.BREAK_GLASS else told:
        raise_task(
            force, actor=ESCALATOR, reason=reason, kind=Task.Kind.REVIEW, team="supervisor",
            title=f"Alert {alert.reference} was not answered in time", due_on=timezone.localdate(), person=person,
        )  # fmt: skip
    return alert


ESCALATOR = system_actor("escalator", {"alert.deliver": "national", "alert.see": "national", "task.raise": "national"})


def escalate_overdue() -> int:
    """Escalate each open alert that is past its clock, once. Gives how many."""
    overdue = Alert.objects.overdue(at=timezone.now()).filter(escalated_at__isnull=True)
    return sum(_escalate(number) for number in list(overdue.values_list("pk", flat=True)[:200]))


def _escalate(number: int) -> bool:
    """One alert, unless another sweep or an answer was first."""
    with transaction.atomic():
        overdue = Alert.objects.overdue(at=timezone.now()).filter(escalated_at__isnull=True)
        alert = overdue.filter(pk=number).select_for_update(of=("self",), skip_locked=True).first()
        if alert is not None:
            escalate_alert(alert, actor=ESCALATOR, reason=SYSTEM)
        return alert is not None


def close(alert: Alert, actor: Actor, *, is_accepted: bool, why: str) -> None:
    """Write the receiving force's answer."""
    alert.answered_at, alert.answered_by_id, alert.answer_reason = timezone.now(), actor.user_id, why.strip()
    _move(alert, Alert.Status.ACCEPTED if is_accepted else Alert.Status.REJECTED, actor)


def first_status(alert: Alert) -> None:
    """Note in what status the alert was raised, and by whom."""
    AlertStatusChange.objects.create(alert=alert, to_status=alert.status, changed_by_id=alert.raised_by_id)


def _move(alert: Alert, status: Alert.Status, actor: Actor) -> None:
    alert.status = status
    alert.version += 1
    alert.save()
    AlertStatusChange.objects.create(alert=alert, to_status=status, changed_by_id=actor.user_id)
