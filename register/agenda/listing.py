"""The list over all sources: a bounded page by (day, source, key), and counts that stop counting where it suffices.

A page costs one query for all sources that the reader's roles use, and the counts one. Both are written once for all
readers of the same roles (`accounts.shared_sql`).
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import QuerySet

from accounts.actor import Actor
from accounts.shared_sql import Texts, bare, texts_of
from register.agenda.items import Days, Item, Source, When, Whose, days_of
from register.agenda.sources import SOURCES

PAGE = 50
MOST_COUNTED = 100
_COUNTS = """
    SELECT part.number, {totals}
    FROM unnest(%(numbers)s::int[], %(firsts)s::date[], %(lasts)s::date[]) AS part(number, first, last)
"""
_COUNT = """
    (SELECT count(*) FROM (
        SELECT FROM ({rows}) AS held WHERE held."{due}" BETWEEN part.first AND part.last LIMIT {most_counted}
    ) AS counted)
"""
_PAGE = """
    SELECT found.rank, found.due, found.number, row_to_json(found.held)::text FROM ({sources}) AS found
    ORDER BY found.due, found.rank, found.number LIMIT {most}
"""
_SOURCE = """
    (SELECT {rank} AS rank, held."{due}" AS due, held."{number}" AS number, held FROM ({rows}) AS held
    WHERE (held."{due}", {rank}, held."{number}") > (%(first)s::date, %(rank)s::int, %(number)s::bigint)
    AND held."{due}" <= %(last)s::date
    ORDER BY held."{due}", held."{number}" LIMIT {most})
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
    """What one reader and their team must act on, by whose it is: read as a page, as counts and as a calendar."""

    def __init__(self, actor: Actor, whose: Whose, *, today: date) -> None:
        self._actor, self._whose, self._today = actor, whose, today
        self._used = tuple((rank, source) for rank, source in enumerate(SOURCES) if actor.may(source.permission))
        self._texts = texts_of(("agenda", whose, today, self._used), actor, self._queries)

    def page(self, when: When, *, after: Place | None = None, most: int = PAGE) -> Page:
        """One page of a part of the list."""
        found = self._read(days_of(when, self._today), after, most + 1)
        kept = tuple(item.for_reader(self._actor) for item in found[:most])
        return Page(kept, _place(kept[-1]) if len(found) > most else None)

    def until(self, last: date, *, most: int) -> tuple[Item, ...]:
        """What is due up to a day, soonest first, as far as so many things."""
        return tuple(item.for_reader(self._actor) for item in self._read(Days(None, last), None, most))

    def counts(self) -> dict[When, int]:
        """How many things are in each part that has a count, as far as `MOST_COUNTED` of each source: one query."""
        totals = [_filled(_COUNT, self._texts, _days_of(source), source.due) for _, source in self._used]
        sql = _COUNTS.replace("{totals}", " + ".join(filter(None, totals)) or "0")
        days = [days_of(when, self._today) for when in COUNTED]
        firsts, lasts = [each.first or date.min for each in days], [each.last or date.max for each in days]
        found = self._texts.ask(sql, self._actor, numbers=list(range(len(COUNTED))), firsts=firsts, lasts=lasts)
        return {COUNTED[number]: count for number, count in found}

    def _queries(self, reader: Actor) -> dict[str, QuerySet[Any]]:
        """The rows of each source, and their days alone."""
        queries: dict[str, QuerySet[Any]] = {}
        for _, source in self._used:
            rows = source.rows(reader, self._whose, self._today).order_by()
            queries |= {source.code: rows, _days_of(source): bare(rows, source.due)}
        return queries

    def _read(self, days: Days, after: Place | None, most: int) -> list[Item]:
        """The soonest things of all sources, in the order of (day, source, number): one query."""
        sources = [
            _filled(_SOURCE, self._texts, source.code, source.due, rank=str(rank)) for rank, source in self._used
        ]  # fmt: skip
        if not any(sources):
            return []
        sql = _PAGE.replace("{sources}", " UNION ALL ".join(filter(None, sources))).replace("{most}", str(most))
        first, rank, number = _beginning(days, after)
        found = self._texts.ask(
            sql, self._actor, first=first, rank=rank, number=number, last=days.last or date.max
        )  # fmt: skip
        return self._items([(rank, json.loads(held)) for rank, _, _, held in found])

    def _items(self, found: Sequence[tuple[int, Mapping[str, Any]]]) -> list[Item]:
        """The things of what was found, in its order."""
        made = {
            rank: iter(self._texts.by_name[SOURCES[rank].code].reading.read(held for at, held in found if at == rank))
            for rank in {rank for rank, _ in found}
        }
        return [SOURCES[rank].shown(next(made[rank])) for rank, _ in found]


def _days_of(source: Source) -> str:
    return f"{source.code}:days"


def _filled(frame: str, texts: Texts, code: str, due: str, rank: str = "") -> str:
    """The frame around the query so called; "" where that can have no rows."""
    text = texts.by_name.get(code)
    if text is None:
        return ""
    filled = frame.replace("{due}", text.columns[due]).replace("{number}", text.columns.get("pk", ""))
    return filled.replace("{most_counted}", str(MOST_COUNTED)).replace("{rank}", rank).replace("{rows}", text.sql)


def _beginning(days: Days, after: Place | None) -> tuple[date, int, int]:
    """(day, rank of the source, number) behind which a page begins. One comparison with all three: PostgreSQL, which
    plans for any days, would take two bounds of the day for a narrow range, and read all there is to sort it."""
    start = (days.first or date.min, -1, 0)
    if after is None:
        return start
    codes = [source.code for source in SOURCES]
    return max(start, (after.due_on, codes.index(after.source), after.number))


def _place(item: Item) -> Place:
    return Place(item.due_on, item.source, item.number)


def people_in(items: Iterable[Item]) -> list[str]:
    """The references of the people whom the things are about, each once."""
    return list(dict.fromkeys(item.person.reference for item in items if item.person is not None))
