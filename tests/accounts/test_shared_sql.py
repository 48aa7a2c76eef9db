"""Queries written once for readers of the same roles: each reader gets their own rows, and none gets another's."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.db.models import DateTimeField, Prefetch, Q, QuerySet, Value
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts import policies, shared_sql
from accounts.actor import Actor
from accounts.models import Force, Membership, User
from accounts.shared_sql import Given, Texts, among, counts_for, is_among, lists_for, texts_of
from tests import builders

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)


@pytest.fixture(autouse=True)
def nothing_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shared_sql, "_kept", shared_sql._Kept())
    monkeypatch.setattr(shared_sql, "_checks", shared_sql._Kept())


@pytest.fixture(autouse=True)
def a_day() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(NOON, tick=False) as travelling:
        yield travelling


def users(reader: Actor) -> dict[str, QuerySet[User]]:
    return {"users": policies.SEE_USERS.rows(User.objects.order_by("pk"), reader)}


def shown(texts: Texts, actor: Actor) -> list[str]:
    """The names that a text gives for this reader."""
    text = texts.by_name["users"]
    return sorted(name for (name,) in texts.ask(f"SELECT {text.columns['name']} FROM ({text.sql}) AS held", actor))


def administrators() -> tuple[Actor, Actor]:
    """One of each of two forces, by names of their own."""
    one = builders.actor("force-administrator", force_code="13", name="Ann of 13")
    return one, builders.actor("force-administrator", force_code="14", name="Bob of 14")


def test_a_text_written_for_one_reader_gives_another_their_own_rows() -> None:
    ann, bob = administrators()

    texts = texts_of("users", ann, users)

    assert texts.are_kept
    assert shown(texts, ann) == ["Ann of 13"]
    assert texts_of("users", bob, users) is texts
    assert shown(texts, bob) == ["Bob of 14"]


def test_readers_of_other_roles_have_texts_of_their_own() -> None:
    ann, bob = administrators()
    narrowed = replace(bob, grants={})

    assert shown(texts_of("users", ann, users), ann) == ["Ann of 13"]
    assert texts_of("users", narrowed, users).by_name == {}


def test_another_day_has_a_text_of_its_own(a_day: time_machine.Traveller) -> None:
    ann, _ = administrators()
    texts = texts_of("users", ann, users)

    a_day.shift(timedelta(days=1))

    assert texts_of("users", ann, users) is not texts


def oneself_as_found(reader: Actor) -> Q:
    return Q(pk__in=[user.pk for user in User.objects.filter(pk=reader.user_id)])


@pytest.mark.parametrize(
    ("condition", "is_kept"),
    [
        pytest.param(lambda reader: Q(pk=reader.user_id, force=reader.force_id), True, id="both numbers"),
        pytest.param(lambda reader: Q(pk__in=[reader.user_id]), True, id="a list of one number"),
        pytest.param(lambda reader: Q(name=reader.label), False, id="a name"),
        pytest.param(lambda reader: Q(pk=reader.user_id, force__code=reader.force_code), False, id="a force's code"),
        pytest.param(lambda reader: Q(pk__gt=reader.user_id - 1, pk__lt=reader.user_id + 1), False, id="sums"),
        pytest.param(oneself_as_found, False, id="what the database said"),
    ],
)
def test_a_text_is_kept_only_if_readers_differ_in_it_by_no_more_than_they_may(
    condition: Callable[[Actor], Q], is_kept: bool
) -> None:
    def themselves(reader: Actor) -> dict[str, QuerySet[User]]:
        return {"users": User.objects.filter(condition(reader))}

    readers = administrators()

    for reader in (*readers, *readers):
        texts = texts_of("themselves", reader, themselves)
        assert shown(texts, reader) == [reader.label]
        assert texts.are_kept is is_kept


def test_the_moment_is_that_of_asking(a_day: time_machine.Traveller) -> None:
    ann, _ = administrators()

    def after_one(reader: Actor) -> dict[str, QuerySet[User]]:
        timed = User.objects.annotate(at=Value(timezone.now(), DateTimeField()))
        return {"users": timed.filter(pk=reader.user_id, at__gt=NOON + timedelta(hours=1))}

    texts = texts_of("after one", ann, after_one)
    assert shown(texts, ann) == []
    a_day.shift(timedelta(hours=2))

    assert texts_of("after one", ann, after_one) is texts
    assert shown(texts, ann) == ["Ann of 13"]


def test_a_moment_reckoned_from_now_keeps_no_text() -> None:
    ann, _ = administrators()

    def lately(reader: Actor) -> dict[str, QuerySet[User]]:
        timed = User.objects.annotate(at=Value(timezone.now() - timedelta(hours=1), DateTimeField()))
        return {"users": timed.filter(pk=reader.user_id)}

    with time_machine.travel(NOON, tick=True):
        assert not texts_of("lately", ann, lately).are_kept


def test_a_query_that_would_ask_more_as_the_reader_it_was_written_for_is_not_kept() -> None:
    ann, _ = administrators()

    def with_memberships(reader: Actor) -> dict[str, QuerySet[User]]:
        held = Membership.objects.filter(user=reader.user_id)
        return {"users": User.objects.filter(pk=reader.user_id).prefetch_related(Prefetch("memberships", held))}

    assert not texts_of("memberships", ann, with_memberships).are_kept


@pytest.mark.parametrize("name", ["50% O’Brien %s", 'a "b" %(user)s', "it's \\ {rows}"])
def test_values_stand_in_the_text_as_they_are(name: str) -> None:
    reader = builders.actor("force-administrator", name=name)

    texts = texts_of("named", reader, lambda _: {"users": User.objects.filter(name=name)})

    assert texts.are_kept
    assert shown(texts, reader) == [name]


def test_counts_are_those_of_each_reader_by_one_query_that_is_planned_once() -> None:
    ann, bob = administrators()
    builders.user("supervisor", force_code="14")

    def counted(reader: Actor) -> dict[str, QuerySet[Any]]:
        return users(reader) | {"nobody": User.objects.none(), "forces": Force.objects.filter(pk=reader.force_id)}

    assert counts_for("counted", ann, counted) == {"users": 1, "forces": 1}
    with CaptureQueriesContext(connection) as asked:
        assert counts_for("counted", bob, counted) == {"users": 2, "forces": 1}

    assert len(asked) == 1
    assert "%(force)s" in asked[0]["sql"]


def test_of_many_texts_those_asked_for_last_are_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shared_sql, "MOST_KEPT", 2)
    ann, _ = administrators()
    first, second = texts_of("first", ann, users), texts_of("second", ann, users)
    assert texts_of("first", ann, users) is first

    texts_of("third", ann, users)

    assert texts_of("first", ann, users) is first
    assert texts_of("second", ann, users) is not second


def given_by(key: str) -> Callable[[Actor, Given], dict[str, QuerySet[User]]]:
    return lambda reader, given: {
        "one": policies.SEE_USERS.rows(User.objects.filter(pk=given[key]), reader),
        "several": User.objects.filter(pk__in=among(given["several"])).order_by("name"),
    }


def named(lists: Mapping[str, list[User]]) -> dict[str, list[str]]:
    return {code: [each.name for each in rows] for code, rows in lists.items()}


def test_keys_that_are_given_are_values_of_the_text_and_each_asks_by_their_own() -> None:
    ann, bob = administrators()
    keys = [ann.user_id, bob.user_id]

    first = lists_for("given", ann, given_by("user_key"), {"user_key": ann.user_id, "several": keys})
    other = lists_for("given", bob, given_by("user_key"), {"user_key": ann.user_id, "several": keys[1:]})
    none = lists_for("given", bob, given_by("user_key"), {"user_key": bob.user_id, "several": []})

    assert len(shared_sql._kept._texts) == 1
    assert named(first) == {"one": ["Ann of 13"], "several": ["Ann of 13", "Bob of 14"]}
    assert named(other) == {"one": [], "several": ["Bob of 14"]}
    assert named(none) == {"one": ["Bob of 14"], "several": []}


def test_a_text_built_from_anything_but_what_it_was_given_is_not_kept() -> None:
    """The key of one page would stand in the text, and the next page would show the rows of the first."""
    ann, bob = administrators()

    def of(key: int | None) -> dict[str, list[str]]:
        def wanted(reader: Actor, given: Given) -> dict[str, QuerySet[User]]:
            return {"one": User.objects.filter(pk=key)}

        return named(lists_for("closed over", ann, wanted, {"user_key": key}))

    assert of(ann.user_id) == {"one": ["Ann of 13"]}
    assert of(bob.user_id) == {"one": ["Bob of 14"]}
    assert not shared_sql._kept._texts


def test_each_reader_is_told_whether_they_have_the_row_by_one_text() -> None:
    ann, bob = administrators()
    keys = [ann.user_id or 0, bob.user_id or 0]

    found = [
        is_among("user", reader, lambda who: policies.SEE_USERS.rows(User.objects.all(), who), key)
        for reader in (ann, bob) for key in keys
    ]  # fmt: skip

    assert found == [True, False, False, True]
    assert len(shared_sql._checks._texts) == 1


def test_what_never_can_be_kept_is_written_for_one_reader_from_the_fourth_time() -> None:
    ann, _ = administrators()
    for_whom: list[str] = []

    def asks_first(reader: Actor) -> QuerySet[User]:
        for_whom.append(reader.ref)
        return User.objects.filter(is_active=Force.objects.exists())

    assert all(is_among("asks", ann, asks_first, ann.user_id or 0) for _ in range(5))
    assert len(for_whom) == 2 * shared_sql.MOST_TRIED + 2


def test_a_system_has_a_text_of_its_own() -> None:
    """A policy may name the system itself, which stands in the text of each."""
    ann, _ = administrators()

    for system in ("SYS-1", "SYS-2"):
        reader = replace(ann, kind="system", system=system)
        is_among("system", reader, lambda who: User.objects.filter(reference=who.system), ann.user_id or 0)

    assert len(shared_sql._checks._texts) == 2
