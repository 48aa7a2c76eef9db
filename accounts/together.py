"""Several lists of rows, or several counts, by one query: a page that needs many small things asks once.

Each list is a subquery whose rows come back as JSON and are read by its own queryset, so that what it selects beside
its rows (`select_related`, annotations, prefetches) is there as ever.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from copy import copy
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import Field, QuerySet
from django.db.models.sql.compiler import SQLCompiler

_LIST = "(SELECT coalesce(json_agg(held), '[]')::text FROM ({rows}) AS held)"
_COUNT = "(SELECT count(*) FROM ({rows}) AS held)"


def lists_of(**wanted: QuerySet[Any]) -> dict[str, list[Any]]:
    """The rows of each of these querysets, by name and in their order: one query, and one for each prefetch."""
    compilers = {name: rows.query.get_compiler(connection=connection) for name, rows in wanted.items()}
    written = {name: _written(compiler, _LIST) for name, compiler in compilers.items()}
    held = _asked({name: sql for name, sql in written.items() if sql is not None})
    return {
        name: Reading(rows, compilers[name]).read(json.loads(held[name])) if name in held else []
        for name, rows in wanted.items()
    }


def counts_of(**wanted: QuerySet[Any]) -> dict[str, int]:
    """How many rows each of these querysets has, by name: one query."""
    written = {
        name: _written(rows.order_by().values("pk").query.get_compiler(connection=connection), _COUNT)
        for name, rows in wanted.items()
    }
    held = _asked({name: sql for name, sql in written.items() if sql is not None})
    return {name: held.get(name, 0) for name in wanted}


class Reading:
    """Makes of rows that came back as JSON what their queryset makes of them. Any number of times, by any thread."""

    def __init__(self, rows: QuerySet[Any], compiler: SQLCompiler) -> None:
        """`compiler` is that of `rows`, which has written its SQL with column aliases."""
        self._rows, self._compiler = rows, compiler
        self._fields = [expression.output_field for expression, _, _ in compiler.select]

    def read(self, found: Iterable[Mapping[str, Any]]) -> list[Any]:
        """The rows as the queryset makes them of what was found, in place of asking for it."""
        values = [tuple(map(_value, self._fields, row.values())) for row in found]
        rows, compiler = self._rows.all(), copy(self._compiler)
        compiler.execute_sql = lambda *_, **__: [values]  # type: ignore[method-assign, assignment]
        rows.query.get_compiler = lambda *_, **__: compiler  # type: ignore[method-assign, assignment]
        return list(rows)


Written = tuple[str, tuple[Any, ...]]


def _written(compiler: SQLCompiler, frame: str) -> Written | None:
    """The queryset as a subquery with its values, or None where it can have no rows."""
    try:
        sql, values = compiler.as_sql(with_col_aliases=True)
    except EmptyResultSet:
        return None
    return frame.replace("{rows}", sql), tuple(values)


def _asked(written: Mapping[str, Written]) -> dict[str, Any]:
    if not written:
        return {}
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT " + ", ".join(sql for sql, _ in written.values()),
            [value for _, values in written.values() for value in values],
        )
        return dict(zip(written, cursor.fetchone() or (), strict=True))


def _value(field: Field[Any, Any], held: Any) -> Any:
    """What a column holds, as Python has it; a row that is not there has nothing in its columns."""
    return None if held is None else field.to_python(held)
