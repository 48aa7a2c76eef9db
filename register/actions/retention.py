"""What people do about how long a record is kept."""

from __future__ import annotations

from django.utils import timezone

from accounts.actor import Actor
from audit.core.action import action
from audit.core.entry import Entry, Reason
from register import policies
from register.events import retention as events
from register.models import Person
from register.retention.facts import facts_for
from register.rules.retention import Retention, retention


@action(event=events.RETENTION_OPENED, policy=policies.SEE_RETENTION, lock=False)
def open_retention(person: Person, *, entry: Entry, actor: Actor, reason: Reason) -> Retention:
    """Say why a record is still here, from what this reader may see."""
    today = timezone.localdate()
    facts = facts_for([person.pk], on=today, seen=Person.objects.visible_to(actor))[person.pk]
    kept = retention(facts, on=today)
    entry.record(group=kept.group.number, review_due_on=kept.review_on)
    return kept
