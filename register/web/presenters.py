"""What the register's pages print, worked out before the template."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.urls import reverse
from django.utils import timezone

from register.lookup.search import Found, LookupAnswer
from register.models import Person
from register.rules.lookup.facts import PersonFacts

STRENGTH_COLOURS = {"Exact": "green", "Strong": "green", "Possible": "yellow", "Weak": "grey"}


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
        facts=". ".join(_facts(person, match.facts)) + ".",
    )


def _facts(person: Person, held: PersonFacts) -> list[str]:
    born = (
        f"Born {day(person.date_of_birth)}, aged {age(person.date_of_birth)}"
        if person.date_of_birth
        else "Date of birth not recorded"
    )
    live = getattr(person, "live_registrations", [])
    standing = (
        f"Registration {live[0].get_status_display().lower()}"
        if live
        else f"Not registered: {person.get_subject_category_display().lower()}"
    )
    places = [f"{place.town} {place.outward}".strip() for place in held.addresses if place.is_current]
    return [born, person.get_sex_display(), *places[:1], standing, person.owner_force.name]


def day(value: date) -> str:
    return f"{value.day} {value:%B %Y}"


def age(born: date, *, on: date | None = None) -> int:
    """Whole years."""
    on = on or timezone.localdate()
    return on.year - born.year - ((on.month, on.day) < (born.month, born.day))
