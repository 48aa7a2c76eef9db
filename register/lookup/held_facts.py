"""Reading what lookup may know of people from the facts themselves: one query, however many people and facts they
have."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from functools import cache
from typing import Any

from accounts.planned import planned_cursor
from register.rules.lookup.facts import PersonFacts

# The floors above know more, which this floor may not name: each adds a SELECT, and all are asked within the one query.
# What else people are found by: (person_id, reference).
reference_sources: list[str] = []

# Who is in refuge, also somebody whose own record holds no detail: (person_id).
refuge_sources: list[str] = []

# Each kind of fact as one JSON array: seven queries would take longer on the way than in PostgreSQL. Records that are
# joined stand for one human being: what one of them protects is left out of all, and a refuge closes every detail.
_FACTS = """
SELECT person.id, person.reference, person.display_name, person.sex,
    CASE WHEN person.date_of_birth_doubt = '' THEN person.date_of_birth END,
    (SELECT json_agg(json_build_array(forenames, surname, kind) ORDER BY recorded_at DESC, id DESC)
        FROM register_personname WHERE person_id = person.id),
    (SELECT json_agg(json_build_array(line_1, town, postcode, ends_on IS NULL) ORDER BY recorded_at DESC, id DESC)
        FROM register_address AS held WHERE person_id = person.id AND protection = 'open' AND NOT EXISTS (
            SELECT FROM register_address AS kept WHERE kept.person_id = ANY(same.people) AND kept.protection <> 'open'
                AND (lower(kept.line_1) = lower(held.line_1) OR kept.postcode <> '' AND kept.postcode = held.postcode)
        ) AND NOT same.is_in_refuge),
    (SELECT json_agg(digits ORDER BY recorded_at DESC, id DESC)
        FROM register_phone AS held
        WHERE person_id = person.id AND protection = 'open' AND ends_on IS NULL AND digits <> '' AND NOT EXISTS (
            SELECT FROM register_phone AS kept WHERE kept.person_id = ANY(same.people) AND kept.protection <> 'open'
                AND right(kept.digits, 10) = right(held.digits, 10)
        ) AND NOT same.is_in_refuge),
    (SELECT json_agg(registration_mark ORDER BY recorded_at DESC, id DESC)
        FROM register_vehicle WHERE person_id = person.id AND ends_on IS NULL AND registration_mark <> ''),
    (SELECT json_agg(json_build_array(kind, value) ORDER BY recorded_at DESC, id DESC)
        FROM register_identifier WHERE person_id = person.id AND ends_on IS NULL),
    (SELECT json_agg(local_reference ORDER BY force_id, local_reference)
        FROM register_localrecord WHERE person_id = person.id),
    (SELECT json_agg(reference_number ORDER BY id)
        FROM register_protectiveorder WHERE person_id = person.id AND reference_number <> ''),
    (SELECT json_agg(reference ORDER BY reference) FROM ({references}) AS further WHERE person_id = person.id)
FROM (
    SELECT DISTINCT COALESCE(lead_id, id) AS lead_id FROM register_person WHERE id = ANY(%s)
) AS asked
CROSS JOIN LATERAL (
    SELECT people,
        EXISTS (SELECT FROM register_address WHERE person_id = ANY(people) AND protection = 'refuge')
        OR EXISTS (SELECT FROM register_phone WHERE person_id = ANY(people) AND protection = 'refuge')
        OR EXISTS (SELECT FROM ({refuges}) AS refuge WHERE person_id = ANY(people)) AS is_in_refuge
    FROM (
        SELECT array_agg(id) AS people FROM register_person WHERE id = asked.lead_id OR lead_id = asked.lead_id
    ) AS group_of OFFSET 0  -- worked out once for each group, however often it is read
) AS same
CROSS JOIN LATERAL unnest(same.people) AS member (id)  -- with the array itself, all people are compared with all groups
JOIN register_person AS person ON person.id = member.id
"""


def facts_of(person_ids: Sequence[int]) -> Iterator[PersonFacts]:
    """What lookup may know of each person, and of whoever is joined with one of them: their facts hang together.

    Protected addresses and numbers are left out: nobody is found by them, and no reason can name them. While one record
    of somebody is in refuge no address or number of any of them is in the facts.
    """
    with planned_cursor() as cursor:
        cursor.execute(statement(), [list(person_ids)])
        return facts_in(cursor.fetchall())


@cache
def statement() -> str:
    """The query of `facts_of`, with what the floors above add: that is complete once the register has started."""
    references = " UNION ALL ".join(reference_sources) or "SELECT 0, '' WHERE false"
    refuges = " UNION ALL ".join(refuge_sources) or "SELECT 0 WHERE false"
    return _FACTS.format(references=references, refuges=refuges)


def facts_in(rows: Iterable[tuple[Any, ...]]) -> Iterator[PersonFacts]:
    """The facts that the rows of `statement` hold."""
    return itertools.starmap(_facts, rows)


def _facts(
    person_id: int, reference: str, name: str, sex: str, born: date | None, names: Any, addresses: Any, phones: Any,
    plates: Any, identifiers: Any, local_references: Any, order_numbers: Any, further: Any,
) -> PersonFacts:  # fmt: skip
    return PersonFacts.of(
        person_id,
        names=map(tuple, names or ()),
        dates_of_birth=[born] if born else [],
        sex=sex,
        addresses=map(tuple, addresses or ()),
        phones=phones or (),
        plates=plates or (),
        identifiers=map(tuple, identifiers or ()),
        references=[reference, *(local_references or ()), *(order_numbers or ()), *(further or ())],
        display=[("name", name), ("reference", reference)],
    )
