"""Rules that no weight overrules: where one holds, a person must decide whether two records are one.

Twins and relatives share nearly everything that records hold, and are the worst of all false matches.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import NamedTuple

from register.rules.matching.columns import Columns
from register.rules.matching.levels import UNKNOWN, likeness

TWIN_LIKENESS = 0.9
_BORNE_BY_MANY = 5
_NAMED_ALIKE = ("same", "known")
BORN_ALIKE = ("same", "swapped", "slip")
_FORENAME_ALIKE = ("same", "known", "short_form", "one_letter", "similar", "sounds")
HOMES = ("home", "door")
_NUMBERS = ("pnc", "cro", "number")

Levels = Mapping[str, str]


class Pair(NamedTuple):
    """What a rule looks at: the levels, both records, and how many people bear each name word."""

    levels: Levels
    one: Columns
    other: Columns
    words: Mapping[str, int]


class Cap(NamedTuple):
    """A rule: its code, what it tells the reviewer, and whether it holds."""

    code: str
    words: str
    holds: Callable[[Pair], bool]


def _has_different_pnc(pair: Pair) -> bool:
    """Both records have a PNC ID, and they are more than one character apart."""
    return pair.levels["pnc"] == "different"


def _has_different_cro(pair: Pair) -> bool:
    """Both records have a CRO number, and they are more than one character apart."""
    return pair.levels["cro"] == "different"


def _may_be_twin(pair: Pair) -> bool:
    """Surname and date of birth agree, the forename is another one, and no number is in common.

    Another forename is one that is not nearly the same; or one of another sex, as Francis and Frances; or one that, a
    letter apart, is a name of its own: many people bear either, whereas a slip makes a word that nobody is called.
    """
    levels = pair.levels
    if levels["surname"] in ("different", "swapped", UNKNOWN) or levels["born"] not in BORN_ALIKE:
        return False
    if has_common_number(levels) or levels["forename"] == "same":
        return False
    if levels["sex"] == "different":
        return True
    if levels["forename"] in (*_NAMED_ALIKE, "short_form"):
        return False
    return likeness(pair.one.forenames, pair.other.forenames) < TWIN_LIKENESS or _are_both_names(pair)


def _are_both_names(pair: Pair) -> bool:
    borne = (pair.words.get(word, 0) for word in (pair.one.forename, pair.other.forename))
    return min(borne) >= _BORNE_BY_MANY


def _may_be_relative(pair: Pair) -> bool:
    """One dwelling, one surname, another date of birth, no number in common: father and son of one name."""
    levels = pair.levels
    return (
        levels["place"] in HOMES
        and levels["surname"] in _NAMED_ALIKE
        and levels["born"] not in BORN_ALIKE
        and not has_common_number(levels)
    )


def _says_too_little(pair: Pair) -> bool:
    """Names and places alone, or a date of birth with too little beside it.

    Enough is a number in common with a name or the date of birth; or the date of birth and the forename with the
    surname, the dwelling, the telephone or the vehicle.
    """
    levels = pair.levels
    is_swapped = levels["surname"] == "swapped"
    forename = is_swapped or levels["forename"] in _FORENAME_ALIKE
    surname = levels["surname"] not in ("different", UNKNOWN)
    born = levels["born"] in BORN_ALIKE
    if has_common_number(levels):
        return not (forename or surname or born)
    beside = surname or levels["place"] in HOMES or "same" in (levels["phone"], levels["plate"])
    return not (born and forename and beside)


def has_common_number(levels: Levels) -> bool:
    """Whether the records share an official number."""
    return any(levels[field] == "same" for field in _NUMBERS)


CAPS: tuple[Cap, ...] = (
    Cap("different_pnc", "The PNC IDs differ: one person has one PNC ID", _has_different_pnc),
    Cap("different_cro", "The CRO numbers differ: one person has one CRO number", _has_different_cro),
    Cap(
        "twin",
        "May be a twin, brother or sister: surname and birth agree, the forename is another one",
        _may_be_twin,
    ),
    Cap("relative", "May be a relative: same surname and dwelling, another date of birth", _may_be_relative),
    Cap("too_little", "Too little agrees: names and places alone do not make two records one person", _says_too_little),
)


def cap_of(pair: Pair) -> Cap | None:
    """The first rule that holds."""
    return next((cap for cap in CAPS if cap.holds(pair)), None)
