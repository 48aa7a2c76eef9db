"""Lawful erasure of what is kept apart of events: the events stay, and every proof of them stays valid.

PostgreSQL refuses it at commit unless the transaction writes an event of an erasure about the same record
(audit/migrations/0002).
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from django.db import connection


def erase_details(reference: str, *, until: datetime, spared: Collection[str] = (), is_shown_too: bool = False) -> int:
    """Erase value and salt of what events up to a moment kept apart about a record; gives how many.

    `spared` are names of fields that stay. `is_shown_too` takes events that put the record before a reader among
    others, such as a lookup.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT audit_erase_details(%s, %s::text[], %s, %s)", [reference, list(spared), is_shown_too, until]
        )
        (erased,) = cursor.fetchone()
    return int(erased)
