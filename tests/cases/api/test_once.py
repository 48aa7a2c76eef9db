"""A write that is sent twice under one key is done once, whatever was lost on the way."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import psycopg
import pytest
import time_machine
from django.db import connection
from django.http import HttpResponse
from django.urls import reverse

from accounts.api.once import Attempt, digest, turn_of
from accounts.models import KeptAnswer
from audit.models import Event
from register.models import Registration
from tests.cases.api.examples import EXAMPLES, NOW, made
from tests.cases.builders import household
from tests.machines import System, officer_of, system

KEY = "6f1c2a34-0b7d-4c1e-9a55-0123456789ab"
NAME = "api-propose-registration"


@pytest.fixture(autouse=True)
def a_day() -> Iterator[None]:
    with time_machine.travel(NOW, tick=True):
        yield


@pytest.fixture
def place(db: None) -> str:
    arguments, _ = made(NAME, household())
    return reverse(NAME, kwargs=arguments)


def sent(asking: System, place: str, *, key: str = KEY, **changes: Any) -> HttpResponse:
    return asking.post(place, EXAMPLES[NAME].body | changes, Idempotency_Key=key)


def test_the_second_is_answered_as_the_first_and_nothing_is_done_again(place: str) -> None:
    asking = system()

    first, second = sent(asking, place), sent(asking, place)

    assert (first.status_code, second.status_code) == (201, 201)
    assert first.json() == second.json()
    assert first["Location"] == second["Location"]
    assert first.headers.get("ETag") == second.headers.get("ETag")
    assert second["Idempotency-Replayed"] == "true"
    assert "Idempotency-Replayed" not in first
    assert Registration.objects.count() == 1
    assert Event.objects.filter(code="registration.proposed").count() == 1


@pytest.mark.parametrize(
    "changes",
    [pytest.param({"gate_reason": "Another"}, id="another body"), pytest.param({"surname": "x"}, id="a bad body")],
)
def test_a_key_is_for_one_request(place: str, changes: dict[str, Any]) -> None:
    asking = system()
    sent(asking, place)

    answer = sent(asking, place, **changes)

    assert (answer.status_code, answer.json()["code"]) == (422, "key_reused")
    assert Registration.objects.count() == 1


def test_a_key_is_for_one_officer(place: str) -> None:
    asking = system()
    sent(asking, place)

    answer = asking.post(
        place, EXAMPLES[NAME].body, Idempotency_Key=KEY, On_Behalf_Of=officer_of("13").replace("4471", "4472")
    )

    assert (answer.status_code, answer.json()["code"]) == (422, "key_reused")


def test_a_key_of_one_system_is_nothing_to_another(place: str) -> None:
    sent(system(), place)

    answer = sent(system(name="Control"), place)

    assert "Idempotency-Replayed" not in answer
    assert KeptAnswer.objects.count() <= 2
    assert answer.status_code == 422, "somebody who is registered is not registered again"


def test_what_was_refused_is_logged_and_may_be_sent_again(place: str) -> None:
    asking = system()

    bad = sent(asking, place, starts_on="tomorrow")
    good = sent(asking, place)

    assert (bad.status_code, good.status_code) == (422, 201)
    assert KeptAnswer.objects.count() == 1


def test_a_refusal_of_a_rule_under_a_key_stays_in_the_log(place: str) -> None:
    sent(system(), place)

    refused = sent(system(name="Control"), place)

    assert refused.json()["code"] == "refused"
    assert Event.objects.filter(code="act.refused").count() == 1


@pytest.mark.parametrize("key", ["", "short", "x" * 256, 'a"b"c"d"e', "a b c d e f", "é" * 9])
def test_what_is_no_key_is_refused_before_anything_is_done(place: str, key: str) -> None:
    answer = sent(system(), place, key=key)

    assert (answer.status_code, answer.json()["code"]) == (400, "key_unfit")
    assert not Registration.objects.exists()


def test_the_key_itself_is_not_kept(place: str) -> None:
    sent(system(), place)

    kept = KeptAnswer.objects.values().get()
    assert KEY not in str(kept)


def test_old_answers_are_forgotten_when_the_next_is_kept(place: str) -> None:
    asking = system()
    with time_machine.travel("2026-11-10T12:00:00Z", tick=True):
        old = KeptAnswer.objects.create(
            asker=asking.credentials.client.reference, key_hash="x", asked_hash="x", status=200, answer={}
        )

    sent(asking, place)

    assert not KeptAnswer.objects.filter(pk=old.pk).exists()


def test_while_the_first_is_being_answered_the_second_is_told_to_wait(place: str) -> None:
    """Another server, here another connection, has the turn of this key."""
    asking = system()
    attempt = Attempt(asking.credentials.client.reference, digest(KEY), "")
    settings = connection.get_connection_params()
    with psycopg.connect(
        dbname=settings["dbname"], host=settings["host"], user=settings["user"], password=settings.get("password")
    ) as other:
        other.execute("SELECT pg_advisory_xact_lock(%s)", [turn_of(attempt)])
        waiting = sent(asking, place)
    done = sent(asking, place)

    assert (waiting.status_code, waiting.json()["code"]) == (409, "key_in_progress")
    assert done.status_code == 201
