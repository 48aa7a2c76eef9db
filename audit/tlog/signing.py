"""Signing: what the log is at this moment, said in a checkpoint, unless it is not what was signed before.

The order matters. Tree and head are committed; then the checkpoint is signed, kept in the sealer's own folder, and only
then put where anybody can read it. A crash between two of these steps loses nothing and contradicts nothing.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from audit.tlog.keeping import Keeping
from audit.tlog.sealing import LogBroken, Session, counts_of, held_size, size_of, tree_at
from clients.dar_verify.checkpoint import Checkpoint, counts_root, counts_text
from clients.dar_verify.note import sign

AFTER_A_CHANGE = timedelta(seconds=1)
WHEN_IDLE = timedelta(seconds=60)


def sign_checkpoint(session: Session, keeping: Keeping, *, now: datetime) -> Checkpoint:
    """Sign and publish what the log is now.

    Raises:
        LogBroken: the log is not the one signed before, grown.
        KeyRefused: there is no key to sign with.
    """
    keys = keeping.keys()
    with session.transaction():
        size = held_size(session)
        root, counts = tree_at(session, size).root(), counts_text(counts_of(session))
    require_grown(session, keeping, size)
    checkpoint = Checkpoint(keys[0].name, size, root, now.astimezone(UTC).replace(microsecond=0), counts_root(counts))
    note = sign(checkpoint.text, keys)

    keeping.remember(note)
    session.execute(
        "INSERT INTO audit_checkpoint (size, root, counts, note, signed_at) VALUES (%s, %s, %s, %s, %s)",
        [size, root, counts, str(note), checkpoint.signed_at],
    )
    return checkpoint


def require_signable(session: Session, keeping: Keeping) -> None:
    """Before anything is sealed: there is a key, and the log is the one that was signed last, grown.

    Raises LogBroken, KeyRefused.
    """
    keeping.keys()
    require_grown(session, keeping, size_of(session))


def require_grown(session: Session, keeping: Keeping, size: int) -> None:
    """Raises LogBroken unless the log of that size has grown out of what was signed last: by the sealer's own memory,
    and by what the database itself holds."""
    remembered = keeping.last()
    published = session.execute("SELECT size, root FROM audit_checkpoint ORDER BY id DESC LIMIT 1").fetchone()
    if remembered is None and published is not None:
        raise LogBroken(
            f"The log was signed before, and {keeping.root} does not hold what was signed last. Bring that folder back."
        )
    if remembered is not None:
        _require_same(session, size, remembered.size, remembered.root)
    if published is not None:
        _require_same(session, size, int(published[0]), bytes(published[1]))


def is_due(last: Checkpoint | None, *, size: int, now: datetime) -> bool:
    """Whether the log of that size is to be signed: soon after a change, and now and then when nothing changes, so that
    a log that has stopped is seen to have stopped."""
    if last is None or last.signed_at is None:
        return True
    return now - last.signed_at >= (WHEN_IDLE if last.size == size else AFTER_A_CHANGE)


def _require_same(session: Session, size: int, signed_size: int, signed_root: bytes) -> None:
    if signed_size > size:
        raise LogBroken(
            f"The log has {size} entries, and {signed_size} were signed: the database was restored from an older copy, "
            "or a failover lost what had been sealed. Nothing is signed until it is known what became of them."
        )
    if tree_at(session, signed_size).root() != signed_root:
        raise LogBroken(
            f"The first {signed_size} entries of the log are not those that were signed. Nothing more is signed."
        )
