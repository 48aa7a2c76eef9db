"""Hand a file on without some of its values: what is withheld cannot be read, and everything still verifies.

Each value that a file discloses opens a commitment within the entry that was sealed. Without it the commitment stays.
"""

from __future__ import annotations

import json
import zipfile
from collections.abc import Collection
from hashlib import sha256
from pathlib import Path

from .bundle import (
    CHECKPOINT,
    COUNTS,
    ENTRIES,
    FIRST_CHECKPOINT,
    FIRST_COUNTS,
    MANIFEST,
    PAYLOAD,
    Bundle,
    Entry,
)
from .tiles import Tile

PROVING = (CHECKPOINT, COUNTS, FIRST_CHECKPOINT, FIRST_COUNTS)


def redact(bundle: Bundle, fields: Collection[str], into: Path) -> int:
    """Write the bundle as a zip without these fields of any entry; gives how many values were withheld.

    Raises FileExistsError when there is such a file, Unreadable when the bundle is broken.
    """
    withheld, digest = 0, sha256()
    with zipfile.ZipFile(into, "x", zipfile.ZIP_DEFLATED) as zipped:
        with zipped.open(ENTRIES, "w", force_zip64=True) as file:
            for at, line in enumerate(bundle.lines(), 1):
                entry = Entry.parse(line, at=at)
                staying = {name: value for name, value in entry.disclosed.items() if name not in fields}
                withheld += len(entry.disclosed) - len(staying)
                written = entry_line(entry.number, staying, entry.payload)
                digest.update(written)
                file.write(written)
        said = {**bundle.manifest(), "redacted": sorted(fields), "sha256": digest.hexdigest()}
        zipped.writestr(MANIFEST, json.dumps(said, indent=1))
        for name in filter(_is_of_bundle, bundle.names()):
            zipped.writestr(name, bundle.read(name))
    return withheld


def _is_of_bundle(name: str) -> bool:
    """Whether it is a file that proves something. What else lies in a folder, such as the zip that was unpacked there,
    is not handed on."""
    try:
        return name in PROVING or bool(Tile.at(name))
    except ValueError:
        return False


def entry_line(number: int, disclosed: dict[str, tuple[str, bytes]], payload: bytes) -> bytes:
    """A line of the file of entries."""
    said = {name: {"json": text, "salt": salt.hex()} for name, (text, salt) in disclosed.items()}
    head = json.dumps({"disclosed": said, "leaf": number}, separators=(",", ":"))
    return head[:-1].encode() + PAYLOAD + payload + b"}\n"
