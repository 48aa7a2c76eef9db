"""Conflicts through the API: what the force's system says against what somebody has settled, and the decision."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from rest_framework import serializers

from accounts.actor import Actor
from accounts.api.lists import Paged, newest_first
from accounts.api.representations import named, shown
from accounts.api.rows import Asking, Place, Read, Row, Shown, Write
from accounts.web import get_or_404
from cases.conflicts import TwoWords, two_words
from register import policies
from register.actions.conflicts import decide_conflict, open_conflict
from register.api.texts import TEXTS
from register.models import RecordConflict
from register.readable import reading_of


@dataclass(frozen=True, slots=True)
class ConflictBrief:
    """A conflict of a list. `field` is what it is about."""

    reference: str
    version: int
    person: str
    field: str
    found_at: datetime
    outcome: str


@dataclass(frozen=True, slots=True)
class ConflictShown:
    """Both words side by side, as whoever asks may see them."""

    reference: str
    person: str
    field: str
    found_at: datetime
    words: TwoWords
    outcome: str
    decided_at: datetime | None
    decided_by: str
    why: str


class BoxAsked(Paged):
    """Conflicts that wait for a decision, or those that have been decided."""

    box = serializers.ChoiceField(["open", "decided"], default="open")


def conflict_of(actor: Actor, reference: str) -> RecordConflict:
    """A conflict that the actor may see."""
    rows = RecordConflict.objects.visible_to(actor).select_related("person", "record__force", "decided_by")
    return get_or_404(rows, reference=reference)


def _conflicts(asking: Asking, box: str, after: Any = None) -> Shown:
    rows = RecordConflict.objects.visible_to(asking.actor).select_related("person")
    page, then = newest_first(rows.filter(decided_at__isnull=box == "open"), after)
    return Shown({"conflicts": [shown(ConflictBrief, each, str) for each in page], "next": then})


def _conflict(asking: Asking, conflict: RecordConflict) -> Shown:
    open_conflict(conflict, **asking.act)
    read = reading_of(asking.actor, [conflict.person_id])
    found = shown(
        ConflictShown, conflict, read, words=two_words(conflict, asking.actor), decided_by=named(conflict.decided_by)
    )
    return Shown(found, conflict.version)


ROWS: tuple[Row, ...] = (
    Read("conflicts", "api-conflicts", "Where the force’s system and somebody else say different things of a person.",
         _conflicts, policy=policies.SEE_CONFLICTS, query=BoxAsked),
    Read("conflicts/<str:reference>", "api-conflict", "Both words of a conflict.", _conflict, conflict_of,
         acts=(open_conflict,)),
    Write("conflicts/<str:reference>/decide", "api-decide-conflict", decide_conflict, conflict_of,
          Place("api-conflict", lambda conflict: {"reference": conflict.reference}), has_version=True, texts=TEXTS,
          tells=("outcome",)),
)  # fmt: skip
