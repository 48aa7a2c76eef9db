"""What is no address of the API, and what an address does not answer, is said as the API says everything."""

from __future__ import annotations

import pytest
from django.test import Client

from tests.builders import sign_in, user

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("method", ["get", "post", "put", "patch", "delete"])
@pytest.mark.parametrize(
    "address",
    [
        pytest.param("/api/v1/nothing", id="no such address"),
        pytest.param("/api/v2/lookup", id="another version"),
        pytest.param("/api/", id="no version"),
        pytest.param("/api", id="the bare word"),
        pytest.param("/api/v1/people//entry", id="no reference"),
        pytest.param("/api/v1/people/%0A/nothing", id="a line break"),
    ],
)
def test_an_address_that_is_none_is_a_problem(address: str, method: str) -> None:
    client = sign_in(Client(), user())

    answer = getattr(client, method)(address, data=None if method == "get" else {}, content_type="application/json")

    assert (answer.status_code, answer["Content-Type"]) == (404, "application/problem+json")
    assert answer.json()["code"] == "not_found"
    assert answer["Cache-Control"] == "max-age=0, no-cache, no-store, must-revalidate, private"


def test_a_stranger_is_told_to_sign_in_before_they_learn_what_there_is() -> None:
    answers = [Client().get(address) for address in ("/api/v1/nothing", "/api/v1/duties")]

    assert [answer.status_code for answer in answers] == [401, 401]
    assert answers[0].content == answers[1].content


@pytest.mark.parametrize("method", ["get", "put", "patch", "delete", "options"])
def test_a_method_that_is_not_answered_is_a_problem_that_names_those_that_are(method: str) -> None:
    client = sign_in(Client(), user())

    answer = getattr(client, method)(
        "/api/v1/people/DAR-0000-0000/registration/approve", content_type="application/json"
    )

    assert (answer.status_code, answer["Content-Type"]) == (405, "application/problem+json")
    assert answer["Allow"] == "POST"
