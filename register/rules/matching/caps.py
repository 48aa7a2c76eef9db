"""Rules that no weight overrules: where one holds, a person must decide whether two records are one.

Twins and relatives share nearly everything that records hold, and are the worst of all false matches.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import NamedTuple

from register.rules.matching.columns import Columns
from register.rules.matching.levels import likeness

TWIN_LIKENESS = 0.9
_NAMED_ALIKE = ("same", "known")
_BORN_ALIKE = ("same", "swapped", "one_digit")
_FORENAME_ALIKE = ("same", "known", "short_form", "one_letter", "similar", "sounds")
_NUMBERS = ("pnc", "cro", "number")

Levels = Mapping[str, str]


class Cap(NamedTuple):
    """A rule: its code, what it tells the reviewer, and whether it holds."""

    code: str
    words: str
    holds: Callable[[Levels, Columns, Columns], bool]


def _has_different_pnc(levels: Levels, one: Columns, other: Columns) -> bool:
    return levels["pnc"] == "different"


def _has_different_cro(levels: Levels, one: Columns, other: Columns) -> bool:
    return levels["cro"] == "different"


def _may_be_twin(levels: Levels, one: Columns, other: Columns) -> bool:
    """Same surname and date of birth, another forename that is not nearly the same, no number in common."""
    return (
        levels["surname"] in _NAMED_ALIKE
        and levels["born"] == "same"
        and levels["forename"] not in (*_NAMED_ALIKE, "short_form")
        and likeness(one.forenames, other.forenames) < TWIN_LIKENESS
        and not has_common_number(levels)
    )


def _may_be_relative(levels: Levels, one: Columns, other: Columns) -> bool:
    """One dwelling, one surname, another date of birth, no number in common: father and son of one name."""
    return (
        levels["place"] == "home"
        and levels["surname"] in _NAMED_ALIKE
        and levels["born"] not in _BORN_ALIKE
        and not has_common_number(levels)
    )


def _says_too_little(levels: Levels, one: Columns, other: Columns) -> bool:
    """Neither a number with a name or date of birth, nor both names with the date of birth."""
    named = levels["surname"] == "swapped" or (
        levels["surname"] != "different" and levels["forename"] in _FORENAME_ALIKE
    )
    born = levels["born"] in _BORN_ALIKE
    return not (named or born) if has_common_number(levels) else not (named and born)


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
