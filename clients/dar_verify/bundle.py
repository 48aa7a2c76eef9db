"""A file of proven entries as the register gives it out: a zip, or the folder it was unpacked into.

- `manifest.json`: what was asked for, which numbers of the log it covers, how many entries there are, and in `part`,
  where a range is given in several files, which of them this is
- `entries.ndjson`: a line for each entry, with its number and its exact bytes
- `checkpoint`, `counts`: what the log said at the end of that range; `first/checkpoint`, `first/counts` at its start
- `tile/…`: the hashes that lead from each entry to the root
"""

from __future__ import annotations

import io
import json
import re
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import IO, Any

MANIFEST = "manifest.json"
ENTRIES = "entries.ndjson"
CHECKPOINT, COUNTS = "checkpoint", "counts"
FIRST_CHECKPOINT, FIRST_COUNTS = "first/checkpoint", "first/counts"
PAYLOAD = b',"payload":'
LONGEST_LINE = 2_000_000
READ_AT_ONCE = 1 << 20
HEAD = {"disclosed", "leaf"}
# How the register writes the head of a line that discloses nothing, which is most of them: read without a parser.
PLAIN_HEAD = re.compile(rb'\{"disclosed":\{\},"leaf":([0-9]{1,18})')
PART = ("first", "end", "number", "of")


class Unreadable(Exception):
    """Something that must be in the bundle is missing or is not written as it must be. Says what."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One line: its number in the log, its exact bytes, and the disclosed values as (JSON text, salt)."""

    number: int
    payload: bytes
    disclosed: dict[str, tuple[str, bytes]]

    @classmethod
    def parse(cls, line: bytes, *, at: int) -> Entry:
        """Raises Unreadable when the line, the one numbered `at` in the file, is none, or another reader could find
        something else in it."""
        head, parted, tail = line.rstrip(b"\n").partition(PAYLOAD)
        if (plain := PLAIN_HEAD.fullmatch(head)) and tail.endswith(b"}"):
            return cls(int(plain[1]), tail[:-1], {})
        try:
            said = json.loads(head + b"}", object_pairs_hook=_each_once)
            if said.keys() != HEAD:
                raise ValueError
            disclosed = {name: (each["json"], bytes.fromhex(each["salt"])) for name, each in said["disclosed"].items()}
            number = int(said["leaf"])
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise Unreadable(f"Line {at} of {ENTRIES} is not an entry.") from error
        if not parted or not tail.endswith(b"}"):
            raise Unreadable(f"Line {at} of {ENTRIES} ends before its entry does.")
        return cls(number, tail[:-1], disclosed)


def _each_once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """An object of JSON. Raises ValueError for a name that stands twice: of the two some readers take the first."""
    if len(dict(pairs)) != len(pairs):
        raise ValueError
    return dict(pairs)


def lines_of(block: bytes) -> Iterator[bytes]:
    """The lines of a block, each with its end."""
    return iter(io.BytesIO(block))


def _read_from(file: IO[bytes]) -> bytes:
    try:
        return file.read(READ_AT_ONCE)
    except (OSError, zipfile.BadZipFile, zlib.error) as error:
        raise Unreadable(f"The file {ENTRIES} is broken.") from error


class Bundle:
    """The files of a bundle, read where they lie; nothing is unpacked."""

    def __init__(self, place: Path) -> None:
        """Raises Unreadable when there is neither a folder nor a zip, or the zip holds a name twice."""
        self.place = place
        self.is_as_described = False
        self.zip: zipfile.ZipFile | None = None
        if not place.is_dir():
            try:
                self.zip = zipfile.ZipFile(place)
            except (OSError, zipfile.BadZipFile) as error:
                raise Unreadable(f"{place} is neither a folder nor a zip.") from error
            if len(self.zip.namelist()) != len(set(self.zip.namelist())):
                raise Unreadable(f"{place} holds two files of one name: not every program would read the same.")

    def open(self, name: str) -> IO[bytes]:
        """Raises Unreadable when the bundle has no such file."""
        try:
            if self.zip is not None:
                return self.zip.open(name)
            return (self.place / name).open("rb")
        except (KeyError, OSError) as error:
            raise Unreadable(f"The file {name} is missing.") from error

    def read(self, name: str) -> bytes:
        """Raises Unreadable when the bundle has no such file, or a broken one."""
        with closing(self.open(name)) as file:
            try:
                return file.read()
            except (OSError, zipfile.BadZipFile) as error:
                raise Unreadable(f"The file {name} is broken.") from error

    def names(self) -> list[str]:
        """The paths of its files."""
        if self.zip is not None:
            return self.zip.namelist()
        return sorted(str(path.relative_to(self.place)) for path in self.place.rglob("*") if path.is_file())

    def has(self, name: str) -> bool:
        if self.zip is not None:
            return name in self.zip.NameToInfo
        return (self.place / name).is_file()

    def manifest(self) -> dict[str, Any]:
        """Raises Unreadable when it is not JSON."""
        try:
            said: dict[str, Any] = json.loads(self.read(MANIFEST))
        except ValueError as error:
            raise Unreadable(f"{MANIFEST} is not JSON.") from error
        return said

    def blocks(self) -> Iterator[bytes]:
        """The entries, many whole lines at a time. Once they are read, `is_as_described` says whether they are what the
        manifest describes.

        Raises Unreadable when the file is missing or broken.
        """
        digest, begun = sha256(), b""
        with closing(self.open(ENTRIES)) as file:
            while data := _read_from(file):
                digest.update(data)
                whole, ended, rest = (begun + data).rpartition(b"\n")
                if whole or ended:
                    yield whole + ended
                begun = rest
                if len(begun) > LONGEST_LINE:
                    yield begun
                    begun = b""
        if begun:
            yield begun
        self.is_as_described = digest.hexdigest() == self.manifest().get("sha256")

    def lines(self) -> Iterator[bytes]:
        """The lines of the entries, as `blocks` reads them."""
        return (line for block in self.blocks() for line in lines_of(block))

    def span(self, first: int, size: int) -> tuple[int, int]:
        """The numbers that the bundle holds entries of, from the first to the one before the second: those of the range
        from `first` to `size`, or of the part of it that its manifest says.

        Raises Unreadable when that is no part of the range.
        """
        part = self.manifest().get("part")
        if part is None:
            return first, size
        try:
            low, high, _, _ = (int(part[name]) for name in PART)
        except (KeyError, TypeError, ValueError) as error:
            raise Unreadable(f"{MANIFEST} does not say which part of the range this is.") from error
        if not first <= low < high <= size:
            raise Unreadable(f"{MANIFEST} speaks of entries {low} to {high}, and the range has {first} to {size}.")
        return low, high
