"""People whom two forces know, made by the real actions."""

from __future__ import annotations

from datetime import date
from typing import Any

from accounts.actor import Actor
from register.actions import facts
from register.actions.matching import match_person
from register.models import Identifier, Match, Person, Source
from tests import builders
from tests.builders import CALL

BORN = date(1984, 3, 12)
PNC = "1979/0163001B"
OTHER_PNC = "1999/0000003J"


def known_to(
    force_code: str = "13",
    *,
    pnc: str = PNC,
    forenames: str = "Marek",
    surname: str = "Kowalski",
    date_of_birth: date = BORN,
    line_1: str = "12 Elm Road",
    postcode: str = "LS9 8AA",
    by: Actor | None = None,
    **more: Any,
) -> Person:
    """Somebody a force knows well: name, date of birth, address and PNC ID."""
    by = by or builders.actor("offender-manager", force_code=force_code)
    kept = builders.person(
        by, forenames=forenames, surname=surname, date_of_birth=date_of_birth, sex=Person.Sex.MALE, **more
    )
    common: dict[str, Any] = {"actor": by, "reason": CALL, "source": Source.OFFICER}
    if line_1:
        facts.add_address(kept, line_1=line_1, town="Leeds", postcode=postcode, **common)
    if pnc:
        facts.add_identifier(kept, kind=Identifier.Kind.PNC, text=pnc, **common)
    return kept


def pair(*forces: str, **other: Any) -> tuple[Person, Person]:
    """Records of two forces (13 and 14) that are surely one person, unless `other` makes the second differ."""
    here, there = forces or ("13", "14")
    return known_to(here), known_to(there, **other)


def possible(**other: Any) -> Match:
    """A match of 13 and 14 that a person must decide: the PNC IDs differ."""
    one, _ = pair(pnc=OTHER_PNC, **other)
    match_person(one.pk)
    return Match.objects.select_related("one", "other").get()


def joined() -> Match:
    """A match of 13 and 14 that the register joined by itself."""
    one, _ = pair()
    match_person(one.pk)
    return Match.objects.select_related("one", "other").get()
