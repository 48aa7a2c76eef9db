"""What the API says of a lookup: the very answer of the page, in parts that a program can use."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.urls import reverse

from register.actions.lookup import LookedUp
from register.lookup.instructions import Instruction
from register.lookup.search import Found
from register.models import Person
from register.presenters import Listed, listed
from register.rules.lookup.query import Query

AddressOf = Callable[[str], str]


@dataclass(frozen=True, slots=True)
class Ages:
    """An age in whole years, from lowest to highest."""

    low: int
    high: int


@dataclass(frozen=True, slots=True)
class Number:
    """A police, prison or other number as it was read."""

    kind: str
    value: str


@dataclass(frozen=True, slots=True)
class Understood:
    """Every reading of the terms, side by side: nothing is chosen for the caller. `said` is all of it in words."""

    said: str
    problems: tuple[str, ...]
    names: tuple[str, ...]
    dates_of_birth: tuple[str, ...]
    ages: tuple[Ages, ...]
    phones: tuple[str, ...]
    postcodes: tuple[str, ...]
    streets: tuple[str, ...]
    towns: tuple[str, ...]
    plates: tuple[str, ...]
    identifiers: tuple[Number, ...]
    references: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Links:
    """Where to go on."""

    card: str


@dataclass(frozen=True, slots=True)
class AlsoHeld:
    """Another record of the same person, joined with this one."""

    reference: str
    force: str
    links: Links


@dataclass(frozen=True, slots=True)
class Result:
    """A person who may be meant, why, and what speaks against it."""

    reference: str
    name: str
    strength: str
    score: float
    differences: tuple[str, ...]
    reasons: tuple[str, ...]
    facts: Listed
    also_held_by: tuple[AlsoHeld, ...]
    links: Links


@dataclass(frozen=True, slots=True)
class Holder:
    """Whoever holds a number that was looked up. Without a name: ring the control room of the force."""

    force: str
    control_room: str
    name: str
    card: str


@dataclass(frozen=True, slots=True)
class Told:
    """What to do about a number with a marker, by the rule of the silent call; `also`: other rules that fit."""

    rule: str
    title: str
    sentences: tuple[str, ...]
    also: tuple[str, ...]
    holders: tuple[Holder, ...]


@dataclass(frozen=True, slots=True)
class Restricted:
    """A restricted record was named exactly: who holds it. Its safety card is opened on the page."""

    force: str
    control_room: str


@dataclass(frozen=True, slots=True)
class LookupReply:
    """The answer to a lookup. `was_cut`: more people match than are given. `instruction` goes before all else."""

    instruction: Told | None
    restricted: Restricted | None
    understood: Understood
    results: tuple[Result, ...]
    was_cut: bool


def reply_to(answer: LookedUp, *, address_of: AddressOf) -> LookupReply:
    """The answer in parts; `address_of` makes a whole address of a path."""
    return LookupReply(
        instruction=_told(answer.instruction, address_of) if answer.instruction else None,
        restricted=_restricted(answer.restricted) if answer.restricted else None,
        understood=understood(answer.query),
        results=tuple(_result(found, address_of) for found in answer.found),
        was_cut=answer.was_cut,
    )


def _restricted(person: Person) -> Restricted:
    return Restricted(person.owner_force.name, person.owner_force.control_room_phone)


def _told(instruction: Instruction, address_of: AddressOf) -> Told:
    return Told(
        rule=instruction.rule,
        title=instruction.title,
        sentences=instruction.sentences,
        also=instruction.also,
        holders=tuple(
            Holder(
                force=each.force,
                control_room=each.control_room,
                name=each.name,
                card=address_of(reverse("person-card", args=[each.reference])) if each.name else "",
            )
            for each in instruction.holders
        ),
    )


def understood(query: Query) -> Understood:
    """The readings of a query."""
    return Understood(
        said=query.said(),
        problems=query.problems,
        names=tuple(name.typed for name in query.names),
        dates_of_birth=(*(date.on.isoformat() for date in query.dates), *(_part(part) for part in query.part_dates)),
        ages=tuple(Ages(age.low, age.high) for age in query.ages),
        phones=tuple(phone.digits for phone in query.phones),
        postcodes=tuple(code.whole or code.sector or code.outward for code in query.postcodes),
        streets=tuple(
            " ".join(part for part in (street.house, street.name, street.kind) if part) for street in query.streets
        ),
        towns=tuple(town.written for town in query.towns if town.is_known),
        plates=query.plates,
        identifiers=tuple(Number(number.kind, number.canonical) for number in query.identifiers),
        references=query.references,
    )


def _part(part: tuple[int, int, int]) -> str:
    """A partly known date with X for what was not said, as EDTF writes it (ISO 8601-2): 1984-XX-23."""
    said = (str(value).zfill(width) if value else "X" * width for value, width in zip(part, (4, 2, 2), strict=True))
    return "-".join(said)


def _result(found: Found, address_of: AddressOf) -> Result:
    person, match = found.person, found.match
    return Result(
        reference=person.reference,
        name=person.display_name,
        strength=match.strength.lower(),
        score=match.score,
        differences=match.differences,
        reasons=match.reasons,
        facts=listed(person, match.facts),
        also_held_by=tuple(
            AlsoHeld(each.reference, each.owner_force.name, _links(each, address_of)) for each in found.joined
        ),
        links=_links(person, address_of),
    )


def _links(person: Person, address_of: AddressOf) -> Links:
    return Links(card=address_of(reverse("person-card", args=[person.reference])))
