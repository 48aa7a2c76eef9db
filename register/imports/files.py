"""The bytes of a file, wherever they are kept, as text lines of bounded length."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from register.imports.problems import Unreadable

CHUNK_BYTES = 256 * 1024
LONGEST_ROW = 128 * 1024  # the csv module's own limit of a field

Chunks = Callable[[], Iterable[bytes]]

# What a file begins with → what it is, and what to do instead.
_WRONG_TYPES = (
    (b"PK\x03\x04", "This is an Excel workbook or a ZIP archive. Open it, save it as CSV UTF-8, and import that file."),
    (b"\xd0\xcf\x11\xe0", "This is an old Excel or Word file. Open it, save it as CSV UTF-8, and import that file."),
    (b"\x1f\x8b", "This file is compressed. Unpack it and import what is inside."),
    (b"%PDF", "This is a PDF. Ask for the export as CSV or JSON."),
    (b"\x89PNG", "This is a picture. Ask for the export as CSV or JSON."),
    (b"\xff\xd8\xff", "This is a picture. Ask for the export as CSV or JSON."),
    (b"PAR1", "This is a Parquet file. Ask for the export as CSV or JSON."),
    (b"{\\rtf", "This is a word-processor document. Ask for the export as CSV or JSON."),
    (b"<", "This is XML or a web page. Ask for the export as CSV or JSON."),
)


@dataclass(frozen=True, slots=True)
class Line:
    """One physical line with its number, from 1. `is_whole` is false when it was longer than a row may be."""

    number: int
    text: str
    is_whole: bool = True


def chunks_of(path: Path) -> Iterator[bytes]:
    """A file on disk, a quarter of a megabyte at a time."""
    with path.open("rb") as file:
        while chunk := file.read(CHUNK_BYTES):
            yield chunk


def refuse_wrong_type(head: bytes) -> None:
    """Let text pass.

    Raises:
        Unreadable: the file is empty, or of a kind that cannot be imported.
    """
    begins = head.removeprefix(b"\xef\xbb\xbf").lstrip(b" \t\r\n")
    if not begins:
        raise Unreadable("The file is empty. Export it again and import the new file.")
    for beginning, sentence in _WRONG_TYPES:
        if begins.startswith(beginning):
            raise Unreadable(sentence)


def open_text(chunks: Iterable[bytes], encoding: str) -> io.TextIOWrapper:
    """The chunks as a text stream. Bytes that are no text in this encoding become U+FFFD; line ends stay."""
    return io.TextIOWrapper(
        io.BufferedReader(_Joined(chunks), CHUNK_BYTES), encoding=encoding, errors="replace", newline=""
    )


def lines_of(text: io.TextIOBase) -> Iterator[Line]:
    """Physical lines. Of a line longer than a row may be only the beginning is kept."""
    number = 0
    while line := text.readline(LONGEST_ROW):
        number += 1
        is_whole = len(line) < LONGEST_ROW or line.endswith(("\r", "\n"))
        if not is_whole:
            _skip_rest(text)
        yield Line(number, line, is_whole)


def _skip_rest(text: io.TextIOBase) -> None:
    while (rest := text.readline(LONGEST_ROW)) and not rest.endswith(("\r", "\n")):
        pass


class _Joined(io.RawIOBase):
    """Chunks as one readable stream."""

    def __init__(self, chunks: Iterable[bytes]) -> None:
        self._chunks = iter(chunks)
        self._rest = memoryview(b"")

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        while not self._rest:
            chunk = next(self._chunks, None)
            if chunk is None:
                return 0
            self._rest = memoryview(chunk)
        taken = min(len(buffer), len(self._rest))
        buffer[:taken] = self._rest[:taken]
        self._rest = self._rest[taken:]
        return taken
