"""Queries that are written as SQL once for all readers of the same roles.

Which rows somebody may see is written by Django from the policies, anew for every request; where a page asks for every
kind of work that takes many times as long as the answer. Readers of the same roles get the same text, and in it differ
by nothing but their own number, that of their force and the moment. So the text is kept, and only these three are given
anew; PostgreSQL too plans it once (`accounts.planned`).

That a text is the same for others is found out, not believed. It is written for the reader who asks and for somebody
invented, of the same roles, with another number, another force and other names. It is kept if the two texts are equal
and each value in them is equal too, or is one of the three in both. Keys that a page is about, such as that of a case
(`lists_for`), are given anew in the same way, and the other text is written for invented ones. What asked the database
while it was written
depends on what was there, and is not kept; then each reader gets their own, as ever. A policy that compares the number
of its reader with one that it knows would escape this: none may, and the tests compare each kept text with a fresh one.
"""

from __future__ import annotations

import json
import re
from collections import Counter, OrderedDict, defaultdict
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from threading import Lock
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import BigIntegerField, Func, QuerySet, Value
from django.db.models.expressions import Col
from django.db.models.sql.compiler import SQLCompiler
from django.db.models.sql.where import WhereNode
from django.utils import timezone

from accounts.actor import Actor
from accounts.planned import planned_cursor
from accounts.together import Reading

MOST_KEPT = 512
"""Some forty for each set of roles: the parts of a case, the lists of duties, the menu."""
MOST_TRIED = 3
"""A text that so often could not be kept is not written for two readers again."""
_NAMED = {"user": "bigint", "force": "bigint", "now": "timestamptz"}
_PLACES = re.compile(r"%[%s]")
_SOMEBODY: dict[str, Any] = {
    "ref": "somebody invented", "label": "Somebody invented", "force_code": "somewhere", "user_id": 2_000_000_011,
    "force_id": 2_000_000_033,
}  # fmt: skip
"""Numbers and names that nobody has and no policy knows."""
_FIRST_KEY, _NEXT_KEY = 2_000_000_101, 22
_OF_EXISTS = 1
"""What Django selects in each EXISTS, whoever has that number."""
_LIST = "(SELECT coalesce(json_agg(held), '[]')::text FROM ({rows}) AS held)"

Rows = Mapping[str, QuerySet[Any]]
Build = Callable[[Actor], Rows]
Given = Mapping[str, Any]
"""Keys by name: one (`int`), or several (`list[int]`, for `among`)."""


@dataclass(frozen=True, slots=True)
class Written:
    """A query as text, with its own values in it. What differs between readers is named as psycopg names it:
    `%(user)s`, `%(force)s`, `%(now)s`. `columns` are the names under which it gives the queryset's own columns and
    annotations."""

    sql: str
    columns: Mapping[str, str]
    reading: Reading


@dataclass(frozen=True, slots=True)
class Texts:
    """Queries by name; one that can have no rows is not among them. `are_kept`: for others of the same roles too."""

    by_name: Mapping[str, Written]
    are_kept: bool

    def ask(self, sql: str, actor: Actor, **more: Any) -> list[tuple[Any, ...]]:
        """What a statement made of these queries gives, for this reader; `more` are values that it names itself."""
        with planned_cursor() if self.are_kept else connection.cursor() as cursor:
            cursor.execute(sql, self.values_for(actor, **more))
            return list(cursor.fetchall())

    def values_for(self, actor: Actor, **more: Any) -> dict[str, Any]:
        """What is given anew, by the names that stand in the texts."""
        return {"user": actor.user_id, "force": actor.force_id, "now": timezone.now()} | more


def texts_of(name: Hashable, actor: Actor, build: Build) -> Texts:
    """The querysets that `build` gives for this reader, as texts. `name` says what they are: all on which they depend
    beside the reader and the day is in it."""
    return _texts(name, actor, lambda reader, _: build(reader), {})


def lists_for(
    name: Hashable, actor: Actor, build: Callable[[Actor, Given], Rows], given: Given
) -> defaultdict[str, list[Any]]:  # fmt: skip
    """The rows of each of the querysets, by name and in their order: one query. They may depend on the keys of `given`
    beside the reader; `build` takes them from what it is given, and several of them by `among`."""
    texts = _texts(name, actor, build, given)
    lists: defaultdict[str, list[Any]] = defaultdict(list)  # one that can have no rows is not among the texts
    if texts.by_name:
        wanted = ", ".join(_LIST.replace("{rows}", each.sql) for each in texts.by_name.values())
        found = texts.ask(f"SELECT {wanted}", actor, **given)[0]
        for (code, text), held in zip(texts.by_name.items(), found, strict=True):
            lists[code] = text.reading.read(json.loads(held))
    return lists


def is_among(name: Hashable, actor: Actor, build: Callable[[Actor], QuerySet[Any]], key: int) -> bool:
    """Whether the row with this key is one of those that `build` gives for this reader: one query. What one reader asks
    for by the hundred (`Policy.allows`) is planned with its key each time, and takes no plan of a list's place."""
    texts = _texts(
        name, actor, lambda reader, given: {"row": bare(build(reader).filter(pk=given["key"]), "pk")}, {"key": key},
        kept=_checks,
    )  # fmt: skip
    if "row" not in texts.by_name:
        return False
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT EXISTS ({texts.by_name['row'].sql})", texts.values_for(actor, key=key))
        return bool(cursor.fetchone()[0])


def among(keys: Sequence[int]) -> Func:
    """For `filter(…__in=among(keys))`: the same text for however many keys."""
    return Func(
        Value(list(keys), output_field=ArrayField(BigIntegerField())),
        template="(SELECT unnest(%(expressions)s))", output_field=BigIntegerField(),
    )  # fmt: skip


def _texts(
    name: Hashable, actor: Actor, build: Callable[[Actor, Given], Rows], given: Given, *, kept: _Kept | None = None
) -> Texts:  # fmt: skip
    kept = kept or _kept
    key = (name, *sorted((code, isinstance(value, list)) for code, value in given.items()), *_kind_of(actor))
    texts = kept.get(key)
    if texts is None:
        texts = _write(actor, build, given, is_shared=kept.may_be_kept(key))
        kept.put(key, texts)
    return texts


def counts_for(name: Hashable, actor: Actor, build: Build) -> dict[str, int]:
    """How many rows each of the querysets has for this reader, by name: one query."""
    texts = texts_of(name, actor, lambda who: {code: bare(rows, "pk") for code, rows in build(who).items()})
    counted = [f"(SELECT count(*) FROM ({each.sql}) AS held)" for each in texts.by_name.values()]  # noqa: S608 - own text
    found = texts.ask(f"SELECT {', '.join(counted)}", actor)[0] if counted else ()
    return dict(zip(texts.by_name, found, strict=True))


def bare(rows: QuerySet[Any], column: str) -> QuerySet[Any]:
    """The same rows, of which one column is wanted, in any order."""
    return rows.select_related(None).order_by().values(column)


class _Kept:
    """The texts that were asked for last."""

    def __init__(self) -> None:
        self._texts: OrderedDict[Hashable, Texts] = OrderedDict()
        self._failed: Counter[Hashable] = Counter()
        self._lock = Lock()

    def may_be_kept(self, key: Hashable) -> bool:
        """Whether to try: what was asked for the first time may have asked the database, and does so no more."""
        return self._failed[key] < MOST_TRIED

    def get(self, key: Hashable) -> Texts | None:
        with self._lock:
            if key not in self._texts:
                return None
            self._texts.move_to_end(key)
            return self._texts[key]

    def put(self, key: Hashable, texts: Texts) -> None:
        with self._lock:
            if not texts.are_kept:
                if len(self._failed) > MOST_KEPT:
                    self._failed.clear()
                self._failed[key] += 1
                return
            self._texts[key] = texts
            while len(self._texts) > MOST_KEPT:
                self._texts.popitem(last=False)


_kept, _checks = _Kept(), _Kept()


def _kind_of(actor: Actor) -> tuple[Hashable, ...]:
    """All of a reader and of the day that a text may depend on, but what is given anew."""
    return (
        actor.kind, actor.on_behalf_of, actor.asks_for, actor.system, actor.roles, frozenset(actor.grants.items()),
        actor.user_id is None, actor.force_id is None, bool(actor.force_code), timezone.localdate(),
        timezone.get_current_timezone_name(),
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Draft:
    """A query as Django wrote it for one reader, between two moments. `rows` and `compiler` made it."""

    reader: Actor
    given: Given
    rows: QuerySet[Any]
    compiler: SQLCompiler
    sql: str
    values: tuple[Any, ...]
    moments: tuple[datetime, datetime]

    def named(self, value: Any) -> str:
        """Which of the three, or of what is given, this value is, if any."""
        return next((name for name in (*_NAMED, *self.given) if self.holds(name, value)), "")

    def holds(self, name: str, value: Any) -> bool:
        if name in self.given:
            return type(value) is type(self.given[name]) and value == self.given[name]
        if name == "now":
            began, ended = self.moments
            return isinstance(value, datetime) and timezone.is_aware(value) and began <= value <= ended
        number = self.reader.user_id if name == "user" else self.reader.force_id
        return number is not None and isinstance(value, int) and not isinstance(value, bool) and value == number


def _write(actor: Actor, build: Callable[[Actor, Given], Rows], given: Given, *, is_shared: bool) -> Texts:
    """For all of the actor's kind, if that is tried and can be; for this one alone if not."""
    asked: list[str] = []
    with connection.execute_wrapper(_noting(asked)):
        own = _drafts(actor, build, given)
        other = _drafts(_somebody_like(actor), build, _keys_like(given)) if is_shared else None
    common = _common(own, other) if other is not None and not asked else None
    if common is not None:
        return Texts(common, are_kept=True)
    return Texts({code: _written(each, [""] * len(each.values)) for code, each in own.items()}, are_kept=False)


def _noting(asked: list[str]) -> Callable[..., Any]:
    def note(execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:
        asked.append(sql)
        return execute(sql, params, many, context)

    return note


def _somebody_like(actor: Actor) -> Actor:
    """Somebody invented who holds what the actor holds."""
    return replace(actor, **{field: other for field, other in _SOMEBODY.items() if getattr(actor, field)})


def _keys_like(given: Given) -> Given:
    """Invented keys in the place of these, each another; one in the place of several."""
    keys = range(_FIRST_KEY, _FIRST_KEY + _NEXT_KEY * len(given), _NEXT_KEY)
    return {
        name: [key] if isinstance(value, list) else key for (name, value), key in zip(given.items(), keys, strict=True)
    }


def _drafts(reader: Actor, build: Callable[[Actor, Given], Rows], given: Given) -> dict[str, _Draft]:
    began = timezone.now()
    written = {code: _compiled(rows) for code, rows in build(reader, given).items()}
    moments = (began, timezone.now())
    return {
        code: _Draft(reader, given, rows, compiler, sql, values, moments)
        for code, each in written.items() if each is not None
        for rows, compiler, sql, values in [each]
    }  # fmt: skip


def _compiled(rows: QuerySet[Any]) -> tuple[QuerySet[Any], SQLCompiler, str, tuple[Any, ...]] | None:
    compiler = rows.query.get_compiler(connection=connection)
    try:
        sql, values = compiler.as_sql(with_col_aliases=True)
    except EmptyResultSet:
        return None
    return rows, compiler, sql, tuple(values)


def _common(own: Mapping[str, _Draft], other: Mapping[str, _Draft]) -> dict[str, Written] | None:
    """The texts for all, or None: these two readers differ by more than may be."""
    names = {code: _names(own[code], other[code]) for code in own if code in other}
    if own.keys() != other.keys() or any(each is None for each in names.values()):
        return None
    return {code: _written(other[code], each) for code, each in names.items() if each is not None}


def _names(own: _Draft, other: _Draft) -> list[str] | None:
    """For each value which of the three it is, "" for one that is always the same. None: the queries differ otherwise,
    or would ask more of the database than their own rows, which would be asked as the one they were written for."""
    if own.sql != other.sql or len(own.values) != len(other.values) or _asks_more(other.rows):
        return None
    names = [_name(own, one, other, another) for one, another in zip(own.values, other.values, strict=True)]
    return None if None in names else [name or "" for name in names]


def _asks_more(rows: QuerySet[Any]) -> bool:
    return bool(rows._prefetch_related_lookups)  # type: ignore[attr-defined]


def _name(own: _Draft, one: Any, other: _Draft, another: Any) -> str | None:
    """By the invented reader: numbers of the real one may be those of anything. A number of the real one that stands in
    both was taken from elsewhere than from what `build` was given, and would be shown to others."""
    name = other.named(another)
    if name:
        return name if own.holds(name, one) else None
    is_same = type(one) is type(another) and one == another
    return "" if is_same and (one == _OF_EXISTS or not own.named(one)) else None


def _written(draft: _Draft, names: Iterable[str]) -> Written:
    """The draft as text. Its condition is no longer wanted, and holds most of the memory."""
    values = iter(zip(draft.values, names, strict=True))
    types = _NAMED | {code: "bigint[]" if isinstance(each, list) else "bigint" for code, each in draft.given.items()}
    sql = _PLACES.sub(lambda place: place[0] if place[0] == "%%" else _placed(*next(values), types), draft.sql)
    columns = {code: alias for each, _, alias in draft.compiler.select for code in _codes(draft, each, alias)}
    draft.rows.query.where = draft.compiler.where = WhereNode()  # type: ignore[attr-defined]
    return Written(sql, columns, Reading(draft.rows, draft.compiler))


def _placed(value: Any, name: str, types: Mapping[str, str]) -> str:
    if name:
        return f"%({name})s::{types[name]}"
    literal: str = connection.ops.compose_sql("%s", [value])  # type: ignore[attr-defined]
    return literal.replace("%", "%%")


def _codes(draft: _Draft, expression: Any, alias: str) -> Iterable[str]:
    """The names by which a queryset knows a column of its own table, or an annotation."""
    if not isinstance(expression, Col):
        return (alias,)
    is_own = expression.alias == draft.rows.query.get_initial_alias()
    names = ("pk", expression.target.name) if expression.target.primary_key else (expression.target.name,)
    return names if is_own else ()
