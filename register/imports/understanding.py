"""From the columns of a row to facts about a person, by a mapping. Pure: the day is a parameter.

Two things keep a row out: a name that is missing and a date of birth that cannot be. Every other doubtful value is kept
as received and marked.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date
from functools import cache

from register.imports.characters import has_lost_letter, quoted, tidy
from register.imports.mappings import AddressColumns, Mapping
from register.imports.problems import RowProblem
from register.imports.received import (
    Received,
    ReceivedAddress,
    ReceivedIdentifier,
    ReceivedName,
    ReceivedPhone,
)
from register.imports.rows import Record
from register.rules.dates import ReadDate, read_date
from register.rules.identifiers import NotAnIdentifier, read_identifier
from register.rules.phones import read_phone
from register.rules.places import force_for_postcode, read_postcode, split_address
from register.rules.plates import read_plate

LOST_LETTER = "A letter of this name was lost on the way and stands as “?”. Find out how it is written."
LONGEST_NAME = 120
LONGEST_LINE = 200
LONGEST_TOWN = 100
LONGEST_NUMBER = 60
LONGEST_REMARKS = 4000
MOST_VALUES = 50
KINDS = ("pnc", "cro", "noms", "crn", "nino", "driver")

_NAME_REMEDY = "Enter the surname. Somebody who has one name only: enter it as the surname."
_NAME_REMEDY_COMMA = "Write SURNAME, Forenames. Somebody who has one name only: write it with a comma after it."
_SEXES = {"m": "M", "male": "M", "man": "M", "1": "M", "f": "F", "female": "F", "woman": "F", "2": "F"}
_SPOKEN_PARTS = re.compile(r"[\w?\ufffd]+")


def understand(record: Record, mapping: Mapping, *, today: date) -> Received:
    """What a row says.

    Raises:
        RowProblem: the row has no reference, no surname or an impossible date of birth, or a value is longer than fits.
    """
    name = _name(record, mapping)
    born = _date_of_birth(record, mapping, today)
    home, former = _addresses(record, mapping)
    return Received(
        local_reference=_local_reference(record, mapping),
        name=name,
        aliases=tuple(dict.fromkeys(_aliases(record, mapping))),
        sex=_SEXES.get(tidy(record.get(mapping.sex, "")).lower(), "NS"),
        date_of_birth=born.value,
        date_of_birth_as_received=tidy(record.get(mapping.date_of_birth, ""))[:LONGEST_NUMBER],
        date_of_birth_doubt=born.doubt or "",
        home=home,
        former=former,
        phones=_phones(record, mapping),
        vehicles=_vehicles(record, mapping),
        identifiers=_identifiers(record, mapping, today),
        remarks="\n".join(values(record, mapping.remarks)).strip()[:LONGEST_REMARKS],
    )


def local_reference_of(record: Record, mapping: Mapping) -> str:
    """The force's own reference of a row that may be broken otherwise, or ""."""
    return tidy(record.get(mapping.local_reference, ""))[:LONGEST_NUMBER]


def values(record: Record, column: str) -> list[str]:
    """The value of a column, or all values of a list of that name, without the empty ones."""
    if not column:
        return []
    if column in record:
        return [record[column]] if record[column].strip() else []
    return [value for key, value in _below(record, column) if "." not in key and value.strip()]


def elements(record: Record, column: str) -> Sequence[tuple[str, Record]]:
    """The documents of a list of that name, each flat, with the beginning of its columns: ("addresses.0.", {…})."""
    found: dict[str, dict[str, str]] = {}
    for key, value in _below(record, column):
        number, _, rest = key.partition(".")
        found.setdefault(f"{column}.{number}.", {})[rest] = value
    return list(found.items())[:MOST_VALUES]


def _below(record: Record, column: str) -> Iterator[tuple[str, str]]:
    beginning = f"{column}."
    return ((key.removeprefix(beginning), value) for key, value in record.items() if key.startswith(beginning))


def _parts(record: Record, column: str, separators: str) -> list[str]:
    """Values of a column that may hold several, tidied, each once."""
    split = _between(separators).split
    found = (tidy(part) for value in values(record, column) for part in split(value))
    return list(dict.fromkeys(part for part in found if part))[:MOST_VALUES]


@cache
def _between(separators: str) -> re.Pattern[str]:
    return re.compile(f"[{re.escape(separators)}\n]")


def _local_reference(record: Record, mapping: Mapping) -> str:
    column = mapping.local_reference
    reference = tidy(record.get(column, ""))
    if not reference:
        raise RowProblem(
            column, "The row has no reference of the force.", "Enter the reference: without it the record is not known."
        )
    return _within(reference, LONGEST_NUMBER, column, "reference")


def _name(record: Record, mapping: Mapping) -> ReceivedName:
    column = mapping.surname_column
    if mapping.name:
        surname, comma, forenames = tidy(record.get(mapping.name, "")).partition(",")
        if surname and not comma:
            raise RowProblem(column, f"{quoted(surname)} has no comma: the surname is missing.", _NAME_REMEDY_COMMA)
        surname, forenames = spelled(tidy(surname)), tidy(forenames)
    else:
        forenames, surname = tidy(" ".join(values(record, mapping.forenames))), tidy(record.get(mapping.surname, ""))
    if not surname:
        only = f"only the forename {quoted(forenames)}" if forenames else "no name"
        raise RowProblem(column, f"The row has {only}.", _NAME_REMEDY_COMMA if mapping.name else _NAME_REMEDY)
    _within(forenames, LONGEST_NAME, mapping.name or mapping.forenames, "forename")
    _within(surname, LONGEST_NAME, column, "surname")
    return _named(forenames, surname)


def _named(forenames: str, surname: str) -> ReceivedName:
    is_damaged = has_lost_letter(forenames) or has_lost_letter(surname)
    return ReceivedName(forenames, surname, LOST_LETTER if is_damaged else "")


def spelled(surname: str) -> str:
    """A surname in capitals as a name is written: "O'NEILL-MCKENZIE" is O'Neill-McKenzie. Others stay as they are."""
    if not surname.isupper():
        return surname
    small = _SPOKEN_PARTS.sub(lambda part: part[0][0] + part[0][1:].lower(), surname)
    return re.sub(r"\bMc(\w)", lambda found: f"Mc{found[1].upper()}", small)


def _aliases(record: Record, mapping: Mapping) -> Iterator[ReceivedName]:
    for alias in _parts(record, mapping.aliases, mapping.alias_separators):
        surname, comma, forenames = alias.partition(",")
        if not comma:
            forenames, _, surname = alias.rpartition(" ")
        _within(alias, LONGEST_NAME, mapping.aliases, "alias")
        yield _named(tidy(forenames), spelled(tidy(surname)))


def _date_of_birth(record: Record, mapping: Mapping, today: date) -> ReadDate:
    born = read_date(record.get(mapping.date_of_birth, ""), today=today, day_first=mapping.date_order != "month-first")
    if born.problem:
        text = quoted(record[mapping.date_of_birth])
        raise RowProblem(mapping.date_of_birth, f"{text} cannot be a date of birth.", born.problem)
    return born


def _addresses(record: Record, mapping: Mapping) -> tuple[ReceivedAddress | None, tuple[ReceivedAddress, ...]]:
    """The address of now and those of before."""
    now: ReceivedAddress | None = None
    former: list[ReceivedAddress] = []
    columns = mapping.address
    for beginning, found in elements(record, columns.each) if columns.each else [("", record)]:
        address = _address(found, columns, beginning)
        if address is None:
            continue
        is_current = not columns.is_current or found.get(columns.is_current, "true").lower() in (
            "true",
            "1",
            "y",
            "yes",
        )
        if is_current and now is None:
            now = address
        else:
            former.append(address)
    return now, tuple(dict.fromkeys(former))


def _address(found: Record, columns: AddressColumns, beginning: str) -> ReceivedAddress | None:
    if columns.whole:
        line_1, town, postcode = split_address(tidy(found.get(columns.whole, "")))
        line_2 = ""
    else:
        named = (columns.line_1, columns.line_2, columns.town, columns.postcode)
        line_1, line_2, town, postcode = (tidy(found.get(name, "")) for name in named)
    if not (line_1 or line_2 or town or postcode):
        return None
    whole = columns.whole and beginning + columns.whole
    _within(line_1, LONGEST_LINE, whole or beginning + columns.line_1, "first line of the address")
    _within(line_2, LONGEST_LINE, whole or beginning + columns.line_2, "second line of the address")
    _within(town, LONGEST_TOWN, whole or beginning + columns.town, "town")
    read = read_postcode(postcode)
    return ReceivedAddress(line_1, line_2, town, read.canonical, force_for_postcode(read) or "", read.doubt or "")


def _phones(record: Record, mapping: Mapping) -> tuple[ReceivedPhone, ...]:
    found: dict[str, ReceivedPhone] = {}
    for text in _parts(record, mapping.phones, mapping.phone_separators):
        read = read_phone(_within(text, LONGEST_NUMBER, mapping.phones, "telephone number"))
        phone = ReceivedPhone(text, (read.e164 or "")[:20], read.digits[:20], read.doubt or "")
        found.setdefault(phone.number, phone)
    return tuple(found.values())


def _vehicles(record: Record, mapping: Mapping) -> tuple[str, ...]:
    marks = (read_plate(text).canonical for text in _parts(record, mapping.vehicles, mapping.vehicle_separators))
    return tuple(dict.fromkeys(mark for mark in marks if mark))


def _identifiers(record: Record, mapping: Mapping, today: date) -> tuple[ReceivedIdentifier, ...]:
    found: dict[tuple[str, str], ReceivedIdentifier] = {}
    for kind, text, column in _official_numbers(record, mapping):
        _within(text, LONGEST_NUMBER, column, "number")
        try:
            read = read_identifier(kind, text, today=today)
            each = ReceivedIdentifier(kind, read.canonical, text, read.problem or "")
        except NotAnIdentifier as problem:
            each = ReceivedIdentifier(kind, text.upper()[:30], text, str(problem))
        found.setdefault((kind, each.value), each)
    return tuple(found.values())


def _official_numbers(record: Record, mapping: Mapping) -> Iterator[tuple[str, str, str]]:
    columns = mapping.identifiers
    if columns.each:
        for beginning, found in elements(record, columns.each):
            kind, text = found.get(columns.kind, "").strip().lower(), tidy(found.get(columns.value, ""))
            if kind in KINDS and text:
                yield kind, text, beginning + columns.value
        return
    for kind in KINDS:
        column = getattr(columns, kind)
        for text in values(record, column):
            yield kind, tidy(text), column


def _within(text: str, longest: int, column: str, what: str) -> str:
    if len(text) > longest:
        raise RowProblem(
            column, f"The {what} has {len(text):,} characters; {longest} fit.", f"Shorten it to {longest} characters."
        )
    return text
