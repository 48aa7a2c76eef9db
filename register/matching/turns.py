"""One decision about matches at a time: two decisions at once could join what a third keeps apart."""

from __future__ import annotations

from django.db import connection

_LOCK = 0x0DA2_4A7C  # any number that no other lock of the register uses


def take_turn() -> None:
    """Wait for other decisions, and hold them off until this transaction ends.

    Whoever waits here must hold no lock that a matcher at work waits for: the matcher takes its turn first, and gives
    up where a row is locked.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])


def try_turn() -> bool:
    """Take the turn if nobody has it."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [_LOCK])
        (is_taken,) = cursor.fetchone()
    return bool(is_taken)
