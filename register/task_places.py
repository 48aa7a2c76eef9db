"""Where the matter of a task stands: what is about a victim is no part of the task, and is read in its own place."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from accounts.actor import Actor
from register.models import Task


@dataclass(frozen=True, slots=True)
class Place:
    """A page that says what a task is about. `label` names nobody."""

    label: str
    url: str


PLACES: list[Callable[[Task, Actor], Place | None]] = []
"""Each looks whether a task is of its kind and its place within this reader's reach. An app adds its own when it
is ready."""


def places_of(task: Task, actor: Actor) -> tuple[Place, ...]:
    """The places of a task that this reader may open."""
    return tuple(place for find in PLACES if (place := find(task, actor)) is not None)
