"""Comparing what somebody opened in a day with what others of the same roles opened."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from register.rules.misuse.seen import Peers

FEWEST = 6
"""So many must have worked in a force on a day, themselves among them, to be compared with each other. Where there are
fewer, all forces together are looked at."""


@dataclass(frozen=True, slots=True)
class Count:
    """How many people one user opened on one day, and the roles that they held."""

    on: date
    user: str
    force: str
    roles: tuple[str, ...]
    people: int


PeersOf = Mapping[str, Mapping[date, Peers]]
"""User → day → the others."""


def peers_of(counts: Iterable[Count]) -> PeersOf:
    """For everybody and every day the others of the same roles: of the force, or of all forces where there are few."""
    listed = sorted(counts, key=lambda each: each.people)
    near: dict[tuple[date, str, tuple[str, ...]], list[int]] = defaultdict(list)
    everywhere: dict[tuple[date, tuple[str, ...]], list[int]] = defaultdict(list)
    for each in listed:
        near[each.on, each.force, each.roles].append(each.people)
        everywhere[each.on, each.roles].append(each.people)
    found: dict[str, dict[date, Peers]] = defaultdict(dict)
    for each in listed:
        group = near[each.on, each.force, each.roles]
        group = group if len(group) >= FEWEST else everywhere[each.on, each.roles]
        found[each.user][each.on] = Peers(len(group) - 1, _middle_of_others(group, each.people))
    return found


def _middle_of_others(counts: list[int], own: int) -> int:
    """The middle of a sorted list without one of its values; of two in the middle the lower. 0 of nobody."""
    others = len(counts) - 1
    if others < 1:
        return 0
    middle = (others - 1) // 2
    return counts[middle] if counts[middle] < own else counts[middle + 1]
