"""The list over all sources: a bounded page by (day, source, key), and counts that stop counting where it suffices.

A page costs one query for each source that the reader's roles use, the counts one for all of them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import Q, QuerySet

from accounts.actor import Actor
from register.agenda.items import Days, Item, Source, When, Whose, days_of
from register.agenda.sources import SOURCES

PAGE = 50
MOST_COUNTED = 100
_COUNTS = "SELECT part.number, {totals} FROM unnest(%s::int[], %s::date[], %s::date[]) AS part(number, first, last)"
_COUNT = """
    (SELECT count(*) FROM (
        SELECT FROM ({rows}) AS held WHERE held."{due}" BETWEEN part.first AND part.last LIMIT {most}
    ) AS counted)
"""
COUNTED = (When.OVERDUE, When.TODAY, When.WEEK)


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


class Agenda:
    """What one reader and their team must act on, by whose it is. The rows that they may see of each source are worked
    out once, and read as a page, as counts and as a calendar."""

    def __init__(self, actor: Actor, whose: Whose, *, today: date) -> None:
        self._actor, self._today = actor, today
        used = [source for source in SOURCES if actor.may(source.permission)]
        self._rows = [(source, source.rows(actor, whose, today)) for source in used]

    def page(self, when: When, *, after: Place | None = None, most: int = PAGE) -> Page:
        """One page of a part of the list."""
        found = sorted(self._read(days_of(when, self._today), after, most + 1), key=_order)
        kept = tuple(item.for_reader(self._actor) for item in found[:most])
        return Page(kept, _place(kept[-1]) if len(found) > most else None)

    def until(self, last: date, *, most: int) -> tuple[Item, ...]:
        """What is due up to a day, soonest first, as far as so many things."""
        found = sorted(self._read(Days(None, last), None, most), key=_order)
        return tuple(item.for_reader(self._actor) for item in found[:most])

    def counts(self) -> dict[When, int]:
        """How many things are in each part that has a count, as far as `MOST_COUNTED` of each source: one query."""
        written = [_counting(source, rows) for source, rows in self._rows]
        days = [days_of(when, self._today) for when in COUNTED]
        bounds = ([each.first or date.min for each in days], [each.last or date.max for each in days])
        with connection.cursor() as cursor:
            cursor.execute(
                _COUNTS.replace("{totals}", " + ".join(sql for sql, _ in written) or "0"),
                [*(value for _, values in written for value in values), list(range(len(COUNTED))), *bounds],
            )
            return {COUNTED[number]: count for number, count in cursor.fetchall()}

    def _read(self, days: Days, after: Place | None, most: int) -> Iterator[Item]:
        for source, rows in self._rows:
            wanted = rows.filter(days.of(source.due))
            if after is not None:
                wanted = wanted.filter(_beyond(source, after))
            yield from map(source.shown, wanted.order_by(source.due, "pk")[:most])


def _counting(source: Source, rows: QuerySet[Any]) -> tuple[str, tuple[Any, ...]]:
    """SQL that counts the rows of a source whose day lies in the days of `part`, and its values. Written and planned
    once for all parts: each of nine policies in three subqueries took longer than the answer."""
    try:
        sql, values = rows.select_related(None).order_by().values(source.due).query.sql_with_params()
    except EmptyResultSet:
        return "0", ()
    return _COUNT.replace("{most}", str(MOST_COUNTED)).replace("{due}", source.due).replace("{rows}", sql), values


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
