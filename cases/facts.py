"""The dated facts of a record as the addresses of its pages name them: a kind and a number."""

from __future__ import annotations

from collections.abc import Mapping

from accounts.actor import Actor
from audit.core.errors import OutOfReach
from cases.contact import guard_of, may_show
from register.models import (
    Address,
    DangerMarker,
    DatedFact,
    Identifier,
    OnlineHandle,
    Person,
    PersonName,
    Phone,
    Sighting,
    Vehicle,
)

FACTS: Mapping[str, type[DatedFact]] = {
    "name": PersonName,
    "address": Address,
    "phone": Phone,
    "vehicle": Vehicle,
    "online-handle": OnlineHandle,
    "identifier": Identifier,
    "danger-marker": DangerMarker,
    "sighting": Sighting,
}
KINDS: Mapping[type[DatedFact], str] = {model: kind for kind, model in FACTS.items()}


def fact_of(person: Person, kind: str, number: int, *, actor: Actor) -> DatedFact:
    """The fact of this kind and number about a person who has passed `visible_to`.

    Raises:
        OutOfReach: there is none, it is about somebody else, or it is withheld from the actor: what somebody may not
            read they can neither confirm nor end.
    """
    model = FACTS.get(kind)
    fact = model._default_manager.filter(person=person, pk=number).first() if model else None
    if fact is None or not _is_shown(fact, person, actor):
        raise OutOfReach("not-visible", object_type=person._meta.label_lower, object_ref=person.reference)
    return fact


def _is_shown(fact: DatedFact, person: Person, actor: Actor) -> bool:
    if isinstance(fact, Address | Phone):
        return may_show(fact, actor=actor).is_shown
    return not isinstance(fact, Sighting) or person.pk not in guard_of([person.pk], actor=actor).in_refuge
