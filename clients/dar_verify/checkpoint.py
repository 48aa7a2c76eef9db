"""Checkpoints: what a log said it was at one moment, signed (c2sp.org/tlog-checkpoint).

Three lines: the log's name (its origin), how many entries it held, and the root over them in base64. The register adds
two lines of its own: `time`, when it signed, and `counts`, the root over how many entries each force had by then.
"""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from .keys import PublicKey
from .merkle import HASH_SIZE, leaf_hash, root_of
from .note import Note, Vouched, WrongNote

TIME = "%Y-%m-%dT%H:%M:%SZ"
_SIZE = re.compile(r"0|[1-9]\d{0,18}")


class WrongCheckpoint(Exception):
    """The note is no checkpoint of the log. Says in words why."""


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """What the log said: `size` entries under `root`. `signed_at` and `counts` are None where it did not say."""

    origin: str
    size: int
    root: bytes
    signed_at: datetime | None = None
    counts: bytes | None = None

    @property
    def text(self) -> str:
        """The text to sign."""
        lines = [self.origin, str(self.size), _encoded(self.root)]
        if self.signed_at is not None:
            lines.append(f"time {self.signed_at.astimezone(UTC).strftime(TIME)}")
        if self.counts is not None:
            lines.append(f"counts {_encoded(self.counts)}")
        return "".join(f"{line}\n" for line in lines)

    @classmethod
    def parse(cls, text: str) -> Checkpoint:
        """Raises WrongCheckpoint. Lines of others after the third are passed over, as the standard wants."""
        lines = text.removesuffix("\n").split("\n")
        if len(lines) < 3 or not all(lines):
            raise WrongCheckpoint("A checkpoint has at least three lines, none of them empty.")
        origin, size, root, *more = lines
        if not _SIZE.fullmatch(size):
            raise WrongCheckpoint(f"{size!r} is not the size of a log.")
        said = dict(reversed([(word, value) for word, _, value in (line.partition(" ") for line in more)]))
        at = _moment(said["time"]) if "time" in said else None
        counts = _hash(said["counts"]) if "counts" in said else None
        return cls(origin, int(size), _hash(root), at, counts)


@dataclass(frozen=True, slots=True)
class Signed:
    """A checkpoint whose log has signed it, with everybody known who vouches for it."""

    checkpoint: Checkpoint
    note: Note
    vouched: tuple[Vouched, ...]


def opened(written: str | bytes, *, log: Iterable[PublicKey], witnesses: Iterable[PublicKey] = ()) -> Signed:
    """Read a signed checkpoint.

    Raises:
        WrongNote: no key of the log has signed it, or a signature of a known key is wrong.
        WrongCheckpoint: what was signed is no checkpoint, or names a log that none of the keys signs for.
    """
    note, keys = Note.parse(written), list(log)
    vouched = note.vouched_by([*keys, *witnesses])
    checkpoint = Checkpoint.parse(note.text)
    if not any(each.key in keys for each in vouched):
        raise WrongNote("No key of the log that you gave has signed this checkpoint.")
    if checkpoint.origin not in {key.name for key in keys}:
        raise WrongCheckpoint(f"This is a checkpoint of the log {checkpoint.origin}, which is not the log of your key.")
    return Signed(checkpoint, note, tuple(vouched))


def counts_text(counts: Mapping[str, int]) -> str:
    """How many entries each key has, as lines in the order of the keys; `counts_root` commits to them."""
    return "".join(f"{key} {count}\n" for key, count in sorted(counts.items()))


def counts_root(text: str) -> bytes:
    """The root over the lines of `counts_text`."""
    return root_of(leaf_hash(line.encode()) for line in text.splitlines())


def parsed_counts(text: str) -> dict[str, int]:
    """Key → count. Raises WrongCheckpoint when the lines are not as `counts_text` writes them."""
    pairs = [line.rpartition(" ") for line in text.splitlines()]
    counts = {key: int(count) for key, _, count in pairs if _SIZE.fullmatch(count)}
    if counts_text(counts) != text:
        raise WrongCheckpoint("The counts are not written as a log writes them.")
    return counts


def _encoded(digest: bytes) -> str:
    return base64.b64encode(digest).decode()


def _hash(text: str) -> bytes:
    try:
        digest = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError) as error:
        raise WrongCheckpoint("A hash of the checkpoint is not base64.") from error
    if len(digest) != HASH_SIZE or _encoded(digest) != text:
        raise WrongCheckpoint("A hash of the checkpoint is not 32 bytes.")
    return digest


def _moment(text: str) -> datetime:
    try:
        return datetime.strptime(text, TIME).replace(tzinfo=UTC)
    except ValueError as error:
        raise WrongCheckpoint(f"{text!r} is not the time of a checkpoint.") from error
