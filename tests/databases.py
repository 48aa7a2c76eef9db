"""The test databases: one migrated template, made once for each state of the migrations and reference data, and a clone
of it for each worker. Cloning takes a fraction of a second; migrating would take longer than the tests. Dropping one
takes longer than either, because PostgreSQL first writes down all it holds in memory: nobody waits for that."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path

import dj_database_url
import psycopg
from psycopg import sql

ROOT = Path(__file__).resolve().parent.parent
APPS = ("audit", "accounts", "register", "cases")


def template_name() -> str:
    """Named after the bytes of everything that shapes a fresh database."""
    digest = hashlib.sha256()
    kept = ("migrations/*", "reference/*", "actions/reference.py")
    for path in sorted(p for app in APPS for kind in kept for p in (ROOT / app).glob(kind) if p.is_file()):
        digest.update(path.read_bytes())
    digest.update((ROOT / "requirements" / "development.txt").read_bytes())
    return f"dar_test_{digest.hexdigest()[:10]}"


def owner_connection(name: str | None = None) -> psycopg.Connection[tuple[object, ...]]:
    """A connection as the owner of the schema, to the database of the environment or the one named."""
    parsed = dj_database_url.parse(os.environ.get("DATABASE_OWNER_URL") or os.environ["DATABASE_URL"])
    return psycopg.connect(
        host=parsed["HOST"] or None,
        port=parsed["PORT"] or None,
        user=parsed["USER"] or None,
        password=parsed["PASSWORD"] or None,
        dbname=name or parsed["NAME"],
        options="-c role=dar_owner",
        autocommit=True,
    )


def ensure_template() -> str:
    """Make the template if it is not there yet. Workers that come second wait for the first."""
    name = template_name()
    with owner_connection() as connection:
        connection.execute("SELECT pg_advisory_lock(20261123)")
        if not connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone():
            making = f"{name}_new"
            _remove(connection, making)
            connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(making)))
            for command in (["migrate", "--verbosity=0"], ["load_reference"]):
                subprocess.run(
                    [sys.executable, "manage.py", *command],
                    check=True,
                    cwd=ROOT,
                    env={**os.environ, "DATABASE_NAME": making, "DATABASE_WITHOUT_POOL": "1"},
                    stdout=subprocess.DEVNULL,
                )
            connection.execute(
                sql.SQL("ALTER DATABASE {} RENAME TO {}").format(sql.Identifier(making), sql.Identifier(name))
            )
    return name


def clone(name: str) -> None:
    """Make (or make afresh) a database from the template."""
    with owner_connection() as connection:
        _remove(connection, name)
        connection.execute(
            sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(sql.Identifier(name), sql.Identifier(template_name()))
        )


def drop(name: str) -> None:
    with owner_connection() as connection:
        _remove(connection, name)


class Clones:
    """The database of a worker, and another one that is made ready while the first is used."""

    def __init__(self, name: str) -> None:
        self._names = [f"{name}_{number}" for number in (0, 1)]
        self._cloning = ThreadPoolExecutor(max_workers=1)
        self._other: Future[None] | None = None
        clone(self.name)

    @property
    def name(self) -> str:
        return self._names[0]

    def renew(self) -> None:
        """Take the other one in the place of the one that was written to, in which nobody has a session any more."""
        self._names.reverse()
        (self._other or self._cloning.submit(clone, self.name)).result()
        with owner_connection() as connection:
            _end_sessions(connection, self._names[1])
        self._other = self._cloning.submit(clone, self._names[1])

    def drop(self) -> None:
        self._cloning.shutdown()
        for name in self._names:
            drop(name)


def _remove(connection: psycopg.Connection[tuple[object, ...]], name: str) -> None:
    """Drop a database with whoever is in it. WITH (FORCE) would be refused whenever autovacuum is: that is no role of
    ours to end, and a plain DROP sends it away by itself."""
    _end_sessions(connection, name)
    connection.execute(sql.SQL("DROP DATABASE IF EXISTS {}").format(sql.Identifier(name)))


def _end_sessions(connection: psycopg.Connection[tuple[object, ...]], name: str) -> None:
    connection.execute(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s AND backend_type = 'client backend'",
        [name],
    )
