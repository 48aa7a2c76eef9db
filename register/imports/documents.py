"""Rows of JSON: one document a line (NDJSON), or one array of documents.

Each document is made flat, `{"name": {"given": ["Iain"]}}` to `name.given.0`, so that everything after this sees text
by column, whatever the file looked like.
"""

from __future__ import annotations

import io
import json
import re
from collections.abc import Iterator
from typing import Any

from register.imports.characters import storable
from register.imports.files import LONGEST_ROW, lines_of
from register.imports.problems import Problem
from register.imports.rows import Row

MOST_VALUES = 400
DEEPEST = 8
HOPELESS = 1000  # nested deeper than the parser goes, a list is not read on to look for its end
WHOLE = "(the row as received)"

_INSIDE_TEXT = re.compile(r'["\\]')
_OUTSIDE_TEXT = re.compile(r'["{}\[\],]')
_OPENING, _CLOSING = ("{", "["), ("}", "]")


def rows_of_lines(text: io.TextIOBase) -> Iterator[Row]:
    """One document a line; blank lines are passed over."""
    for line in lines_of(text):
        if line.text.strip():
            yield _too_long(line.number, line.text) if not line.is_whole else row_of(line.number, line.text)


def rows_of_array(text: io.TextIOBase) -> Iterator[Row]:
    """The elements of one array, however they are laid out in lines.

    An array that breaks off, or goes on after its end, ends in a row with that problem: what stands before is good.
    """
    pieces = _pieces(text)
    element, depth = _Element(1), 0
    for piece, mark in pieces:
        element.keep(piece)
        depth += 1 if mark in _OPENING else -1 if mark in _CLOSING else 0
        if depth > HOPELESS:
            yield _broken(element.line, "", "From here on the list is nested too deeply to be read.")
            return
        if (mark == "," and depth == 1) or depth == 0:
            yield from element.rows()
            element = _Element(element.line)
            if depth == 0:
                break
        elif depth > 1 or mark not in _OPENING:
            element.keep(mark)
    else:
        yield _broken(element.line, "", "The file ends before its list does: the rest is missing.")
    if any(piece.strip() or mark for piece, mark in pieces):
        yield _broken(element.line, "", "The list ends here, but the file goes on: a bracket is wrong near this line.")


def row_of(line: int, text: str) -> Row:
    """The row that a document stands for; one that is no document comes with its problem."""
    try:
        document = json.loads(text)
        if not isinstance(document, dict):
            return _broken(line, text, "This is not a record with named fields.")
        return Row(line, dict(_flat(document)))
    except RecursionError:
        return _broken(line, text, "The record is nested too deeply.")
    except _TooMuch as too_much:
        return _broken(line, text, str(too_much))
    except ValueError as error:
        where = f" near character {error.pos + 1}" if isinstance(error, json.JSONDecodeError) else ""
        return _broken(line, text, f"The record is not valid JSON{where}.")


class _TooMuch(Exception):
    pass


def _flat(document: dict[str, Any]) -> Iterator[tuple[str, str]]:
    count = 0
    stack: list[tuple[str, Any, int]] = [("", document, 0)]
    while stack:
        path, value, depth = stack.pop()
        if isinstance(value, dict | list):
            if depth == DEEPEST:
                raise _TooMuch(f"The record is nested more than {DEEPEST} levels deep.")
            items = list(value.items()) if isinstance(value, dict) else list(enumerate(value))
            if len(items) > MOST_VALUES:
                raise _TooMuch(f"The record holds more than {MOST_VALUES} values.")
            stack.extend((f"{path}.{key}" if path else str(key), each, depth + 1) for key, each in reversed(items))
            continue
        count += 1
        if count > MOST_VALUES:
            raise _TooMuch(f"The record holds more than {MOST_VALUES} values.")
        yield storable(path), _text(value)


def _text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    return storable(str(value))


def _broken(line: int, text: str, problem: str) -> Row:
    remedy = "Correct the record where it comes from and import it again, or enter the person by hand."
    return Row(line, {WHOLE: storable(text[:4000].strip())}, Problem("", problem, remedy))


def _too_long(line: int, text: str) -> Row:
    return _broken(line, text, f"The record is longer than {LONGEST_ROW:,} characters.")


class _Element:
    """The text of one element as it comes in, up to the length that a row may have."""

    def __init__(self, line: int) -> None:
        self.line = line
        self._begins = 0
        self._kept: list[str] = []
        self._size = 0

    def keep(self, text: str) -> None:
        if not self._begins and (begins := text.lstrip()):
            self._begins = self.line + text.count("\n", 0, len(text) - len(begins))
        self.line += text.count("\n")
        self._size += len(text)
        if self._size <= LONGEST_ROW:
            self._kept.append(text)

    def rows(self) -> Iterator[Row]:
        text = "".join(self._kept)
        if self._size > LONGEST_ROW:
            yield _too_long(self._begins, text)
        elif text.strip():
            yield row_of(self._begins, text)


def _pieces(text: io.TextIOBase) -> Iterator[tuple[str, str]]:
    """The text cut at every bracket and comma that does not stand inside quotation marks: (text before it, mark)."""
    is_inside = is_escaped = False
    while chunk := text.read(64 * 1024):
        start, at = 0, 1 if is_escaped else 0
        is_escaped = False
        while found := (_INSIDE_TEXT if is_inside else _OUTSIDE_TEXT).search(chunk, at):
            at = found.end()
            if found[0] == "\\":
                is_escaped, at = at == len(chunk), at + 1
            elif found[0] == '"':
                is_inside = not is_inside
            else:
                yield chunk[start : at - 1], found[0]
                start = at
        if start < len(chunk):
            yield chunk[start:], ""
