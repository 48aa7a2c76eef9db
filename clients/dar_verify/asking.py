"""What a log sends to a witness (c2sp.org/tlog-witness, add-checkpoint).

`old SIZE`, the hashes of the proof that the log has grown since, a line each, an empty line, and the signed checkpoint.
"""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Sequence

from .merkle import HASH_SIZE
from .note import Note, WrongNote

MOST_HASHES = 63
_OLD = re.compile(r"old (0|[1-9]\d{0,18})")


def request(old: int, proof: Sequence[bytes], note: Note) -> bytes:
    """The body of a request."""
    lines = [f"old {old}", *(base64.b64encode(each).decode() for each in proof)]
    return ("".join(f"{line}\n" for line in lines) + f"\n{note}").encode()


def parsed(body: bytes) -> tuple[int, list[bytes], Note]:
    """Old size, proof and checkpoint of a request. Raises WrongNote."""
    try:
        head, parted, written = body.decode().partition("\n\n")
    except UnicodeDecodeError as error:
        raise WrongNote("The request is not UTF-8.") from error
    first, *lines = head.split("\n")
    old = _OLD.fullmatch(first)
    if old is None or not parted or len(lines) > MOST_HASHES:
        raise WrongNote("The request is not `old SIZE`, the proof, an empty line and the checkpoint.")
    return int(old[1]), [_hash(line) for line in lines], Note.parse(written)


def _hash(line: str) -> bytes:
    try:
        digest = base64.b64decode(line, validate=True)
    except (binascii.Error, ValueError) as error:
        raise WrongNote("A line of the proof is not base64.") from error
    if len(digest) != HASH_SIZE:
        raise WrongNote("A hash of the proof is not 32 bytes.")
    return digest
