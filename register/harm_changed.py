"""What follows when what somebody is held to have done, or to whom, has changed: the floors above add what they do."""

from __future__ import annotations

from collections.abc import Callable, Collection

harm_listeners: list[Callable[[Collection[int]], None]] = []
"""Each takes the keys of the people, inside the transaction of the act that changed something."""


def harm_changed(person_ids: Collection[int]) -> None:
    """Tell all of them. Call it last in the act."""
    for each in harm_listeners:
        each(person_ids)
