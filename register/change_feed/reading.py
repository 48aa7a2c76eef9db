"""What somebody is told of the changes: each event of a record that they may see now, and that a record has gone."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple
from uuid import UUID

from accounts.actor import Actor
from register.change_feed.gone import gone
from register.change_feed.kinds import KINDS, Kind, Now
from register.change_feed.log import Logged, Position, events_after, horizon

GONE = "gone"


class Change(NamedTuple):
    """One event, without anything of what it says about anybody. `version` is the one that the record has now; `path`
    is where it is read, and empty when it is gone."""

    id: str
    type: str
    kind: str
    reference: str
    version: int | None
    at: str
    path: str


@dataclass(frozen=True, slots=True)
class Page:
    """What was told, how far that is, and whether there is more already."""

    changes: list[Change]
    position: Position
    has_more: bool


def page_after(position: Position, actor: Actor, *, limit: int) -> Page:
    """The changes after this position, among the next so many events of the log: a page may tell of none, and be
    followed by others."""
    events = events_after(position, below=horizon(), limit=limit)
    if events:
        last = events[-1]
        read_to = Position(position.began, last.xid, UUID(last.id))
    else:
        read_to = position
    return Page(told(events, actor, began=position.began), read_to, has_more=len(events) == limit)


def told(events: Iterable[Logged], actor: Actor, *, began: int) -> list[Change]:
    """What the actor may be told of these events: one query for each kind of record, however many there are."""
    events = list(events)
    named = [(event, kind, key) for event in events for kind, key in _named(event)]
    seen = _seen(actor, named)
    hidden = [event for event, kind, key in named if key not in seen[kind] and event.xid >= began]
    left = gone(hidden, actor)
    return [
        _change(event, kind, now) if now else Change(event.id, GONE, kind.name, key, None, event.at, "")
        for event, kind, key in named
        if (now := seen[kind].get(key)) or event.id in left
    ]


def thin(change: Change, root: str) -> dict[str, Any]:
    """A change as it is told: nothing about anybody, and where to read what is."""
    return {
        "id": change.id,
        "type": change.type,
        "kind": change.kind,
        "reference": change.reference,
        "version": change.version,
        "at": change.at,
        "link": f"{root}{change.path}" if change.path else None,
    }


def _named(event: Logged) -> Iterable[tuple[Kind, str]]:
    """The record that an event names, if it is of a kind that the feed tells of."""
    kind = KINDS.get(event.object_type)
    if kind is not None:
        yield kind, event.subject_ref if kind.is_of_subject else event.object_ref


def _seen(actor: Actor, named: Iterable[tuple[Logged, Kind, str]]) -> Mapping[Kind, Mapping[str, Now]]:
    keys: defaultdict[Kind, set[str]] = defaultdict(set)
    for _, kind, key in named:
        keys[kind].add(key)
    return {kind: kind.seen(actor, wanted) for kind, wanted in keys.items()}


def _change(event: Logged, kind: Kind, now: Now) -> Change:
    return Change(event.id, event.code, kind.name, now.reference, now.version, event.at, now.path)
