"""Reading how much work is late: whoever watches over others is in the log too."""

from __future__ import annotations

from django.db.models import QuerySet
from django.utils import timezone

from accounts.actor import Actor
from accounts.models import Force
from audit.core.action import action
from audit.core.entry import Entry, Reason
from register import policies
from register.events import queues as events
from register.watched.counting import Late, late_in


@action(event=events.OVERDUE_COUNTED, policy=policies.SEE_OVERDUE, lock=False)
def count_overdue(forces: QuerySet[Force], *, entry: Entry, actor: Actor, reason: Reason) -> Late:
    """What is late in these forces: counts, and references of what went up to oversight."""
    entry.record(forces=sorted(forces.values_list("code", flat=True)))
    return late_in(forces, actor=actor, on=timezone.localdate())
