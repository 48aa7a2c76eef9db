"""Reading what lookup may know of people from the facts themselves: one query, however many people and facts they have,
and one for each further source of references and of refuges."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from django.db import connection

from register.rules.lookup.facts import PersonFacts

# What else people are found by: each gives (person, reference) for the people it is asked about. The floors above add
# theirs, which this floor may not know.
reference_sources: list[Callable[[Sequence[int]], Iterable[tuple[int, str]]]] = []

# Who of these people is in refuge: the floors above know it, also of somebody whose own record holds no detail.
refuge_sources: list[Callable[[Sequence[int]], Iterable[int]]] = []

# Each kind of fact as one JSON array: seven queries would take longer on the way than in PostgreSQL. Records that are
# joined stand for one human being: what one of them protects is left out of all, and a refuge closes every detail.
_FACTS = """
SELECT same.lead_id, person.id, person.reference, person.display_name, person.sex,
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
        FROM register_protectiveorder WHERE person_id = person.id AND reference_number <> '')
FROM (
    SELECT DISTINCT COALESCE(lead_id, id) AS lead_id FROM register_person WHERE id = ANY(%s)
) AS asked
CROSS JOIN LATERAL (
    SELECT asked.lead_id, people,
        EXISTS (SELECT FROM register_address WHERE person_id = ANY(people) AND protection = 'refuge')
        OR EXISTS (SELECT FROM register_phone WHERE person_id = ANY(people) AND protection = 'refuge') AS is_in_refuge
    FROM (
        SELECT array_agg(id) AS people FROM register_person WHERE id = asked.lead_id OR lead_id = asked.lead_id
    ) AS group_of
) AS same
JOIN register_person AS person ON person.id = ANY(same.people)
"""


def facts_of(person_ids: Sequence[int]) -> Iterator[PersonFacts]:
    """What lookup may know of each person, and of whoever is joined with one of them: their facts hang together.

    Protected addresses and numbers are left out: nobody is found by them, and no reason can name them. While one record
    of somebody is in refuge no address or number of any of them is in the facts.
    """
    with connection.cursor() as cursor:
        cursor.execute(_FACTS, [list(person_ids)])
        rows = cursor.fetchall()
    people = [row[1] for row in rows]
    further: defaultdict[int, list[str]] = defaultdict(list)
    for source in reference_sources:
        for person_id, reference in source(people):
            further[person_id].append(reference)
    closed = _groups_in_refuge({person_id: group for group, person_id, *_ in rows})
    return (_facts(further[row[1]], *row[1:], is_in_refuge=row[0] in closed) for row in rows)


def _groups_in_refuge(groups: Mapping[int, int]) -> set[int]:
    """The human beings of whom a record is known to be in refuge, by the number of their group."""
    return {groups[person_id] for source in refuge_sources for person_id in source(list(groups))}


def _facts(
    further: Iterable[str], person_id: int, reference: str, name: str, sex: str, born: date | None, names: Any,
    addresses: Any, phones: Any, plates: Any, identifiers: Any, local_references: Any, order_numbers: Any,
    *, is_in_refuge: bool,
) -> PersonFacts:  # fmt: skip
    return PersonFacts.of(
        person_id,
        names=map(tuple, names or ()),
        dates_of_birth=[born] if born else [],
        sex=sex,
        addresses=() if is_in_refuge else map(tuple, addresses or ()),
        phones=() if is_in_refuge else phones or (),
        plates=plates or (),
        identifiers=map(tuple, identifiers or ()),
        references=[reference, *(local_references or ()), *(order_numbers or ()), *further],
        display=[("name", name), ("reference", reference)],
    )
