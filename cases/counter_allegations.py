"""Whether somebody who is entered in one role is known in the other, as far as the reader may know.

A known victim who is entered as an offender, and a known offender who is entered as a victim, are looked for in every
force and in every record that is joined with theirs. The reader is told no more than the card tells them: that a record
they may see holds the person in that role, or that a pair does whose offender they may see.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from accounts.actor import Actor
from cases.models import Pair
from register.models import Person
from register.other_role import harmed_sources
from register.policies import PERPETRATORS
from ui.dates import day


@dataclass(frozen=True, slots=True)
class Known:
    """One thing that is known of somebody in the other role: a sentence, and the record it stands in."""

    sentence: str
    reference: str


def known_as_having_abused(person: Person, *, actor: Actor) -> tuple[Known, ...]:
    """What the reader may know of somebody who is to be entered as harmed: that they are held as having abused."""
    records = _records(person, actor)
    held = [record for record in records if record.subject_category in PERPETRATORS]
    pairs = Pair.objects.filter(person__in=records).select_related("force", "person").order_by("recorded_at", "pk")
    return (*(_held(record) for record in held), *_once(_entered(pair, "having abused somebody") for pair in pairs))


def known_as_harmed(person: Person, *, actor: Actor) -> tuple[Known, ...]:
    """What the reader may know of somebody who is to be entered as having abused: that they are held as harmed."""
    records = _records(person, actor)
    held = [record for record in records if record.subject_category == "victim"]
    seen = Person.objects.visible_to(actor)
    pairs = Pair.objects.filter(victim__in=records, person__in=seen).select_related("force", "person")
    entered = (_entered(pair, f"harmed by {pair.person.display_name}") for pair in pairs.order_by("recorded_at", "pk"))
    return (*(_held(record) for record in held), *_once(entered))


def _records(person: Person, actor: Actor) -> list[Person]:
    """The records of the same human being that the reader may see."""
    return list(Person.objects.visible_to(actor).filter(pk__in=Person.objects.joined_with(person).values("pk")))


def _held(record: Person) -> Known:
    force = record.owner_force.name
    return Known(
        f"Held as {record.get_subject_category_display().lower()} by {force} since {day(record.created_at)}",
        record.reference,
    )


def _entered(pair: Pair, what: str) -> Known:
    return Known(f"Entered as {what}, {pair.force.name}, {day(pair.recorded_at)}", pair.person.reference)


def _once(lines: Iterable[Known]) -> tuple[Known, ...]:
    return tuple(dict.fromkeys(lines))


harmed_sources.append(lambda person, actor: known_as_harmed(person, actor=actor))
