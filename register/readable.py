"""Words that people wrote in one force and read in another: a reason may name what its reader must not learn."""

from __future__ import annotations

from collections.abc import Callable, Collection
from functools import cache

from accounts.actor import Actor

Reading = Callable[[str], str]

# Each gives how a reader may read a text about these people. The floors above know what is protected, and add theirs.
text_filters: list[Callable[[Actor, Collection[int]], Reading]] = []


def reading_of(actor: Actor, person_ids: Collection[int]) -> Reading:
    """How this reader may read what was written about these people: a fixed number of queries for any number of
    texts, and none where nobody wrote anything."""

    @cache
    def filters() -> list[Reading]:
        return [each(actor, person_ids) for each in text_filters]

    def read(text: str) -> str:
        for each in filters() if text else ():
            text = each(text)
        return text

    return read
