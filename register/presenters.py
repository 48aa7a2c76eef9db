"""What a list of people says of each, worked out once for the pages and the API.

No address: only the town and the first half of the postcode.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.utils import timezone

from register.models import Person, Registration
from register.rules.lookup.facts import PersonFacts
from ui.dates import day


@dataclass(frozen=True, slots=True)
class Listed:
    """The facts that tell one person in a list from another."""

    date_of_birth: date | None
    age: int | None
    sex: str
    town: str
    outward_code: str
    standing: str
    force: str

    def said(self) -> str:
        """All of it in one line."""
        born = f"Born {day(self.date_of_birth)}, aged {self.age}" if self.date_of_birth else NOT_BORN
        place = f"{self.town} {self.outward_code}".strip()
        parts = (born, self.sex, place, self.standing, self.force)
        return ". ".join(part for part in parts if part) + "."


NOT_BORN = "Date of birth not recorded"


def listed(person: Person, held: PersonFacts) -> Listed:
    """The facts of one person, with what lookup holds of them."""
    place = next((place for place in held.addresses if place.is_current and (place.town or place.outward)), None)
    born = person.date_of_birth
    return Listed(
        date_of_birth=born,
        age=age(born) if born else None,
        sex=person.get_sex_display(),
        town=place.town if place else "",
        outward_code=place.outward if place else "",
        standing=_standing(person),
        force=person.owner_force.name,
    )


def _standing(person: Person) -> str:
    live = getattr(person, "live_status", None)
    if live:
        return f"Registration {Registration.Status(live).label.lower()}"
    return f"Not registered: {person.get_subject_category_display().lower()}"


def age(born: date, *, on: date | None = None) -> int:
    """Whole years."""
    on = on or timezone.localdate()
    return on.year - born.year - ((on.month, on.day) < (born.month, born.day))
