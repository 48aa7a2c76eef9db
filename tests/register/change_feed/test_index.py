"""The feed is read by its own index, never by going through the log."""

from __future__ import annotations

from uuid import UUID

import pytest
from django.db import connection

from register.change_feed import log

pytestmark = pytest.mark.django_db


def test_the_order_of_the_feed_is_that_of_its_index() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute("SET LOCAL enable_bitmapscan = off")
        for sort in ("sort", "incremental_sort"):  # of a small log a sort is cheap, whatever index there is
            cursor.execute(f"SET LOCAL enable_{sort} = off")
        cursor.execute("EXPLAIN " + log._EVENTS, ["0", UUID(int=0), str(log.horizon()), 500])
        plan = "\n".join(line for (line,) in cursor.fetchall())

    assert "audit_event_changes" in plan
    assert "Sort" not in plan


def test_another_database_of_the_server_holds_nothing_back(transactional_db: None) -> None:
    """A transaction at work in a database next door, of the same server."""
    from tests import databases

    with databases.owner_connection(databases.template_name()) as _:
        pass
    with databases.owner_connection() as elsewhere:
        elsewhere.execute("BEGIN")
        theirs = int(str(elsewhere.execute("SELECT pg_current_xact_id()::text").fetchone()[0]))  # type: ignore[index]
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_current_xact_id()")  # something that is settled comes after it
        assert log.horizon() > theirs
        elsewhere.execute("ROLLBACK")
