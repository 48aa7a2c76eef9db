"""The references of cases, by which lookup finds the person a case is about.

Whoever may see the person finds them by the reference of any force's case, open or closed: a reference is given on the
telephone or in a letter by somebody who works on the case, it cannot be guessed, and the card names the owner of each
open case to the same readers. The case itself stays with its force.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from django.db import connection

from register.lookup.held_facts import reference_sources

# Asked with every change of facts: in SQL of its own it costs half.
_REFERENCES = "SELECT person_id, reference FROM cases_case WHERE person_id = ANY(%s) ORDER BY id"


def case_references(people: Sequence[int]) -> Iterable[tuple[int, str]]:
    """(person, reference of a case about them)."""
    with connection.cursor() as cursor:
        cursor.execute(_REFERENCES, [list(people)])
        rows: list[tuple[int, str]] = cursor.fetchall()
    return rows


reference_sources.append(case_references)
