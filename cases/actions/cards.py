"""Opening what the register holds of a person or a case: reads that are logged before anything is shown."""

from __future__ import annotations

from django.utils import timezone

from accounts.actor import Actor
from audit.core.action import action
from audit.core.entry import Entry, Reason
from cases import events, policies
from cases.holdings import holdings_of
from cases.presenters import Card, card_of
from register.models import Person


@action(event=events.CARD_OPENED, policy=policies.OPEN_CARD, lock=False)
def open_card(person: Person, *, entry: Entry, actor: Actor, reason: Reason) -> Card:
    """The control-room card of a person, with nothing in it that this actor may not see."""
    card = card_of(holdings_of(person, actor=actor, on=timezone.localdate()))
    entry.showed([person.reference, *(one.reference for one in card.protected if one.is_named)])
    entry.record(victims_shown=card.victims_shown, details_withheld=card.details_withheld)
    return card
