"""Alerts of the move check: raised by the register alone, read and answered by the side that protects somebody."""

from __future__ import annotations

from django.utils import timezone

from accounts.actor import Actor, system_actor
from audit.core.action import action
from audit.core.entry import Entry, Reason
from audit.core.errors import Refused
from cases import events, policies
from cases.models import NearAlert, NearAlertStatusChange
from cases.proximity import Finding, findings_around
from register.models import Person
from register.rules.time_limits import due, limit_in_force

LINKED_LIMIT, STRANGER_LIMIT = "register.near_protected", "register.near_stranger"
MOVE_CHECK = system_actor("move-check", {"near_alert.raise": "national"})
BY_ITSELF = Reason("system")


def check_moves(person_id: int, *, caused_by: int | None = None) -> int:
    """Compare everything around one person, and raise what is new; doing it again raises nothing. `caused_by` is the
    key of the user whose act asked for it. Gives how many."""
    person = Person.objects.get(pk=person_id)
    raised = 0
    for finding in findings_around(person, on=timezone.localdate()):
        if not _is_raised(finding):
            raise_near_alert(finding, actor=MOVE_CHECK, reason=BY_ITSELF, caused_by=caused_by)
            raised += 1
    return raised


def _is_raised(finding: Finding) -> bool:
    about = {"address": finding.address, "place": finding.place, "condition": finding.condition}
    return NearAlert.objects.filter(force=finding.force, **about).exists()


@action(event=events.NEAR_ALERT_RAISED, policy=policies.RAISE_NEAR_ALERT, lock=False)
def raise_near_alert(
    finding: Finding, *, entry: Entry, actor: Actor, reason: Reason, caused_by: int | None = None
) -> NearAlert:
    """Tell the side that protects somebody. The entry names the alert and nobody: it stands in no one's history."""
    now = timezone.now()
    limit = limit_in_force(LINKED_LIMIT if finding.is_linked else STRANGER_LIMIT, timezone.localdate(now))
    alert, is_new = NearAlert.objects.get_or_create(
        address=finding.address, place=finding.place, condition=finding.condition, force=finding.force,
        defaults={
            "person": finding.address.person, "typed_by_id": finding.address.recorded_by_id,
            "caused_by_id": caused_by,
            "victim": finding.victim, "case": finding.case, "nearness": finding.near.how,
            "metres": finding.near.metres, "is_linked": finding.is_linked, "due_at": due(limit, now).at,
            "limit_code": limit.code,
        },
    )  # fmt: skip
    if is_new:
        NearAlertStatusChange.objects.create(alert=alert, to_status=alert.status)
    entry.about(alert, subject=alert)
    entry.recipients = [finding.force.reference]
    entry.record(is_linked=alert.is_linked, due_at=alert.due_at)
    return alert


@action(event=events.NEAR_ALERT_READ, policy=policies.SEE_NEAR_ALERTS)
def read_near_alert(alert: NearAlert, *, entry: Entry, actor: Actor, reason: Reason) -> NearAlert:
    """Somebody of the protected side opened it. Each time is logged; the first changes its status."""
    entry.about(alert)
    if alert.status == NearAlert.Status.RAISED:
        _move(alert, NearAlert.Status.READ, actor)
    return alert


@action(event=events.NEAR_ALERT_ANSWERED, policy=policies.ANSWER_NEAR_ALERT)
def answer_near_alert(alert: NearAlert, *, entry: Entry, actor: Actor, reason: Reason, what_was_done: str) -> NearAlert:
    """Say what was done to keep the protected person safe. That closes the alert."""
    if alert.status == NearAlert.Status.ANSWERED:
        raise Refused("This alert was answered already. Nothing was changed.")
    if not what_was_done.strip():
        raise Refused("Say what was done to keep them safe.", field="what_was_done")

    alert.answered_at, alert.answered_by_id = timezone.now(), actor.user_id
    alert.what_was_done = what_was_done.strip()
    _move(alert, NearAlert.Status.ANSWERED, actor)
    entry.about(alert)
    entry.record(what_was_done=what_was_done)
    return alert


def _move(alert: NearAlert, status: NearAlert.Status, actor: Actor) -> None:
    alert.status = status
    alert.version += 1
    alert.save()
    NearAlertStatusChange.objects.create(alert=alert, to_status=status, changed_by_id=actor.user_id)
