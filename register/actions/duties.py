"""What the register does by itself about duties: it tells who must act, and closes nothing."""

from __future__ import annotations

import math
import time
from datetime import date

from django.db import transaction
from django.utils import timezone

from accounts.actor import Actor, system_actor
from audit.core.action import action
from audit.core.entry import Entry, Reason
from audit.core.errors import Refused
from register import policies
from register.actions.breaches import suspect_overdue
from register.actions.tasks import raise_task
from register.actions.telling import tell_forces
from register.duties.recompute import recompute
from register.events import duties as events
from register.models import Alert, NotificationDuty, Registration, Task
from register.models.duty import NotificationDutyQuerySet

SWEEPING = Reason("system")
SWEEPER = system_actor(
    "duty_sweep",
    {"duty.note_overdue": "national", "duty.compute": "national", "task.raise": "national"},
)
TEAM = "offender-manager"
BATCH = 200


@action(event=events.DUTIES_COMPUTED, policy=policies.COMPUTE_DUTIES)
def compute_duties(registration: Registration, *, entry: Entry, actor: Actor, reason: Reason) -> Registration:
    """Store the duties of a registration as they follow from the facts."""
    recompute(registration)
    entry.about(registration, subject=registration.person)
    return registration


@action(event=events.OVERDUE_NOTED, policy=policies.NOTE_OVERDUE)
def note_overdue(
    duty: NotificationDuty, *, entry: Entry, actor: Actor, reason: Reason, on: date
) -> NotificationDuty:  # fmt: skip
    """Ask the managing force to deal with a notification that was not made in time, and open it as a suspected
    failure. A person decides what follows."""
    registration = duty.registration
    if not duty.is_open or duty.due_on is None or duty.due_on >= on:
        raise Refused("This notification is not overdue.")

    duty.overdue_noted_at = timezone.now()
    duty.save(update_fields=["overdue_noted_at"])
    raise_task(
        registration.managing_force, actor=actor, reason=reason, kind=Task.Kind.NOTIFICATION_OVERDUE,
        title=f"{duty.get_kind_display()} overdue", team=TEAM, due_on=on, person=registration.person,
        detail=duty.explanation,
    )  # fmt: skip
    suspect_overdue(duty, actor=actor)
    tell_forces(
        Alert.Kind.OVERDUE, registration.person, about=f"duty {duty.pk}", sender=registration.managing_force, by=None
    )
    entry.about(duty, subject=registration.person)
    entry.record(kind=duty.kind, limit_code=duty.limit_code, due_on=duty.due_on)
    return duty


def sweep_overdue(on: date, *, seconds: float = math.inf) -> int:
    """Note the duties whose last day has passed and that nobody was told of, for so many seconds. Gives how many.

    It reads only those duties: its time follows what is due, not what exists. What is left waits for the next sweep.
    """
    noted, end = 0, time.monotonic() + seconds
    while ids := list(_unnoted(on).values_list("pk", flat=True)[:BATCH]):
        for number in ids:
            noted += _note(number, on)
            if time.monotonic() > end:
                return noted
    return noted


def _unnoted(on: date) -> NotificationDutyQuerySet:
    return NotificationDuty.objects.overdue(on=on).filter(overdue_noted_at__isnull=True).order_by("due_on", "pk")


def _note(number: int, on: date) -> bool:
    """One duty, unless another sweep was first."""
    with transaction.atomic():
        duty = _unnoted(on).filter(pk=number).select_for_update(of=("self",)).first()
        if duty is None:
            return False
        note_overdue(duty, actor=SWEEPER, reason=SWEEPING, on=on)
        return True


def store_duties() -> int:
    """Bring the duties of every live registration in step with the facts, each in a transaction of its own."""
    ids = Registration.objects.live().order_by("pk").values_list("pk", flat=True)
    for number in ids.iterator(chunk_size=1000):
        compute_duties(Registration.objects.get(pk=number), actor=SWEEPER, reason=SWEEPING)
    return ids.count()
