"""The list and the menu by texts that readers of the same roles share: nobody is shown a row that the policies, asked
anew for them alone, would not give."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import QuerySet
from django.utils import timezone

import accounts
from accounts.actor import Actor
from accounts.shared_sql import Texts, bare, texts_of
from config.navigation import COUNTED
from register.agenda.items import When, Whose
from register.agenda.listing import Agenda
from register.agenda.sources import SOURCES
from tests import builders
from tests.register.agenda.test_listing import FAR, TODAY, YESTERDAY, duty, registration

pytestmark = pytest.mark.django_db
ROLES = list(tomllib.loads((Path(accounts.__file__).parent / "reference" / "roles.toml").read_text()))


@pytest.fixture(autouse=True)
def a_moment() -> Iterator[None]:
    with time_machine.travel(datetime(2026, 11, 23, 9, tzinfo=UTC), tick=False):
        yield


def two_of(role: str, national: bool) -> tuple[Actor, Actor]:
    """Readers of two forces, or of none, in that role, or in all roles there are."""
    codes = (None, None) if national else ("13", "14")
    return tuple(_reader(role, code) for code in codes)  # type: ignore[return-value]


def _reader(role: str, code: str | None) -> Actor:
    if role != "all":
        return builders.actor(role, force_code=code)
    every = [builders.actor(each, force_code=code) for each in ROLES]
    grants = {permission: breadths for actor in every for permission, breadths in actor.grants.items()}
    return replace(every[0], roles=tuple(sorted(ROLES)), grants=grants)


def fresh(rows: QuerySet[Any]) -> str | None:
    """The text as Django writes it for this reader alone, with its values; None where there can be no rows."""
    try:
        sql, values = rows.query.get_compiler(connection=connection).as_sql(with_col_aliases=True)
    except EmptyResultSet:
        return None
    return _untyped(connection.ops.compose_sql(sql, values))


def as_asked(texts: Texts, code: str, reader: Actor) -> str | None:
    """The shared text with the values of this reader."""
    text = texts.by_name.get(code)
    if text is None:
        return None
    values = {"user": reader.user_id, "force": reader.force_id, "now": timezone.now()}
    return _untyped(connection.ops.compose_sql(text.sql, values))


def _untyped(sql: str) -> str:
    """Shared texts say of which type the reader's values are."""
    return sql.replace("::bigint", "").replace("::timestamptz", "")


@pytest.mark.parametrize("national", [False, True], ids=["of a force", "of no force"])
@pytest.mark.parametrize("role", [*ROLES, "all"])
def test_what_readers_of_a_role_share_is_what_each_would_be_given_alone(role: str, national: bool) -> None:
    one, other = two_of(role, national)
    for whose in Whose:
        Agenda(one, whose, today=TODAY)
        agenda = Agenda(other, whose, today=TODAY)
        texts = agenda._texts
        assert texts.are_kept
        assert texts is Agenda(one, whose, today=TODAY)._texts
        for source in (source for source in SOURCES if other.may(source.permission)):
            rows = source.rows(other, whose, TODAY).order_by()
            assert as_asked(texts, source.code, other) == fresh(rows)
            assert as_asked(texts, f"{source.code}:days", other) == fresh(bare(rows, source.due))


@pytest.mark.parametrize("national", [False, True], ids=["of a force", "of no force"])
@pytest.mark.parametrize("role", [*ROLES, "all"])
def test_the_menu_counts_for_each_what_they_would_be_given_alone(role: str, national: bool) -> None:
    one, other = two_of(role, national)

    def counted(reader: Actor) -> dict[str, QuerySet[Any]]:
        return {name: bare(rows(reader), "pk") for name, rows in COUNTED.items()}

    texts_of("menu", one, counted)
    texts = texts_of("menu", other, counted)

    assert texts.are_kept
    for name, rows in counted(other).items():
        assert as_asked(texts, name, other) == fresh(rows)


def test_a_row_of_the_list_is_the_row_that_its_queryset_gives() -> None:
    manager = builders.user("offender-manager")
    actor = manager.actor(on=TODAY)
    managed = registration(actor, manager=manager, review_on=YESTERDAY)
    duty(managed, YESTERDAY)
    shown: dict[str, Any] = {}
    rows = {source.code: source for source in SOURCES if source.code in ("notification", "review")}

    agenda = Agenda(actor, Whose.MINE, today=TODAY)
    for code, source in rows.items():
        text = agenda._texts.by_name[code]
        found = agenda._texts.ask(f"SELECT row_to_json(held) FROM ({text.sql}) AS held", actor)
        shown[code] = text.reading.read(held for (held,) in found)
        assert [_values(row) for row in shown[code]] == [_values(row) for row in source.rows(actor, Whose.MINE, TODAY)]

    assert shown["notification"][0].registration.person == managed.person
    assert isinstance(shown["review"][0].next_review_on, date)
    assert len(agenda.page(When.OVERDUE).items) == len(rows)
    assert managed.next_visit_on == FAR


def _values(row: Any) -> dict[str, Any]:
    return {name: value for name, value in vars(row).items() if name != "_state"}
