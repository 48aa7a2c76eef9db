"""Whole files through the API: taken in at once, loaded by a worker whatever happens to it, and followed."""

from __future__ import annotations

import json
import signal
from collections.abc import Iterator
from typing import Any

import pytest
import redis
from django.db import transaction
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from audit.models import Event
from register import tasks
from register.models import FeedRun, LocalRecord, Outbox, Person
from tests import builders
from tests.machines import System, ask_for_token, issued, officer_of, system
from tests.register.test_outbox_faults import Programs, broker, lapse, programs
from tests.waiting import until

__all__ = ["broker", "programs"]
SCOPES = ("people:write", "feeds:read")
UPLOAD = "/api/v1/people/upload"
LINES = "application/x-ndjson"


def line(number: int, **changes: Any) -> str:
    person = {"local_reference": f"N/{number}", "forenames": "Ines", "surname": f"Okafor{number}", **changes}
    return f"{json.dumps(person)}\n"


def send(asking: System, body: str, content_type: str = LINES, **headers: str) -> HttpResponse:
    named = {"Authorization": f"Bearer {asking.token}", **asking.headers, **headers}
    answer: HttpResponse = Client().post(UPLOAD, body.encode(), content_type=content_type, headers=named)
    return answer


def work() -> None:
    """As the worker does, until nothing waits."""
    while tasks.sweep_outbox():
        pass


@pytest.fixture
def asking(db: None) -> System:
    return system(*SCOPES)


def followed(asking: System, sent: HttpResponse, part: str = "") -> dict[str, Any]:
    answer = asking.get(sent.headers["Location"].removeprefix("http://testserver") + part)
    assert answer.status_code == 200, answer.content
    told: dict[str, Any] = answer.json()
    return told


def test_a_file_is_taken_in_and_loaded_afterwards(asking: System) -> None:
    sent = send(asking, line(1) + line(2), **{"Content-Disposition": 'attachment; filename="people.ndjson"'})

    assert sent.status_code == 202, sent.content
    assert followed(asking, sent)["status"] == "waiting"
    assert not Person.objects.exists()
    work()
    told = followed(asking, sent)
    assert (told["status"], told["rows_total"], told["rows_new"], told["rows_quarantined"]) == ("done", 2, 2, 0)
    assert sorted(LocalRecord.objects.values_list("local_reference", flat=True)) == ["N/1", "N/2"]
    assert FeedRun.objects.get().file_name == "people.ndjson"
    assert Event.objects.get(code="feed.started").channel == "api"
    assert [each["reference"] for each in asking.get(reverse("api-feeds")).json()["feeds"]] == [told["reference"]]


def test_a_row_that_is_no_good_stops_no_other_and_is_named_with_what_to_do(asking: System) -> None:
    sent = send(asking, line(1) + line(2, surname="", forenames="") + line(3))
    work()

    assert (followed(asking, sent)["rows_new"], followed(asking, sent)["rows_quarantined"]) == (2, 1)
    (refused,) = followed(asking, sent, "/rows")["rows"]
    assert (refused["number"], refused["local_reference"], refused["is_settled"]) == (2, "N/2", False)
    assert refused["problem"] and refused["remedy"]
    assert "Ines" not in json.dumps(refused)


def test_the_same_file_again_is_the_same_while_it_loads_and_changes_nothing_afterwards(asking: System) -> None:
    body = line(1) + line(2)
    first, second = send(asking, body), send(asking, body)
    work()
    third = send(asking, body)
    work()

    assert first.json()["reference"] == second.json()["reference"] != third.json()["reference"]
    assert followed(asking, third)["rows_same"] == 2
    assert Person.objects.count() == 2


def test_a_table_is_taken_too(asking: System) -> None:
    sent = send(asking, "local_reference;nobody\nN/1;x\n", content_type="text/csv")
    work()

    told = followed(asking, sent)
    assert (sent.status_code, told["status"]) == (202, "failed")
    assert "not those of any export" in told["problem"]


@pytest.mark.parametrize(
    ("body", "content_type", "status"),
    [
        pytest.param("", LINES, 422, id="nothing"),
        pytest.param("PK\x03\x04", LINES, 422, id="a workbook"),
        pytest.param(line(1), "application/pdf", 415, id="a type that is not read"),
    ],
)
def test_what_is_no_file_of_records_is_refused(asking: System, body: str, content_type: str, status: int) -> None:
    answer = send(asking, body, content_type=content_type)

    assert answer.status_code in (status, 400), answer.content
    assert answer["Content-Type"] == "application/problem+json"
    assert not FeedRun.objects.exists()


def test_a_file_that_is_too_large_is_not_read(asking: System, settings: Any) -> None:
    settings.LARGEST_FEED_BYTES = 100

    assert send(asking, line(1) * 10).status_code == 413


def test_another_force_finds_nothing_of_it_and_a_scope_to_read_sends_nothing(asking: System) -> None:
    sent = send(asking, line(1))
    stranger, reader = system(*SCOPES, force_code="14"), system("feeds:read", name="Reader")
    there = sent.headers["Location"].removeprefix("http://testserver")

    assert [stranger.get(there + part).status_code for part in ("", "/rows")] == [404, 404]
    assert send(reader, line(1)).status_code == 403


def test_an_administrator_sends_one_with_their_session(db: None) -> None:
    client = builders.sign_in(Client(), builders.user("force-administrator"))

    answer = client.post(UPLOAD, line(1).encode(), content_type=LINES)
    work()

    assert answer.status_code == 202, answer.content
    assert LocalRecord.objects.get().force.code == "13"


@pytest.fixture
def sending(transactional_db: None) -> Iterator[System]:
    with transaction.atomic():
        credentials = issued(*SCOPES)
    token = ask_for_token(credentials).json()["access_token"]
    yield System(credentials, token, {"On-Behalf-Of": officer_of("13")})


@pytest.mark.django_db(transaction=True)
def test_a_worker_killed_in_the_middle_of_a_file_loses_no_row_and_doubles_none(
    sending: System, programs: Programs, broker: redis.Redis
) -> None:
    rows = 600
    worker = programs.worker()
    programs.beat()
    sent = send(sending, "".join(line(number) for number in range(rows)))
    until(lambda: FeedRun.objects.get().rows_read > 0, "the worker is in the middle of the file", seconds=120)

    worker.send_signal(signal.SIGKILL)
    worker.wait(timeout=30)
    for row in Outbox.objects.filter(kind="import_feed", done_at__isnull=True):
        lapse(row)
    programs.worker()

    until(lambda: FeedRun.objects.get().status == "done", "another worker has loaded the rest", seconds=300)
    told = followed(sending, sent)
    assert (told["rows_read"], told["rows_new"], told["rows_quarantined"]) == (rows, rows, 0)
    assert LocalRecord.objects.count() == Person.objects.count() == rows
