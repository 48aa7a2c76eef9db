"""Signed notes: a text, and the signatures of those who vouch for it (c2sp.org/signed-note, c2sp.org/tlog-cosignature).

The text ends in a line feed; after an empty line each signature stands on a line of its own, `— name base64(id ‖
signature)`. Signatures of keys that nobody here knows are passed over; a wrong one of a known key spoils the note.
"""

from __future__ import annotations

import base64
import binascii
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from .keys import COSIGNATURE, PrivateKey, PublicKey, is_name

MOST_SIGNATURES = 100
LARGEST = 1_000_000
LATEST = 2**63 - 1
_DASH = "— "


class WrongNote(Exception):
    """The note is not well formed, or not signed as it must be. Says in words which."""


@dataclass(frozen=True, slots=True)
class Signature:
    """One signature as the note bears it. `body` is what follows the key's four bytes."""

    name: str
    key_id: bytes
    body: bytes

    @property
    def line(self) -> str:
        return f"{_DASH}{self.name} {base64.b64encode(self.key_id + self.body).decode()}\n"


@dataclass(frozen=True, slots=True)
class Vouched:
    """A signature that was verified: whose, and for a witness when it signed (seconds since 1970), else None."""

    key: PublicKey
    at: int | None


@dataclass(frozen=True, slots=True)
class Note:
    """A text with its signatures, none of them verified yet."""

    text: str
    signatures: tuple[Signature, ...]

    def __str__(self) -> str:
        return f"{self.text}\n{''.join(each.line for each in self.signatures)}"

    @classmethod
    def parse(cls, written: str | bytes) -> Note:
        """Raises WrongNote when it is no signed note."""
        text, parted, tail = _decoded(written).rpartition("\n\n")
        if not parted or not tail.endswith("\n"):
            raise WrongNote("The note has no signatures after an empty line.")
        lines = tail.removesuffix("\n").split("\n")
        if len(lines) > MOST_SIGNATURES:
            raise WrongNote(f"The note bears more than {MOST_SIGNATURES} signatures.")
        return cls(f"{text}\n", tuple(_signature(line) for line in lines))

    def vouched_by(self, known: Iterable[PublicKey]) -> list[Vouched]:
        """Those of the known keys that have signed.

        Raises WrongNote when a signature that bears the name and the id of a known key is not its own.
        """
        keys = {(key.name, key.id): key for key in known}
        found = list[Vouched]()
        for signature in self.signatures:
            key = keys.get((signature.name, signature.key_id))
            if key is not None and all(each.key != key for each in found):
                found.append(_verified(key, signature, self.text))
        return found

    def with_signatures(self, signatures: Sequence[Signature]) -> Note:
        """The same note with more signatures after its own; one it bears already is not repeated."""
        return Note(self.text, (*self.signatures, *(each for each in signatures if each not in self.signatures)))


def sign(text: str, keys: Iterable[PrivateKey]) -> Note:
    """The text as a note that each of the keys has signed.

    Raises WrongNote when a note cannot hold the text.
    """
    _require_text(text)
    return Note(text, tuple(Signature(key.name, key.public.id, key.sign(text.encode())) for key in keys))


def cosign(text: str, key: PrivateKey, *, at: int) -> Signature:
    """A witness's signature of a checkpoint's text at a time, in seconds since 1970 (cosignature/v1)."""
    _require_text(text)
    return Signature(key.name, key.public.id, at.to_bytes(8, "big") + key.sign(_cosigned(text, at)))


def _cosigned(text: str, at: int) -> bytes:
    return f"cosignature/v1\ntime {at}\n{text}".encode()


def _verified(key: PublicKey, signature: Signature, text: str) -> Vouched:
    at, body, message = None, signature.body, text.encode()
    if key.kind == COSIGNATURE:
        at, body = int.from_bytes(body[:8], "big"), body[8:]
        message = _cosigned(text, at)
    if (at or 0) > LATEST or not key.has_signed(body, message):
        raise WrongNote(f"The signature of {key.name} is not that of its key.")
    return Vouched(key, at)


def _decoded(written: str | bytes) -> str:
    if len(written) > LARGEST:
        raise WrongNote("The note is too long.")
    try:
        text = written.decode() if isinstance(written, bytes) else written
    except UnicodeDecodeError as error:
        raise WrongNote("The note is not UTF-8.") from error
    if any(each < " " and each != "\n" for each in text):
        raise WrongNote("The note holds a control character.")
    return text


def _require_text(text: str) -> None:
    if not text.endswith("\n"):
        raise WrongNote("The text of a note ends in a line feed.")
    _decoded(text)


def _signature(line: str) -> Signature:
    name, _, encoded = line.removeprefix(_DASH).partition(" ")
    if not line.startswith(_DASH) or not is_name(name):
        raise WrongNote("A line after the note's text is no signature.")
    try:
        data = base64.b64decode(encoded, validate=True)
    except (binascii.Error, ValueError) as error:
        raise WrongNote("A signature of the note is not base64.") from error
    if len(data) < 5:
        raise WrongNote("A line after the note's text is no signature.")
    return Signature(name, data[:4], data[4:])
