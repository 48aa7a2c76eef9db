"""Whom a user looks after: reading of them again and again is their work. Casework adds its own to `SOURCES`."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from register.models import Registration, Task

Source = Callable[[int], Iterable[str]]


def _managed(user_id: int) -> Iterable[str]:
    return Registration.objects.filter(offender_manager=user_id).values_list("person__reference", flat=True)


def _tasks(user_id: int) -> Iterable[str]:
    """Open tasks and those that they did: work that is done was theirs."""
    theirs = Task.objects.filter(owner=user_id, person__isnull=False)
    return theirs.values_list("person__reference", flat=True)


SOURCES: list[Source] = [_managed, _tasks]


def people_of(user_id: int) -> frozenset[str]:
    """The references of everybody whom a user looks after. One query for each source."""
    return frozenset(reference for source in SOURCES for reference in source(user_id))
