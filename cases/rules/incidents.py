"""What is asked of an incident, and what an outcome of it is to the victim.

The codes are those of the crime outcomes framework of the Home Office Counting Rules (1 to 22).
"""

from __future__ import annotations

from datetime import datetime, timedelta
from enum import StrEnum

CLOCKS_DIFFER = timedelta(minutes=5)


class Ends(StrEnum):
    """What an outcome is to the victim, who must be told of it."""

    CHARGE = "charge"
    OUT_OF_COURT = "out_of_court"
    NO_FURTHER_ACTION = "no_further_action"
    NOTHING = ""


# Code of an outcome → what it is to the victim. An outcome that is not here is no news for them.
ENDS: dict[str, Ends] = {
    **dict.fromkeys(("1", "1A", "4"), Ends.CHARGE),
    **dict.fromkeys(("2", "2A", "3", "3A", "6", "7", "8", "22"), Ends.OUT_OF_COURT),
    **dict.fromkeys(
        ("5", "9", "10", "11", "12", "13", "14", "15", "16", "17", "18", "20", "21"), Ends.NO_FURTHER_ACTION
    ),
}


def ends_of(outcome: str) -> Ends:
    """What an outcome is to the victim."""
    return ENDS.get(outcome, Ends.NOTHING)


class Asked(StrEnum):
    """What is asked of every incident, because it decides what the officers and the next assessment must know."""

    WEAPONS = "has_weapons"
    CHILDREN = "has_children"
    STRANGULATION = "has_strangulation"
    INJURIES = "has_injuries"


TICKED: dict[Asked, str] = {
    Asked.WEAPONS: "weapons",
    Asked.CHILDREN: "children there",
    Asked.STRANGULATION: "strangulation or suffocation",
    Asked.INJURIES: "injuries",
}


def is_still_to_come(happened_at: datetime, now: datetime) -> bool:
    """Whether a time lies ahead by more than two clocks may differ."""
    return happened_at > now + CLOCKS_DIFFER
