"""Whose records are worth comparing with a person's: the people behind the person's own search keys, in all forces."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence

from django.db import connection

from register.rules.lookup.asked_keys import WeightedKey
from register.rules.lookup.facts import PersonFacts
from register.rules.lookup.keys import KINDS, keys_of
from register.rules.matching.likeliest import choose

LEAST_BITS = 12.0  # a key that narrows less brings strangers only
MOST_BEHIND_A_KEY = 80
MOST_COMPARED = 80
SMALLEST_POPULATION = 1_000  # below it rarity says nothing, and statistics may not be there yet

_BEHIND_KEYS = """
SELECT key.hash, person.id
FROM unnest(%s::bigint[]) AS key (hash)
CROSS JOIN LATERAL (
    SELECT k.person_id AS id FROM register_searchkey k WHERE k.hash = key.hash ORDER BY k.person_id LIMIT %s
) AS person
WHERE person.id <> %s
"""


def candidates_of(facts: PersonFacts, *, population: int) -> tuple[int, ...]:
    """The likeliest people behind the keys, best first. One query, however many keys."""
    kinds = {hash_: kind for hash_, kind in keys_of(facts).items() if KINDS[kind] >= LEAST_BITS}
    keys = [WeightedKey(hash_, kind, 1.0) for hash_, kind in kinds.items()]
    found = _behind([key.hash for key in keys], facts.person_id)
    return choose(keys, found, population=population, most=MOST_COMPARED)


def _behind(hashes: Sequence[int], person_id: int) -> Mapping[int, Sequence[int]]:
    with connection.cursor() as cursor:
        cursor.execute(_BEHIND_KEYS, [list(hashes), MOST_BEHIND_A_KEY, person_id])
        rows = cursor.fetchall()
    found: defaultdict[int, list[int]] = defaultdict(list)
    for hash_, candidate in rows:
        found[hash_].append(candidate)
    return found


def population() -> int:
    """About how many people the register holds, as PostgreSQL's statistics have it."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT reltuples::bigint FROM pg_class WHERE oid = 'register_cardrow'::regclass")
        (people,) = cursor.fetchone()
    return max(int(people), SMALLEST_POPULATION)
