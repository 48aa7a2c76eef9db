"""What lookup knows of one person: the facts it is found by, folded once when they change.

Only what every reader of lookup may be told a match on belongs here: a protected address or phone is left out by
whoever builds the facts, so that it can neither be found by nor appear in a reason.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any, NamedTuple

from register.rules.lookup.sounds import sound_of
from register.rules.lookup.streets import street_of
from register.rules.lookup.towns import town_words
from register.rules.lookup.words import forename_forms, forms_of
from register.rules.places import read_postcode

CURRENT, ALIAS, FORMER = "current", "alias", "former"
_NOT_ALNUM = re.compile(r"[^0-9A-Z]+")
_NOT_DIGIT = re.compile(r"\D+")
_FULL_POSTCODE = re.compile(r"([A-Z]{1,2}\d[A-Z\d]?)(\d)([A-Z]{2})$")
_INTERNATIONAL = re.compile(r"^(?:00)?44\(?0?(?=\d{9,10}$)")


class NameFacts(NamedTuple):
    """One name of a person: as written, its kind (current, alias or former), its folded words and their sounds."""

    forenames: str
    surname: str
    kind: str
    forename_words: tuple[str, ...]
    surname_words: tuple[str, ...]
    forename_sounds: tuple[str, ...]
    surname_sounds: tuple[str, ...]


class AddressFacts(NamedTuple):
    """One address: as written, and its house number, street name, town words and compact postcode parts."""

    line_1: str
    town: str
    postcode: str
    is_current: bool
    house: str
    street: str
    town_words: tuple[str, ...]
    outward: str
    sector: str


@dataclass(frozen=True, slots=True)
class PersonFacts:
    """The facts of one person that lookup searches, compares and shows. Build it with `of` or `from_json`."""

    person_id: int
    names: tuple[NameFacts, ...] = ()
    dates_of_birth: tuple[date, ...] = ()
    sex: str = ""
    addresses: tuple[AddressFacts, ...] = ()
    phones: tuple[str, ...] = ()
    plates: tuple[str, ...] = ()
    identifiers: tuple[tuple[str, str], ...] = ()
    references: tuple[str, ...] = ()
    display: tuple[tuple[str, str], ...] = ()

    @classmethod
    def of(
        cls,
        person_id: int,
        *,
        names: Iterable[tuple[str, str, str]] = (),
        dates_of_birth: Iterable[date] = (),
        sex: str = "",
        addresses: Iterable[tuple[str, str, str, bool]] = (),
        phones: Iterable[str] = (),
        plates: Iterable[str] = (),
        identifiers: Iterable[tuple[str, str]] = (),
        references: Iterable[str] = (),
        display: Iterable[tuple[str, str]] = (),
    ) -> PersonFacts:
        """Fold facts as held: names (forenames, surname, kind), addresses (line 1, town, postcode, is current).

        `identifiers` are (kind, canonical); phones may be national or international; `display` is carried unread.
        """
        return cls(
            person_id=person_id,
            names=tuple(fold_name(*name) for name in names),
            dates_of_birth=tuple(dict.fromkeys(dates_of_birth)),
            sex=sex,
            addresses=tuple(fold_address(*address) for address in addresses),
            phones=_distinct(map(national_digits, phones)),
            plates=_distinct(map(compact, plates)),
            identifiers=tuple(dict.fromkeys((kind, canonical) for kind, canonical in identifiers)),
            references=tuple(dict.fromkeys(references)),
            display=tuple(display),
        )

    def to_json(self) -> dict[str, Any]:
        """A JSON object with the folded forms, so that reading it back folds nothing."""
        return {
            "id": self.person_id,
            "n": self.names,
            "b": [born.isoformat() for born in self.dates_of_birth],
            "s": self.sex,
            "a": self.addresses,
            "t": self.phones,
            "v": self.plates,
            "i": self.identifiers,
            "r": self.references,
            "d": self.display,
        }

    @classmethod
    def from_json(cls, stored: dict[str, Any]) -> PersonFacts:
        """The facts that `to_json` gave, before or after a trip through JSON text."""
        return cls(
            person_id=stored["id"],
            names=tuple(_stored_name(name) for name in stored["n"]),
            dates_of_birth=tuple(map(date.fromisoformat, stored["b"])),
            sex=stored["s"],
            addresses=tuple(_stored_address(address) for address in stored["a"]),
            phones=tuple(stored["t"]),
            plates=tuple(stored["v"]),
            identifiers=tuple((kind, canonical) for kind, canonical in stored["i"]),
            references=tuple(stored["r"]),
            display=tuple((label, value) for label, value in stored["d"]),
        )


@lru_cache(maxsize=32768)
def fold_name(forenames: str, surname: str, kind: str) -> NameFacts:
    """A name with its folded words and their sounds."""
    forename_words, surname_words = forename_forms(forenames), forms_of(surname)
    return NameFacts(
        forenames,
        surname,
        kind,
        forename_words,
        surname_words,
        tuple(map(sound_of, forename_words)),
        tuple(map(sound_of, surname_words)),
    )


def fold_address(line_1: str, town: str, postcode: str, is_current: bool) -> AddressFacts:
    """An address with its parts; a postcode that stands for no fixed abode has no parts."""
    street = street_of(line_1)
    whole = compact(postcode)
    outward, sector = _postcode_parts(whole)
    house, street_name = (street.house, street.name) if street else ("", "")
    return AddressFacts(line_1, town, whole, is_current, house, street_name, town_words(town), outward, sector)


def postcode_parts(postcode: str) -> tuple[str, str]:
    """The outward code and the sector: "BD22 5LB" gives ("BD22", "BD225").

    Empty for no fixed abode, which strangers share, and for what has not even the shape of a postcode.
    """
    return _postcode_parts(compact(postcode))


@lru_cache(maxsize=16384)
def _postcode_parts(whole: str) -> tuple[str, str]:
    found = _FULL_POSTCODE.match(whole)
    if not found or read_postcode(whole).is_no_fixed_abode:
        return "", ""
    return found[1], found[1] + found[2]


def national_digits(phone: str) -> str:
    """The digits of a phone as dialled here: "+44 7700 900067" gives "07700900067"."""
    return _INTERNATIONAL.sub("0", _NOT_DIGIT.sub("", phone))


def compact(text: str) -> str:
    """Capitals and digits only: postcodes, plates, references and identifiers as they are compared."""
    return _NOT_ALNUM.sub("", text.upper())


def _stored_name(stored: Any) -> NameFacts:
    forenames, surname, kind, *folded = stored
    return NameFacts(forenames, surname, kind, *map(tuple, folded))


def _stored_address(stored: Any) -> AddressFacts:
    line_1, town, postcode, is_current, house, street, towns, outward, sector = stored
    return AddressFacts(line_1, town, postcode, is_current, house, street, tuple(towns), outward, sector)


def _distinct(values: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(value for value in values if value))
