"""An example of a row that writes: a state that the real actions reach, the arguments of the address, a body."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from accounts.actor import Actor
from accounts.models import User
from register.models import Registration
from tests import builders
from tests.builders import CALL
from tests.cases.builders import Household

NOW, TODAY = "2026-11-25T12:00:00Z", date(2026, 11, 25)
WHY = "As the file says"
Begin = Callable[[Household], dict[str, Any]]


@dataclass(frozen=True, slots=True)
class Example:
    """`begin` brings the household to where the act may happen, and gives the arguments of the address. A name in
    braces in the body stands for what the state made. `who` gives whoever acts where it is one very person."""

    begin: Begin
    body: dict[str, Any] = field(default_factory=dict)
    role: str = "supervisor"
    force: str = "13"
    who: Callable[[], User] | None = None


def lead(force_code: str = "13") -> Actor:
    """Another supervisor than the one who acts."""
    return builders.actor("supervisor", force_code=force_code)


def by(actor: Actor | None = None) -> dict[str, Any]:
    return {"actor": actor or lead(), "reason": CALL}


def person(home: Household) -> dict[str, Any]:
    return {"reference": home.person.reference}


def registered(home: Household, **more: Any) -> dict[str, Any]:
    builders.registered(home.person, lead(), **more)
    return person(home)


def live(home: Household) -> Registration:
    return Registration.objects.live().select_related("person").get(person=home.person)
