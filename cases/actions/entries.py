"""Reading the register entry of a person, and printing it: what leaves the register, for whom and what for."""

from __future__ import annotations

from django.utils import timezone

from accounts.actor import Actor
from audit.core.action import action
from audit.core.entry import Entry, Reason
from audit.core.errors import Refused
from cases import events, policies
from cases.entry import RegisterEntry, entry_of
from cases.holdings import holdings_of
from register.models import Person
from register.policies import SEE_PERSON


@action(event=events.ENTRY_OPENED, policy=SEE_PERSON, lock=False)
def open_entry(person: Person, *, entry: Entry, actor: Actor, reason: Reason) -> RegisterEntry:
    """The register entry of a person, for somebody who may open the record."""
    held = holdings_of(person, actor=actor, on=timezone.localdate())
    entry.showed(record.reference for record in held.records)
    return entry_of(held)


@action(event=events.ENTRY_PRINTED, policy=policies.PRINT_ENTRY, lock=False)
def print_entry(
    person: Person, *, entry: Entry, actor: Actor, reason: Reason, recipient: str, purpose: str
) -> RegisterEntry:  # fmt: skip
    """The register entry of a person, on paper for somebody outside (Data Protection Act 2018 s.62(3)(b), (c))."""
    if not recipient.strip():
        raise Refused("Say who receives the print.", field="recipient")
    if not purpose.strip():
        raise Refused("Say what the print is for.", field="purpose")

    held = holdings_of(person, actor=actor, on=timezone.localdate())
    entry.showed(record.reference for record in held.records)
    entry.record(recipient=recipient.strip(), purpose=purpose.strip())
    return entry_of(held)
