"""The levels of agreement of each field: which one two records reach, and the words that say so.

The first level whose condition holds is the level. `config/linkage/comparisons.py` says the same in SQL, and a test
compares the two.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from itertools import product
from typing import NamedTuple

from rapidfuzz.distance import DamerauLevenshtein, JaroWinkler

from register.rules.matching.columns import Columns

UNKNOWN = "unknown"
SIMILAR = 0.92
_NEARLY, _EXACTLY = 1, 2
_SHORTEST_TO_SLIP = 3
_FORENAME_SHORTEST_TO_SLIP = 4
_MOST_YEARS_OF_A_SLIP = 10


class Level(NamedTuple):
    """A level: its code, the words that say it, and whether something differs."""

    code: str
    words: str
    is_difference: bool


class Field(NamedTuple):
    """One thing compared: its code, how it is called, its levels from best to worst, and what finds the level."""

    code: str
    title: str
    levels: tuple[Level, ...]
    find: Callable[[Columns, Columns], str]

    def level(self, code: str) -> Level:
        """The level of that code."""
        return next(level for level in (*self.levels, _unknown(self)) if level.code == code)


def _unknown(field: Field) -> Level:
    return Level(UNKNOWN, f"{field.title}: not known on both records", is_difference=False)


def surname_level(one: Columns, other: Columns) -> str:
    """Surnames of now, of before, and in the forename's place."""
    if not one.surnames or not other.surnames:
        return UNKNOWN
    if one.surname == other.surname:
        return "same"
    if _shares(one.surnames, other.surnames):
        return "known"
    if is_swapped(one, other):
        return "swapped"
    if _shares(one.surname_parts, other.surname_parts):
        return "part"
    if _is_slip(one.surnames, other.surnames, _SHORTEST_TO_SLIP):
        return "one_letter"
    if likeness(one.surnames, other.surnames) >= SIMILAR:
        return "similar"
    if _shares(one.surname_sounds, other.surname_sounds):
        return "sounds"
    return "different"


def forename_level(one: Columns, other: Columns) -> str:
    """First names; nothing where the names are swapped, which the surname has said already."""
    if not one.forenames or not other.forenames or is_names_only_swapped(one, other):
        return UNKNOWN
    if one.forename == other.forename:
        return "same"
    if _shares(one.forenames, other.forename_words) or _shares(one.forename_words, other.forenames):
        return "known"
    if _shares(one.short_names, other.forenames) or _shares(one.forenames, other.short_names):
        return "short_form"
    if _is_slip(one.forenames, other.forenames, _FORENAME_SHORTEST_TO_SLIP):
        return "one_letter"
    if likeness(one.forenames, other.forenames) >= SIMILAR:
        return "similar"
    if _shares(one.forename_sounds, other.forename_sounds):
        return "sounds"
    return "initial" if _is_initial(one.forenames, other.forenames) else "different"


def middle_level(one: Columns, other: Columns) -> str:
    """Names between first name and surname."""
    if not one.middles or not other.middles:
        return UNKNOWN
    if _shares(one.middles, other.middles):
        return "same"
    return "initial" if _is_initial(one.middles, other.middles) else "different"


def born_level(one: Columns, other: Columns) -> str:
    """Dates of birth; stand-ins for an unknown date are not there any more."""
    if not one.births or not other.births:
        return UNKNOWN
    if _shares(one.births, other.births):
        return "same"
    pairs = list(product(one.births, other.births))
    if any(a[:4] == b[:4] and a[4:6] == b[6:] and a[6:] == b[4:6] for a, b in pairs):
        return "swapped"
    if any(_is_birth_slip(a, b) for a, b in pairs):
        return "slip"
    if any(a[4:] == b[4:] for a, b in pairs):
        return "day_month"
    if any(a[:6] == b[:6] or (a[:4] == b[:4] and a[6:] == b[6:]) for a, b in pairs):
        return "two_parts"
    return "year" if any(a[:4] == b[:4] for a, b in pairs) else "different"


def sex_level(one: Columns, other: Columns) -> str:
    """Male or female, where both say so."""
    if not one.sex or not other.sex:
        return UNKNOWN
    return "same" if one.sex == other.sex else "different"


def place_level(one: Columns, other: Columns) -> str:
    """Addresses of now and before: one field, because a dwelling has one postcode and a postcode one town."""
    if _shares(one.homes, other.homes):
        return "home"
    if _is_nearby(one, other) and likeness(one.streets, other.streets) >= SIMILAR:
        return "door" if is_door_alike(one.doors, other.doors) else "street"
    return _area_level(one, other)


def _area_level(one: Columns, other: Columns) -> str:
    """The place where it is not the street."""
    if _shares(one.postcodes, other.postcodes):
        return "postcode"
    if _is_slip(one.postcodes, other.postcodes, 0):
        return "near_postcode"
    if _shares(one.sectors, other.sectors):
        return "sector"
    if _shares(one.outwards, other.outwards):
        return "outward"
    if _shares(one.towns, other.towns):
        return "town"
    if not ((one.outwards and other.outwards) or (one.towns and other.towns)):
        return UNKNOWN
    return "different"


def phone_level(one: Columns, other: Columns) -> str:
    """Telephones."""
    if not one.phones or not other.phones:
        return UNKNOWN
    if _shares(one.phones, other.phones):
        return "same"
    return "one_digit" if _is_slip(one.phones, other.phones, 0) else "different"


def plate_level(one: Columns, other: Columns) -> str:
    """Vehicles."""
    if not one.plates or not other.plates:
        return UNKNOWN
    return "same" if _shares(one.plates, other.plates) else "different"


def pnc_level(one: Columns, other: Columns) -> str:
    """PNC IDs. Two right ones are never one character apart: the check letter of the other would be wrong."""
    return _number_level(one.pnc, other.pnc)


def cro_level(one: Columns, other: Columns) -> str:
    """CRO numbers, likewise."""
    return _number_level(one.cro, other.cro)


def number_level(one: Columns, other: Columns) -> str:
    """Other official numbers, where both records have one of the same kind."""
    if not _shares(one.number_kinds, other.number_kinds):
        return UNKNOWN
    return _number_level(one.numbers, other.numbers)


def is_swapped(one: Columns, other: Columns) -> bool:
    """Whether each forename is the other's surname, one of the two perhaps with a slip or in a short form."""
    here = _is_crosswise(one.surnames, other.forenames, other.short_names)
    there = _is_crosswise(other.surnames, one.forenames, one.short_names)
    return here + there >= _EXACTLY + _NEARLY if here and there else False


def _is_crosswise(surnames: tuple[str, ...], forenames: tuple[str, ...], short_names: tuple[str, ...]) -> int:
    if _shares(surnames, forenames):
        return _EXACTLY
    near = _shares(surnames, short_names) or _is_slip(surnames, forenames, _SHORTEST_TO_SLIP)
    return _NEARLY if near else 0


def is_names_only_swapped(one: Columns, other: Columns) -> bool:
    """Whether the surname's level is that the names are swapped."""
    return is_swapped(one, other) and one.surname != other.surname and not _shares(one.surnames, other.surnames)


def _is_nearby(one: Columns, other: Columns) -> bool:
    """One town or postcode district, or postcodes that may be one with a slip."""
    return (
        _shares(one.outwards, other.outwards)
        or _shares(one.towns, other.towns)
        or _is_slip(one.postcodes, other.postcodes, 0)
    )


def is_door_alike(these: tuple[str, ...], those: tuple[str, ...]) -> bool:
    """Whether two of these have one house number, and a street that is spelled the same or nearly so."""
    for a, b in product(these, those):
        number, _, street = a.partition(" ")
        other_number, _, other_street = b.partition(" ")
        if number == other_number and JaroWinkler.similarity(street, other_street) >= SIMILAR:
            return True
    return False


def likeness(these: Iterable[str], those: Iterable[str]) -> float:
    """The best Jaro–Winkler similarity between a word here and a word there."""
    return max((JaroWinkler.similarity(a, b) for a, b in product(these, those)), default=0.0)


def shared(these: tuple[str, ...], those: tuple[str, ...]) -> tuple[str, ...]:
    """What both hold."""
    return tuple(value for value in these if value in those)


def _shares(these: tuple[str, ...], those: tuple[str, ...]) -> bool:
    for value in these:  # noqa: SIM110 - a generator costs more than what it would do here
        if value in those:
            return True
    return False


def _is_slip(these: tuple[str, ...], those: tuple[str, ...], shortest: int) -> bool:
    """Whether two values are one character, or two neighbours changed about, apart."""
    for a in these:
        for b in those:
            if (
                -1 <= len(a) - len(b) <= 1
                and len(a) >= shortest <= len(b)
                and DamerauLevenshtein.distance(a, b, score_cutoff=1) <= 1
            ):
                return True
    return False


def _is_birth_slip(a: str, b: str) -> bool:
    """One digit wrong, or just ten years: never the years that lie between a parent and a child."""
    years = abs(int(a[:4]) - int(b[:4]))
    if years == _MOST_YEARS_OF_A_SLIP:
        return a[4:] == b[4:]
    return years < _MOST_YEARS_OF_A_SLIP and sum(x != y for x, y in zip(a, b, strict=True)) == 1


def _is_initial(these: tuple[str, ...], those: tuple[str, ...]) -> bool:
    return any(min(len(a), len(b)) == 1 and a[0] == b[0] for a, b in product(these, those))


def _number_level(these: tuple[str, ...], those: tuple[str, ...]) -> str:
    if not these or not those:
        return UNKNOWN
    if _shares(these, those):
        return "same"
    return "one_character" if _is_slip(these, those, 0) else "different"


def _number_levels(name: str) -> tuple[Level, ...]:
    return (
        Level("same", f"Same {name}", False),
        Level("one_character", f"{name[:1].upper()}{name[1:]} differs by one character", True),
        Level("different", f"Different {name}", True),
    )


FIELDS: Mapping[str, Field] = {
    field.code: field
    for field in (
        Field(
            "surname", "Surname",
            (
                Level("same", "Same surname", False),
                Level("known", "Surname is another or an earlier surname of the other record", True),
                Level("swapped", "Forename and surname have changed places", True),
                Level("part", "Surname shares a part", True),
                Level("one_letter", "Surname differs by one letter", True),
                Level("similar", "Surname is spelled similarly", True),
                Level("sounds", "Surname is spelled differently but sounds the same", True),
                Level("different", "Different surname", True),
            ),
            surname_level,
        ),
        Field(
            "forename", "Forename",
            (
                Level("same", "Same forename", False),
                Level("known", "Forename is another forename of the other record", True),
                Level("short_form", "Forename is a short or other form of the same name", True),
                Level("one_letter", "Forename differs by one letter", True),
                Level("similar", "Forename is spelled similarly", True),
                Level("sounds", "Forename is spelled differently but sounds the same", True),
                Level("initial", "Forename is given by its initial alone", True),
                Level("different", "Different forename", True),
            ),
            forename_level,
        ),
        Field(
            "middle", "Middle name",
            (
                Level("same", "Same middle name", False),
                Level("initial", "Middle name is given by its initial alone", True),
                Level("different", "Different middle name", True),
            ),
            middle_level,
        ),
        Field(
            "born", "Date of birth",
            (
                Level("same", "Same date of birth", False),
                Level("swapped", "Date of birth has day and month swapped", True),
                Level("slip", "Date of birth differs by one digit or by ten years", True),
                Level("day_month", "Same day and month of birth, different year", True),
                Level("two_parts", "Date of birth has a different day or month", True),
                Level("year", "Same year of birth, different day", True),
                Level("different", "Different date of birth", True),
            ),
            born_level,
        ),
        Field(
            "sex", "Sex",
            (Level("same", "Same sex", False), Level("different", "Different sex", True)),
            sex_level,
        ),
        Field(
            "place", "Address",
            (
                Level("home", "Same dwelling", False),
                Level("door", "Same house number and street, spelled or placed a little differently", True),
                Level("street", "Same street, another number", True),
                Level("postcode", "Same postcode, another street", True),
                Level("near_postcode", "Postcode differs by one character", True),
                Level("sector", "Neighbouring postcodes", True),
                Level("outward", "Same postcode district", True),
                Level("town", "Same town", True),
                Level("different", "No address in the same place", True),
            ),
            place_level,
        ),
        Field(
            "phone", "Telephone",
            (
                Level("same", "Same telephone", False),
                Level("one_digit", "Telephone differs by one digit", True),
                Level("different", "No telephone in common", True),
            ),
            phone_level,
        ),
        Field(
            "plate", "Vehicle",
            (Level("same", "Same vehicle", False), Level("different", "No vehicle in common", True)),
            plate_level,
        ),
        Field("pnc", "PNC ID", _number_levels("PNC ID"), pnc_level),
        Field("cro", "CRO number", _number_levels("CRO number"), cro_level),
        Field("number", "Other official number", _number_levels("other official number"), number_level),
    )
}  # fmt: skip


def levels_of(one: Columns, other: Columns) -> dict[str, str]:
    """The level of every field."""
    return {code: field.find(one, other) for code, field in FIELDS.items()}
