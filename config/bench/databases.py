"""The databases that are measured: a migrated one that nobody uses, and clones of it."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import LiteralString

import psycopg
from django.conf import settings
from django.db import connections
from psycopg import sql

from config.env import owner_url
from config.services.places import CHECKOUT
from config.services.roles import OWNER


def as_owner(database: str = "") -> psycopg.Connection:
    """A connection of the role that owns databases and tables; to the server's usual database if none is named."""
    named = {"dbname": database} if database else {}
    return psycopg.connect(owner_url(), options=f"-c role={OWNER}", autocommit=True, **named)  # type: ignore[arg-type]


def make(name: str) -> None:
    """A database with all tables and the reference data, and nobody in it."""
    drop(name)
    with as_owner() as connection:
        connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
    environment = {**os.environ, "DATABASE_NAME": name}
    for command in (("migrate", "--no-input", "--verbosity=0"), ("load_reference",)):
        subprocess.run(
            [sys.executable, "manage.py", *command],
            check=True,
            cwd=CHECKOUT,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
        )


def clone(source: str, name: str) -> None:
    """A copy of a database to which nobody is connected, in the place of any that has the name."""
    drop(name)
    copy = sql.SQL("CREATE DATABASE {} TEMPLATE {} STRATEGY FILE_COPY")
    with as_owner() as connection:
        connection.execute(copy.format(sql.Identifier(name), sql.Identifier(source)))


def drop(name: str) -> None:
    """Forget a database. Without FORCE: PostgreSQL then sends its own vacuum away, and waits for sessions that end."""
    with as_owner() as connection:
        connection.execute(sql.SQL("DROP DATABASE IF EXISTS {}").format(sql.Identifier(name)))


def note(name: str, text: str) -> None:
    """Write on a database what it holds."""
    with as_owner() as connection:
        connection.execute(sql.SQL("COMMENT ON DATABASE {} IS {}").format(sql.Identifier(name), sql.Literal(text)))


def is_as_noted(name: str, text: str) -> bool:
    """Whether there is such a database and it says that it holds this."""
    noted = "SELECT shobj_description(oid, 'pg_database') FROM pg_database WHERE datname = %s"
    with as_owner() as connection:
        row = connection.execute(noted, [name]).fetchone()
    return row is not None and row[0] == text


def use(name: str) -> None:
    """Have this process, and every program it starts from now on, work on the database."""
    leave()
    settings.DATABASES["default"]["NAME"] = name
    connections["default"].settings_dict["NAME"] = name
    os.environ["DATABASE_NAME"] = name


def in_use() -> str:
    return str(connections["default"].settings_dict["NAME"])


def leave() -> None:
    """Close every connection of this process."""
    connection = connections["default"]
    connection.close()
    connection.close_pool()  # type: ignore[attr-defined]


@contextmanager
def guards_off() -> Iterator[None]:
    """Inside the block a write needs no event. Only ever on a database that was made to be measured."""
    with triggers_off("audit_guard"):
        yield


@contextmanager
def triggers_off(pattern: str) -> Iterator[None]:
    """Inside the block the triggers of whatever table whose names are LIKE the pattern are off, and afterwards as
    before. Only ever on a database that was made to be measured."""
    with as_owner(in_use()) as connection:
        found = connection.execute(
            "SELECT tgrelid::regclass::text, tgname, tgenabled FROM pg_trigger"
            " WHERE tgname LIKE %s AND tgenabled <> 'D'",
            [pattern],
        ).fetchall()
        for table, name, _ in found:
            connection.execute(_switch("DISABLE", table, name))
        try:
            yield
        finally:
            for table, name, how in found:
                connection.execute(_switch("ENABLE ALWAYS" if how == "A" else "ENABLE", table, name))


def _switch(how: LiteralString, table: str, name: str) -> sql.Composed:
    statement = sql.SQL("ALTER TABLE {} {} TRIGGER {}")
    return statement.format(sql.Identifier(table), sql.SQL(how), sql.Identifier(name))
