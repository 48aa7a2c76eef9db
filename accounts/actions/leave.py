"""Declaring leave, one's own or that of somebody one leads, and coming back earlier."""

from __future__ import annotations

from datetime import date, timedelta

from django.utils import timezone

from accounts import absence, events, policies
from accounts.actor import Actor
from accounts.models import Leave, User
from audit.core.action import action
from audit.core.entry import Entry, Reason
from audit.core.errors import OutOfReach, Refused

LONGEST = timedelta(days=366)


@action(event=events.LEAVE_DECLARED, policy=policies.DECLARE_LEAVE)
def declare_leave(
    user: User, *, entry: Entry, actor: Actor, reason: Reason, starts_on: date, ends_on: date,
    deputy: User | None = None,
) -> Leave:  # fmt: skip
    """Declare that somebody is away from one day to another, both counted, and who stands in. On the first day their
    work goes to the deputy, or to the queue of their team; it comes back to them on the day after the last."""
    _refuse_days(starts_on, ends_on, today=timezone.localdate())
    if Leave.objects.standing().filter(user=user, starts_on__lte=ends_on, ends_on__gte=starts_on).exists():
        raise Refused("Leave is declared already for some of these days. Take that one back first.", field="starts_on")
    if deputy is not None:
        _refuse_deputy(user, deputy, starts_on, ends_on)

    leave = Leave.objects.create(
        user=user, deputy=deputy, starts_on=starts_on, ends_on=ends_on, declared_by_id=actor.user_id
    )
    absence.tell(user)
    entry.record(starts_on=starts_on, ends_on=ends_on, deputy=deputy.reference if deputy else "")
    return leave


@action(event=events.LEAVE_WITHDRAWN, policy=policies.DECLARE_LEAVE)
def withdraw_leave(user: User, *, entry: Entry, actor: Actor, reason: Reason, leave: Leave) -> Leave:
    """Take leave back, or come back early: from now on the person is at work."""
    held = Leave.objects.select_for_update().filter(pk=leave.pk, user=user).first()
    if held is None:
        raise OutOfReach(policies.DECLARE_LEAVE.permission, object_type="accounts.leave")
    if held.withdrawn_at is not None or held.ends_on < timezone.localdate():
        raise Refused("This leave has ended already. Nothing was changed.")

    held.withdrawn_at, held.withdrawn_by_id = timezone.now(), actor.user_id
    held.save(update_fields=["withdrawn_at", "withdrawn_by"])
    absence.tell(user)
    entry.record(starts_on=held.starts_on, ends_on=held.ends_on)
    return held


def _refuse_days(starts_on: date, ends_on: date, *, today: date) -> None:
    if ends_on < starts_on:
        raise Refused("The last day must not be before the first day.", field="ends_on")
    if ends_on < today:
        raise Refused("The last day must be today or later.", field="ends_on")
    if ends_on - starts_on > LONGEST:
        raise Refused("Leave can be declared for a year at most. For longer, end the person’s roles.", field="ends_on")


def _refuse_deputy(user: User, deputy: User, starts_on: date, ends_on: date) -> None:
    if deputy.pk == user.pk:
        raise Refused("Nobody stands in for themselves. Choose somebody else.", field="deputy")
    if deputy.force_id != user.force_id or not absence.in_post(on=timezone.localdate()).filter(pk=deputy.pk).exists():
        raise Refused("Choose a deputy who works in the same force now.", field="deputy")
    if Leave.objects.standing().filter(user=deputy, starts_on__lte=ends_on, ends_on__gte=starts_on).exists():
        raise Refused("This deputy is away on some of these days. Choose somebody else.", field="deputy")
