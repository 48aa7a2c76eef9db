"""Closed records, and people of another force who open them."""

from __future__ import annotations

from typing import Any

from django.utils import timezone

from accounts.actor import Actor
from accounts.models import User
from register.actions.glass import break_glass
from register.actions.people import restrict_person
from register.models import BrokenGlass, Person
from tests import builders
from tests.builders import CALL

WHY = "He is at her door with a knife"


def acting(user: User) -> Actor:
    """The user with the roles of now."""
    return user.actor(on=timezone.localdate())


def closed_record(force_code: str = "13") -> Person:
    """A restricted record of the force."""
    person = builders.person(builders.actor(force_code=force_code))
    by = builders.actor("professional-standards", force_code=force_code)
    return restrict_person(person, is_restricted=True, actor=by, reason=CALL)


def opened(person: Person, user: User | None = None, *, force_code: str = "14", **said: Any) -> BrokenGlass:
    """Somebody of another force opens it; a control-room specialist where nobody is named."""
    user = user or builders.user(force_code=force_code)
    given = {"named": person.reference, "ground": BrokenGlass.Ground.DANGER, "why": WHY, **said}
    return break_glass(user.force, actor=acting(user), reason=CALL, **given)
