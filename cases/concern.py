"""Whom the move check has to look at: most addresses are of people who have to do with nobody who is protected."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from accounts.planned import planned_cursor
from register.models import Protection
from register.models.registration import ENDED

_CONCERNED = """
SELECT DISTINCT asked.id
FROM register_person AS asked
JOIN register_person AS record
    ON record.id = coalesce(asked.lead_id, asked.id) OR record.lead_id = coalesce(asked.lead_id, asked.id)
WHERE asked.id = ANY(%(people)s) AND (
    EXISTS (SELECT FROM cases_pair WHERE person_id = record.id)
    OR EXISTS (SELECT FROM cases_pair WHERE victim_id = record.id)
    OR EXISTS (SELECT FROM register_protectiveorder WHERE person_id = record.id)
    OR EXISTS (SELECT FROM register_ordercondition_protected_people WHERE person_id = record.id)
    OR EXISTS (SELECT FROM register_registration WHERE person_id = record.id AND status <> ALL(%(ended)s))
    OR EXISTS (SELECT FROM register_address WHERE person_id = record.id AND protection <> %(open)s)
)
"""


def people_of_concern(people: Collection[int]) -> set[int]:
    """Those of these people around whom something can be near at all: who is paired with anybody, stands in an order on
    either side, is registered, or has a protected address, by any record that is joined with theirs. All that
    `cases.proximity` compares begins with one of these. One query for any number."""
    known: dict[str, Any] = {
        "people": list(people),
        "ended": [str(each) for each in ENDED],
        "open": Protection.OPEN.value,
    }
    with planned_cursor() as cursor:
        cursor.execute(_CONCERNED, known)
        return {person_id for (person_id,) in cursor.fetchall()}
