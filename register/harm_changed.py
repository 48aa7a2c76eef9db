"""What follows when what somebody is held to have done, or to whom, has changed: the floors above add what they do."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from contextvars import ContextVar

harm_listeners: list[Callable[[Collection[int]], None]] = []
"""Each takes the keys of the people, inside the transaction of the act that changed something."""

_together: ContextVar[set[int] | None] = ContextVar("told_together", default=None)


def harm_changed(person_ids: Collection[int]) -> None:
    """Tell all of them. Call it last in the act."""
    waiting = _together.get()
    if waiting is not None:
        waiting.update(person_ids)
        return
    for each in harm_listeners:
        each(person_ids)


@contextmanager
def told_together() -> Iterator[None]:
    """Tell of everybody at once, when the block ends: for many acts of one transaction, which must hold the block."""
    waiting: set[int] = set()
    token = _together.set(waiting)
    try:
        yield
    finally:
        _together.reset(token)
    if waiting:
        harm_changed(waiting)
