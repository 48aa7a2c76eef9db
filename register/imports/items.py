"""One item of a batch: the register's own document of a person, strictly read. Pure: the day is a parameter.

A field that is not known, or holds something else than it should, keeps the item out; a file may be read generously,
a program can be told at once.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from register.imports.characters import storable, tidy
from register.imports.problems import RowProblem
from register.imports.rows import Record, digest_of
from register.imports.understanding import KINDS, MOST_VALUES

MAPPING = "register"
MOST_ITEMS = 1000
EARLIEST_YEAR = 1900
TEXTS = ("local_reference", "forenames", "surname", "sex", "date_of_birth", "remarks", "changed_on")
LISTS = ("aliases", "phones", "vehicles")
PARTS: Mapping[str, Mapping[str, type]] = {
    "identifiers": {"kind": str, "value": str},
    "addresses": {"line_1": str, "line_2": str, "town": str, "postcode": str, "is_current": bool},
}
FIELDS = frozenset((*TEXTS, *LISTS, *PARTS))
SEXES = ("M", "F", "NS")
_CANONICAL = json.JSONEncoder(sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)


@dataclass(frozen=True, slots=True)
class BrokenLine:
    """A line that is no JSON object; `problem` says why. It stands where its item would."""

    problem: str


@dataclass(frozen=True, slots=True)
class Document:
    """An item as sent. `record` is its text by column, `sha256` the hex digest of its canonical JSON (RFC 8785), and
    `changed_on` the day on which the force last changed it, if it says so."""

    record: Record
    sha256: str
    changed_on: date | None

    @property
    def local_reference(self) -> str:
        return tidy(self.record.get("local_reference", ""))

    @property
    def digest(self) -> str:
        """By which the item is known when it comes again in other words of the same meaning."""
        return digest_of(self.record)


def read_document(item: Any, *, today: date) -> Document:
    """An item whose fields are all known and hold what they should.

    Raises:
        RowProblem: they do not. Its column is the way to the field, such as `addresses.0.postcode`.
    """
    if isinstance(item, BrokenLine):
        raise RowProblem("", item.problem, "Send one JSON object in UTF-8 on each line, each key once.")
    if not isinstance(item, Mapping):
        raise RowProblem("", "This is not an object.", "Send an object with the fields of a person.")
    for name in item:
        if name not in FIELDS:
            raise RowProblem(str(name)[:60], "This field is not known here.", "Leave it out, or correct its name.")
    record = {column: storable(value) for column, value in _flat(item)}
    _require_one_of(record, "sex", SEXES)
    return Document(record, content_sha256(item), _changed_on(record, today))


def content_sha256(item: Mapping[str, Any]) -> str:
    """Hex SHA-256 of the canonical JSON of an item: keys sorted, no space, UTF-8. It holds no numbers, and its keys
    are ASCII, so this is RFC 8785."""
    return hashlib.sha256(_CANONICAL(item).encode()).hexdigest()


def _flat(item: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    for name in TEXTS:
        if item.get(name) is not None:
            yield name, _text(item[name], name)
    for name in LISTS:
        for number, value in enumerate(_list(item, name)):
            yield f"{name}.{number}", _text(value, f"{name}.{number}")
    for name, fields in PARTS.items():
        for number, part in enumerate(_list(item, name)):
            yield from _part(part, f"{name}.{number}", fields)


def _part(part: Any, way: str, fields: Mapping[str, type]) -> Iterator[tuple[str, str]]:
    if not isinstance(part, Mapping):
        raise RowProblem(way, "This is not an object.", f"Send an object with {', '.join(fields)}.")
    for name, value in part.items():
        kind, there = fields.get(name), f"{way}.{str(name)[:60]}"
        if kind is None:
            raise RowProblem(there, "This field is not known here.", "Leave it out, or correct its name.")
        if value is None:
            continue
        if kind is bool:
            if not isinstance(value, bool):
                raise RowProblem(there, "This is neither true nor false.", "Send true or false, unquoted.")
            yield there, "true" if value else "false"
        else:
            yield there, _text(value, there)
    if fields.get("kind") and part.get("kind") not in KINDS:
        raise RowProblem(f"{way}.kind", "This kind of number is not known here.", f"Send one of {', '.join(KINDS)}.")


def _list(item: Mapping[str, Any], name: str) -> list[Any]:
    found = item.get(name)
    if found is None:
        return []
    if not isinstance(found, list):
        raise RowProblem(name, "This is not a list.", "Send a list in square brackets.")
    if len(found) > MOST_VALUES:
        raise RowProblem(name, f"This list holds {len(found):,} values; {MOST_VALUES} fit.", "Send those that matter.")
    return found


def _text(value: Any, way: str) -> str:
    if not isinstance(value, str):
        raise RowProblem(way, "This is not text.", "Send text in quotation marks.")
    if not value.isascii() and any("\ud800" <= letter <= "\udfff" for letter in value):
        raise RowProblem(way, "This text holds half a character.", "Send whole characters in UTF-8.")
    return value


def _require_one_of(record: Record, name: str, values: tuple[str, ...]) -> None:
    if record.get(name, "") not in ("", *values):
        raise RowProblem(name, "This is not a value that is known here.", f"Send one of {', '.join(values)}.")


def _changed_on(record: Record, today: date) -> date | None:
    """The force's day of change. One that is ahead is taken: clocks differ, and it only sorts what is compared."""
    text = record.get("changed_on", "")
    if not text:
        return None
    try:
        found = date.fromisoformat(text) if _DAY.fullmatch(text) else None
    except ValueError:
        found = None
    if found is None or not EARLIEST_YEAR <= found.year <= today.year + 1:
        raise RowProblem("changed_on", "This is not a day such as 2026-11-23.", "Send YYYY-MM-DD, or leave it out.")
    return found
