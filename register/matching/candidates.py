"""Whose records are worth comparing with a person's: the people behind the person's own search keys, in all forces."""

from __future__ import annotations

from django.db import connection
from django.db.models import Exists, Q, QuerySet

from register.canaries import not_canary
from register.lookup.candidates import SMALLEST_POPULATION, likeliest
from register.lookup.narrowed import Narrowed
from register.models import CanaryRecord, Person
from register.policies import PERPETRATORS
from register.rules.lookup.asked_keys import WeightedKey
from register.rules.lookup.facts import PersonFacts
from register.rules.lookup.keys import KINDS, keys_of

LEAST_BITS = 12.0  # a key that narrows less brings strangers only
MOST_COMPARED = 30


def candidates_of(person: Person, facts: PersonFacts) -> list[PersonFacts]:
    """The facts of the likeliest people behind the keys. One query, however many keys."""
    kinds = {hash_: kind for hash_, kind in keys_of(facts).items() if KINDS[kind] >= LEAST_BITS}
    keys = [WeightedKey(hash_, kind, 1.0) for hash_, kind in kinds.items()]
    found = likeliest(keys, Narrowed.to(comparable_with(person)), most=MOST_COMPARED)
    return [each.facts for each in found]


def comparable_with(person: Person) -> QuerySet[Person]:
    """Who may be compared: people held as having abused across all forces; victims and witnesses with records of their
    own force alone, since a match would tell another force of them. A planted record is nobody, and is like nobody."""
    allowed = Q(owner_force=person.owner_force_id)
    if person.is_perpetrator:
        allowed |= Q(subject_category__in=PERPETRATORS)
    itself = CanaryRecord.objects.filter(person=person.pk)
    return Person.objects.filter(allowed, not_canary()).exclude(pk=person.pk).exclude(Exists(itself))


def population() -> int:
    """About how many people the register holds, as PostgreSQL's statistics have it."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT reltuples::bigint FROM pg_class WHERE oid = 'register_cardrow'::regclass")
        (people,) = cursor.fetchone()
    return max(int(people), SMALLEST_POPULATION)
