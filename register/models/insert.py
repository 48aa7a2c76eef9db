"""Inserting rows of several tables in one round trip: an import writes a person with all facts by one statement."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from enum import Enum
from typing import Any

from django.db import connection, models
from django.db.models.sql import InsertQuery


def insert_together(*tables: Sequence[models.Model]) -> None:
    """Insert the rows, a sequence for each table, by one statement.

    Foreign keys among them hold because they are checked at commit. Keys that the database gives are not read back: a
    row that others point at must bring its own (`next_keys`).
    """
    statements = [_insert(rows) for rows in tables if rows]
    *before, (last, _) = statements
    withs = ", ".join(f"w{number} AS ({statement})" for number, (statement, _) in enumerate(before))
    with connection.cursor() as cursor:
        values: list[Any] = [value for _, given in statements for value in given]
        cursor.execute(f"WITH {withs} {last}" if withs else last, values)


def next_keys(model: type[models.Model], count: int) -> list[int]:
    """So many primary keys of the table that nobody else will be given."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT nextval(pg_get_serial_sequence(%s, 'id')) FROM generate_series(1, %s)",
            [model._meta.db_table, count],
        )
        return [key for (key,) in cursor.fetchall()]


def _insert(rows: Sequence[models.Model]) -> tuple[str, Sequence[Any]]:
    model = type(rows[0])
    fields = [field for field in model._meta.concrete_fields if not field.primary_key or rows[0].pk is not None]
    query = InsertQuery(model)
    query.insert_values(fields, list(rows))
    ((statement, values),) = query.get_compiler(connection=connection).as_sql()
    return statement, values


def copy_rows(rows: Sequence[models.Model]) -> None:
    """Insert many rows of one table by COPY. Keys that the database gives are not read back."""
    if not rows:
        return
    model = type(rows[0])
    fields = [field for field in model._meta.concrete_fields if not field.primary_key or rows[0].pk is not None]
    named = ", ".join(connection.ops.quote_name(str(field.column)) for field in fields)
    statement = f"COPY {model._meta.db_table} ({named}) FROM STDIN"
    values = [_reader_of(field) for field in fields]
    with connection.cursor() as cursor, connection.wrap_database_errors, cursor.copy(statement) as into:
        for row in rows:
            into.write_row([value(row) for value in values])


# What psycopg takes as it stands; of other fields Django makes what PostgreSQL takes.
_AS_IT_STANDS = (
    models.CharField, models.TextField, models.IntegerField, models.BooleanField, models.DateField, models.ForeignKey
)  # fmt: skip


def _reader_of(field: models.Field[Any, Any]) -> Callable[[models.Model], Any]:
    """What reads the value of a field from a row, as COPY takes it."""
    is_set_by_itself = getattr(field, "auto_now", False) or getattr(field, "auto_now_add", False)
    if is_set_by_itself or not isinstance(field, _AS_IT_STANDS):
        return lambda row: field.get_db_prep_save(field.pre_save(row, add=True), connection)
    return lambda row: _bare(getattr(row, field.attname))


def _bare(value: Any) -> Any:
    return value.value if isinstance(value, Enum) else value
