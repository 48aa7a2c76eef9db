"""Reading the priority list of a force."""

from __future__ import annotations

from collections.abc import Sequence

from accounts.actor import Actor
from accounts.models import Force
from audit.core.action import action
from audit.core.entry import Entry, Reason
from cases import policies
from cases.events import priority as events


@action(event=events.PRIORITY_READ, policy=policies.SEE_PRIORITY, lock=False)
def read_priority(
    force: str, *, entry: Entry, actor: Actor, reason: Reason, page: int, references: Sequence[str]
) -> str:
    """Open one page of the list of the actor's force, given by its code; `references` are the people on it."""
    entry.object_type, entry.object_ref = Force._meta.label_lower, force
    entry.showed(references)
    entry.record(page=page)
    return force
