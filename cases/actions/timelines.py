"""Opening a person's legal timeline: a read that is logged before anything is shown."""

from __future__ import annotations

from django.utils import timezone

from accounts.actor import Actor
from audit.core.action import action
from audit.core.entry import Entry, Reason
from cases import events
from cases.holdings import holdings_of
from cases.timeline import Line, timeline_of
from register.models import Person
from register.policies import SEE_PERSON


@action(event=events.TIMELINE_OPENED, policy=SEE_PERSON, lock=False)
def open_timeline(person: Person, *, entry: Entry, actor: Actor, reason: Reason) -> tuple[Line, ...]:
    """What the law has had to do with a person, newest first, as far as this actor may see it."""
    held = holdings_of(person, actor=actor, on=timezone.localdate())
    entry.showed(record.reference for record in held.records)
    return timeline_of(held)
