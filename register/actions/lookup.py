"""Looking people up: a read that is logged before anything is shown."""

from __future__ import annotations

from django.utils import timezone

from accounts.actor import Actor
from audit.core.action import action
from audit.core.entry import Entry, Reason
from register import events, policies
from register.lookup.search import LookupAnswer, find
from register.models import Person


@action(event=events.LOOKED_UP, policy=policies.LOOK_UP, lock=False)
def look_up(terms: str, *, entry: Entry, actor: Actor, reason: Reason) -> LookupAnswer:
    """Whom the terms may mean, among those the actor may see. The log keeps the terms and the references shown."""
    visible = Person.objects.visible_to(actor)
    answer = find(terms, visible=visible, today=timezone.localdate())
    entry.record(terms=terms, understood=answer.query.said(), count=len(answer.found), was_cut=answer.was_cut)
    entry.showed(found.person.reference for found in answer.found)
    return answer
