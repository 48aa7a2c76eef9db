"""Whether to vouch for a checkpoint (c2sp.org/tlog-witness, add-checkpoint)."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from http import HTTPStatus

from ..dar_verify.asking import parsed
from ..dar_verify.checkpoint import Checkpoint, WrongCheckpoint
from ..dar_verify.keys import PublicKey
from ..dar_verify.merkle import Unproven, verify_consistency
from ..dar_verify.note import Note, WrongNote, cosign
from .kept import Kept

SIZE = "text/x.tlog.size"
WORDS = "text/plain; charset=utf-8"


@dataclass(frozen=True, slots=True)
class Answer:
    """What the log is told."""

    status: HTTPStatus
    body: str
    content_type: str = WORDS


class Refusal(Exception):
    """The witness does not vouch for it; holds what the log is told."""

    def __init__(self, status: HTTPStatus, words: str, content_type: str = WORDS) -> None:
        super().__init__(words)
        self.answer = Answer(status, f"{words}\n", content_type)


@dataclass(frozen=True, slots=True)
class Asked:
    """A request: the checkpoint, and the proof that it has grown out of the one of `old` entries."""

    old: int
    proof: list[bytes]
    note: Note
    checkpoint: Checkpoint

    @classmethod
    def parse(cls, body: bytes) -> Asked:
        """Raises Refusal (400)."""
        try:
            old, proof, note = parsed(body)
            return cls(old, proof, note, Checkpoint.parse(note.text))
        except (WrongNote, WrongCheckpoint) as error:
            raise Refusal(HTTPStatus.BAD_REQUEST, str(error)) from error


class Witness:
    """A witness of some logs, known by their keys. `clock` gives seconds since 1970."""

    def __init__(self, kept: Kept, logs: Sequence[PublicKey], clock: Callable[[], float]) -> None:
        self.kept, self.logs, self.clock = kept, logs, clock
        self.key = kept.key()
        self._one_at_a_time = threading.Lock()

    def add_checkpoint(self, body: bytes) -> Answer:
        """Vouch for a checkpoint, or say why not."""
        try:
            asked = Asked.parse(body)
            self._require_known(asked)
            with self._one_at_a_time:
                return self._vouch(asked)
        except Refusal as refusal:
            return refusal.answer

    def _require_known(self, asked: Asked) -> None:
        keys = [key for key in self.logs if key.name == asked.checkpoint.origin]
        if not keys:
            raise Refusal(HTTPStatus.NOT_FOUND, f"{asked.checkpoint.origin} is not a log of this witness.")
        try:
            is_signed = bool(asked.note.vouched_by(keys))
        except WrongNote as error:
            raise Refusal(HTTPStatus.FORBIDDEN, str(error)) from error
        if not is_signed:
            raise Refusal(HTTPStatus.FORBIDDEN, "No key of the log that this witness knows has signed it.")

    def _vouch(self, asked: Asked) -> Answer:
        said = asked.checkpoint
        self._require_grown(asked, self.kept.last(said.origin))
        signature = cosign(asked.note.text, self.key, at=int(self.clock()))
        self.kept.remember(said.origin, asked.note.with_signatures([signature]))
        return Answer(HTTPStatus.OK, signature.line)

    def _require_grown(self, asked: Asked, last: Checkpoint | None) -> None:
        """The order of the checks is the standard's. Raises Refusal."""
        said, known = asked.checkpoint, last.size if last else 0
        if asked.old > said.size:
            raise Refusal(HTTPStatus.BAD_REQUEST, "The old size is larger than the size of the checkpoint.")
        if asked.old != known or (last and known == said.size and _told(last) != _told(said)):
            raise Refusal(HTTPStatus.CONFLICT, str(known), SIZE)
        try:
            if last is None or known == 0:
                _require_no_proof(asked.proof)
            else:
                verify_consistency(known, said.size, asked.proof, last.root, said.root)
        except Unproven as error:
            raise Refusal(HTTPStatus.UNPROCESSABLE_ENTITY, str(error)) from error


def _told(said: Checkpoint) -> tuple[bytes, bytes | None]:
    """What a log of one size says one way alone: its root, and how many entries each force has."""
    return said.root, said.counts


def _require_no_proof(proof: Sequence[bytes]) -> None:
    if proof:
        raise Unproven("Out of nothing a log grows without a proof.")
