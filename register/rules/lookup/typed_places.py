"""Reading postcodes, houses and streets in what was typed."""

import re
from collections.abc import Iterator
from functools import cache

from register.rules.lookup.box import Box
from register.rules.lookup.query import PostcodeReading
from register.rules.lookup.streets import STREET_KINDS, Street, street_from
from register.rules.lookup.towns import town_in
from register.rules.lookup.words import normalise
from register.rules.places import postcode_table

_LETTERS = re.compile(r"[A-Z]+")
_NO_FIXED_ABODE = re.compile(r"\b(?:ZZ99 ?3[VW]Z|NF1 ?1NF|ZZ99 ?1ZZ)\b")
_WHOLE = re.compile(r"\b([A-Z]{1,2}\d[A-Z\d]?) ?(\d)([ABD-HJLNP-UW-Z]{2})\b")
_PART = re.compile(r"\b([A-Z]{1,2}\d[A-Z\d]?) ?(?:(\d)[A-Z]?)?\b(?!/)")
_KINDS = "|".join(sorted((kind.upper() for kind in STREET_KINDS), key=len, reverse=True))
_NUMBERED = re.compile(
    rf"(?<![\w/])(\d{{1,4}}[A-Z]?),? ((?:[^\W\d_][\w'’.-]* ){{1,3}}?)({_KINDS})\b\.?(?! (?:{_KINDS})\b)"
)
# Kinds that are not also surnames: such a street needs no house number to be one.
_PLAIN_KINDS = (
    "ROAD|RD|STREET|LANE|LN|DRIVE|DRV|CLOSE|AVENUE|AVE|TERRACE|TERR|CRESCENT|CRES|GARDENS|GDNS|GROVE|MEWS|SQUARE"
)
_UNNUMBERED = re.compile(rf"(?<![\w/])((?:[^\W\d_][\w'’.-]* ){{1,2}}?)({_PLAIN_KINDS})\b")
_YEAR = re.compile(r"(?:19|20)\d\d")
_HOUSE_AND_WORDS = re.compile(r"(?<![\w/.-])(\d{1,4}[A-Z]?),? ([^\W\d_][\w'’-]+)(?: ([^\W\d_][\w'’-]+))?")


def postcodes_in(box: Box) -> Iterator[PostcodeReading]:
    """Whole postcodes, which are taken; so are those that stand for no fixed abode, but they are no place to look."""
    found: list[PostcodeReading] = []
    box.take(_NO_FIXED_ABODE, lambda _: True)
    box.take(_WHOLE, lambda match: _keep_whole(found, match))
    yield from dict.fromkeys(found)


def part_postcodes_in(box: Box) -> Iterator[PostcodeReading]:
    """Beginnings of postcodes, left in the box: "BM23" may begin a plate."""
    for match in box.find(_PART):
        if _is_in_an_area(match):
            yield PostcodeReading(match[1], f"{match[1]}{match[2]}" if match[2] else "", "")


def remove_part_postcodes(box: Box) -> None:
    """Take what was read as a beginning of a postcode."""
    box.take(_PART, _is_in_an_area)


def _is_in_an_area(match: re.Match[str]) -> bool:
    """Whether it begins with a postcode area: so that "BM23", the head of a plate, is not read as a postcode."""
    letters = _LETTERS.match(match[1])
    return letters is not None and letters[0] in _areas()


@cache
def _areas() -> frozenset[str]:
    return frozenset(letters[0] for beginning in postcode_table() if (letters := _LETTERS.match(beginning)))


def _keep_whole(found: list[PostcodeReading], match: re.Match[str]) -> bool:
    outward, sector, unit = match.groups()
    found.append(PostcodeReading(outward, outward + sector, outward + sector + unit))
    return True


def streets_in(box: Box) -> Iterator[Street]:
    """A house and street with its kind, which are taken; a street or a house less surely so, left in the box."""
    found: list[Street] = []
    box.take(_NUMBERED, lambda match: _keep(found, match[1], match[2], match[3]))
    for match in box.find(_UNNUMBERED):
        _keep(found, "", match[1], match[2])
    if not found:
        found += [street for match in box.find(_HOUSE_AND_WORDS) for street in _houses(match)]
    yield from dict.fromkeys(found)


def _keep(found: list[Street], house: str, words: str, kind: str) -> bool:
    street = street_from(house.lower(), (*filter(None, map(normalise, words.split())), normalise(kind)))
    if street:
        found.append(street)
    return street is not None


def _houses(match: re.Match[str]) -> Iterator[Street]:
    house, first, second = match.groups()
    if _YEAR.fullmatch(house):
        return
    words = tuple(normalise(word) for word in (first, second) if word and not town_in((normalise(word),)))
    for count in range(1, len(words) + 1):
        if street := street_from(house.lower(), words[:count]):
            yield street
