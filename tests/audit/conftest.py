"""The log as an attacker meets it: sessions of their own on the worker's database, outside Django."""

from __future__ import annotations

import os
from collections.abc import Iterator
from typing import Any

import dj_database_url
import psycopg
import pytest
from django.db import connection

Session = psycopg.Connection[tuple[Any, ...]]


def session_as(role: str, url: str) -> Session:
    """A session on the worker's database with the rights of the role."""
    parsed = dj_database_url.parse(url)
    return psycopg.connect(
        host=parsed["HOST"] or None,
        port=parsed["PORT"] or None,
        user=parsed["USER"] or None,
        password=parsed["PASSWORD"] or None,
        dbname=str(connection.settings_dict["NAME"]),
        options=f"-c role={role} -c TimeZone=UTC",
    )


@pytest.fixture
def app(django_db_setup: None) -> Iterator[Session]:
    """A session of the application's role; what it has not committed at the end is rolled back."""
    with session_as("dar_app", os.environ["DATABASE_URL"]) as session:
        yield session
        session.rollback()


@pytest.fixture
def sealer(django_db_setup: None) -> Iterator[Session]:
    """A session of the sealer, as `manage.py seal` holds it."""
    with session_as("dar_sealer", os.environ.get("DATABASE_OWNER_URL") or os.environ["DATABASE_URL"]) as session:
        session.autocommit = True
        yield session


@pytest.fixture
def owner(django_db_setup: None) -> Iterator[Session]:
    """A session of the owner of the tables; what it has not committed at the end is rolled back."""
    with session_as("dar_owner", os.environ.get("DATABASE_OWNER_URL") or os.environ["DATABASE_URL"]) as session:
        yield session
        session.rollback()
