"""Every committed event becomes one entry of the tree: none is missed, doubled or renumbered."""

from __future__ import annotations

import os
from collections.abc import Callable

import pytest
from psycopg import errors

from audit.tlog import sealing
from audit.tlog.sealing import LogBroken, seal_waiting, size_of, tree_at
from clients.dar_verify.merkle import root_of
from tests.audit.conftest import Session, session_as
from tests.audit.payloads import insert, payload

Happen = Callable[..., list[str]]


def seal_all(sealer: Session, at_once: int = 2_000) -> int:
    sealed = 0
    while just := seal_waiting(sealer, at_once=at_once):
        sealed += just
    return sealed


def sealed_events(session: Session) -> list[str]:
    """Ids in the order of their numbers, which are 0, 1, 2, …"""
    rows = session.execute("SELECT number, event_id::text FROM audit_leaf ORDER BY number").fetchall()
    assert [number for number, _ in rows] == list(range(len(rows)))
    return [event for _, event in rows]


def leaf_hashes(session: Session) -> list[bytes]:
    rows = session.execute(
        "SELECT leaf_hash FROM audit_leaf JOIN audit_event ON audit_event.id = event_id ORDER BY number"
    ).fetchall()
    return [bytes(row[0]) for row in rows]


def test_what_waits_is_sealed_in_order_and_waits_no_more(happen: Happen, sealer: Session) -> None:
    seal_all(sealer)
    ids = happen(5)

    assert seal_all(sealer) == 5

    assert sealed_events(sealer)[-5:] == ids
    assert size_of(sealer) == len(sealed_events(sealer))
    assert seal_waiting(sealer) == 0


def test_the_tiles_hold_the_tree_of_every_event(happen: Happen, sealer: Session) -> None:
    """More than two full tiles, sealed in steps that end within a tile, at its end and past it."""
    happen(520)

    seal_waiting(sealer, at_once=100)
    seal_waiting(sealer, at_once=156)
    seal_all(sealer, at_once=300)

    leaves = leaf_hashes(sealer)
    assert tree_at(sealer, len(leaves)).root() == root_of(leaves)
    assert tree_at(sealer, 257).root() == root_of(leaves[:257])
    widths = sealer.execute("SELECT level, octet_length(hashes) / 32 FROM audit_tile ORDER BY level, index").fetchall()
    full, rest = divmod(len(leaves), 256)
    assert widths == [*[(0, 256)] * full, *([(0, rest)] if rest else []), (1, full)]


def test_a_transaction_that_commits_late_is_sealed_late_and_not_missed(
    happen: Happen, sealer: Session, app: Session
) -> None:
    seal_all(sealer)
    with session_as("dar_app", os.environ["DATABASE_URL"]) as slow:
        late = insert(slow, payload(slow))
        (early,) = happen()
        seal_all(sealer)

        slow.commit()
    seal_all(sealer)

    assert sealed_events(sealer)[-2:] == [early, late]


def test_what_was_rolled_back_is_not_sealed(happen: Happen, sealer: Session, app: Session) -> None:
    seal_all(sealer)
    insert(app, payload(app))
    app.rollback()

    assert seal_waiting(sealer) == 0


def test_entries_are_counted_by_force(happen: Happen, sealer: Session) -> None:
    seal_all(sealer)
    before = sealing.counts_of(sealer)
    happen(3, force="13")
    happen(2, force="14")
    happen(1, force="")

    seal_all(sealer)

    grown = {key: count - before.get(key, 0) for key, count in sealing.counts_of(sealer).items()}
    assert {key: count for key, count in grown.items() if count} == {"force 13": 3, "force 14": 2, "force -": 1}


def test_a_crash_before_the_commit_leaves_everything_waiting(happen: Happen, sealer: Session) -> None:
    seal_all(sealer)
    ids = happen(3)
    with pytest.raises(ZeroDivisionError), sealer.transaction():
        seal_waiting(sealer)
        raise ZeroDivisionError

    assert seal_all(sealer) == 3
    assert sealed_events(sealer)[-3:] == ids


def test_of_two_that_seal_at_once_the_second_waits_and_finds_nothing(happen: Happen, sealer: Session) -> None:
    happen(3)
    with session_as("dar_sealer", os.environ.get("DATABASE_OWNER_URL") or os.environ["DATABASE_URL"]) as other:
        other.execute("SET lock_timeout = '50ms'")
        other.commit()
        with sealer.transaction():
            seal_waiting(sealer)
            with pytest.raises(errors.LockNotAvailable):
                seal_waiting(other)
            other.rollback()

        assert seal_waiting(other) == 0


def test_writers_do_not_wait_for_the_sealer(happen: Happen, sealer: Session, app: Session) -> None:
    happen(3)
    app.execute("SET lock_timeout = '50ms'")
    app.commit()
    with sealer.transaction():
        seal_waiting(sealer)

        happen(1)


def test_nothing_is_overlooked(happen: Happen, sealer: Session) -> None:
    happen(2)

    assert sealing.overlooked(sealer) == 0


def test_a_missing_tile_is_a_broken_log(happen: Happen, sealer: Session, owner: Session) -> None:
    happen(2)
    seal_all(sealer)
    size = size_of(sealer)
    owner.execute("SET ROLE dar_audit")
    owner.execute("ALTER TABLE audit_tile DISABLE TRIGGER ALL")
    owner.execute("DELETE FROM audit_tile")
    owner.commit()

    with pytest.raises(LogBroken, match="missing"):
        tree_at(sealer, size)


GOES_BACK = {
    "unseal an event": "DELETE FROM audit_leaf",
    "renumber an event": "UPDATE audit_leaf SET number = number + 1000000",
    "shorten the log": "UPDATE audit_head SET size = size - 1",
    "skip a number": "UPDATE audit_head SET size = size + 1",
    "rewrite a tile": "UPDATE audit_tile SET hashes = sha256('x')",
    "shorten a tile": "UPDATE audit_tile SET hashes = substr(hashes, 1, 32)",
    "move a tile": "UPDATE audit_tile SET index = index + 1000",
    "remove a tile": "DELETE FROM audit_tile",
    "count less": "UPDATE audit_tally SET count = count - 1",
    "count another": "UPDATE audit_tally SET key = key || 'x'",
    "forget a count": "DELETE FROM audit_tally",
    "take back a checkpoint": "DELETE FROM audit_checkpoint",
    "sign again": "UPDATE audit_checkpoint SET note = ''",
    "change an event": "UPDATE audit_event SET code = code",
    "write an event": "INSERT INTO audit_event (payload) VALUES ('{}')",
    "read an event": "SELECT payload FROM audit_event",
    "read what is kept apart": "SELECT value FROM audit_detail",
    "read a person": "SELECT * FROM register_person",
    "empty the log": "TRUNCATE audit_leaf CASCADE",
}


# What binds by a trigger binds the owner of the tables too; the rest is a matter of rights.
BY_TRIGGER = {name: each for name, each in GOES_BACK.items() if not each.startswith(("SELECT", "INSERT"))}
TRIED = [
    *(pytest.param("dar_sealer", sentence, id=f"the sealer may not {name}") for name, sentence in GOES_BACK.items()),
    *(pytest.param("dar_audit", sentence, id=f"the owner may not {name}") for name, sentence in BY_TRIGGER.items()),
]


@pytest.mark.parametrize(("role", "sentence"), TRIED)
def test_the_log_only_grows(django_db_setup: None, owner: Session, role: str, sentence: str) -> None:
    owner.execute("INSERT INTO audit_event (payload) VALUES (%s)", [payload(owner)])
    owner.execute("SET ROLE dar_sealer")
    seal_waiting(owner)
    owner.execute(
        "INSERT INTO audit_checkpoint (size, root, counts, note, signed_at) VALUES (1, sha256('x'), '', 'x', now())"
    )
    owner.execute(f"SET ROLE {role}")  # type: ignore[arg-type]

    with pytest.raises((errors.InsufficientPrivilege, errors.CheckViolation)):
        owner.execute(sentence)  # type: ignore[arg-type]
        owner.execute("SET CONSTRAINTS ALL IMMEDIATE")


def test_the_sealer_is_in_no_other_role(owner: Session) -> None:
    held = owner.execute(
        "SELECT rolsuper, rolcreaterole, rolinherit, (SELECT count(*) FROM pg_auth_members WHERE member = pg_roles.oid)"
        " FROM pg_roles WHERE rolname = 'dar_sealer'"
    ).fetchone()

    assert held == (False, False, False, 0)
