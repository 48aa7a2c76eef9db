"""Whether somebody who is to be registered is held as harmed: whoever abuses often accuses first. What the floors above
know of it, they add."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from accounts.actor import Actor
from register.models import Person, SubjectCategory

harmed_sources: list[Callable[[Person, Actor], Iterable[object]]] = []
"""Each gives what this actor may know of a person as harmed; nothing where that is nothing."""


def is_held_as_harmed(person: Person, actor: Actor) -> bool:
    """Whether a record of theirs that the actor may see, or anything that the floors above hold, says so."""
    seen = Person.objects.visible_to(actor).filter(pk__in=Person.objects.joined_with(person).values("pk"))
    if seen.filter(subject_category=SubjectCategory.VICTIM).exists():
        return True
    return any(True for source in harmed_sources for _ in source(person, actor))
