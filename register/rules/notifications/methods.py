"""How a notification may be given: in person unless a law allows more, as dated data."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Final

from register.rules.limits.terms import Confidence
from register.rules.regimes.table import DA_REGISTER, DAPO, SHPO, SOA, SPO

IN_PERSON = ("in_person", "counter")


@dataclass(frozen=True, slots=True)
class Allowance:
    """A law that lets a notification be given otherwise than in person. `from_day` None: not in force yet."""

    method: str
    regimes: frozenset[str]
    authority: str
    from_day: date | None
    confidence: Confidence


ALLOWANCES: Final = (
    Allowance(
        "video", frozenset((SOA, SHPO, SPO, DAPO, DA_REGISTER)),
        "Crime and Policing Act 2026 (c. 20); the day of commencement is to be confirmed", None, Confidence.MEDIUM,
    ),
)  # fmt: skip


def doubt_about(
    method: str, regimes: Iterable[str], on: date, allowances: Iterable[Allowance] = ALLOWANCES
) -> str:  # fmt: skip
    """Why a notification given in this way on this day may not count, in a sentence; "" where it counts.

    It is recorded all the same: what was said must not be lost, and a court may have to judge it.
    """
    if method in IN_PERSON:
        return ""
    asked = set(regimes)
    running = (each for each in allowances if each.method == method and each.from_day and each.from_day <= on)
    allowed = {regime for each in running for regime in each.regimes}
    if asked and asked <= allowed:
        return ""
    return (
        "No law in force on that day lets this notification be given by video (Sexual Offences Act 2003 s.87(1), "
        "Domestic Abuse Act 2021 s.42(1)). Ask the person to attend in person as well."
    )
