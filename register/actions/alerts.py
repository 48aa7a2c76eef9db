"""Alerts between forces: raised with the act that causes them, delivered by a worker, answered by a person."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.core.mail import send_mail
from django.utils import timezone

from accounts.actor import Actor, system_actor
from accounts.models import Force
from audit.core.action import action
from audit.core.entry import Entry, Reason
from audit.core.errors import Refused
from register import events, policies
from register.actions.outbox import enqueue
from register.actions.tasks import raise_task
from register.models import Address, Alert, AlertStatusChange, ManagementTransfer, Match, Person, Registration, Task
from register.rules.time_limits import due, limit_in_force

ANSWER_LIMIT = "register.alert_answer"
DUAL_LIMIT = "register.dual_registration"
COURIER = system_actor("courier", {"alert.deliver": "national", "alert.see": "national"})
SYSTEM = Reason("system")


def responsible_force(person: Person) -> Force:
    """The force that manages the live registration, or the one that entered the person."""
    live = Registration.objects.live().filter(person=person).select_related("managing_force").first()
    return live.managing_force if live else person.owner_force


def tell_of_move(person: Person, *, actor: Actor, reason: Reason, address: Address) -> Alert | None:
    """Alert the force in whose area a new home address lies, unless it is responsible for the person already."""
    if address.police_force is None or address.police_force == responsible_force(person):
        return None
    return raise_move_alert(person, actor=actor, reason=reason, address=address, receiver=address.police_force)


@action(event=events.ALERT_RAISED, policy=policies.EDIT_PERSON)
def raise_move_alert(
    person: Person, *, entry: Entry, actor: Actor, reason: Reason, address: Address, receiver: Force
) -> Alert:
    """Tell another force of a home address in its area. One alert for one address, however often it is asked."""
    told = {"person": person, "from_force": responsible_force(person), "raised_by_id": actor.user_id}
    about = {"kind": Alert.Kind.MOVED_IN, "to_force": receiver, "address": address}
    return _raise_once(entry, about, told, limit_code=ANSWER_LIMIT)


@action(event=events.ALERT_RAISED, policy=policies.DECIDE_MATCH, lock=False)
def raise_dual_alert(
    match: Match, *, entry: Entry, actor: Actor, reason: Reason, receiver: Force, sender: Force, person: Person
) -> Alert:
    """Tell a force that somebody it knows is known to another force too: `person` is the other force's record. Once
    for a match, however often it is joined."""
    told = {"person": person, "from_force": sender, "raised_by_id": actor.user_id}
    about = {"kind": Alert.Kind.DUAL_REGISTRATION, "to_force": receiver, "match": match}
    return _raise_once(entry, about, told, limit_code=DUAL_LIMIT)


@action(event=events.ALERT_RAISED, policy=policies.SEE_TRANSFERS, lock=False)
def raise_transfer_alert(transfer: ManagementTransfer, *, entry: Entry, actor: Actor, reason: Reason) -> Alert:
    """Tell another force that it is asked to take somebody over. It is answered with the offer, by the same clock."""
    told = {"person": transfer.person, "from_force": transfer.from_force, "raised_by_id": actor.user_id}
    about = {"kind": Alert.Kind.TRANSFER, "to_force": transfer.to_force, "transfer": transfer}
    return _raise_once(entry, about, told, limit_code=transfer.limit_code)


@action(event=events.ALERT_ANSWERED, policy=policies.SEE_TRANSFERS, lock=False)
def close_transfer_alert(
    transfer: ManagementTransfer, *, entry: Entry, actor: Actor, reason: Reason, is_accepted: bool, why: str
) -> Alert:
    """Close the alert with the answer to the offer that it told of, or with the taking back of the offer."""
    alert = Alert.objects.select_for_update().get(transfer=transfer)
    alert.answered_at, alert.answered_by_id, alert.answer_reason = timezone.now(), actor.user_id, why.strip()
    _move(alert, Alert.Status.ACCEPTED if is_accepted else Alert.Status.REJECTED, actor)
    entry.about(alert, subject=transfer.person)
    entry.recipients = [transfer.from_force.reference, transfer.to_force.reference]
    entry.record(status=alert.status, why=why)
    return alert


def _raise_once(entry: Entry, about: Mapping[str, Any], told: Mapping[str, Any], *, limit_code: str) -> Alert:
    """The alert about this, with its clock and its delivery if there was none yet; written into the entry."""
    now = timezone.now()
    limit = limit_in_force(limit_code, timezone.localdate(now))
    clock = {"due_at": due(limit, now).at, "limit_code": limit.code}
    alert, is_new = Alert.objects.get_or_create(**about, defaults={**told, **clock})
    if is_new:
        AlertStatusChange.objects.create(alert=alert, to_status=alert.status, changed_by_id=told["raised_by_id"])
        enqueue("deliver_alert", {"alert": alert.reference})
    entry.about(alert, subject=told["person"])
    entry.recipients = [alert.to_force.reference]
    entry.record(kind=alert.kind, due_at=alert.due_at)
    return alert


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
    if alert.to_force.alert_email:
        send_mail(
            f"Domestic Abuse Register: alert {alert.reference}",
            "A new alert is waiting in your force's inbox. Sign in to the register to read and answer it.",
            settings.DEFAULT_FROM_EMAIL,
            [alert.to_force.alert_email],
        )
    return alert


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
    if alert.status in (Alert.Status.ACCEPTED, Alert.Status.REJECTED):
        raise Refused(f"This alert was {alert.get_status_display().lower()} already. Nothing was changed.")
    if alert.transfer_id is not None:
        raise Refused("Answer the offer itself: whoever accepts it names a manager.")
    if not why.strip():
        raise Refused("Give a reason: the other force reads it.", field="why")

    alert.answered_at, alert.answered_by_id, alert.answer_reason = timezone.now(), actor.user_id, why.strip()
    _move(alert, Alert.Status.ACCEPTED if is_accepted else Alert.Status.REJECTED, actor)
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


@action(event=events.ALERT_ESCALATED, policy=policies.DELIVER_ALERT)
def escalate_alert(alert: Alert, *, entry: Entry, actor: Actor, reason: Reason) -> Alert:
    """Nobody answered in time: the receiving force's supervisors get a task, and the alert stays open.

    The task is about their own record: it stays when the other force restricts the one that the alert is about."""
    alert.escalated_at = timezone.now()
    alert.version += 1
    alert.save()
    raise_task(
        alert.to_force,
        actor=ESCALATOR,
        reason=reason,
        kind=Task.Kind.REVIEW,
        title=f"Alert {alert.reference} was not answered in time",
        team="supervisor",
        due_on=timezone.localdate(),
        person=alert.receivers_record,
    )
    return alert


ESCALATOR = system_actor("escalator", {"alert.deliver": "national", "alert.see": "national", "task.raise": "national"})


def escalate_overdue() -> int:
    """Escalate each open alert that is past its clock, once. Gives how many."""
    overdue = Alert.objects.overdue(at=timezone.now()).filter(escalated_at__isnull=True)[:200]
    for alert in overdue:
        escalate_alert(alert, actor=ESCALATOR, reason=SYSTEM)
    return len(overdue)


def _move(alert: Alert, status: Alert.Status, actor: Actor) -> None:
    alert.status = status
    alert.version += 1
    alert.save()
    AlertStatusChange.objects.create(alert=alert, to_status=status, changed_by_id=actor.user_id)
