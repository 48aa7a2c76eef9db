"""What of a person is compared: the facts as plain columns, once per person, with stand-ins for "not known" left out.

The offline training reads the same columns, so that a level means the same in SQL as here.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache

from register.rules.dates import PLACEHOLDERS
from register.rules.lookup.facts import CURRENT, AddressFacts, NameFacts, PersonFacts, compact
from register.rules.lookup.keys import fold_plate
from register.rules.lookup.short_names import other_names
from register.rules.lookup.sounds import sound_of
from register.rules.lookup.words import forms_of

_SHORTEST_PHONE = 9
_SEXES = ("M", "F")
# Numbers that systems store where none is known: every digit of the serial is nought.
_NO_NUMBER = frozenset(("00000000Z", "000000000000Z", "00000000000Z"))


@dataclass(frozen=True, slots=True)
class Columns:
    """The compared facts of one person. Every list is without repetition, in the order held."""

    surname: str = ""
    surnames: tuple[str, ...] = ()
    surname_parts: tuple[str, ...] = ()
    surname_sounds: tuple[str, ...] = ()
    forename: str = ""
    forenames: tuple[str, ...] = ()
    forename_words: tuple[str, ...] = ()
    short_names: tuple[str, ...] = ()
    forename_sounds: tuple[str, ...] = ()
    middles: tuple[str, ...] = ()
    births: tuple[str, ...] = ()
    sex: str = ""
    homes: tuple[str, ...] = ()
    doors: tuple[str, ...] = ()
    streets: tuple[str, ...] = ()
    postcodes: tuple[str, ...] = ()
    sectors: tuple[str, ...] = ()
    outwards: tuple[str, ...] = ()
    towns: tuple[str, ...] = ()
    phones: tuple[str, ...] = ()
    plates: tuple[str, ...] = ()
    pnc: tuple[str, ...] = ()
    cro: tuple[str, ...] = ()
    numbers: tuple[str, ...] = ()
    number_kinds: tuple[str, ...] = ()


@lru_cache(maxsize=8192)
def columns_of(facts: PersonFacts) -> Columns:
    """The columns of a person."""
    names = sorted(facts.names, key=lambda name: name.kind != CURRENT)
    surnames = _distinct(word for name in names for word in name.surname_words[:1])
    forenames = _distinct(word for name in names for word in name.forename_words[:1])
    numbers = [(kind, compact(canonical)) for kind, canonical in facts.identifiers]
    numbers = [(kind, number) for kind, number in numbers if number not in _NO_NUMBER]
    others = [(kind, number) for kind, number in numbers if kind not in ("pnc", "cro")]
    return Columns(
        surname=next(iter(surnames), ""),
        surnames=surnames,
        surname_parts=_distinct(word for name in names for word in name.surname_words),
        surname_sounds=_distinct(map(sound_of, surnames)),
        forename=next(iter(forenames), ""),
        forenames=forenames,
        forename_words=_distinct(word for name in names for word in name.forename_words),
        short_names=_distinct(other for word in forenames for other in other_names(word)),
        forename_sounds=_distinct(map(sound_of, forenames)),
        middles=_distinct(word for name in names for word in _middles(name)),
        births=_distinct(f"{born:%Y%m%d}" for born in facts.dates_of_birth if born not in PLACEHOLDERS),
        sex=facts.sex if facts.sex in _SEXES else "",
        homes=_distinct(home for address in facts.addresses for home in _homes(address)),
        doors=_distinct(f"{a.house} {a.street}" for a in facts.addresses if a.house and a.street),
        streets=_distinct(address.street for address in facts.addresses),
        postcodes=_distinct(address.postcode for address in facts.addresses if address.outward),
        sectors=_distinct(address.sector for address in facts.addresses),
        outwards=_distinct(address.outward for address in facts.addresses),
        towns=_distinct(address.town_words[0] for address in facts.addresses if address.town_words),
        phones=_distinct(phone for phone in facts.phones if len(phone) >= _SHORTEST_PHONE),
        plates=_distinct(map(fold_plate, facts.plates)),
        pnc=_distinct(number for kind, number in numbers if kind == "pnc"),
        cro=_distinct(number for kind, number in numbers if kind == "cro"),
        numbers=_distinct(f"{kind}:{number}" for kind, number in others),
        number_kinds=_distinct(kind for kind, _ in others),
    )


def _middles(name: NameFacts) -> Iterator[str]:
    for written in name.forenames.split()[1:]:
        yield from forms_of(written)[:1]


def _homes(address: AddressFacts) -> Iterator[str]:
    """The dwelling, by its number and postcode and by its number, street and town: either way of writing it will do."""
    if not address.house:
        return
    if address.outward:
        yield f"{address.house}|{address.postcode}"
    if address.street and address.town_words:
        yield f"{address.house}|{address.street}|{address.town_words[0]}"


def _distinct(values: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(value for value in values if value))
