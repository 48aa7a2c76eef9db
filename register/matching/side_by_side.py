"""What two records that may be one person show of themselves, and what was said of them, for pages and the API."""

from __future__ import annotations

from collections.abc import Sequence

from register.models import Match
from register.rules.lookup.facts import PersonFacts
from register.rules.matching.compare import HOUSEHOLD, PRIOR
from register.rules.matching.levels import UNKNOWN

NUMBERS = {"pnc": "PNC ID", "cro": "CRO number"}


def said_of(match: Match, *, is_difference: bool) -> tuple[str, ...]:
    """What differs or agrees, the strongest first."""
    steps = [
        step
        for step in match.steps
        if step["is_difference"] is is_difference
        and step["level"] != UNKNOWN
        and step["field"] not in (PRIOR, HOUSEHOLD)
    ]
    return tuple(str(step["words"]) for step in sorted(steps, key=lambda step: -abs(step["weight"])))


def facts_in_words(facts: PersonFacts) -> list[tuple[str, Sequence[str]]]:
    """What lookup shows: names, numbers, towns with the first half of a postcode, the end of a telephone number."""
    names = [f"{name.forenames} {name.surname}".strip() for name in facts.names]
    places = [f"{place.town} {place.outward}".strip() for place in facts.addresses]
    numbers = [f"{NUMBERS.get(kind, kind.replace('_', ' ').capitalize())} {value}" for kind, value in facts.identifiers]
    return [
        ("Names", names),
        ("Numbers", numbers),
        ("Places", places),
        ("Telephones", [f"ending {digits[-4:]}" for digits in facts.phones]),
        ("Vehicles", facts.plates),
    ]
