"""What is signed is the log as it is, and nothing is signed about a log that is not the one signed before."""

from __future__ import annotations

import os
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.db import connection

from audit.tlog.keeping import Keeping, KeyRefused
from audit.tlog.sealing import LogBroken, counts_of, size_of, tree_at
from audit.tlog.signing import is_due, sign_checkpoint
from clients.dar_verify import checkpoint
from clients.dar_verify.checkpoint import Checkpoint, counts_root, parsed_counts
from clients.dar_verify.note import sign
from tests import databases
from tests.audit.conftest import Session, session_as
from tests.audit.tlog.conftest import LOG
from tests.audit.tlog.test_sealing import seal_all

Happen = Callable[..., list[str]]
NOW = datetime(2026, 11, 26, 9, 0, tzinfo=UTC)


def published(session: Session) -> list[tuple[int, str, str]]:
    return session.execute("SELECT size, note, counts FROM audit_checkpoint ORDER BY id").fetchall()


def test_a_checkpoint_says_what_the_log_is(happen: Happen, sealer: Session, keeping: Keeping) -> None:
    happen(3)
    seal_all(sealer)

    sign_checkpoint(sealer, keeping, now=NOW)

    ((size, note, counts),) = published(sealer)
    opened = checkpoint.opened(note, log=[keeping.keys()[0].public]).checkpoint
    assert opened == Checkpoint(LOG, size, tree_at(sealer, size).root(), NOW, counts_root(counts))
    assert size == size_of(sealer)
    assert parsed_counts(counts) == counts_of(sealer)
    assert sum(parsed_counts(counts).values()) == size


def test_a_log_that_grows_is_signed_again_and_again(happen: Happen, sealer: Session, keeping: Keeping) -> None:
    for _ in range(3):
        happen(2)
        seal_all(sealer)
        sign_checkpoint(sealer, keeping, now=NOW)

    sizes = [size for size, _, _ in published(sealer)]
    assert sizes == [sizes[0], sizes[0] + 2, sizes[0] + 4]
    assert keeping.last() is not None


def test_a_restored_backup_is_not_signed(happen: Happen, sealer: Session, keeping: Keeping) -> None:
    """The database goes back to what it was before; the sealer's folder does not."""
    happen(3)
    seal_all(sealer)
    signed = sign_checkpoint(sealer, keeping, now=NOW)

    databases.clone(str(connection.settings_dict["NAME"]))

    with session_as("dar_sealer", os.environ.get("DATABASE_OWNER_URL") or os.environ["DATABASE_URL"]) as restored:
        seal_all(restored)
        with pytest.raises(LogBroken, match=f"and {signed.size} were signed: the database was restored"):
            sign_checkpoint(restored, keeping, now=NOW)


def test_a_restored_backup_that_has_grown_past_it_is_not_signed_either(
    happen: Happen, sealer: Session, keeping: Keeping
) -> None:
    happen(3)
    seal_all(sealer)
    size = sign_checkpoint(sealer, keeping, now=NOW).size
    other = Checkpoint(LOG, size - 1, b"\x01" * 32, NOW)

    keeping.remember(sign(other.text, keeping.keys()))

    with pytest.raises(LogBroken, match=f"The first {size - 1} entries of the log are not those that were signed"):
        sign_checkpoint(sealer, keeping, now=NOW)
    assert len(published(sealer)) == 1


def test_without_its_memory_the_sealer_does_not_sign_a_log_that_was_signed(
    happen: Happen, sealer: Session, keeping: Keeping, tmp_path: Path
) -> None:
    sign_checkpoint(sealer, keeping, now=NOW)
    elsewhere = Keeping(tmp_path / "empty")
    elsewhere.add_key(LOG)

    with pytest.raises(LogBroken, match="does not hold what was signed last"):
        sign_checkpoint(sealer, elsewhere, now=NOW)


def test_a_crash_between_signing_and_publishing_contradicts_nothing(
    happen: Happen, sealer: Session, keeping: Keeping
) -> None:
    happen(2)
    seal_all(sealer)
    size = size_of(sealer)
    kept = Checkpoint(LOG, size, tree_at(sealer, size).root(), NOW)
    keeping.remember(sign(kept.text, keeping.keys()))
    happen(1)
    seal_all(sealer)

    assert sign_checkpoint(sealer, keeping, now=NOW).size == size + 1


def test_without_a_key_nothing_is_signed(happen: Happen, sealer: Session, tmp_path: Path) -> None:
    with pytest.raises(KeyRefused, match="There is no key"):
        sign_checkpoint(sealer, Keeping(tmp_path / "empty"), now=NOW)

    assert published(sealer) == []


def test_while_keys_change_both_sign_and_then_the_new_one_alone(
    happen: Happen, sealer: Session, keeping: Keeping
) -> None:
    old, new = keeping.keys()[0], keeping.add_key(LOG)
    sign_checkpoint(sealer, keeping, now=NOW)
    keeping.retire_key(old.public.id.hex())
    sign_checkpoint(sealer, keeping, now=NOW)

    both, one = (note for _, note, _ in published(sealer))
    assert checkpoint.opened(both, log=[old.public]) and checkpoint.opened(both, log=[new.public])
    assert checkpoint.opened(one, log=[new.public])
    with pytest.raises(checkpoint.WrongNote):
        checkpoint.opened(one, log=[old.public])


@pytest.mark.parametrize(
    ("size", "seconds", "due"),
    [
        pytest.param(7, 1, True, id="changed a second ago"),
        pytest.param(7, 0.5, False, id="changed just now"),
        pytest.param(6, 59, False, id="nothing new"),
        pytest.param(6, 60, True, id="nothing new for a minute"),
    ],
)
def test_a_checkpoint_is_due(size: int, seconds: float, due: bool) -> None:
    last = Checkpoint(LOG, 6, b"r" * 32, NOW)

    assert is_due(last, size=size, now=NOW + timedelta(seconds=seconds)) is due


def test_the_first_checkpoint_is_due_at_once() -> None:
    assert is_due(None, size=0, now=NOW)
