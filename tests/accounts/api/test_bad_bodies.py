"""Whatever a system sends as a body, it is told in a problem what is wrong, and nothing of it is done or repeated."""

from __future__ import annotations

import pytest
from django.http import HttpResponse
from django.test import Client

from accounts.api.parsing import LARGEST_BODY
from audit.models import Event
from tests.machines import basic, issued, system

pytestmark = pytest.mark.django_db
JSON = "application/json"
LOOKUP, TOKEN = "/api/v1/lookup", "/api/v1/token"
FORM = "application/x-www-form-urlencoded"
BODIES = [
    pytest.param(b'{"q": "Kowalski"', JSON, 400, "malformed", id="cut short"),
    pytest.param(b'["Kowalski"]', JSON, 400, "malformed", id="a list"),
    pytest.param(b'{"q": "Kowalski", "q": "x"}', JSON, 400, "malformed", id="a key twice"),
    pytest.param('{"q": "Kowalski"}'.encode("utf-16"), JSON, 400, "malformed", id="UTF-16"),
    pytest.param('{"q": "Kowalskié"}'.encode("latin-1"), JSON, 400, "malformed", id="Latin 1"),
    pytest.param(b'{"q": ' + b"[" * 30_000, JSON, 400, "malformed", id="deep"),
    pytest.param(b'{"q": Infinity}', JSON, 400, "malformed", id="no number of JSON"),
    pytest.param(b'{"q": "' + b"x" * LARGEST_BODY + b'"}', JSON, 413, "too_large", id="huge"),
    pytest.param(b'{"q": "Kowalski\\u0000"}', JSON, 422, "invalid", id="NUL"),
    pytest.param(b'{"q": "Kowalski\\ud800"}', JSON, 422, "invalid", id="half a character"),
    pytest.param(b'{"q": 5}', JSON, 422, "invalid", id="a number for a text"),
    pytest.param(b'{"Kowalski": 5}', JSON, 422, "invalid", id="a field that is not known"),
    pytest.param(b"q=Kowalski", FORM, 415, "unsupported_media_type", id="a form"),
    pytest.param(b"<q>Kowalski</q>", "text/xml", 415, "unsupported_media_type", id="XML"),
    pytest.param(b'{"q": "Kowalski"}', "", 415, "unsupported_media_type", id="of no type"),
]


@pytest.mark.parametrize(("body", "kind", "status", "code"), BODIES)
def test_a_body_that_cannot_be_right_is_answered_with_a_problem(body: bytes, kind: str, status: int, code: str) -> None:
    asking = system("lookup:read")
    headers = {"Authorization": f"Bearer {asking.token}", **asking.headers}

    answer = Client().post(LOOKUP, body, content_type=kind, headers=headers)

    assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert answer["Content-Type"] == "application/problem+json"
    assert answer["X-Request-ID"]
    assert answer.json()["remedy"]
    assert code == "invalid" or b"Kowalski" not in answer.content
    assert not Event.objects.filter(code="person.looked_up").exists()


def asked(body: bytes, kind: str) -> HttpResponse:
    credentials = issued("lookup:read")
    said = {"Authorization": basic(credentials.client.credential_id, credentials.secret)}
    return Client(raise_request_exception=False).post(TOKEN, body, content_type=kind, headers=said)


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        pytest.param(b"", FORM, id="nothing"),
        pytest.param(b"grant_type=client_credentials&grant_type=client_credentials", FORM, id="a name twice"),
        pytest.param(b"grant_type=client_credentials&scope=%ff%00", FORM, id="no text"),
        pytest.param(b'{"grant_type": "client_credentials"}', JSON, id="JSON"),
        pytest.param(b"grant_type=client_credentials&code=x", FORM, id="what is not asked for"),
        pytest.param(b"--x\r\nbroken", "multipart/form-data; boundary=x", id="broken parts"),
        pytest.param(b"--x\r\nbroken", "multipart/form-data", id="parts without a boundary"),
        pytest.param(b"&".join(b"a%d=1" % each for each in range(600)), FORM, id="hundreds of names"),
        pytest.param(b"grant_type=" + b"x" * 3_000_000, FORM, id="huge"),
    ],
)
def test_a_token_is_not_given_for_a_form_that_cannot_be_right(body: bytes, kind: str) -> None:
    answer = asked(body, kind)

    assert answer.status_code in (400, 413)
    assert answer["Content-Type"].startswith("application/json")
    assert not Event.objects.filter(code="client.token_given").exists()
