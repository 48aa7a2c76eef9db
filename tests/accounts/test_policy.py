"""Whether an action lets somebody pass is asked by a text that readers of the same roles share: each is answered as
they would be alone."""

from __future__ import annotations

import inspect
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from importlib import import_module
from typing import Any

import pytest
import time_machine
from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import IntegerField, Model
from django.test.utils import CaptureQueriesContext

from accounts import shared_sql
from accounts.actor import Actor
from accounts.policies import SEE_USERS
from accounts.policy import Policy
from accounts.shared_sql import bare
from register.models import Person
from register.policies import SEE_PERSON
from tests import builders
from tests.architecture.source import action_modules
from tests.register.agenda.test_shared_texts import ROLES

pytestmark = pytest.mark.django_db
KEY = 4_711


@pytest.fixture(autouse=True)
def nothing_kept(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(shared_sql, "_checks", shared_sql._Kept())
    with time_machine.travel(datetime(2026, 11, 23, 9, tzinfo=UTC), tick=False):
        yield


def asked_by_actions() -> dict[str, tuple[Policy, type[Model]]]:
    """The policies of the actions, each with the records that it is asked about, by a name for both."""
    modules = [import_module(path.removesuffix(".py").replace("/", ".")) for path in action_modules()]
    acts = [each for module in modules for each in vars(module).values() if hasattr(each, "event")]
    asked = ((act.policy, _thing_of(act)) for act in acts if hasattr(act, "policy"))
    return {
        f"{policy.permission} {model.__name__}": (policy, model)
        for policy, model in asked if policy.reach and _has_a_number(model)
    }  # fmt: skip


def _has_a_number(model: Any) -> bool:
    """Whether it is a table whose records have numbers: others are asked about one by one."""
    return inspect.isclass(model) and issubclass(model, Model) and isinstance(model._meta.pk, IntegerField)


def _thing_of(act: Any) -> Any:
    """What an action takes first."""
    deed = act.__wrapped__
    return deed.__globals__.get(next(iter(deed.__annotations__.values())))


ASKED = asked_by_actions()


def alone(policy: Policy, reader: Actor, model: type[Model]) -> str | None:
    """The question as Django writes it for this reader; None where there can be no such row."""
    rows = bare(policy.rows(model._default_manager.all(), reader).filter(pk=KEY), "pk")
    try:
        sql, values = rows.query.get_compiler(connection=connection).as_sql(with_col_aliases=True)
    except EmptyResultSet:
        return None
    return _untyped(f"SELECT EXISTS ({connection.ops.compose_sql(sql, values)})")


def asked(policy: Policy, reader: Actor, model: type[Model]) -> str | None:
    """The question as it is asked."""
    with CaptureQueriesContext(connection) as queries:
        policy.allows(reader, model(pk=KEY))
    return _untyped(queries[-1]["sql"]) if queries.captured_queries else None


def _untyped(sql: str) -> str:
    """Shared texts say of which type the reader's values are."""
    return sql.replace("::bigint", "").replace("::timestamptz", "")


def readers(code: str | None) -> list[Actor]:
    """One in each role, and one in all roles there are."""
    every = [builders.actor(role, force_code=code) for role in ROLES]
    grants = {each: breadths for actor in every for each, breadths in actor.grants.items()}
    return [*every, replace(every[0], roles=tuple(ROLES), grants=grants)]


@pytest.mark.parametrize("national", [False, True], ids=["of a force", "of no force"])
def test_every_action_asks_of_each_reader_what_it_would_ask_of_them_alone(national: bool) -> None:
    """Of those in the first role that holds the permission, and of those in all roles."""
    pairs = list(zip(*(readers(code) for code in ((None, None) if national else ("13", "14"))), strict=True))
    for policy, model in ASKED.values():
        holders = [pair for pair in pairs if pair[0].may(policy.permission)]
        for one, other in (*holders[:1], *holders[-1:]):
            asked(policy, one, model)

            assert asked(policy, other, model) == alone(policy, other, model)


def test_whoever_asks_first_does_not_answer_for_another_force() -> None:
    ours, theirs = (builders.user("force-administrator", force_code=code) for code in ("13", "14"))
    administrators = [each.actor(on=date(2026, 11, 23)) for each in (ours, theirs)]

    assert [SEE_USERS.allows(each, ours) for each in administrators] == [True, False]
    assert [SEE_USERS.allows(each, theirs) for each in administrators] == [False, True]


def test_a_bar_is_asked_about_each_time() -> None:
    supervisor = builders.user("supervisor")
    reader, person = supervisor.actor(on=date(2026, 11, 23)), builders.person()
    assert SEE_PERSON.allows(reader, person)

    builders.bar(supervisor, person)

    assert not SEE_PERSON.allows(reader, person)


def test_a_record_without_a_key_is_nobodys() -> None:
    assert not SEE_PERSON.allows(builders.actor(), Person())
