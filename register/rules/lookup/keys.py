"""Composite keys: two or more weak facts joined into one hash, so that each list of people stays short.

`keys_of` gives the keys under which a person is stored; `asked_keys.keys_for` those that a query asks for. Changing the
parts of any kind means a new `KEY_VERSION` and a rebuild.
"""

from collections.abc import Iterator
from datetime import date
from hashlib import blake2b
from itertools import chain, combinations, product

from register.rules.dates import PLACEHOLDERS
from register.rules.lookup.facts import AddressFacts, NameFacts, PersonFacts, compact
from register.rules.lookup.sounds import sound_of
from register.rules.plates import folded

KEY_VERSION = 2

# How far each kind narrows a register of the country's size, in bits: decides which keys a query can do without.
KINDS = {
    "identifier": 30.0,
    "reference": 30.0,
    "phone_tail": 18.0,
    "phone_middle": 16.0,
    "phone_ends": 16.0,
    "plate": 20.0,
    "postcode": 19.0,
    "birth": 14.0,
    "pair_year": 17.0,
    "pair_town": 17.0,
    "pair_exact": 15.0,
    "serial": 18.0,
    "serial_part": 16.0,
    "name_day": 14.0,
    "name_outward": 17.0,
    "name_year": 12.0,
    "letters_year": 15.0,
    "pair": 13.0,
    "name_town": 13.0,
    "name_street": 16.0,
    "house_street": 14.0,
    "house_town": 11.0,
    "street_town": 13.0,
    "plate_part": 12.0,
    "sector": 12.0,
    "word": 10.0,
    "phone_last4": 12.0,
    "outward": 9.0,
    "name": 8.0,
    "town": 4.0,
}

_MOST_NAMES = 6
_MOST_WORDS = 3
_MOST_ADDRESSES = 8
_MOST_PHONES = 8


Parts = tuple[str, tuple[str, ...]]


def hash_of(kind: str, parts: tuple[str, ...]) -> int:
    """The signed 64-bit hash of a key: the first eight bytes of BLAKE2b (RFC 7693), as PostgreSQL's bigint."""
    text = "\x1f".join((kind, *parts)).encode()
    return int.from_bytes(blake2b(text).digest()[:8], "big", signed=True)


def keys_of(facts: PersonFacts) -> dict[int, str]:
    """The keys a person is stored under, each with its kind: about fifty for a person with ordinary facts."""
    parts = chain(_names(facts), _births(facts), _places(facts), _phones(facts), _plates(facts), _numbers(facts))
    return {hash_of(kind, values): kind for kind, values in parts}


def _names(facts: PersonFacts) -> Iterator[Parts]:
    years = sorted({str(born.year) for born in _known_births(facts)})
    days = sorted({day_month(born) for born in _known_births(facts)})
    addresses = _indexed_addresses(facts)
    towns = sorted({town for address in addresses if (town := _town(address))})
    outwards = sorted({address.outward for address in addresses if address.outward})
    streets = sorted({sound_of(address.street) for address in addresses if address.street})
    for name in facts.names[:_MOST_NAMES]:
        sounds = list(dict.fromkeys([*name.surname_sounds[:_MOST_WORDS], *name.forename_sounds[:1]]))
        yield from (("name_year", parts) for parts in product(sounds, years))
        yield from (("name_day", parts) for parts in product(sounds, days))
        yield from (("name_outward", parts) for parts in product(sounds, outwards))
        yield from (("name_town", parts) for parts in product(sounds, towns))
        yield from (("name_street", parts) for parts in product(name.surname_sounds[:1], streets))
        yield from _alone(name)
        yield from _pairs(name, years, towns)


def _alone(name: NameFacts) -> Iterator[Parts]:
    words = (*name.surname_words, *name.forename_words[:_MOST_WORDS])
    yield from (("word", (word,)) for word in words)
    yield from (("name", (sound_of(word),)) for word in words)


def _pairs(name: NameFacts, years: list[str], towns: list[str]) -> Iterator[Parts]:
    first, last = name.forename_words[:_MOST_WORDS], name.surname_words[:_MOST_WORDS]
    for one, other in chain(product(first, last), combinations(first, 2), combinations(last[1:], 2)):
        pair = in_order(sound_of(one), sound_of(other))
        yield "pair_exact", in_order(one, other)
        yield "pair", pair
        yield from (("pair_year", (*pair, year)) for year in years)
        yield from (("pair_town", (*pair, town)) for town in towns)
    if first and last:
        yield from (("letters_year", (last[0][:3], first[0][0], year)) for year in years)


def _births(facts: PersonFacts) -> Iterator[Parts]:
    yield from (("birth", (str(born.year), day_month(born))) for born in _known_births(facts))


def _places(facts: PersonFacts) -> Iterator[Parts]:
    for address in _indexed_addresses(facts):
        if address.outward:
            yield "postcode", (address.postcode,)
            yield "sector", (address.sector,)
            yield "outward", (address.outward,)
        yield from _street_parts(address)
        if town := _town(address):
            yield "town", (town,)


def _street_parts(address: AddressFacts) -> Iterator[Parts]:
    if not address.street:
        return
    street = sound_of(address.street)
    town = _town(address)
    if address.house:
        yield "house_street", (address.house, street)
    yield from (("street_town", (street, place)) for place in {"", town})
    if address.house and town:
        yield "house_town", (address.house, town)


def _phones(facts: PersonFacts) -> Iterator[Parts]:
    for digits in facts.phones[:_MOST_PHONES]:
        if len(digits) >= 9:
            yield "phone_tail", (digits[-6:],)
            yield "phone_middle", (digits[-9:-3],)
            yield "phone_ends", (digits[-9:-6], digits[-3:])
        if len(digits) >= 4:
            yield "phone_last4", (digits[-4:],)


def _plates(facts: PersonFacts) -> Iterator[Parts]:
    for plate in facts.plates[:_MOST_ADDRESSES]:
        yield from plate_parts(plate)


def plate_parts(plate: str) -> Iterator[Parts]:
    """Keys of a plate: whole, and its first four and last three characters."""
    mark = fold_plate(plate)
    yield "plate", (mark,)
    if len(mark) >= 5:
        yield "plate_part", ("head", mark[:4])
        yield "plate_part", ("tail", mark[-3:])


def _numbers(facts: PersonFacts) -> Iterator[Parts]:
    for kind, canonical in facts.identifiers:
        yield from identifier_parts(kind, canonical)
    for reference in facts.references:
        yield from reference_parts(reference)


def identifier_parts(kind: str, canonical: str) -> Iterator[Parts]:
    """Keys of an identifier: whole, and for PNC and CRO also the serial and year with half of the serial.

    The year is keyed by its last two digits, so that a short form meets a long one in either century.
    """
    yield "identifier", (kind, compact(canonical))
    if split := _serial(kind, canonical):
        year, serial = split
        half = 4 if kind == "pnc" else 3
        yield "serial", (kind, year, serial)
        yield "serial", (kind, "", serial)
        yield "serial_part", (kind, year, "head", serial[:half])
        yield "serial_part", (kind, year, "tail", serial[half:])


def _serial(kind: str, canonical: str) -> tuple[str, str] | None:
    left, slash, right = canonical.upper().partition("/")
    if not slash or kind not in ("pnc", "cro"):
        return None
    is_year_first = kind == "pnc" or left.startswith("SF")
    year, serial = (left, right[:-1]) if is_year_first else (right[:-1], left)
    return year[-2:], serial.zfill(7 if kind == "pnc" else 6)


def reference_parts(reference: str) -> Iterator[Parts]:
    """Keys of a reference: its letters and digits, also with the leading zeros of its parts left out."""
    whole = compact(reference)
    yield "reference", (whole,)
    parts = [compact(part).lstrip("0") for part in reference.replace("\\", "/").replace("-", "/").split("/")]
    if (short := "/".join(parts)) != whole and len(parts) > 1:
        yield "reference", (short,)


def fold_plate(plate: str) -> str:
    """A plate in any writing with the characters that look alike made one."""
    return folded(compact(plate))


def _known_births(facts: PersonFacts) -> list[date]:
    return [born for born in facts.dates_of_birth if born not in PLACEHOLDERS]


def _indexed_addresses(facts: PersonFacts) -> list[AddressFacts]:
    return sorted(facts.addresses, key=lambda address: not address.is_current)[:_MOST_ADDRESSES]


def _town(address: AddressFacts) -> str:
    return address.town_words[-1] if address.town_words else ""


def day_month(born: date) -> str:
    """Day and month without their order, so that a swapped date is the same key."""
    low, high = sorted((born.day, born.month))
    return f"{low:02}{high:02}"


def in_order(one: str, other: str) -> tuple[str, str]:
    """Two words in the order of the alphabet, so that swapped names are the same key."""
    return (one, other) if one <= other else (other, one)
