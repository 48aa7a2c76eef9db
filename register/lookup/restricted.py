"""A restricted record in an emergency: found only by what names one person exactly, and shown as a safety card only."""

from __future__ import annotations

from typing import Any

from django.db.models import Exists, OuterRef, QuerySet

from accounts.actor import Actor
from audit.core.entry import Reason
from register import policies
from register.models import Identifier, Person, Phone, Protection, Vehicle
from register.rules.lookup.exact import ExactFacts, exact_facts, names_exactly
from register.rules.lookup.facts import PersonFacts
from register.rules.lookup.query import Query

LIVE_CALL = "live_call"
MOST_CANDIDATES = 50  # people of one date of birth


def safety_cards_for(actor: Actor, reason: Reason) -> QuerySet[Person]:
    """Records that the actor may not see, of which a safety card may be opened: while a call is live, else none."""
    if reason.code != LIVE_CALL:
        return Person.objects.none()
    seen = Person.objects.visible_to(actor).filter(pk=OuterRef("pk"))
    return policies.OPEN_SAFETY_CARD.rows(Person.objects.filter(~Exists(seen)), actor)


def restricted_person(query: Query, *, actor: Actor, reason: Reason) -> Person | None:
    """The one restricted record that the query names exactly. Vaguer words find none, nor does what fits two.

    One query where the actor may open safety cards now and an exact fact was typed, whatever is held; none otherwise.
    """
    asked = exact_facts(query)
    if not asked:
        return None
    people = safety_cards_for(actor, reason).filter(pk__in=_borne_by(asked)).select_related("owner_force", "card_row")
    named = [
        person for person in people.order_by("pk")[:MOST_CANDIDATES]
        if names_exactly(query, PersonFacts.from_json(person.card_row.facts))
    ]  # fmt: skip
    return named[0] if len(named) == 1 else None


def _borne_by(asked: ExactFacts) -> Any:
    """Keys of people who bear one of the facts, each kind by its own index. Protected numbers find nobody."""
    phones = Phone.objects.filter(e164__in=asked.phones, protection=Protection.OPEN, ends_on__isnull=True)
    vehicles = Vehicle.objects.filter(registration_mark__in=asked.plates, ends_on__isnull=True)
    values = [value for _, value in asked.identifiers]
    kinds = {kind for kind, _ in asked.identifiers}
    numbers = Identifier.objects.filter(kind__in=kinds, value__in=values, ends_on__isnull=True)
    born = Person.objects.filter(is_restricted=True, date_of_birth__in=asked.dates_of_birth)
    named = Person.objects.filter(reference__in=asked.references)
    return (
        named.order_by()
        .values("pk")
        .union(
            born.order_by().values("pk"), *(rows.order_by().values("person") for rows in (phones, vehicles, numbers))
        )
    )
