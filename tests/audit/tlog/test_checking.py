"""The log is verified where it lies: a sound one is found sound, and what was done to it is said."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

import pytest

from audit.tlog.checking import Checked, check_log
from audit.tlog.keeping import Keeping
from audit.tlog.sealing import size_of
from audit.tlog.signing import sign_checkpoint
from clients.dar_verify.keys import PrivateKey
from tests.audit.conftest import Session
from tests.audit.tlog.conftest import LOG
from tests.audit.tlog.test_sealing import seal_all

Happen = Callable[..., list[str]]
NOW = datetime(2026, 11, 26, 9, 0, tzinfo=UTC)


def checked(keeping: Keeping) -> Checked:
    return check_log([key.public for key in list(keeping.keys())])


def grow(happen: Happen, sealer: Session, keeping: Keeping, count: int = 3) -> list[str]:
    ids = happen(count)
    seal_all(sealer)
    sign_checkpoint(sealer, keeping, now=NOW)
    return ids


def test_a_sound_log_is_found_sound(happen: Happen, sealer: Session, keeping: Keeping) -> None:
    grow(happen, sealer, keeping)
    grow(happen, sealer, keeping)
    size = size_of(sealer)

    found = checked(keeping)

    assert (found.is_sound, found.size) == (True, size)
    assert found.right == [
        f"The signature of the last checkpoint, of {size:,} entries, is that of the log's key.",
        "It has grown out of the checkpoint before it.",
        f"Each of the newest {min(size, 200)} entries is there and is as it was sealed.",
    ]


def test_entries_that_wait_are_no_fault(happen: Happen, sealer: Session, keeping: Keeping) -> None:
    grow(happen, sealer, keeping)
    happen(2)

    assert checked(keeping).is_sound


def test_a_log_of_more_than_one_tile(happen: Happen, sealer: Session, keeping: Keeping) -> None:
    grow(happen, sealer, keeping, 200)
    grow(happen, sealer, keeping, 120)

    assert checked(keeping).is_sound


TAMPERINGS = {
    "edited": ("audit_event", "UPDATE audit_event SET payload = payload || ' ' WHERE id = %s", "was changed"),
    "deleted": ("audit_event", "DELETE FROM audit_event WHERE id = %s", "is missing"),
    "unsealed": ("audit_leaf", "DELETE FROM audit_leaf WHERE event_id = %s", "is missing"),
    "a tile rewritten": (
        "audit_tile",
        "UPDATE audit_tile SET hashes = decode(repeat('00', octet_length(hashes)), 'hex') WHERE %s <> ''",
        "do not lead to the root",
    ),
    "a tile removed": ("audit_tile", "DELETE FROM audit_tile WHERE %s <> ''", "A part of the tree is missing"),
    "signed by another key": (
        "audit_checkpoint",
        "UPDATE audit_checkpoint SET note = replace(note, '— ', '— not-') WHERE %s <> ''",
        "No key of the log",
    ),
    "counted anew": (
        "audit_checkpoint",
        "UPDATE audit_checkpoint SET counts = counts || 'x' WHERE %s <> ''",
        "counts of the forces are not",
    ),
    "a smaller log than before": (
        "audit_checkpoint",
        "UPDATE audit_checkpoint SET note = (SELECT note FROM audit_checkpoint ORDER BY id LIMIT 1), counts ="
        " (SELECT counts FROM audit_checkpoint ORDER BY id LIMIT 1)"
        " WHERE %s <> '' AND id = (SELECT max(id) FROM audit_checkpoint)",
        "the log has fewer now",
    ),
}


@pytest.mark.parametrize(("table", "deed", "sentence"), TAMPERINGS.values(), ids=TAMPERINGS)
def test_what_was_done_to_it_is_said(
    happen: Happen, sealer: Session, owner: Session, keeping: Keeping, table: str, deed: str, sentence: str
) -> None:
    grow(happen, sealer, keeping)
    grow(happen, sealer, keeping)
    tampered = grow(happen, sealer, keeping)[1]
    owner.execute("SET ROLE dar_audit")
    for trigger in ("audit_fixed", "audit_onwards"):
        if trigger == "audit_fixed" or table == "audit_tile":
            owner.execute(f"ALTER TABLE {table} DISABLE TRIGGER {trigger}")  # type: ignore[arg-type]
    owner.execute("ALTER TABLE audit_leaf DROP CONSTRAINT audit_leaf_event_id_fkey")
    owner.execute(deed, [tampered])  # type: ignore[arg-type]
    owner.commit()

    found = checked(keeping)

    assert not found.is_sound
    assert any(sentence in each for each in found.wrong), found.wrong


def test_without_a_checkpoint_or_a_key_nothing_is_said_to_be_sound(
    happen: Happen, sealer: Session, keeping: Keeping
) -> None:
    assert checked(keeping).undone == "Nothing has been signed yet: the sealer has not run."

    grow(happen, sealer, keeping)

    assert "LOG_KEYS" in check_log([]).undone
    assert not check_log([]).is_sound
    assert not check_log([PrivateKey.new(LOG).public]).is_sound
