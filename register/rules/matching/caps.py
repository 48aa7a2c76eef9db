"""Rules that no weight overrules: where one holds, a person must decide whether two records are one.

Twins and relatives share nearly everything that records hold, and are the worst of all false matches.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import NamedTuple

from register.rules.matching.columns import Columns
from register.rules.matching.levels import UNKNOWN, likeness

TWIN_LIKENESS = 0.9
_NAMED_ALIKE = ("same", "known")
_BORN_ALIKE = ("same", "swapped", "slip")
_FORENAME_ALIKE = ("same", "known", "short_form", "one_letter", "similar", "sounds")
HOMES = ("home", "door")
_NUMBERS = ("pnc", "cro", "number")

Levels = Mapping[str, str]


class Cap(NamedTuple):
    """A rule: its code, what it tells the reviewer, and whether it holds."""

    code: str
    words: str
    holds: Callable[[Levels, Columns, Columns], bool]


def _has_different_pnc(levels: Levels, one: Columns, other: Columns) -> bool:
    """Both records have a PNC ID, and they are more than one character apart."""
    return levels["pnc"] == "different"


def _has_different_cro(levels: Levels, one: Columns, other: Columns) -> bool:
    """Both records have a CRO number, and they are more than one character apart."""
    return levels["cro"] == "different"


def _may_be_twin(levels: Levels, one: Columns, other: Columns) -> bool:
    """Same surname and date of birth, another forename, no number in common.

    Another forename is one that is not nearly the same, or not the very same where the sexes differ: Francis, Frances.
    """
    if levels["surname"] not in _NAMED_ALIKE or levels["born"] != "same" or has_common_number(levels):
        return False
    if levels["forename"] in (*_NAMED_ALIKE, "short_form"):
        return levels["sex"] == "different" and levels["forename"] != "same"
    return levels["sex"] == "different" or likeness(one.forenames, other.forenames) < TWIN_LIKENESS


def _may_be_relative(levels: Levels, one: Columns, other: Columns) -> bool:
    """One dwelling, one surname, another date of birth, no number in common: father and son of one name."""
    return (
        levels["place"] in HOMES
        and levels["surname"] in _NAMED_ALIKE
        and levels["born"] not in _BORN_ALIKE
        and not has_common_number(levels)
    )


def _says_too_little(levels: Levels, one: Columns, other: Columns) -> bool:
    """Names and places alone, or a date of birth with too little beside it.

    Enough is a number in common with a name or the date of birth; or the date of birth and the forename with the
    surname, the dwelling, the telephone or the vehicle.
    """
    is_swapped = levels["surname"] == "swapped"
    forename = is_swapped or levels["forename"] in _FORENAME_ALIKE
    surname = levels["surname"] not in ("different", UNKNOWN)
    born = levels["born"] in _BORN_ALIKE
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
    Cap("twin", "May be a twin, brother or sister: same surname and date of birth, another forename", _may_be_twin),
    Cap("relative", "May be a relative: same surname and dwelling, another date of birth", _may_be_relative),
    Cap("too_little", "Too little agrees: names and places alone do not make two records one person", _says_too_little),
)


def cap_of(levels: Levels, one: Columns, other: Columns) -> Cap | None:
    """The first rule that holds."""
    return next((cap for cap in CAPS if cap.holds(levels, one, other)), None)
