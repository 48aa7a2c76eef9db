"""Who is in refuge, for lookup: it must find nobody by an address or number while they are.

The details of the victim's own record are marked by the rule. Those of a record that is joined with it are not touched,
and the rule may be about somebody whose own record holds no detail: so lookup asks the rule itself.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from django.db import connection

from register.lookup.held_facts import refuge_sources

# Asked with every change of facts: in SQL of its own it costs half.
_IN_REFUGE = """
SELECT person_id FROM cases_safecontactrule WHERE person_id = ANY(%s) AND is_in_refuge AND ended_at IS NULL
"""


def in_refuge(people: Sequence[int]) -> Iterable[int]:
    """Those of these people whose safe-contact rule in force says so."""
    with connection.cursor() as cursor:
        cursor.execute(_IN_REFUGE, [list(people)])
        return [person_id for (person_id,) in cursor.fetchall()]


refuge_sources.append(in_refuge)
