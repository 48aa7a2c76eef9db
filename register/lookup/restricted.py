"""A restricted record in an emergency: found only by what names one person exactly, and shown as a safety card only."""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import cache

from django.db.models import Exists, OuterRef, QuerySet

from accounts.actor import Actor
from accounts.planned import planned_cursor
from audit.core.entry import Reason
from register import policies
from register.lookup.listing import person_in, with_columns
from register.lookup.narrowed import Narrowed, written_once
from register.models import Person
from register.rules.lookup.exact import ExactFacts, exact_facts, names_exactly
from register.rules.lookup.facts import PersonFacts
from register.rules.lookup.query import Query

LIVE_CALL = "live_call"
MOST_CANDIDATES = 50  # people of one date of birth

# Each kind of fact by its own index. Protected numbers find nobody.
_BORNE = """
SELECT {person_and_force}, card.facts
FROM (
    SELECT id FROM register_person WHERE reference = ANY(%(references)s)
    UNION SELECT id FROM register_person WHERE is_restricted AND date_of_birth = ANY(%(dates_of_birth)s)
    UNION SELECT person_id FROM register_phone
        WHERE e164 = ANY(%(phones)s) AND protection = 'open' AND ends_on IS NULL
    UNION SELECT person_id FROM register_vehicle WHERE registration_mark = ANY(%(plates)s) AND ends_on IS NULL
    UNION SELECT person_id FROM register_identifier
        WHERE kind = ANY(%(kinds)s) AND value = ANY(%(values)s) AND ends_on IS NULL
) AS borne
JOIN register_person AS person USING (id)
JOIN accounts_force AS force ON force.id = person.owner_force_id
JOIN register_cardrow AS card ON card.person_id = person.id
WHERE person.id IN ({among})
ORDER BY person.id LIMIT %(most)s
"""


def safety_cards_for(actor: Actor, reason: Reason) -> QuerySet[Person]:
    """Records that the actor may not see, of which a safety card may be opened: while a call is live, else none."""
    return _during_a_call(actor) if reason.code == LIVE_CALL else Person.objects.none()


def _during_a_call(actor: Actor) -> QuerySet[Person]:
    seen = Person.objects.visible_to(actor).filter(pk=OuterRef("pk"))
    return policies.OPEN_SAFETY_CARD.rows(Person.objects.filter(~Exists(seen)), actor)


_narrowed = written_once(_during_a_call)


def restricted_person(query: Query, *, actor: Actor, reason: Reason) -> Person | None:
    """The one restricted record that the query names exactly. Vaguer words find none, nor does what fits two.

    One query where the actor may open safety cards now and an exact fact was typed, whatever is held; none otherwise.
    """
    asked = exact_facts(query)
    if not asked or reason.code != LIVE_CALL or not actor.may(policies.OPEN_SAFETY_CARD.permission):
        return None
    named = [person for person, facts in _borne_by(asked, _narrowed(actor)) if names_exactly(query, facts)]
    return named[0] if len(named) == 1 else None


def _borne_by(asked: ExactFacts, among: Narrowed) -> Iterator[tuple[Person, PersonFacts]]:
    """People who bear one of the facts, each with their force and what lookup knows of them."""
    with planned_cursor() as cursor:
        cursor.execute(
            among.write(_statement()),
            {
                "references": list(asked.references),
                "dates_of_birth": list(asked.dates_of_birth),
                "phones": list(asked.phones),
                "plates": list(asked.plates),
                "kinds": sorted({kind for kind, _ in asked.identifiers}),
                "values": [value for _, value in asked.identifiers],
                "most": MOST_CANDIDATES,
                **among.values,
            },
        )
        rows = cursor.fetchall()
    for row in rows:
        person, facts = person_in(row)
        yield person, PersonFacts.from_json(json.loads(facts))


@cache
def _statement() -> str:
    return with_columns(_BORNE)
