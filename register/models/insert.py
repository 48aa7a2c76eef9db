"""Inserting rows of several tables in one round trip: an import writes a person with all facts by one statement."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from operator import itemgetter
from typing import Any

from django.db import connection, models
from django.db.models.sql import InsertQuery

Row = Mapping[str, Any]
"""A row to be written: values by attribute, `person_id` for `person`. What is left out has the default of its field,
made once for all rows of a table."""


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
    fields = _written(model, has_key=rows[0].pk is not None)
    query = InsertQuery(model)
    query.insert_values(fields, list(rows))
    ((statement, values),) = query.get_compiler(connection=connection).as_sql()
    return statement, values


def row_of(thing: models.Model) -> Row:
    """The row that saving it would insert."""
    return {
        field.attname: field.pre_save(thing, add=True) for field in _written(type(thing), has_key=thing.pk is not None)
    }


# What psycopg takes as it stands; of other fields Django makes what PostgreSQL takes.
_AS_IT_STANDS = (
    models.CharField, models.TextField, models.IntegerField, models.BooleanField, models.DateField, models.ForeignKey
)  # fmt: skip


def copy_rows(model: type[models.Model], rows: Sequence[Row]) -> None:
    """Insert many rows of one table by COPY. Keys that the database gives are not read back; either every row brings
    its own or none.

    Rows and no models: a large batch holds ten thousand facts, and making models of them takes longer than writing
    them.
    """
    if not rows:
        return
    blank = _blank(model)
    fields = _written(model, has_key="id" in rows[0])
    prepared = [field for field in fields if not isinstance(field, _AS_IT_STANDS)]
    values = itemgetter(*(field.attname for field in fields))
    named = ", ".join(connection.ops.quote_name(str(field.column)) for field in fields)
    with (
        connection.cursor() as cursor,
        connection.wrap_database_errors,
        cursor.copy(f"COPY {model._meta.db_table} ({named}) FROM STDIN") as into,
    ):
        # Each value is written by the type of its column, so that a member of an enumeration is its text.
        into.set_types([str(field.rel_db_type(connection)).partition("(")[0] for field in fields])
        for row in rows:
            whole = {**blank, **row}
            for field in prepared:
                whole[field.attname] = field.get_db_prep_save(whole[field.attname], connection)
            into.write_row(values(whole))


def _blank(model: type[models.Model]) -> dict[str, Any]:
    """What stands in a row that says nothing."""
    empty = model()
    return {field.attname: field.pre_save(empty, add=True) for field in model._meta.concrete_fields}


def _written(model: type[models.Model], *, has_key: bool) -> list[models.Field[Any, Any]]:
    """The fields that an INSERT names: the key only where it is known before."""
    return [field for field in model._meta.concrete_fields if has_key or not field.primary_key]
