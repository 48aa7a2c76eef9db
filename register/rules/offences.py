"""The offences that a conviction can be for: register/reference/offences.csv, and which of them open a gate.

An offence that is inherently domestic is one of the Ministry of Justice's list of such offences, or the breach of an
order that protects from domestic abuse. Any other offence counts only by the court's finding.
"""

from __future__ import annotations

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

_FILE = Path(__file__).parent.parent / "reference" / "offences.csv"
SPECIFIED_STALKING = frozenset(("PH97006", "PH97010", "PH97011"))
"""Protection from Harassment Act 1997 s.2A and s.4A, as the Lords amendment 73 (2021) names them."""
INDICTABLE_ONLY = "CI"
MOST_NAMED = 5


@dataclass(frozen=True, slots=True)
class Offence:
    """One offence by its CJS code."""

    code: str
    title: str
    is_inherently_domestic: bool = False
    is_indictable_only: bool = False

    @property
    def label(self) -> str:
        """ "SC15004 Engage in controlling / coercive behaviour …", as the picker offers it."""
        return f"{self.code} {self.title}"


@cache
def offences() -> Mapping[str, Offence]:
    """CJS code → offence."""
    with _FILE.open(encoding="utf-8", newline="") as rows:
        return {
            row["cjs_code"]: Offence(
                row["cjs_code"],
                row["title"],
                is_inherently_domestic=row["inherently_domestic"] == "true",
                is_indictable_only=row["mode_of_trial"] == INDICTABLE_ONLY,
            )
            for row in csv.DictReader(rows)
        }


def offence_of(code: str) -> Offence:
    """What is known of the offence of this CJS code; of one that the table lacks, nothing."""
    return offences().get(code, Offence(code, code))


def is_specified_stalking(code: str) -> bool:
    """Whether the offence is stalking under s.2A or s.4A."""
    return code in SPECIFIED_STALKING


def find_offences(typed: str) -> tuple[Offence, ...]:
    """The offences that somebody may mean: the one of that code or label, or all whose title has every word typed."""
    text = " ".join(typed.split())
    by_code = offences().get(text.split(" ")[0].upper()) if text else None
    if by_code is not None:
        return (by_code,)
    words = text.casefold().split()
    if not words:
        return ()
    return tuple(each for each in offences().values() if all(word in each.title.casefold() for word in words))


def which_offence(typed: str) -> Offence:
    """The one offence that is meant.

    Raises:
        ValueError: none is, or several may be; the sentence says what to do.
    """
    found = find_offences(typed)
    if len(found) == 1:
        return found[0]
    if not found:
        raise ValueError("No offence has that code or those words. Type a CJS code, or a word of the offence’s title.")
    named = "; ".join(each.label for each in found[:MOST_NAMED])
    more = f"; and {len(found) - MOST_NAMED} more" if len(found) > MOST_NAMED else ""
    raise ValueError(f"{len(found)} offences have those words: {named}{more}. Type the code of the one you mean.")
