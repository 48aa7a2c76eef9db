"""What the table of offences says of an offence, as far as retention asks."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import cache
from pathlib import Path

OFFENCES = Path(__file__).parent.parent / "reference" / "offences.csv"
INDICTABLE_ONLY = "CI"


@dataclass(frozen=True, slots=True)
class Offence:
    """Whether only the Crown Court tries it, and whether it is domestic abuse by its definition."""

    is_indictable_only: bool = False
    is_inherently_domestic: bool = False


def offence_of(cjs_code: str) -> Offence:
    """What is known of the offence of this CJS code; of one that the table lacks, nothing."""
    return _table().get(cjs_code, Offence())


@cache
def _table() -> dict[str, Offence]:
    with OFFENCES.open(encoding="utf-8", newline="") as rows:
        return {
            row["cjs_code"]: Offence(row["mode_of_trial"] == INDICTABLE_ONLY, row["inherently_domestic"] == "true")
            for row in csv.DictReader(rows)
        }
