"""The people behind search keys, the likeliest first: one query, bounded however common what was asked is."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from accounts.planned import planned_cursor
from register.lookup.narrowed import Narrowed
from register.rules.lookup.asked_keys import WeightedKey
from register.rules.lookup.facts import PersonFacts

PROBE_LIMIT = 400
FEW = 20
AS_TYPED = 0.95  # the weight from which a key is what was typed and no guess
SMALLEST_POPULATION = 1_000  # below it rarity says nothing, and statistics may not be there yet

# A person's worth is the sum, over the keys that lead to them, of weight times rarity in bits. What many people share
# says little, and where its list is cut it is not known who is missing: such a key leads to nobody unless the others
# find few, but those whom others found gain by it where it was asked as typed.
# Who may not be seen is left out before the best are chosen. Looking only at the best of all is faster, and is kept to
# where enough of them may be seen: nobody hidden takes a place.
_LIKELIEST = """
WITH list AS MATERIALIZED (
    SELECT key.hash, people, key.weight >= %(typed)s AS is_typed, cardinality(people) > %(limit)s AS is_cut,
        key.weight * greatest(0.5, ln(population.number / (1 + cardinality(people))) / ln(2)) AS bits
    FROM unnest(%(hashes)s::bigint[], %(weights)s::float8[]) AS key (hash, weight)
    CROSS JOIN LATERAL (
        SELECT array_agg(person_id) AS people
        FROM (SELECT person_id FROM register_searchkey k WHERE k.hash = key.hash LIMIT %(limit)s + 1) AS found
    ) AS behind
    CROSS JOIN (
        SELECT greatest(reltuples::float8, %(smallest)s) AS number
        FROM pg_class WHERE oid = 'register_cardrow'::regclass
    ) AS population
), worth AS MATERIALIZED (
    SELECT id, sum(bits) AS bits FROM list CROSS JOIN LATERAL unnest(people) AS person (id)
    WHERE NOT is_cut GROUP BY id
), best AS MATERIALIZED (
    SELECT * FROM worth ORDER BY bits DESC, id LIMIT 4 * %(most)s
), best_seen AS MATERIALIZED (
    SELECT * FROM best WHERE id IN ({among})
), narrow AS MATERIALIZED (
    SELECT * FROM best_seen
    WHERE (SELECT count(*) FROM best_seen) >= 2 * %(most)s OR (SELECT count(*) FROM best) < 4 * %(most)s
    UNION ALL
    SELECT * FROM worth
    WHERE (SELECT count(*) FROM best_seen) < 2 * %(most)s AND (SELECT count(*) FROM best) = 4 * %(most)s
        AND id IN ({among})
    ORDER BY bits DESC, id LIMIT 2 * %(most)s
), wide AS MATERIALIZED (
    SELECT id, sum(bits) AS bits FROM list CROSS JOIN LATERAL unnest(people) AS person (id)
    WHERE (SELECT count(*) FROM narrow) < %(few)s GROUP BY id
), wide_best AS MATERIALIZED (
    SELECT * FROM wide ORDER BY bits DESC, id LIMIT 4 * %(most)s
), wide_seen AS MATERIALIZED (
    SELECT * FROM wide_best WHERE id IN ({among})
), widely AS (
    SELECT * FROM wide_seen
    WHERE (SELECT count(*) FROM wide_seen) >= %(most)s OR (SELECT count(*) FROM wide_best) < 4 * %(most)s
    UNION ALL
    SELECT * FROM wide
    WHERE (SELECT count(*) FROM wide_seen) < %(most)s AND (SELECT count(*) FROM wide_best) = 4 * %(most)s
        AND id IN ({among})
), shared AS (
    SELECT narrow.id, sum(cut.bits) / 2 AS bits
    FROM (SELECT hash, bits FROM list WHERE is_cut AND is_typed) AS cut
    CROSS JOIN narrow
    JOIN register_searchkey AS k ON k.hash = cut.hash AND k.person_id = narrow.id
    GROUP BY narrow.id
), chosen AS MATERIALIZED (
    SELECT narrow.id, narrow.bits + coalesce(shared.bits, 0) AS bits FROM narrow LEFT JOIN shared USING (id)
    WHERE (SELECT count(*) FROM narrow) >= %(few)s
    UNION ALL
    SELECT * FROM widely
    ORDER BY bits DESC, id LIMIT %(most)s
)
SELECT card.facts, person.lead_id
FROM chosen JOIN register_cardrow AS card ON card.person_id = chosen.id JOIN register_person AS person USING (id)
ORDER BY chosen.bits DESC, chosen.id
"""


@dataclass(frozen=True, slots=True)
class Candidate:
    """What is compared of somebody, and the group in which their record stands: its lead, or itself."""

    facts: PersonFacts
    group: int


def likeliest(keys: Sequence[WeightedKey], narrowed: Narrowed, *, most: int) -> list[Candidate]:
    """At most so many of the people it is narrowed to, the likeliest of those whom the keys lead to."""
    with planned_cursor() as cursor:
        cursor.execute(
            narrowed.write(_LIKELIEST),
            {
                # As text: adapting every number of a list by itself takes longer than looking it up.
                "hashes": as_array(key.hash for key in keys),
                "weights": as_array(key.weight for key in keys),
                "limit": PROBE_LIMIT,
                "few": FEW,
                "typed": AS_TYPED,
                "smallest": SMALLEST_POPULATION,
                "most": most,
                **narrowed.values,
            },
        )
        rows = cursor.fetchall()
    facts = [PersonFacts.from_json(json.loads(facts)) for facts, _ in rows]
    return [Candidate(each, lead or each.person_id) for each, (_, lead) in zip(facts, rows, strict=True)]


def as_array(numbers: Iterable[float]) -> str:
    """Numbers as PostgreSQL writes an array of them."""
    return f"{{{','.join(map(str, numbers))}}}"
