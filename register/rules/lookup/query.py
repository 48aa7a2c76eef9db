"""What was typed, read: every plausible reading of the box, each of its own kind."""

from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from register.rules.lookup.streets import Street

_MONTHS = [
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October",
    "November", "December",
]  # fmt: skip
IDENTIFIER_NAMES = {
    "pnc": "PNC ID",
    "cro": "CRO number",
    "noms": "prison number",
    "crn": "probation CRN",
    "nino": "National Insurance number",
    "driver": "driver number",
}


class NameReading(NamedTuple):
    """A word that may be part of a name: as typed, its folded forms (the likeliest first), and the town it may also be.

    `town` is the folded town ("" when it cannot be one); `is_known_town` when it is a town we know.
    """

    typed: str
    forms: tuple[str, ...]
    town: str = ""
    is_known_town: bool = False


class TownReading(NamedTuple):
    """What may be a town: folded, as the town is written (or was typed), and whether it is a town we know."""

    word: str
    written: str
    is_known: bool


class PhoneReading(NamedTuple):
    """Digits of a phone as dialled here; not whole when they may be any part of one."""

    digits: str
    is_whole: bool


class PostcodeReading(NamedTuple):
    """A postcode or its beginning, compact: outward ("LS12"), sector ("LS123" or ""), whole ("LS123BF" or "")."""

    outward: str
    sector: str
    whole: str


class IdentifierReading(NamedTuple):
    """A police or prison number: its kind, its canonical form, and what is wrong with it ("" when nothing is)."""

    kind: str
    canonical: str
    problem: str


class DateReading(NamedTuple):
    """A whole date of birth; `is_swapped` when it is the same digits with day and month the other way round."""

    on: date
    is_swapped: bool


class PartDate(NamedTuple):
    """A partly known date of birth; 0 stands for what was not said."""

    year: int
    month: int
    day: int


class AgeReading(NamedTuple):
    """An age in whole years, from lowest to highest."""

    low: int
    high: int


@dataclass(frozen=True, slots=True)
class Query:
    """What may have been meant. Readings stand side by side: nothing is chosen for the user.

    `problems` are sentences on what was read with a fault (a wrong check letter, a day that does not exist); `guesses`
    names the fields whose readings are only one way to read the text, so that disagreeing with them counts for nothing.
    """

    text: str
    today: date
    names: tuple[NameReading, ...] = ()
    towns: tuple[TownReading, ...] = ()
    dates: tuple[DateReading, ...] = ()
    part_dates: tuple[PartDate, ...] = ()
    ages: tuple[AgeReading, ...] = ()
    phones: tuple[PhoneReading, ...] = ()
    postcodes: tuple[PostcodeReading, ...] = ()
    streets: tuple[Street, ...] = ()
    plates: tuple[str, ...] = ()
    identifiers: tuple[IdentifierReading, ...] = ()
    references: tuple[str, ...] = ()
    problems: tuple[str, ...] = ()
    guesses: frozenset[str] = frozenset()

    @property
    def is_empty(self) -> bool:
        """Whether nothing in the text could be used to look somebody up."""
        return not (
            self.names
            or self.towns
            or self.dates
            or self.part_dates
            or self.ages
            or self.phones
            or self.postcodes
            or self.streets
            or self.plates
            or self.identifiers
            or self.references
        )

    def said(self) -> str:
        """What was understood, in words: "Name sounding like 'kowalsk'; town Leeds"; empty when nothing was."""
        parts = [
            *(f"{IDENTIFIER_NAMES[kind]} {canonical}" for kind, canonical, _ in self.identifiers),
            *(f"Reference {reference}" for reference in self.references),
            *self._names_said(),
            *self._births_said(),
            *(_phone_said(phone) for phone in self.phones),
            *(_postcode_said(postcode) for postcode in self.postcodes),
            *(_street_said(street) for street in self.streets),
            *(f"town {town.written}" for town in self.towns if town.is_known),
            *(f"vehicle like {plate}" for plate in self.plates),
        ]
        said = "; ".join(dict.fromkeys(parts))
        return said[:1].upper() + said[1:]

    def _names_said(self) -> list[str]:
        plain = [name for name in self.names if not name.is_known_town] or self.names
        typed = [f"‘{name.typed}’" for name in plain]
        if not typed:
            return []
        if len(typed) == 1:
            return [f"surname or forename sounding like {typed[0]}"]
        return [f"names sounding like {', '.join(typed[:-1])} and {typed[-1]}, in any order"]

    def _births_said(self) -> list[str]:
        said = [f"born {day_said(reading.on)}" for reading in self.dates if not reading.is_swapped]
        said += [f"or {day_said(reading.on)}" for reading in self.dates if reading.is_swapped]
        said += [f"born {_part_said(part)}" for part in self.part_dates]
        return said + [_age_said(age) for age in self.ages]


def day_said(on: date) -> str:
    """A day as it is said: 23 November 2026."""
    return f"{on.day} {_MONTHS[on.month - 1]} {on.year}"


def _part_said(part: PartDate) -> str:
    month = _MONTHS[part.month - 1] if part.month else ""
    known = (str(part.day) if part.day else "", month, str(part.year) if part.year else "")
    words = " ".join(word for word in known if word)
    return words if part.day else f"in {words}"


def _age_said(age: AgeReading) -> str:
    return f"aged {age.low}" if age.low == age.high else f"aged {age.low} to {age.high}"


def _phone_said(phone: PhoneReading) -> str:
    return f"phone {phone.digits}" if phone.is_whole else f"phone with {phone.digits}"


def _postcode_said(postcode: PostcodeReading) -> str:
    if postcode.whole:
        return f"postcode {postcode.whole[:-3]} {postcode.whole[-3:]}"
    inward = f" {postcode.sector[-1]}" if postcode.sector else ""
    return f"postcode beginning {postcode.outward}{inward}"


def _street_said(street: Street) -> str:
    named = f"{street.name.capitalize()} {street.kind.capitalize()}".strip()
    return f"house {street.house}, {named}" if street.house else f"street {named}"
