"""Towns: recognising one in what was typed, and the words under which an address is found by town."""

import csv
from functools import cache, lru_cache
from pathlib import Path
from typing import NamedTuple

from rapidfuzz.distance import OSA

from register.rules.lookup.words import split_parts

# Towns and cities of England and Wales (and the largest beyond), written down by hand. It need not be complete: a
# word that is not in it may still be a town, and is tried as one; the list lets us say so with confidence.
_TOWNS = Path(__file__).resolve().parents[2] / "reference" / "towns.csv"
_SHORTEST_TO_SLIP = 6
_MOST_PARTS = 4
# First words shared by many towns: they do not name one by themselves.
_NOT_DISTINCT = frozenset((
    "st", "saint", "great", "little", "north", "south", "east", "west", "new", "old", "upper", "lower", "kings",
    "high", "long", "port", "newton", "sutton", "kirkby", "bishop", "bishops", "market", "royal", "the",
    "burton", "bury", "stoke", "kingston", "milton",
))  # fmt: skip


@lru_cache(maxsize=16384)
def town_words(town: str) -> tuple[str, ...]:
    """The folded town, and its first word where that is distinct: ("newcastleupontyne", "newcastle")."""
    parts = split_parts(town)
    if not parts:
        return ()
    whole = "".join(parts)
    first = parts[0]
    return (whole,) if first == whole or len(first) < 4 or first in _NOT_DISTINCT else (whole, first)


@cache
def _known() -> dict[str, str]:
    """Folded spellings of each known town, with the town as it is said; "newcastle" alone is any Newcastle."""
    with _TOWNS.open(encoding="utf-8", newline="") as lines:
        towns = [row["town"] for row in csv.DictReader(lines)]
    short = {word: word.capitalize() for town in towns for word in town_words(town)[1:]}
    return short | {town_words(town)[0]: town for town in towns}


@cache
def _by_first_letter() -> dict[str, tuple[str, ...]]:
    letters = {word[0] for word in _known()}
    return {letter: tuple(word for word in _known() if word[0] == letter) for letter in letters}


class KnownTown(NamedTuple):
    """A known town at the start of some words: how many words, its folded spelling, how it is said, if exactly so."""

    length: int
    word: str
    written: str
    is_exact: bool


@lru_cache(maxsize=16384)
def town_in(parts: tuple[str, ...]) -> KnownTown | None:
    """The known town that these folded words spell together; one slip is forgiven in a long name."""
    whole = "".join(parts)
    if whole in _known():
        return KnownTown(len(parts), whole, _known()[whole], is_exact=True)
    if len(whole) < _SHORTEST_TO_SLIP:
        return None
    near = _by_first_letter().get(whole[0], ())
    word = next((word for word in near if len(word) >= _SHORTEST_TO_SLIP and _is_near(whole, word)), None)
    return KnownTown(len(parts), word, _known()[word], is_exact=False) if word else None


def _is_near(typed: str, word: str) -> bool:
    return OSA.distance(typed, word, score_cutoff=1) == 1


def longest_town(parts: tuple[str, ...]) -> KnownTown | None:
    """The longest known town at the start of these folded words; an exact one before a longer one with a slip."""
    found = [town_in(parts[:count]) for count in range(min(_MOST_PARTS, len(parts)), 0, -1)]
    towns = [town for town in found if town]
    return next((town for town in towns if town.is_exact), towns[0] if towns else None)
