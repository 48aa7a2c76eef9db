"""Days of harm by offence, after the Cambridge Crime Harm Index: the starting point of the sentencing guideline for
somebody with no earlier conviction, in days of custody.

The official table was not read. These are placeholders: where a range is known its lower end stands here. A changed
table is a new record beside the old one.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from register.rules.limits.terms import REGISTER_OPENS, Confidence


@dataclass(frozen=True, slots=True)
class HarmValue:
    """What one kind of offence counts, and the CJS codes of it."""

    title: str
    days: int
    codes: tuple[str, ...]
    confidence: Confidence = Confidence.LOW


@dataclass(frozen=True, slots=True)
class HarmTable:
    """The values that hold from a day on. `other_crime` is what a crime of no listed code counts."""

    code: str
    authority: str
    in_force_from: date
    values: tuple[HarmValue, ...]
    other_crime: int

    def days_of(self, cjs_code: str) -> int:
        """The days of an offence by its CJS code."""
        return self.by_code().get(cjs_code, self.other_crime)

    def by_code(self) -> Mapping[str, int]:
        return {code: value.days for value in self.values for code in value.codes}


_HIGH, _MEDIUM = Confidence.HIGH, Confidence.MEDIUM
CAMBRIDGE = HarmTable(
    code="cambridge-2026.1",
    authority="Cambridge Crime Harm Index; placeholders until the official table is loaded",
    in_force_from=REGISTER_OPENS,
    other_crime=1,
    values=(
        HarmValue("Murder", 5475, ("COML025",), _HIGH),
        HarmValue("Rape of somebody of 16 or over", 1825, ("SX03002", "SX03004"), _HIGH),
        HarmValue("Wounding or grievous bodily harm with intent", 1460, ("OF61016", "OF61018"), _MEDIUM),
        HarmValue("Arson that endangers life", 1460, ("CD71049", "CD71050")),
        HarmValue("Kidnap", 365, ("COML020",)),
        HarmValue("Strangulation or suffocation", 365,
                  ("SC15005", "SC15005A", "SC15006", "SC15006A", "CD98080", "CD98081", "OF61022", "OF61031")),
        HarmValue("Stalking with fear of violence or serious alarm", 84,
                  ("PH97010", "PH97011", "PH97011B", "CD98078", "CD98079")),
        HarmValue("Sexual assault", 20, ("SX03007", "SX03008")),
        HarmValue("Wounding or grievous bodily harm without intent", 19, ("OF61131",), _MEDIUM),
        HarmValue("Assault occasioning actual bodily harm", 10, ("OF61102",), _MEDIUM),
        HarmValue("Controlling or coercive behaviour", 10, ("SC15004",)),
        HarmValue("Threats to kill", 10, ("OF61014",)),
        HarmValue("Harassment with fear of violence", 10, ("PH97009",)),
        HarmValue("Stalking", 5, ("PH97006", "CD98077")),
        HarmValue("Breach of an order that protects somebody", 5,
                  ("DA21001", "FG03006", "FL96001", "FL96001A", "FL96002", "MC80530", "PH97001", "PH97005", "PH97012",
                   "SE20002", "SE20002A", "SE20012", "ST19001")),
        HarmValue("Harassment", 2, ("PH97004",)),
        HarmValue("Criminal damage", 2, ("CD71038",), _MEDIUM),
        HarmValue("Assault of an emergency worker", 2, ("CJ88159", "CJ88160")),
        HarmValue("Common assault or battery", 1, ("CJ88001", "CJ88116"), _MEDIUM),
        HarmValue("Malicious communications", 1, ("MT88005", "MT88006", "OS23001", "OS23002")),
    ),
)  # fmt: skip
TABLES: tuple[HarmTable, ...] = (CAMBRIDGE,)
ORDER_BREACH = "DA21001"
"""The code by which the breach of a protective order counts where no other is known."""
STRANGULATION = "SC15005"
"""The code by which an incident counts in which somebody was strangled."""


def harm_table(on: date, tables: Iterable[HarmTable] = TABLES) -> HarmTable:
    """The table in force on the day.

    Raises:
        LookupError: none was.
    """
    begun = [each for each in tables if each.in_force_from <= on]
    if not begun:
        raise LookupError("No table of harm was in force on that day")
    return max(begun, key=lambda each: each.in_force_from)
