"""Documents through the API: what is sent is kept and given as it is, to nobody to whom the page gives none."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from typing import Any

import pytest
import time_machine
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from audit.models import Event
from cases.models import Attachment
from tests import builders
from tests.cases import documents
from tests.cases.api.example import NOW
from tests.cases.builders import Household, household, refuge

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def a_day() -> Iterator[None]:
    with time_machine.travel(NOW, tick=True):
        yield


@pytest.fixture
def home() -> Household:
    return household()


@pytest.fixture
def client() -> Client:
    return of("supervisor")


def of(role: str, force_code: str = "13") -> Client:
    return builders.sign_in(Client(), builders.user(role, force_code=force_code))


def send(
    client: Client, home: Household, content: bytes = documents.PDF, *, name: str | None = "Statement.pdf",
    asked: str = "kind=statement", content_type: str = "application/octet-stream", **headers: Any,
) -> HttpResponse:  # fmt: skip
    address = reverse("api-attach-document", args=[home.case.reference])
    named = {"Content-Disposition": f'attachment; filename="{name}"'} if name else {}
    extra = {"CONTENT_TYPE": content_type}  # the test client leaves it out where there is nothing to send
    return client.post(f"{address}?{asked}", content, content_type=content_type, headers=named | headers, **extra)


def given(client: Client, reference: str, **headers: Any) -> HttpResponse:
    return client.get(reverse("api-document-file", args=[reference]), headers=headers)


def test_a_document_is_given_back_byte_for_byte(client: Client, home: Household) -> None:
    sent = send(client, home)

    assert sent.status_code == 201, sent.content
    said = sent.json()
    assert (said["media_type"], said["size"]) == ("application/pdf", len(documents.PDF))
    assert said["sha256"] == hashlib.sha256(documents.PDF).hexdigest()
    assert sent.headers["Location"].endswith(reverse("api-documents", args=[home.case.reference]))
    answer = given(client, said["reference"], Accept="application/pdf")
    assert b"".join(answer.streaming_content) == documents.PDF
    assert answer.headers["Content-Disposition"] == f'attachment; filename="{said["reference"]}.pdf"'
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert "no-store" in answer.headers["Cache-Control"]


def test_attaching_and_opening_are_logged_with_the_channel_and_the_hash(client: Client, home: Household) -> None:
    reference = send(client, home).json()["reference"]
    b"".join(given(client, reference).streaming_content)

    for code in ("attachment.attached", "attachment.read"):
        entry = Event.objects.get(code=code)
        assert (entry.channel, entry.object_ref) == ("api", reference)
        assert hashlib.sha256(documents.PDF).hexdigest() in bytes(entry.payload).decode()


def test_the_list_says_what_there_is_and_never_what_is_in_it(client: Client, home: Household) -> None:
    send(client, home)

    answer = client.get(reverse("api-documents", args=[home.case.reference]))

    (document,) = answer.json()["documents"]
    assert (document["kind"], document["name"], document["why_not"]) == ("statement", "Statement.pdf", "")
    assert (document["version"], document["status"]) == (1, "kept")


@pytest.mark.parametrize(
    ("changes", "status", "code", "said"),
    [
        pytest.param({"name": None}, 400, "malformed", "filename", id="no name"),
        pytest.param({"content": b""}, 400, "malformed", "Content-Length", id="nothing"),
        pytest.param({"asked": ""}, 422, "invalid", "#/kind", id="no kind"),
        pytest.param({"asked": "kind=secret"}, 422, "invalid", "#/kind", id="no such kind"),
        pytest.param({"asked": "kind=photo&who=Kowalski"}, 422, "invalid", "#/who", id="a field that is not known"),
        pytest.param(
            {"asked": "kind=photo&incident=I-0000000000"}, 422, "invalid", "#/incident", id="no such incident"
        ),
        pytest.param({"name": "Statement.exe"}, 422, "refused", "#/file", id="a kind that is not taken"),
        pytest.param({"name": "Statement.jpg"}, 422, "refused", "#/file", id="not what its name says"),
        pytest.param(
            {"content_type": "application/json"}, 415, "unsupported_media_type", "octet-stream", id="as JSON"
        ),
        pytest.param(
            {"content_type": "multipart/form-data; boundary=x"}, 415, "unsupported_media_type", "octet-stream",
            id="as a form",
        ),
    ],
)  # fmt: skip
def test_what_is_not_taken(
    changes: dict[str, Any], status: int, code: str, said: str, client: Client, home: Household
) -> None:
    answer = send(client, home, **changes)

    assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert said in answer.content.decode()
    assert not Attachment.objects.exists()


def test_what_is_too_large_is_not_read(client: Client, home: Household, settings: Any) -> None:
    settings.LARGEST_ATTACHMENT_BYTES = len(documents.PDF) - 1

    answer = send(client, home)

    assert (answer.status_code, answer.json()["code"]) == (413, "too_large")
    assert not Attachment.objects.exists()


def test_a_session_without_its_token_attaches_nothing(home: Household) -> None:
    user = builders.user("supervisor")
    client = builders.sign_in(Client(enforce_csrf_checks=True), user)

    answer = send(client, home)

    assert (answer.status_code, answer.json()["code"]) == (403, "csrf")


@pytest.mark.parametrize("in_refuge", [False, True], ids=["somebody else", "everybody while she is in refuge"])
def test_a_document_is_withheld_from_whom_the_page_withholds_it(in_refuge: bool, home: Household) -> None:
    document = documents.attached(home)
    if in_refuge:
        refuge(home.pair, home.officer)
    client = of("supervisor" if in_refuge else "offender-manager")

    answer = given(client, document.reference)

    assert answer.status_code in ((422,) if in_refuge else (403, 404, 422))
    assert documents.TEXT.decode()[:10] not in answer.content.decode()
    listed = client.get(reverse("api-documents", args=[home.case.reference]))
    assert "Statement.txt" not in listed.content.decode()


def test_another_force_is_told_what_is_told_of_no_document(home: Household) -> None:
    document, client = documents.attached(home), of("supervisor", "14")

    there, absent = given(client, document.reference), given(client, "AT-0000000000")

    assert there.status_code == absent.status_code == 404
    assert there.content == absent.content


def test_a_withdrawn_document_is_given_to_nobody(client: Client, home: Household) -> None:
    document = documents.attached(home)
    withdraw = reverse("api-withdraw-document", args=[document.reference])
    body = {"why": "Of another case"}

    done = client.post(withdraw, body, content_type="application/json", headers={"If-Match": '"1"'})

    assert (done.status_code, done.json()["status"]) == (200, "withdrawn")
    answer = given(client, document.reference)
    assert (answer.status_code, answer.json()["detail"]) == (422, "This document was withdrawn.")
