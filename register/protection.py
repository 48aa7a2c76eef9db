"""How well a contact detail is protected from the moment it is written, whoever records it and however it comes in."""

from __future__ import annotations

from collections.abc import Callable

from register.models import Person, Protection

Demand = Callable[[Person, Protection], Protection]
"""Gives the protection that this person's new detail begins with: never weaker than the one that was asked for."""

# The floors above add what they know of people who must not be found.
protection_sources: list[Demand] = []


def least_protection(person: Person, asked: Protection) -> Protection:
    """The protection asked for, or the stronger one that somebody's safety demands."""
    for demand in protection_sources:
        asked = demand(person, asked)
    return asked
