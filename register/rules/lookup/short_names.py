"""Short forms and other spellings of a name: Bob for Robert, Gosia for Małgorzata, Mohamed for Muhammad.

Sources: the `nicknames` package (Apache-2.0) and register/reference/nicknames_extra.csv (provenance beside it).
"""

import csv
from collections import defaultdict
from collections.abc import Iterator, Mapping
from functools import cache, lru_cache
from pathlib import Path

from nicknames import name_triplets

_EXTRA = Path(__file__).resolve().parents[2] / "reference" / "nicknames_extra.csv"
_MOST_OTHER_NAMES = 24
_DIRECT, _SHARED = 0.9, 0.8


@lru_cache(maxsize=65536)
def other_names(word: str) -> Mapping[str, float]:
    """Other normalised words the same person may be called by, with how near they are; at most 24, never the word.

    0.9 for a short or full form of the word, 0.8 for a form that shares a full name with it (Bob and Rob).
    """
    shorter, fuller = _short_forms(), _full_forms()
    direct = {*shorter.get(word, ()), *fuller.get(word, ())} - {word}
    shared = {form for full in fuller.get(word, ()) for form in shorter[full]} - direct - {word}
    ranked = [*sorted(direct), *sorted(shared)][:_MOST_OTHER_NAMES]
    return {other: _DIRECT if other in direct else _SHARED for other in ranked}


@cache
def _short_forms() -> dict[str, set[str]]:
    forms: dict[str, set[str]] = defaultdict(set)
    for name, form in _pairs():
        forms[name].add(form)
    return dict(forms)


@cache
def _full_forms() -> dict[str, set[str]]:
    names: dict[str, set[str]] = defaultdict(set)
    for name, form in _pairs():
        names[form].add(name)
    return dict(names)


def _pairs() -> Iterator[tuple[str, str]]:
    """Each full name with each of its forms."""
    with _EXTRA.open(encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines):
            yield from ((row["name"], variant) for variant in row["variants"].split())
    for triplet in name_triplets():
        if triplet.relationship == "has_nickname":
            yield triplet.name1, triplet.name2
