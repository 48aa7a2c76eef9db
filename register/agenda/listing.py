"""The list over all sources: a bounded page by (day, source, key), and counts that stop counting where it suffices.

A page costs one query for each source that the reader's roles use, the counts one for all of them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import IntegerField, Q, Subquery

from accounts.actor import Actor
from accounts.models import Force
from register.agenda.items import Days, Item, Source, When, Whose, days_of
from register.agenda.sources import SOURCES

PAGE = 50
MOST_COUNTED = 100
COUNTED = (When.OVERDUE, When.TODAY, When.WEEK)


class _Counted(Subquery):
    """How many rows a bounded query has."""

    template = "(SELECT count(*) FROM (%(subquery)s) counted)"
    output_field = IntegerField()


@dataclass(frozen=True, slots=True)
class Place:
    """Where a page ends: the next one begins after this thing."""

    due_on: date
    source: str
    number: int

    def __str__(self) -> str:
        return f"{self.due_on.isoformat()}.{self.source}.{self.number}"

    @classmethod
    def read(cls, text: str) -> Place | None:
        """The place that a page's address names, or None: then the list begins at its beginning."""
        parts = text.split(".")
        codes = [source.code for source in SOURCES]
        if len(parts) != 3 or parts[1] not in codes or not parts[2].isdecimal() or len(parts[2]) > 18:
            return None
        try:
            return cls(date.fromisoformat(parts[0]), parts[1], int(parts[2]))
        except ValueError:
            return None


@dataclass(frozen=True, slots=True)
class Page:
    """The things of one page, soonest first, and where the next page begins, if there is one."""

    items: tuple[Item, ...]
    next: Place | None


def page_of(
    actor: Actor, whose: Whose, when: When, *, today: date, after: Place | None = None, most: int = PAGE
) -> Page:  # fmt: skip
    """One page of a part of the list."""
    found = sorted(_read(actor, whose, days_of(when, today), today, after, most + 1), key=_order)
    kept = tuple(item.for_reader(actor) for item in found[:most])
    return Page(kept, _place(kept[-1]) if len(found) > most else None)


def counts_of(actor: Actor, whose: Whose, *, today: date) -> dict[When, int]:
    """How many things are in each part that has a count, as far as `MOST_COUNTED` of each source: one query."""
    wanted = {
        f"{source.code}_{when}": _Counted(rows.filter(days_of(when, today).of(source.due))[:MOST_COUNTED])
        for source in sources_for(actor)
        for rows in [source.rows(actor, whose, today).select_related(None).order_by().values("pk")]
        for when in COUNTED
    }
    row = Force.objects.filter(pk=actor.force_id or 0).values(**wanted).first()
    counted: dict[str, Any] = dict(row or {})
    return {when: sum(many for name, many in counted.items() if name.endswith(f"_{when}")) for when in COUNTED}


def sources_for(actor: Actor) -> list[Source]:
    """The sources that the actor's roles use."""
    return [source for source in SOURCES if actor.may(source.permission)]


def due_until(actor: Actor, whose: Whose, last: date, *, today: date, most: int) -> tuple[Item, ...]:
    """What is due up to a day, soonest first, as far as so many things."""
    found = sorted(_read(actor, whose, Days(None, last), today, None, most), key=_order)
    return tuple(item.for_reader(actor) for item in found[:most])


def _read(
    actor: Actor, whose: Whose, days: Days, today: date, after: Place | None, most: int
) -> Iterator[Item]:  # fmt: skip
    for source in sources_for(actor):
        rows = source.rows(actor, whose, today).filter(days.of(source.due))
        if after is not None:
            rows = rows.filter(_beyond(source, after))
        yield from map(source.shown, rows.order_by(source.due, "pk")[:most])


def _beyond(source: Source, after: Place) -> Q:
    """The rows of a source that come after a place: on later days, and of its day those with a greater key, or all or
    none of them as the source comes after that of the place or before it."""
    ranks = {each.code: rank for rank, each in enumerate(SOURCES)}
    later = Q(**{f"{source.due}__gt": after.due_on})
    that_day = Q(**{source.due: after.due_on})
    if source.code == after.source:
        return later | that_day & Q(pk__gt=after.number)
    return later | that_day if ranks[source.code] > ranks[after.source] else later


def _order(item: Item) -> tuple[date, int, int]:
    ranks = {source.code: rank for rank, source in enumerate(SOURCES)}
    return item.due_on, ranks[item.source], item.number


def _place(item: Item) -> Place:
    return Place(item.due_on, item.source, item.number)


def people_in(items: Iterable[Item]) -> list[str]:
    """The references of the people whom the things are about, each once."""
    return list(dict.fromkeys(item.person.reference for item in items if item.person is not None))
