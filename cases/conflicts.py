"""Two words about a person side by side: what the register holds, with where it comes from, and what the force's system
says. An address is printed only as `cases.contact` lets this reader see it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from accounts.actor import Actor
from accounts.api.representations import named
from cases.contact import may_show
from register.actions.received_facts import current_home, current_name
from register.imports.received import ReceivedAddress, ReceivedName
from register.models import Address, DatedFact, Person, Protection, RecordConflict
from register.protection import least_protection
from register.rules.merging import Field
from ui.dates import day

NOTHING = "Nothing"


@dataclass(frozen=True, slots=True)
class TwoWords:
    """`held` and `said` are as this reader may see them; `source` says where what is held comes from."""

    held: str
    said: str
    source: str


def two_words(conflict: RecordConflict, actor: Actor) -> TwoWords:
    """Both words of a conflict. While it waits `held` is what stands now; afterwards it may be what was taken."""
    person, field = conflict.person, Field(conflict.field)
    if field is Field.NAME:
        name = current_name(person)
        return TwoWords(name.full if name else NOTHING, ReceivedName(**conflict.said).full, _source_of(name))
    if field is Field.HOME:
        return _homes(person, conflict.said, actor)
    if field is Field.SEX:
        return TwoWords(person.get_sex_display(), Person.Sex(conflict.said["sex"]).label, OF_THE_RECORD)
    held = day(person.date_of_birth) if person.date_of_birth else NOTHING
    return TwoWords(held, day(date.fromisoformat(conflict.said["date_of_birth"])), OF_THE_RECORD)


OF_THE_RECORD = "Set in the record by somebody, after the force’s system had said otherwise"


def _homes(person: Person, said: Mapping[str, Any], actor: Actor) -> TwoWords:
    """Two addresses. What the system says is no less protected than what is held."""
    home = current_home(person)
    told = ReceivedAddress(**said)
    protection = least_protection(person, Protection(home.protection) if home else Protection.OPEN)
    as_said = Address(
        person=person, line_1=told.line_1, line_2=told.line_2, town=told.town, postcode=told.postcode,
        protection=protection,
    )  # fmt: skip
    shown = may_show(home, actor=actor).text if home else NOTHING
    return TwoWords(shown, may_show(as_said, actor=actor).text, _source_of(home))


def _source_of(fact: DatedFact | None) -> str:
    if fact is None:
        return ""
    by = f", {named(fact.recorded_by)}" if fact.recorded_by else ""
    return f"{fact.get_source_display()}, {fact.force}{by}, {day(fact.recorded_at)}"
