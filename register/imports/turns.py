"""One import of a force at a time: two at once could each take a record for new."""

from __future__ import annotations

from django.db import connection

ONE_IMPORT_OF_A_FORCE = 20261123  # first half of the advisory lock's key; the second is the force


def wait_for_turn(force_id: int) -> None:
    """Wait for other imports of the force, and hold them off until this transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [ONE_IMPORT_OF_A_FORCE, force_id])
