"""Asking the witnesses to vouch for what was signed. They bind the log: what one of them has seen must stay.

They are asked beside the sealing, each with a time limit, and the log runs on when one does not answer. A witness that
has signed more, or something else, than the log now holds is the sign of a restored backup or a rewritten log.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass
from datetime import UTC, datetime
from http.client import HTTPException
from typing import Any
from urllib.error import HTTPError
from urllib.request import HTTPRedirectHandler, Request, build_opener

from audit.tlog.sealing import LogBroken, Session, node_of
from clients.dar_verify.asking import request
from clients.dar_verify.merkle import consistency_proof
from clients.dar_verify.note import Note, Signature, WrongNote
from clients.dar_verify.policy import Policy, Witness

SECONDS_TO_ANSWER = 5
LONGEST_ANSWER = 20_000
OK, CONFLICT, WRONG_PROOF = 200, 409, 422

log = logging.getLogger(__name__)


class Silent(Exception):
    """The witness gave no signature. Says why in words for the page of the log's state."""


@dataclass(frozen=True, slots=True)
class Signed:
    """The newest checkpoint."""

    row: int
    size: int
    note: Note


class _NoRedirect(HTTPRedirectHandler):
    """A witness is asked where the policy says, and nowhere else."""

    def redirect_request(self, *args: Any) -> None:
        return None


def ask_witnesses(session: Session, policy: Policy, *, now: datetime, is_start: bool = False) -> None:
    """Have every witness with an address vouch for the newest checkpoint, and note how each was found.

    At the start one that has vouched for it is asked as well: it may have signed more since, in a log that was lost.

    Raises LogBroken when one of them has signed another log than this, or more of it.
    """
    newest = _newest(session)
    asked = [witness for witness in policy.witnesses.values() if witness.url]
    session.execute("DELETE FROM audit_witness WHERE NOT name = ANY(%s)", [[each.name for each in asked]])
    if newest is None:
        return
    for witness in asked:
        if is_start or not _has_vouched(session, newest, witness):
            _ask(session, witness, newest, now)


def _ask(session: Session, witness: Witness, newest: Signed, now: datetime) -> None:
    try:
        signature, at = _signature_of(session, witness, newest)
    except Silent as silence:
        log.warning("a witness does not vouch", extra={"witness": witness.name})
        _note(session, witness, now, trouble=str(silence))
        return
    with session.transaction():
        session.execute(
            "INSERT INTO audit_cosignature (checkpoint_id, witness, line, cosigned_at) VALUES (%s, %s, %s, %s)"
            " ON CONFLICT (checkpoint_id, witness) DO NOTHING",
            [newest.row, witness.name, signature.line, at],
        )
        _note(session, witness, now, size=newest.size, at=at)


def _signature_of(session: Session, witness: Witness, newest: Signed) -> tuple[Signature, datetime]:
    """Ask from the size that the witness should know; when it knows another one it says so, and is asked from that.

    Raises Silent or LogBroken.
    """
    old = _known_size(session, witness)
    status, body = _sent(session, witness, newest, old)
    if status == CONFLICT:
        old = _told_size(body)
        _require_no_more(witness, newest, old)
        status, body = _sent(session, witness, newest, old)
    if status == WRONG_PROOF or (status == CONFLICT and _told_size(body) == newest.size):
        raise LogBroken(
            f"The witness {witness.name} has signed another log of {old} entries: this one has not grown out of it. "
            "Nothing more is signed."
        )
    if status != OK:
        raise Silent(f"It answered {status}.")
    return _verified(witness, newest, body)


def _require_no_more(witness: Witness, newest: Signed, told: int) -> None:
    if told > newest.size:
        raise LogBroken(
            f"The log has {newest.size} entries, and the witness {witness.name} has signed {told}: the database was "
            "restored from an older copy, or a failover lost what had been sealed. Nothing is signed until it is known "
            "what became of them."
        )


def _sent(session: Session, witness: Witness, newest: Signed, old: int) -> tuple[int, str]:
    """Status and body of the answer. Raises Silent."""
    proof = consistency_proof(old, newest.size, node_of(session)) if 0 < old < newest.size else []
    address = f"{witness.url.rstrip('/')}/add-checkpoint"
    asked = Request(address, request(old, proof, newest.note), method="POST")  # noqa: S310 - a policy holds http(s) alone
    try:
        with build_opener(_NoRedirect).open(asked, timeout=SECONDS_TO_ANSWER) as answer:
            return int(answer.status), answer.read(LONGEST_ANSWER).decode()
    except HTTPError as error:
        with error:
            return error.code, error.read(LONGEST_ANSWER).decode(errors="replace")
    except (OSError, HTTPException, UnicodeDecodeError) as error:
        raise Silent("It did not answer.") from error


def _told_size(body: str) -> int:
    """Raises Silent when it is no size."""
    digits = body.strip()
    if not (digits.isascii() and digits.isdigit()) or len(digits) > 19:
        raise Silent("It answered that it knows another size, and not which.")
    return int(digits)


def _verified(witness: Witness, newest: Signed, body: str) -> tuple[Signature, datetime]:
    """The witness's own signature in its answer, and when it was made. Raises Silent."""
    try:
        note = Note.parse(f"{newest.note.text}\n{body}")
        at = next(each.at for each in note.vouched_by([witness.key]))
    except (WrongNote, StopIteration) as error:
        raise Silent("Its signature is not that of its key.") from error
    key = witness.key
    signature = next(each for each in note.signatures if (each.name, each.key_id) == (key.name, key.id))
    return signature, datetime.fromtimestamp(at or 0, UTC)


def _newest(session: Session) -> Signed | None:
    row = session.execute("SELECT id, size, note FROM audit_checkpoint ORDER BY id DESC LIMIT 1").fetchone()
    return Signed(int(row[0]), int(row[1]), Note.parse(row[2])) if row else None


def _has_vouched(session: Session, newest: Signed, witness: Witness) -> bool:
    row = session.execute(
        "SELECT EXISTS (SELECT FROM audit_cosignature WHERE checkpoint_id = %s AND witness = %s)",
        [newest.row, witness.name],
    ).fetchone()
    return bool(row and row[0])


def _known_size(session: Session, witness: Witness) -> int:
    row = session.execute("SELECT size FROM audit_witness WHERE name = %s", [witness.name]).fetchone()
    return int(row[0]) if row else 0


def _note(
    session: Session,
    witness: Witness,
    now: datetime,
    *,
    size: int | None = None,
    at: datetime | None = None,
    trouble: str = "",
) -> None:
    """How the witness was found; what it signed last stays when it is silent."""
    session.execute(
        "INSERT INTO audit_witness AS known (name, asked_at, size, cosigned_at, trouble)"
        " VALUES (%(name)s, %(now)s, coalesce(%(size)s, 0), %(at)s, %(trouble)s)"
        " ON CONFLICT (name) DO UPDATE SET asked_at = EXCLUDED.asked_at, trouble = EXCLUDED.trouble,"
        " size = coalesce(%(size)s, known.size), cosigned_at = coalesce(%(at)s, known.cosigned_at)",
        {"name": witness.name, "now": now, "size": size, "at": at, "trouble": trouble},
    )
