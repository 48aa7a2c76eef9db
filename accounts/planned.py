"""Statements that PostgreSQL plans once for a connection and keeps: planning a lookup takes as long as answering it,
and planning a list of all kinds of work far longer.

Django's own cursors write the values into the text, so that every statement is a new one. What runs through these is
counted, timed and reported like any other.
"""

from __future__ import annotations

from typing import Any

from django.db import connection
from django.db.backends.postgresql.base import ServerBindingCursor
from django.db.backends.utils import CursorDebugWrapper, CursorWrapper

MOST_PLANNED = 64
"""As many plans does a connection keep, those used last. One of the list of duties takes some five megabytes there."""


class _Logged(CursorDebugWrapper):
    """Logs the text as it was sent: Django's would ask this cursor for a text with the values in it."""

    def execute(self, sql: Any, params: Any = None) -> Any:
        with self.debug_sql(sql, params):
            return CursorWrapper.execute(self, sql, params)


def planned_cursor() -> CursorWrapper:
    """A cursor for texts that are always the same; a plan is made for any values, and kept (`config.env.database`)."""
    connection.ensure_connection()
    connection.connection.prepared_max = MOST_PLANNED
    cursor = ServerBindingCursor(connection.connection)  # type: ignore[call-arg]
    return (_Logged if connection.queries_logged else CursorWrapper)(cursor, connection)
