"""A feed file, opened: its encoding, its shape, its mapping, and its rows from first to last."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import chain, islice

from register.imports import documents
from register.imports.encodings import Encoding, detect
from register.imports.files import Chunks, open_text, refuse_wrong_type
from register.imports.mappings import Mapping, mapping_for
from register.imports.problems import Unreadable
from register.imports.rows import Row
from register.imports.table import Table

LOOKED_AT_FIRST = 20  # rows by which an export is recognised


@dataclass(frozen=True)
class Feed:
    """A file that can be read. `rows` begins at the top each time and holds one row in memory."""

    chunks: Chunks
    encoding: str
    shape: str
    mapping: Mapping

    def rows(self) -> Iterator[Row]:
        return read_rows(self.chunks(), self.encoding, self.shape)

    def count(self) -> int:
        """How many rows there are. Reads the file through.

        Raises:
            Unreadable: there are none.
        """
        if found := sum(1 for _ in self.rows()):
            return found
        raise Unreadable("The file has no rows. Export it again and import the new file.")


def open_feed(chunks: Chunks, *, mapping: str = "", encoding: str = "") -> Feed:
    """Find out how to read a file. `mapping` and `encoding` are taken as they are when given.

    Raises:
        Unreadable: the file is empty, of the wrong kind, or of a form that no mapping knows.
    """
    refuse_wrong_type(next(iter(chunks()), b""))
    found = Encoding(encoding) if encoding else detect(chunks())
    shape, first_rows = _first_rows(chunks(), found.name)
    chosen = mapping_for(_columns(first_rows, shape), "csv" if shape == "csv" else "json", code=mapping)
    is_guess = not found.is_certain and bool(chosen.encoding)
    return Feed(chunks, chosen.encoding if is_guess else found.name, shape, chosen)


def read_rows(chunks: Iterable[bytes], encoding: str, shape: str) -> Iterator[Row]:
    """Every row of a file of this shape: csv, ndjson or json (one array)."""
    text = open_text(chunks, encoding)
    if shape == "csv":
        return Table(text).rows()
    return documents.rows_of_lines(text) if shape == "ndjson" else documents.rows_of_array(text)


def shape_of(chunks: Iterable[bytes], encoding: str) -> str:
    """`json` for one array, `ndjson` for documents line by line, else `csv`."""
    text = open_text(chunks, encoding)
    while beginning := text.read(1024):
        if begins := beginning.lstrip("\ufeff \t\r\n"):
            return {"[": "json", "{": "ndjson"}.get(begins[0], "csv")
    return "csv"


def _first_rows(chunks: Iterable[bytes], encoding: str) -> tuple[str, list[Row]]:
    kept: list[bytes] = []
    source = iter(chunks)
    kept = list(islice(source, 1))
    shape = shape_of(kept, encoding)
    if shape == "csv":
        table = Table(open_text(chain(kept, source), encoding))
        return shape, [Row(1, dict.fromkeys(table.header, ""))]
    return shape, list(islice(read_rows(chain(kept, source), encoding, shape), LOOKED_AT_FIRST))


def _columns(rows: Iterable[Row], shape: str) -> set[str]:
    good = [row for row in rows if row.problem is None and row.record]
    if not good and shape != "csv":
        raise Unreadable(
            "None of the first rows could be read as JSON. Each line must be one whole record, or the file one list of "
            "records in square brackets."
        )
    return {column for row in good for column in row.record}
