"""The events that the feed is read from: those of the log, in an order in which nothing is skipped.

An event becomes visible when its transaction commits, which may be long after one that began later. So the events are
read by the number of their transaction, and only below that of the oldest one that is still at work: whatever comes
later in that order comes later in time too.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any, NamedTuple
from uuid import UUID

from django.db import connection

# What the index `audit_event_changes` of migration 0033 holds: word for word, or it is not used.
IS_A_CHANGE = (
    "outcome = 'done' AND (operation IN ('collection', 'alteration', 'combination', 'erasure')"
    " OR code IN ('person.restricted', 'alert.raised'))"
)
# Transactions of another database of the same server, and those of nobody (autovacuum), hold nothing back here.
_HORIZON = """
WITH now AS MATERIALIZED (SELECT pg_current_snapshot() AS taken)
SELECT coalesce(
    (SELECT running FROM now, pg_snapshot_xip(taken) AS running
     WHERE NOT EXISTS (
        SELECT FROM pg_locks held JOIN pg_stat_activity session USING (pid)
        WHERE held.locktype = 'transactionid' AND held.granted AND held.mode = 'ExclusiveLock'
            AND held.transactionid = running::xid
            AND (session.usesysid IS NULL
                OR session.datid <> (SELECT oid FROM pg_database WHERE datname = current_database())))
     ORDER BY running LIMIT 1),
    (SELECT pg_snapshot_xmax(taken) FROM now))::text
"""
# Number and moment as they are told: to make objects of them takes longer than all else.
_TOLD_AT = """to_char(at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"+00:00"')"""
_COLUMNS = (
    f"e.xid::text, e.id::text, {_TOLD_AT}, code, object_type, object_ref, subject_ref, subject_category, fields::text"
)
_EVENTS = f"""
SELECT {_COLUMNS}
FROM audit_event e
WHERE {IS_A_CHANGE} AND (e.xid, e.id) > (%s::xid8, %s::uuid) AND e.xid < %s::xid8
ORDER BY e.xid, e.id LIMIT %s
"""  # noqa: S608 - a constant of this module


@dataclass(frozen=True, slots=True)
class Position:
    """How far somebody has read: the transaction and the event. `began` is where reading began: what had gone out of
    sight before was never told and needs no mention."""

    began: int
    xid: int
    event: UUID


class Logged(NamedTuple):
    """An event of the log as the feed needs it, `at` as RFC 3339 writes a moment. Pages hold thousands: a tuple is made
    in a fifth of the time."""

    xid: int
    id: str
    at: str
    code: str
    object_type: str
    object_ref: str
    subject_ref: str
    subject_category: str
    fields: str

    def field(self, name: str) -> Any:
        """What it records under this name."""
        return json.loads(self.fields).get(name)


def horizon() -> int:
    """The first transaction that may still commit something: everything before it is settled."""
    with connection.cursor() as cursor:
        cursor.execute(_HORIZON)
        return int(cursor.fetchone()[0])


def beginning(at: int) -> Position:
    """Before the first event of all, for somebody who begins to read at this horizon."""
    return Position(at, 0, UUID(int=0))


def now(at: int) -> Position:
    """Before whatever is not settled at this horizon."""
    return Position(at, at, UUID(int=0))


def events_after(position: Position, *, below: int, limit: int) -> list[Logged]:
    """The next events that are settled, at most so many."""
    with connection.cursor() as cursor:
        cursor.execute(_EVENTS, [str(position.xid), position.event, str(below), limit])
        return [Logged(int(xid), *rest) for xid, *rest in cursor.fetchall()]


def event_of(number: UUID) -> Logged | None:
    """The event of this number."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {_COLUMNS} FROM audit_event e WHERE e.id = %s", [number])  # noqa: S608 - constants
        row = cursor.fetchone()
    return Logged(int(row[0]), *row[1:]) if row else None
