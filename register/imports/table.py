"""Rows of a CSV file.

The row, not the file, is what a stray quotation mark breaks: a record that does not close, or that closes with the
wrong number of columns, costs its first line alone, and reading goes on with the next.
"""

from __future__ import annotations

import csv
import io
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from itertools import chain

from register.imports.characters import storable
from register.imports.files import LONGEST_ROW, Line, lines_of
from register.imports.problems import Problem, Unreadable
from register.imports.rows import Row

DELIMITERS = ",;\t|"
MOST_COLUMNS = 200
MOST_LINES_OF_A_ROW = 40
EXTRA = "(beyond the last column)"


class Table:
    """A CSV file: its header, and then its rows one after the other."""

    def __init__(self, text: io.TextIOBase) -> None:
        self._lines = lines_of(text)
        self._waiting: deque[Line] = deque()
        first = self._first_line()
        self.delimiter = max(DELIMITERS, key=first.text.count)
        self.header = self._header(first)

    def rows(self) -> Iterator[Row]:
        """Every row that is not blank, the broken ones with their problem."""
        while line := self._next_line():
            if not line.is_whole or line.text.strip(f"\r\n {self.delimiter}"):
                yield self._row(line)

    def _first_line(self) -> Line:
        for line in self._lines:
            if line.text.strip():
                return line
        raise Unreadable("The file is empty. Export it again and import the new file.")

    def _header(self, first: Line) -> tuple[str, ...]:
        if not first.is_whole:
            raise Unreadable("The first line is too long to be the names of columns. Export the file again as CSV.")
        names = tuple(storable(name).strip() for name in self._cells(first.text))
        if len(names) > MOST_COLUMNS:
            raise Unreadable(f"The file has {len(names):,} columns; at most {MOST_COLUMNS} can be read.")
        repeated = sorted({name for name in names if name and names.count(name) > 1})
        if repeated:
            raise Unreadable(f"Two columns are called {repeated[0][:60]}. Give every column a name of its own.")
        return tuple(name or f"(column {number})" for number, name in enumerate(names, 1))

    def _next_line(self) -> Line | None:
        return self._waiting.popleft() if self._waiting else next(self._lines, None)

    def _row(self, line: Line) -> Row:
        if not line.is_whole:
            return self._broken(line, "The row is too long to be read.", "Shorten it, or enter the person by hand.")
        record = _Record(line, self._next_line)
        cells = [storable(cell) for cell in next(csv.reader(record, delimiter=self.delimiter), [])]
        if record.is_closed and (len(record.taken) == 1 or len(cells) == len(self.header)):
            return self._of_cells(line, cells)
        self._waiting.extendleft(reversed(record.taken[1:]))
        return self._broken(
            line, "A quotation mark is opened and not closed.", "Take the stray quotation mark out, or close it."
        )

    def _of_cells(self, line: Line, cells: Sequence[str]) -> Row:
        extra = [cell for cell in cells[len(self.header) :] if cell.strip()]
        record = dict(zip(self.header, chain(cells, [""] * len(self.header)), strict=False))
        if extra:
            record[EXTRA] = self.delimiter.join(extra)
        if extra or len(cells) < len(self.header):
            return Row(line.number, record, _ragged(len(cells), len(self.header)))
        return Row(line.number, record)

    def _broken(self, line: Line, problem: str, remedy: str) -> Row:
        cells = self._cells(line.text[:4000].replace('"', ""))
        return Row(line.number, self._of_cells(line, cells).record, Problem("", problem, remedy))

    def _cells(self, text: str) -> list[str]:
        cells = next(csv.reader(io.StringIO(text, newline=""), delimiter=self.delimiter), [])
        return [storable(cell) for cell in cells]


class _Record:
    """Hands the csv reader the lines that one record asks for, within bounds."""

    def __init__(self, first: Line, more: Callable[[], Line | None]) -> None:
        self.taken = [first]
        self.is_closed = True
        self._more = more

    def __iter__(self) -> Iterator[str]:
        size = len(self.taken[0].text)
        yield self.taken[0].text
        while len(self.taken) < MOST_LINES_OF_A_ROW and (line := self._more()):
            self.taken.append(line)
            size += len(line.text)
            if size > LONGEST_ROW:
                break
            yield line.text
        self.is_closed = False


def _ragged(found: int, expected: int) -> Problem:
    return Problem(
        "",
        f"The row has {found:,} columns; the header has {expected:,}.",
        "Put each value back under its own column: usually a comma in a value stands without quotation marks.",
    )
