"""Whether what somebody has declared of themselves, and of those close to them, names the person of a record.

What is declared and what is held are folded into keys of the same form; one that both have is a hit. Nothing is
weighed: a bar that is wrong costs somebody one record they can do without, and is lifted by professional standards; a
bar that is missing shows somebody what the police hold of them, or of whoever fled from them.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from register.rules.lookup.facts import compact, fold_address, national_digits, postcode_parts
from register.rules.lookup.words import forename_forms, forms_of

LEAST_DIGITS = 9
LEAST_OF_A_MARK = 2
LONGEST_DOOR = 40


class Declares(StrEnum):
    """What a particular is."""

    OWN = "own"
    RELATIVE = "relative"
    ADDRESS = "address"
    PHONE = "phone"
    VEHICLE = "vehicle"


class Hit(StrEnum):
    """By what a record is somebody's own, or that of their household."""

    BIRTH = "birth"
    HOME = "home"
    PLACE = "place"
    PHONE = "phone"
    VEHICLE = "vehicle"


IN_WORDS = {
    Hit.BIRTH: "the same surname and date of birth",
    Hit.HOME: "the same home",
    Hit.PLACE: "the same surname and postcode",
    Hit.PHONE: "the same telephone number",
    Hit.VEHICLE: "the same vehicle",
}


@dataclass(frozen=True, slots=True)
class Declared:
    """One particular as it was declared. `number_or_mark` is of a telephone or a vehicle."""

    kind: Declares
    forenames: str = ""
    surname: str = ""
    date_of_birth: date | None = None
    line_1: str = ""
    postcode: str = ""
    number_or_mark: str = ""


@dataclass(frozen=True, slots=True)
class Held:
    """What is held of a person: names (forenames, surname), dates of birth, addresses (first line, postcode), telephone
    numbers and registration marks."""

    names: Collection[tuple[str, str]] = ()
    births: Collection[date] = ()
    addresses: Collection[tuple[str, str]] = ()
    phones: Collection[str] = ()
    vehicles: Collection[str] = ()


def keys_of_declared(particulars: Sequence[Declared]) -> list[frozenset[str]]:
    """The keys of each of somebody's particulars. A postcode alone names nobody: it stands with each of the surnames
    that they declared."""
    surnames = sorted({form for each in particulars for form in _words(each.forenames, each.surname)})
    return [frozenset(_declared(each, surnames)) for each in particulars]


def keys_of_held(held: Held) -> frozenset[str]:
    """The keys of a person. Days and months that may have been written the wrong way round are tried both ways."""
    surnames = sorted({form for forenames, surname in held.names for form in _words(forenames, surname)})
    found = {_birth(word, born) for word in surnames for day in held.births for born in both_ways(day)}
    for line_1, postcode in held.addresses:
        found.update(_home(line_1, postcode))
        found.update(_places(surnames, postcode))
    found.update(_phones(held.phones))
    found.update(_vehicles(held.vehicles))
    return frozenset(found)


def hits_of(keys: Iterable[str]) -> list[Hit]:
    """By what a person was hit, from the keys that both have."""
    return sorted({Hit(key.partition(":")[0]) for key in keys})


def both_ways(born: date) -> tuple[date, ...]:
    """A date as written, and with day and month the other way round where that is a date."""
    if born.day > 12 or born.day == born.month:
        return (born,)
    return born, born.replace(month=born.day, day=born.month)


def problem_of(declared: Declared) -> tuple[str, str] | None:
    """Why a particular says too little to find anybody by, as (field, sentence)."""
    is_of_somebody = declared.kind in (Declares.OWN, Declares.RELATIVE)
    if is_of_somebody and not _words(declared.forenames, declared.surname):
        return "surname", "Give the surname, or the one name that they use."
    if is_of_somebody and declared.date_of_birth is None:
        return "date_of_birth", "Give the date of birth: without it nobody can be told from their namesakes."
    if declared.kind is Declares.ADDRESS and not _is_place(declared.line_1, declared.postcode):
        return "postcode", "Give the first line and the whole postcode, such as 12 Mill Road, LS6 3AA."
    if declared.kind is Declares.PHONE and not list(_phones([declared.number_or_mark])):
        return "number", "Give the whole telephone number, such as 07700 900123."
    if declared.kind is Declares.VEHICLE and not list(_vehicles([declared.number_or_mark])):
        return "number", "Give the registration mark, such as BM23 JPF."
    return None


def _declared(declared: Declared, surnames: Sequence[str]) -> Iterator[str]:
    if declared.kind in (Declares.OWN, Declares.RELATIVE) and declared.date_of_birth is not None:
        for word in _words(declared.forenames, declared.surname):
            yield _birth(word, declared.date_of_birth)
    elif declared.kind is Declares.ADDRESS:
        yield from _home(declared.line_1, declared.postcode)
        yield from _places(surnames, declared.postcode)
    elif declared.kind is Declares.PHONE:
        yield from _phones([declared.number_or_mark])
    elif declared.kind is Declares.VEHICLE:
        yield from _vehicles([declared.number_or_mark])


def _words(forenames: str, surname: str) -> tuple[str, ...]:
    """The words of the surname; of whoever has one name alone, of that."""
    return forms_of(surname) or forename_forms(forenames)


def _birth(word: str, born: date) -> str:
    return f"{Hit.BIRTH}:{word}:{born.isoformat()}"


def _is_place(line_1: str, postcode: str) -> bool:
    return bool(list(_home(line_1, postcode)))


def _home(line_1: str, postcode: str) -> Iterator[str]:
    address = fold_address(line_1, "", postcode, True)
    door = compact(address.house or address.line_1)[:LONGEST_DOOR]
    if address.outward and door:
        yield f"{Hit.HOME}:{address.postcode}:{door}"


def _places(surnames: Iterable[str], postcode: str) -> Iterator[str]:
    outward, _ = postcode_parts(postcode)
    if outward:
        whole = compact(postcode)
        yield from (f"{Hit.PLACE}:{whole}:{word}" for word in surnames)


def _phones(numbers: Iterable[str]) -> Iterator[str]:
    for number in numbers:
        digits = national_digits(number)
        if len(digits) >= LEAST_DIGITS:
            yield f"{Hit.PHONE}:{digits[-10:]}"


def _vehicles(marks: Iterable[str]) -> Iterator[str]:
    for mark in map(compact, marks):
        if len(mark) >= LEAST_OF_A_MARK:
            yield f"{Hit.VEHICLE}:{mark}"
