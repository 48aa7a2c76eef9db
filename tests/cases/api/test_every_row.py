"""What holds for each row of the API that writes, whatever it does."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
import time_machine
from django.db import transaction
from django.http import HttpResponse
from django.urls import reverse
from hypothesis import given, settings
from hypothesis import strategies as st
from rest_framework import serializers

from accounts.api import fields
from accounts.api.rows import Write, body_of_row
from audit.models import Event
from cases.api.table import ROWS
from tests.cases.api.examples import EXAMPLES, NOW, TODAY, WRITES, made, send, signed_in, somebody, version_of
from tests.cases.api.managed_examples import UNTRIED
from tests.cases.builders import household

pytestmark = pytest.mark.django_db
EACH = pytest.mark.parametrize("name", list(WRITES))
VERSIONED = pytest.mark.parametrize("name", [name for name, row in WRITES.items() if row.has_version])
HOSTILE: tuple[Any, ...] = (
    None, True, -1, 0, 10**40, 1.5, "", " ", "x", "\u0000", "\u202e", "a\nb", "é" * 5000, "9999-12-31", "0001-01-01",
    "2026-02-30", "2199-12-31", "1850-01-01", "2026-11-25T10:00:00", "1850-01-01T00:00:00+14:00", [], {}, ["x"], [{}],
    {"x": 1}, "DAR-0000-0000",
)  # fmt: skip


@pytest.fixture(autouse=True)
def a_day() -> Iterator[None]:
    with time_machine.travel(NOW, tick=True):
        yield


def test_each_row_that_writes_has_an_example_or_a_reason_why_not() -> None:
    there = {row.name for row in ROWS if isinstance(row, Write)}

    assert there - UNTRIED.keys() == EXAMPLES.keys()
    assert UNTRIED.keys() - there == set()


@EACH
def test_its_example_is_done_and_says_where_to_read_it(name: str) -> None:
    row = WRITES[name]
    arguments, body = made(name, household())

    answer = send(name, arguments, body)

    assert answer.status_code == (201 if row.makes else 200), answer.content
    where = answer.json()["links"]["self"].removeprefix("http://testserver")
    assert signed_in(somebody(name)).get(where).status_code == 200
    assert answer.headers.get("Location", "").removeprefix("http://testserver") == (where if row.makes else "")
    logged = set(Event.objects.filter(channel="api").values_list("code", flat=True))
    event = getattr(row.act, "event", None)
    assert event.code in logged if event else logged


@VERSIONED
def test_without_its_version_nothing_is_changed(name: str) -> None:
    arguments, body = made(name, household())
    client, address = signed_in(somebody(name)), reverse(name, kwargs=arguments)

    for named in ("", "*"):
        answer = client.post(address, body, content_type="application/json", headers={"If-Match": named})
        assert (answer.status_code, answer.json()["code"]) == (428, "version_needed")
    assert not Event.objects.filter(channel="api", operation="alteration").exists()


@VERSIONED
def test_a_change_meanwhile_is_never_overwritten(name: str) -> None:
    arguments, body = made(name, household())

    answer = send(name, arguments, body, version=99)

    assert (answer.status_code, answer.json()["code"]) == (412, "stale")
    now = answer.headers["ETag"]
    assert answer.json()["versions"] == {"named": 99, "current": int(now.strip('"'))}
    client = signed_in(somebody(name))
    again = client.post(
        reverse(name, kwargs=arguments), body, content_type="application/json", headers={"If-Match": now}
    )
    assert again.status_code in (200, 201)
    assert again.headers["ETag"] != now or again.json()["version"] is not None


@EACH
def test_a_field_that_is_not_known_is_refused_and_a_huge_body_read_no_further(name: str) -> None:
    arguments, body = made(name, household())
    user = somebody(name)

    answer = send(name, arguments, body | {"no_such_field": "Kowalski"}, user=user)
    huge = send(name, arguments, {"why": "x" * WRITES[name].parsers[0].largest}, user=user)

    assert (answer.status_code, huge.status_code) == (422, 413)
    assert answer.json()["errors"] == [
        {
            "pointer": "#/no_such_field",
            "code": "unknown_field",
            "detail": "This field is not known here.",
            "remedy": "Leave this field out, or correct its name.",
        }
    ]


class Sending:
    """Bodies for one row, sent by one person who signed in once. Each of them finds everything as it was before."""

    def __init__(self, name: str) -> None:
        self.arguments, self.body = made(name, household())
        user, self.row = somebody(name), WRITES[name]
        actor = user.actor(on=TODAY)
        self._context = {"actor": actor, "target": self.row.of(actor, **self.arguments)}
        self._taken = body_of_row(self.row)
        self._client, self._address = signed_in(user), reverse(name, kwargs=self.arguments)
        version = version_of(name, self.arguments, user) if self.row.has_version else None
        self._headers = {} if version is None else {"If-Match": f'"{version}"'}

    @property
    def fields(self) -> fields.Body:
        return self._taken()

    def answer(self, body: Any) -> HttpResponse | None:
        """The answer; None where its fields already say no, in order."""
        if not self._taken(data=body, context=self._context).is_valid():
            return None
        with transaction.atomic():
            answer = self._client.post(self._address, body, content_type="application/json", headers=self._headers)
            transaction.set_rollback(True)
        return answer


@EACH
def test_a_value_of_the_wrong_kind_is_never_a_fault_of_the_register(name: str) -> None:
    """Each field in turn holds what no officer would send. Most of it no body takes; what one takes is sent."""
    sending = Sending(name)

    for way in ways_into(sending.fields):
        for hostile in HOSTILE:
            answer = sending.answer(put(sending.body, way, hostile))
            assert answer is None or answer.status_code in (200, 201, 422), (way, hostile, answer.content)


TEXT = st.text(max_size=40)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | TEXT,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXT, inner, max_size=3),
    max_leaves=6,
)


@EACH
def test_no_body_at_all_is_a_fault_of_the_register(name: str) -> None:
    sending = Sending(name)
    names = list(sending.fields.fields)

    @settings(max_examples=15, deadline=None, derandomize=True, database=None)
    @given(
        spoilt=st.dictionaries(st.sampled_from(names or ["x"]), JSON), dropped=st.sets(st.sampled_from(names or ["x"]))
    )
    def any_body(spoilt: dict[str, Any], dropped: set[str]) -> None:
        kept = {key: value for key, value in {**sending.body, **spoilt}.items() if key not in dropped or key in spoilt}
        answer = sending.answer(kept)
        assert answer is None or answer.status_code in (200, 201, 422), answer.content

    any_body()


def ways_into(body: fields.Body) -> Iterator[tuple[str, ...]]:
    """The way to each field of a body, those of its parts included."""
    for name, each in body.fields.items():
        yield (name,)
        part = each.child if isinstance(each, serializers.ListField) else each
        if isinstance(part, fields.Body):
            yield from ((name, *inner) for inner in ways_into(part))


def put(body: Any, way: tuple[str, ...], value: Any) -> Any:
    """The body with this value at the end of the way; of a list, in its first element."""
    if not way:
        return value
    if isinstance(body, list):
        return [put(body[0] if body else {}, way, value), *body[1:]]
    inner = body if isinstance(body, dict) else {}
    return {**inner, way[0]: put(inner.get(way[0], {}), way[1:], value)}
