"""Opening the register entry of a person: a read that is logged before anything is shown."""

from __future__ import annotations

from django.utils import timezone

from accounts.actor import Actor
from audit.core.action import action
from audit.core.entry import Entry, Reason
from cases import events
from cases.holdings import holdings_of
from cases.register_entry import RegisterEntry, register_entry_of
from register.models import Person
from register.policies import SEE_PERSON


@action(event=events.REGISTER_ENTRY_OPENED, policy=SEE_PERSON, lock=False)
def open_register_entry(person: Person, *, entry: Entry, actor: Actor, reason: Reason) -> RegisterEntry:
    """Why and since when a person is on the register, with all that led to it, as far as this actor may see it."""
    held = holdings_of(person, actor=actor, on=timezone.localdate())
    entry.showed([record.reference for record in held.records])
    return register_entry_of(held)
