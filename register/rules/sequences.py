"""The numbers of a source's batches: what came next, what came too early or late, and which numbers are missing."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Arrival(StrEnum):
    """How a batch comes in: as the next of its source, ahead of others that are missing, or after later ones."""

    NEXT = "next"
    AHEAD = "ahead"
    LATE = "late"


@dataclass(frozen=True, slots=True)
class Missing:
    """Numbers that have not come, from `first` to `last`."""

    first: int
    last: int


def arrival(last: int, sequence: int) -> tuple[Arrival, Missing | None]:
    """How a batch of this number comes in after `last` (0 before the first), and what is missing now because of it."""
    if sequence <= last:
        return Arrival.LATE, None
    if sequence == last + 1:
        return Arrival.NEXT, None
    return Arrival.AHEAD, Missing(last + 1, sequence - 1)


def without(missing: Missing, sequence: int) -> tuple[Missing, ...]:
    """What is still missing once this number of them has come."""
    before, after = Missing(missing.first, sequence - 1), Missing(sequence + 1, missing.last)
    return tuple(each for each in (before, after) if each.first <= each.last)


def is_overtaken(told: int | None, sequence: int) -> bool:
    """Whether a later batch of the same source (`told`) has spoken of a record already."""
    return told is not None and told > sequence
