"""A folder of feeds: files of NDJSON, one item a line, read in the order of their names."""

from __future__ import annotations

import hashlib
import io
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

MOST_ITEMS = 1000
MOST_BYTES = 3 * 1024 * 1024
LONGEST_LINE = 256 * 1024
TOO_LONG = b'"a line that is too long"\n'
SUFFIX = ".ndjson"


@dataclass(frozen=True, slots=True)
class Piece:
    """Lines of a file that make one batch: the bytes from `start` up to `end`, `lines` lines from line `line` on."""

    file: str
    start: int
    end: int
    line: int
    lines: int
    items: int
    body: bytes


def files_in(folder: Path) -> list[Path]:
    """The feeds of a folder, in the order of their names."""
    return sorted(path for path in folder.iterdir() if path.suffix == SUFFIX and path.is_file())


def pieces_of(path: Path, *, start: int = 0, line: int = 1) -> Iterator[Piece]:
    """The rest of a file from a line's beginning on, in pieces of at most so many lines and bytes. A last line that has
    no end yet is left: somebody may be writing it."""
    with path.open("rb") as file:
        file.seek(start)
        begun = _Begun(path.name, start, line)
        for text in file:
            if not text.endswith(b"\n"):
                break
            if begun.is_full(text):
                yield begun.piece()
                begun = _Begun(path.name, begun.start + begun.size, begun.line + begun.lines)
            begun.take(text)
        if begun.taken:
            yield begun.piece()


def piece_at(path: Path, start: int, end: int, line: int) -> Piece:
    """The piece that was being sent when the work broke off, byte for byte."""
    begun = _Begun(path.name, start, line)
    with path.open("rb") as file:
        file.seek(start)
        for text in io.BytesIO(file.read(end - start)):
            begun.take(text)
    return begun.piece()


@dataclass(slots=True)
class _Begun:
    """A piece that is being filled."""

    file: str
    start: int
    line: int
    size: int = 0
    lines: int = 0
    taken: list[bytes] = field(default_factory=list)

    def is_full(self, text: bytes) -> bool:
        return bool(self.taken) and (len(self.taken) == MOST_ITEMS or self.size + len(text) > MOST_BYTES)

    def take(self, text: bytes) -> None:
        """A blank line is no item. One that is longer than any person's record goes as a word of ours, which the
        register refuses with its place."""
        self.size, self.lines = self.size + len(text), self.lines + 1
        if text.strip():
            self.taken.append(text if len(text) <= LONGEST_LINE else TOO_LONG)

    def piece(self) -> Piece:
        end = self.start + self.size
        return Piece(self.file, self.start, end, self.line, self.lines, len(self.taken), b"".join(self.taken))


@dataclass(slots=True)
class Beginning:
    """The beginning of a file, hashed: whether what was sent of it is still what it begins with. It reads on from where
    it was."""

    path: Path
    end: int = 0
    _digest: Any = field(default_factory=hashlib.sha256)

    def sha256(self, end: int) -> str:
        """Hex SHA-256 of the first bytes, up to `end`, which only grows."""
        with self.path.open("rb") as file:
            file.seek(self.end)
            while self.end < end and (chunk := file.read(min(end - self.end, 1 << 20))):
                self._digest.update(chunk)
                self.end += len(chunk)
        return str(self._digest.hexdigest())


def items_in(folder: Path) -> Iterator[dict[str, Any]]:
    """Every item of the folder that can be read, in the order in which it is sent."""
    for path in files_in(folder):
        for piece in pieces_of(path):
            for text in io.BytesIO(piece.body):
                if (item := _item(text)) is not None:
                    yield item


def reference_of(item: Mapping[str, Any]) -> str:
    """The local reference as the register keeps it: without space around it or runs of space in it."""
    return " ".join(str(item["local_reference"]).split())


def _item(text: bytes) -> dict[str, Any] | None:
    try:
        found = json.loads(text)
    except (ValueError, RecursionError):
        return None
    return found if isinstance(found, dict) and isinstance(found.get("local_reference"), str) else None
