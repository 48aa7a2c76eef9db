"""Sealing: the events that wait become the next entries of the Merkle tree, all in one transaction.

An event waits from the moment its own transaction commits (`audit_pending`), so none is missed however transactions
overlap. Whoever seals holds the row of the head; a gap or a double number is refused by PostgreSQL (migration 0003).
"""

from __future__ import annotations

from collections import Counter
from typing import Any

import psycopg

from clients.dar_verify.merkle import Frontier, Node, frontier_at
from clients.dar_verify.tiles import WIDTH, node_from, split_hashes, subtree_root

Session = psycopg.Connection[tuple[Any, ...]]

AT_ONCE = 2_000
TAKE = """
    WITH taken AS (
        DELETE FROM audit_pending WHERE id IN (SELECT id FROM audit_pending ORDER BY id LIMIT %s) RETURNING id, event_id
    )
    SELECT event.id, event.leaf_hash, event.actor_force
    FROM taken JOIN audit_event AS event ON event.id = taken.event_id ORDER BY taken.id
"""
OVERLOOKED = """
    SELECT count(*) FROM audit_event AS event
    WHERE at BETWEEN clock_timestamp() - interval '10 minutes' AND clock_timestamp() - interval '1 minute'
        AND NOT EXISTS (SELECT FROM audit_leaf WHERE event_id = event.id)
        AND NOT EXISTS (SELECT FROM audit_pending WHERE event_id = event.id)
"""


class LogBroken(Exception):
    """The log in the database is not the one that was sealed: nothing more may be sealed or signed. Says why."""


def seal_waiting(session: Session, *, at_once: int = AT_ONCE) -> int:
    """Seal what waits, at most so many, and give how many it was.

    Raises LogBroken when the tiles do not fit the head.
    """
    if not _anything_waits(session):
        return 0
    with session.transaction():
        size = held_size(session)
        taken = session.execute(TAKE, [at_once]).fetchall()
        if not taken:
            return 0
        events, hashes, forces = map(list, zip(*taken, strict=True))
        _number(session, size, events)
        _extend(session, size, hashes)
        _count(session, Counter(key_of(force) for force in forces))
        session.execute("UPDATE audit_head SET size = %s", [size + len(taken)])
    return len(taken)


def size_of(session: Session) -> int:
    """How many entries the log has at this moment."""
    row = session.execute("SELECT size FROM audit_head").fetchone()
    return int(row[0]) if row else 0


def held_size(session: Session) -> int:
    """How many entries the log has; nobody else seals until the transaction ends."""
    row = session.execute("SELECT size FROM audit_head FOR UPDATE").fetchone()
    if row is None:
        raise LogBroken("The log has no head.")
    return int(row[0])


def tree_at(session: Session, size: int) -> Frontier:
    """The tree as it was at a size. Raises LogBroken when its tiles are not whole."""
    try:
        return frontier_at(size, node_of(session))
    except ValueError as error:
        raise LogBroken(f"The tree of the log is not whole: {error}.") from error


def node_of(session: Session) -> Node:
    """The hash of any complete subtree."""
    return node_from(lambda level, index: _tile(session, level, index))


def counts_of(session: Session) -> dict[str, int]:
    """How many entries each force has."""
    return dict(session.execute("SELECT key, count FROM audit_tally").fetchall())


def key_of(force: str) -> str:
    """The key under which the entries of a force are counted; `-` are those of nobody's."""
    return f"force {force or '-'}"


def overlooked(session: Session) -> int:
    """Events of the last minutes that neither wait nor are sealed. There is no way to come to that but by tampering."""
    row = session.execute(OVERLOOKED).fetchone()
    return int(row[0]) if row else 0


def _anything_waits(session: Session) -> bool:
    """Asked first, so that a log at rest writes nothing."""
    row = session.execute("SELECT EXISTS (SELECT FROM audit_pending)").fetchone()
    return bool(row and row[0])


def _number(session: Session, size: int, events: list[Any]) -> None:
    numbers = list(range(size, size + len(events)))
    session.execute(
        "INSERT INTO audit_leaf (number, event_id) SELECT * FROM unnest(%s::bigint[], %s::uuid[])", [numbers, events]
    )


def _extend(session: Session, start: int, hashes: list[bytes]) -> None:
    """Append hashes to a level, and the roots of the tiles that become full to the level above."""
    level = 0
    while hashes:
        first, inside = divmod(start, WIDTH)
        before = split_hashes(_tile(session, level, first)) if inside else []
        if len(before) != inside:
            raise LogBroken(f"Tile {first} of level {level} holds {len(before)} hashes where {inside} were sealed.")
        grown = [*before, *hashes]
        tiles = [grown[at : at + WIDTH] for at in range(0, len(grown), WIDTH)]
        _keep_tiles(session, level, first, [b"".join(tile) for tile in tiles])
        hashes = [subtree_root(tile) for tile in tiles if len(tile) == WIDTH]
        level, start = level + 1, first


def _tile(session: Session, level: int, index: int) -> bytes:
    found = session.execute("SELECT hashes FROM audit_tile WHERE level = %s AND index = %s", [level, index]).fetchone()
    if found is None:
        raise LogBroken(f"Tile {index} of level {level} is missing.")
    return bytes(found[0])


def _keep_tiles(session: Session, level: int, first: int, tiles: list[bytes]) -> None:
    with session.cursor() as cursor:
        cursor.executemany(
            "INSERT INTO audit_tile (level, index, hashes) VALUES (%s, %s, %s)"
            " ON CONFLICT (level, index) DO UPDATE SET hashes = EXCLUDED.hashes",
            [(level, first + at, tile) for at, tile in enumerate(tiles)],
        )


def _count(session: Session, counted: Counter[str]) -> None:
    session.execute(
        "INSERT INTO audit_tally (key, count) SELECT * FROM unnest(%s::text[], %s::bigint[])"
        " ON CONFLICT (key) DO UPDATE SET count = audit_tally.count + EXCLUDED.count",
        [list(counted), list(counted.values())],
    )
