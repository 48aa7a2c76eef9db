"""Reading names and towns in the words that are left when numbers, dates and streets have been taken."""

import re
from collections.abc import Iterator

from register.rules.lookup.box import Box
from register.rules.lookup.query import NameReading, TownReading
from register.rules.lookup.towns import KnownTown, longest_town
from register.rules.lookup.words import PARTICLES, forms_of, normalise

_WORD = re.compile(r"(?<!\w)[^\W\d_]+(?:['’‘ʼ`´.‐‑-]+[^\W\d_]+)*(?!\w)|,")
_MOST_WORDS = 12
MOST_NAMES = 5
# Said around a fact, never part of a name by themselves.
_SAID_AROUND = frozenset((
    "a", "about", "address", "age", "aged", "aka", "alias", "and", "approx", "around", "at", "born", "call",
    "called", "car", "from", "he", "her", "him", "his", "house", "i", "in", "is", "it", "lives", "living",
    "mobile", "mob", "mr", "mrs", "ms", "miss", "mx", "named", "near", "number", "of", "on", "old", "or",
    "phone", "plate", "postcode", "pnc", "cro", "crn", "nominal", "dob", "reg", "vrm", "ref", "reference",
    "sir", "she", "tel", "telephone", "the", "they", "there", "to", "vehicle", "was", "who", "with", "year",
    "years", "yo",
))  # fmt: skip


def names_and_towns_in(box: Box) -> tuple[tuple[NameReading, ...], tuple[TownReading, ...]]:
    """Every word left as a name, a town or both; a known town of several words is a town only."""
    names: list[NameReading] = []
    towns: list[TownReading] = []
    for run in _runs(box.rest):
        place = 0
        while place < len(run):
            place += _read(run[place:], names, towns)
    return _distinct(names)[:MOST_NAMES], tuple(dict.fromkeys(towns))


def _runs(text: str) -> Iterator[list[str]]:
    """The words between commas, without those said around facts unless nothing else was typed."""
    words = [found[0] for found in _WORD.finditer(text)][: 2 * _MOST_WORDS]
    spoken = [word for word in words if word == "," or normalise(word) not in _SAID_AROUND]
    kept = spoken if any(word != "," for word in spoken) else words
    run: list[str] = []
    for word in [*kept, ","]:
        if word == ",":
            yield run[:_MOST_WORDS]
            run = []
        else:
            run.append(word)


def _read(words: list[str], names: list[NameReading], towns: list[TownReading]) -> int:
    """Read the first word, or as many as belong together, and say how many that was."""
    town = longest_town(tuple(map(normalise, words)))
    if town and town.length > 1:
        towns.append(TownReading(town.word, town.written, is_known=True))
        return town.length
    count = _name_length(words)
    typed = " ".join(words[:count])
    forms = forms_of(typed)
    if forms:
        reading = _as_town(typed, forms, town if count == 1 else None)
        towns.append(reading)
        names.append(NameReading(typed, forms, reading.word, reading.is_known))
    return count


def _as_town(typed: str, forms: tuple[str, ...], town: KnownTown | None) -> TownReading:
    """Any word may be a town; it is known to be one only when it is spelled as one."""
    return TownReading(town.word, town.written, town.is_exact) if town else TownReading(forms[0], typed, False)


def _name_length(words: list[str]) -> int:
    """How many words make one name: particles go with the word after them."""
    count = 1
    while count < len(words) and count < 4 and normalise(words[count - 1]) in PARTICLES:
        count += 1
    return count


def _distinct(names: list[NameReading]) -> tuple[NameReading, ...]:
    return tuple({name.forms[0]: name for name in reversed(names)}.values())[::-1]
