"""Pages of a list by key: the next one begins after the last row of this one, however many rows come before it."""

from __future__ import annotations

import json
from collections.abc import Callable, Hashable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Generic, TypeVar

from django.db import models
from django.db.models import Q, QuerySet
from django.http import HttpRequest

from accounts.actor import Actor
from accounts.shared_sql import Written, texts_of

Row = TypeVar("Row", bound=models.Model)
LONGEST_KEY = 18
_SHARED = """
    SELECT row_to_json(held)::text FROM ({rows}) AS held {beyond}
    ORDER BY held."{column}" {way}, held."{pk}" {way} LIMIT {most}
"""
_BEYOND = 'WHERE (held."{column}", held."{pk}") {sign} (%(value)s, %(number)s)'


@dataclass(frozen=True, slots=True)
class Newest:
    """By a moment, the last one first."""

    column: str
    sign, way = "<", "DESC"

    @property
    def order(self) -> tuple[str, str]:
        return f"-{self.column}", "-pk"

    def beyond(self, value: Any, number: int) -> Q:
        return Q(**{f"{self.column}__lte": value}) & (
            Q(**{f"{self.column}__lt": value}) | Q(**{self.column: value, "pk__lt": number})
        )

    def read(self, text: str) -> Any:
        return datetime.fromisoformat(text)


@dataclass(frozen=True, slots=True)
class Soonest:
    """By a day, the first one first; or by a moment (`is_moment`)."""

    column: str
    is_moment: bool = False
    sign, way = ">", "ASC"

    @property
    def order(self) -> tuple[str, str]:
        return self.column, "pk"

    def beyond(self, value: Any, number: int) -> Q:
        return Q(**{f"{self.column}__gte": value}) & (
            Q(**{f"{self.column}__gt": value}) | Q(**{self.column: value, "pk__gt": number})
        )

    def read(self, text: str) -> Any:
        return datetime.fromisoformat(text) if self.is_moment else date.fromisoformat(text)


@dataclass(frozen=True, slots=True)
class Page(Generic[Row]):
    """The rows of one page, and where the next one begins; "" where this is the last."""

    rows: list[Row]
    next: str


def links(request: HttpRequest, page: Page[Any]) -> dict[str, str]:
    """The addresses of the first page of a list, unless this is it, and of the next one, unless this is the last; with
    whatever else the address asks for. `register/keyset.html` shows them."""
    kept = request.GET.copy()
    is_later = bool(kept.pop("after", None))
    first = f"{request.path}?{kept.urlencode()}" if kept else request.path
    kept["after"] = page.next
    return {
        "first_url": first if is_later else "",
        "next_url": f"{request.path}?{kept.urlencode()}" if page.next else "",
    }


@dataclass(frozen=True, slots=True)
class Keyset:
    """A list in an order, in pages of so many rows."""

    by: Newest | Soonest
    size: int

    def page(self, rows: QuerySet[Row], after: str) -> Page[Row]:
        """The page that begins after the place that an address names; one that names none is the first. One query."""
        place = self._read(after)
        wanted = rows.filter(self.by.beyond(*place)) if place else rows
        return self._of(list(wanted.order_by(*self.by.order)[: self.size + 1]))

    def page_for(
        self, actor: Actor, name: Hashable, build: Callable[[Actor], QuerySet[Row]], after: str
    ) -> Page[Row]:  # fmt: skip
        """The same of the rows that `build` gives for this reader, written once for all readers of the same roles
        (`accounts.shared_sql`): for lists whose policies take longer to write and to plan than to answer. `name` says
        all on which the rows depend beside the reader and the day. One query."""
        texts = texts_of((name, self), actor, lambda reader: {"rows": build(reader).order_by()})
        text = texts.by_name.get("rows")
        if text is None:  # they can have no rows
            return Page([], "")
        place = self._read(after)
        values = {"value": place[0], "number": place[1]} if place else {}
        found = texts.ask(self._shared(text, has_place=place is not None), actor, **values)
        return self._of(text.reading.read(json.loads(held) for (held,) in found))

    def _shared(self, text: Written, *, has_place: bool) -> str:
        frame = _SHARED.replace("{beyond}", _BEYOND if has_place else "").replace("{most}", str(self.size + 1))
        frame = frame.replace("{column}", text.columns[self.by.column]).replace("{pk}", text.columns["pk"])
        return frame.replace("{way}", self.by.way).replace("{sign}", self.by.sign).replace("{rows}", text.sql)

    def _of(self, found: list[Row]) -> Page[Row]:
        kept = found[: self.size]
        return Page(kept, self._place(kept[-1]) if len(found) > self.size else "")

    def _place(self, row: models.Model) -> str:
        return f"{getattr(row, self.by.column).isoformat()}_{row.pk}"

    def _read(self, text: str) -> tuple[Any, int] | None:
        value, _, number = text.partition("_")
        if not number.isdecimal() or len(number) > LONGEST_KEY:
            return None
        try:
            return self.by.read(value), int(number)
        except ValueError:
            return None
