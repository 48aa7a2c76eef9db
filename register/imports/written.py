"""A person written as a row of an export, the inverse of `register.imports.understanding`. Pure."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Mapping as Columns
from dataclasses import dataclass
from datetime import date
from typing import Any

from register.imports.mappings import Mapping

UTF_8 = "utf-8"
_DATES = {"year-first": "%Y-%m-%d", "day-first": "%d/%m/%Y", "month-first": "%m/%d/%Y"}


@dataclass(frozen=True, slots=True)
class Said:
    """What an export says of one person."""

    local_reference: str
    forenames: str
    surname: str
    sex: str
    date_of_birth: date
    line_1: str = ""
    town: str = ""
    postcode: str = ""
    phone: str = ""


def file_of(said: Said, mapping: Mapping) -> bytes:
    """A file with this one person, in the columns of a mapping and in its encoding.

    Raises:
        UnicodeEncodeError: a letter is not in the encoding.
    """
    columns = {name: value for name, value in _columns(said, mapping).items() if name}
    written = _table(columns, mapping) if mapping.shape == "csv" else _document(said, columns, mapping)
    return written.encode(mapping.encoding or UTF_8)


def _columns(said: Said, mapping: Mapping) -> dict[str, str]:
    where, place = mapping.address, [said.line_1, said.town, said.postcode]
    return {
        mapping.local_reference: said.local_reference,
        mapping.name: f"{said.surname.upper()}, {said.forenames}",
        mapping.forenames: said.forenames,
        mapping.surname: said.surname,
        mapping.sex: said.sex if said.sex in ("M", "F") else "",
        mapping.date_of_birth: said.date_of_birth.strftime(_DATES[mapping.date_order]),
        mapping.phones: said.phone,
        where.whole: ", ".join(part for part in place if part),
        **({} if where.each else dict(zip((where.line_1, where.town, where.postcode), place, strict=True))),
    }


def _table(columns: Columns[str, str], mapping: Mapping) -> str:
    header = dict.fromkeys((*mapping.recognised_by, *columns))
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, list(header), restval="")
    writer.writeheader()
    writer.writerow(dict(columns))
    return text.getvalue()


def _document(said: Said, columns: Columns[str, str], mapping: Mapping) -> str:
    document: dict[str, Any] = {}
    for name, value in columns.items():
        *ways, last = name.split(".")
        inner = document
        for way in ways:
            inner = inner.setdefault(way, {})
        inner[last] = value
    where, place = mapping.address, (said.line_1, said.town, said.postcode)
    if where.each and any(place):
        home: dict[str, Any] = dict(zip((where.line_1, where.town, where.postcode), place, strict=True))
        document[where.each] = [home | {where.is_current: True}]
    return json.dumps(document, ensure_ascii=False) + "\n"
