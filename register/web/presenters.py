"""What the register's pages print, worked out before the template."""

from __future__ import annotations

from dataclasses import dataclass

from django.urls import reverse

from register.lookup.search import Found, LookupAnswer
from register.presenters import listed

STRENGTH_COLOURS = {"Exact": "green", "Strong": "green", "Possible": "yellow", "Weak": "grey"}


@dataclass(frozen=True, slots=True)
class AlsoHeld:
    """Another force's record of the same person."""

    force: str
    reference: str
    url: str


@dataclass(frozen=True, slots=True)
class Result:
    """One person in the list of a lookup. No address: only the town and the first half of the postcode."""

    name: str
    url: str
    strength: str
    colour: str
    differences: tuple[str, ...]
    reasons: tuple[str, ...]
    facts: str
    also_held_by: tuple[AlsoHeld, ...]


def results_of(answer: LookupAnswer) -> list[Result]:
    """The people found, best first, in words."""
    return [_result(found) for found in answer.found]


def _result(found: Found) -> Result:
    person, match = found.person, found.match
    return Result(
        name=person.display_name,
        url=reverse("person-card", args=[person.reference]),
        strength=f"{match.strength} match",
        colour=STRENGTH_COLOURS.get(match.strength, "grey"),
        differences=tuple(match.differences),
        reasons=tuple(match.reasons),
        facts=listed(person, match.facts).said(),
        also_held_by=tuple(
            AlsoHeld(each.owner_force.name, each.reference, reverse("person-card", args=[each.reference]))
            for each in found.joined
        ),
    )
