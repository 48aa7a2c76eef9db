"""Records that somebody could see and cannot any more: they are told so once, and never why.

Whoever never could see a record is told nothing, not even that it went: the event itself says who could see it before.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from typing import Any

from accounts.actor import Actor, Breadth
from audit.models import Event
from register.change_feed.log import Logged
from register.events import PERSON_CORRECTED, PERSON_RESTRICTED
from register.events.retention import RECORD_DISPOSED
from register.models import Person
from register.policies import PERPETRATORS, SEE_PERSON, not_barred_from

TAKING = {PERSON_RESTRICTED.code, RECORD_DISPOSED.code, PERSON_CORRECTED.code}
"""The events by which a person's record can go out of sight."""


def gone(hidden: Iterable[Logged], actor: Actor) -> set[str]:
    """Which of these events, of records that the actor cannot see now, took them out of the actor's sight."""
    taking = [event for event in hidden if event.code in TAKING and event.object_type == Person._meta.label_lower]
    if not taking:
        return set()
    people = _people({event.object_ref for event in taking}, actor)
    restricted = _restrictions({event.object_ref for event in taking})
    return {
        event.id
        for event in taking
        if (person := people.get(event.object_ref)) is not None
        and _could_see(event, person, actor)
        and not _was_restricted(event, restricted[event.object_ref])
        and _takes(event, person)
    }


def _people(references: Collection[str], actor: Actor) -> dict[str, Person]:
    """Those of them from whom the actor is not barred: of the others they learn nothing."""
    rows = Person._base_manager.filter(not_barred_from("pk")(actor), reference__in=references)
    return {person.reference: person for person in rows}


def _restrictions(references: Collection[str]) -> dict[str, list[tuple[int, str, bool]]]:
    """When each was restricted and opened again, in order."""
    found: defaultdict[str, list[Any]] = defaultdict(list)
    rows = Event.objects.filter(code=PERSON_RESTRICTED.code, outcome="done", object_ref__in=references)
    for reference, xid, number, fields in rows.values_list("object_ref", "xid", "id", "fields"):
        found[reference].append((xid, str(number), bool(fields.get("is_restricted"))))
    return defaultdict(list, {reference: sorted(each) for reference, each in found.items()})


def _could_see(event: Logged, person: Person, actor: Actor) -> bool:
    """Whether the record was within the actor's reach before, as the event says in which capacity it was held."""
    breadths = actor.breadths(SEE_PERSON.permission)
    if breadths & {Breadth.NATIONAL, Breadth.FORCE} and person.owner_force_id == actor.force_id:
        return True
    return Breadth.NATIONAL in breadths and event.subject_category in PERPETRATORS


def _was_restricted(event: Logged, restrictions: Iterable[tuple[int, str, bool]]) -> bool:
    """Whether it had been out of sight already."""
    before = [is_restricted for xid, number, is_restricted in restrictions if (xid, number) < (event.xid, event.id)]
    return bool(before) and before[-1]


def _takes(event: Logged, person: Person) -> bool:
    if event.code == PERSON_RESTRICTED.code:
        return bool(event.field("is_restricted"))
    if event.code == RECORD_DISPOSED.code:
        return True
    # From somebody registered to somebody whom their own force alone may see.
    return not person.is_restricted and event.subject_category in PERPETRATORS and not person.is_perpetrator
