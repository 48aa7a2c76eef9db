"""The line breaks between the commit and the answer: who asks again under the same key is told what came of it, and it
is done once."""

from __future__ import annotations

import http.client
import json
import urllib.parse
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import transaction

from register.models import Person
from tests.clients.dar_client.wire import LOSE_ANSWER, Wire
from tests.machines import System, ask_for_token, issued, officer_of

pytestmark = pytest.mark.django_db(transaction=True)
PEOPLE = "/api/v1/people"
BODY = {"forenames": "Ines", "surname": "Okafor", "source": "officer"}


@pytest.fixture
def wire(live_server: Any) -> Iterator[Wire]:
    with Wire(live_server.url, breaks_at=PEOPLE) as made:
        yield made


@pytest.fixture
def asking(transactional_db: None) -> System:
    with transaction.atomic():
        credentials = issued("people:write")
    token = ask_for_token(credentials).json()["access_token"]
    return System(credentials, token, {"On-Behalf-Of": officer_of("13")})


def post(wire: Wire, asking: System, key: str) -> http.client.HTTPResponse:
    """The answer. Raises http.client.RemoteDisconnected where it was lost."""
    line = http.client.HTTPConnection(urllib.parse.urlsplit(wire.url).netloc)
    headers = {"Authorization": f"Bearer {asking.token}", **asking.headers, "Content-Type": "application/json"}
    line.request("POST", PEOPLE, json.dumps(BODY), {**headers, "Idempotency-Key": key})
    return line.getresponse()


@pytest.mark.parametrize("times", [1, 3], ids=["once", "three times"])
def test_an_answer_that_is_lost_is_given_again_and_nothing_is_doubled(wire: Wire, asking: System, times: int) -> None:
    wire.plan = [LOSE_ANSWER] * times
    for _ in range(times):
        with pytest.raises(http.client.RemoteDisconnected):
            post(wire, asking, "entry-of-Okafor")
    assert Person.objects.count() == 1, "it was done, though nobody heard so"

    answer = post(wire, asking, "entry-of-Okafor")

    assert (answer.status, answer.headers["Idempotency-Replayed"]) == (201, "true")
    assert json.loads(answer.read())["reference"] == Person.objects.get().reference


def test_under_another_key_it_is_another_request(wire: Wire, asking: System) -> None:
    first, second = post(wire, asking, "entry-of-Okafor"), post(wire, asking, "entry-of-another")

    assert (first.status, second.status) == (201, 201)
    assert Person.objects.count() == 2
