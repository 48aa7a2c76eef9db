"""Putting into the national queue what reached nobody."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils import timezone

from accounts import absence
from accounts.actor import Actor
from accounts.models import Force
from audit.core.action import action
from audit.core.entry import Entry, Reason
from register import policies
from register.actions.alert_clock import clock_from_now, danger_limit
from register.actions.inbox import put
from register.around import Around
from register.events import national_queue as events
from register.models import Alert, Notice, Person, UnroutedAlert
from register.rules.alerts import Unroutable

DESK = "national-desk"
MOST_TOLD = 50
"""Whoever works for the nation at once; nobody floods a whole body."""


@action(event=events.QUEUED, policy=policies.RAISE_ALERT, lock=False)
def queue_for_the_nation(
    person: Person, *, entry: Entry, actor: Actor, reason: Reason, kind: Alert.Kind, cause: Unroutable, sender: Force,
    by: int | None, about: Mapping[str, Any],
) -> UnroutedAlert:  # fmt: skip
    """Put what reached nobody before the national desk, once for one thing. `about` names the address or the alert."""
    told = {"person": person, "from_force": sender, "raised_by_id": by, "cause": cause}
    waiting, is_new = UnroutedAlert.objects.get_or_create(
        **about, kind=kind, defaults={**told, **clock_from_now(danger_limit(Around(person).live))}
    )
    if is_new:
        _tell_the_desk(waiting)
    entry.about(waiting, subject=person)
    entry.recipients = [DESK]
    entry.record(kind=waiting.kind, cause=waiting.cause, due_at=waiting.due_at)
    return waiting


def _tell_the_desk(waiting: UnroutedAlert) -> None:
    """A line in the inbox of each who works at the desk. It names nobody, and neither do they see a record."""
    on = timezone.localdate(waiting.due_at)
    there = absence.at_work(on=timezone.localdate()).holding(DESK, on=timezone.localdate())
    put(
        there.order_by("pk").values_list("pk", flat=True)[:MOST_TOLD], Notice.Topic.GIVEN, key_of(waiting), people=[],
        source="unrouted", page="national-alert", argument=waiting.reference, due_on=on,
    )  # fmt: skip


def key_of(waiting: UnroutedAlert) -> str:
    """The name of its line in an inbox."""
    return f"unrouted-{waiting.pk}"
