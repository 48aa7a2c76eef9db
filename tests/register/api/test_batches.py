"""Batches over HTTP, as JSON and as lines of it: whatever is sent, the answer is a list or one problem."""

from __future__ import annotations

import hashlib
import json
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client

from accounts.models import User
from audit.models import Event
from register.api.batches import LARGEST_BATCH
from register.imports.items import MOST_ITEMS, content_sha256
from register.models import LocalRecord, Person, ReceivedBatch
from tests import builders
from tests.register.batches.sent import held, item, person, sent, stranger

pytestmark = pytest.mark.django_db
BATCH, LINES = "/api/v1/people/batch", "application/x-ndjson"


def system(force_code: str = "10") -> Client:
    user: User = builders.user("force-system", force_code=force_code)
    return builders.sign_in(Client(), user)


def post(body: Any, *, by: Client | None = None, **more: Any) -> HttpResponse:
    answer: HttpResponse = (by or system()).post(BATCH, body, content_type="application/json", **more)
    return answer


def lines(*rows: bytes, asked: str = "source=records&sequence=1") -> HttpResponse:
    answer: HttpResponse = system().post(f"{BATCH}?{asked}", b"\n".join(rows), content_type=LINES)
    return answer


def batch(*items: Any, sequence: int = 1) -> dict[str, Any]:
    return {"source": "records", "sequence": sequence, "items": list(items)}


def test_a_batch_is_answered_item_by_item() -> None:
    answer = post(batch(item(), item("10DA/2", addresses=[{"town": "Leeds"}, {"postcode": 7}])))

    assert answer.status_code == 200
    told = answer.json()
    assert (told["source"], told["sequence"], told["is_replay"], told["missing"]) == ("records", 1, False, [])
    assert told["counts"] == {"created": 1, "refused": 1}
    assert told["results"][0] == {
        "index": 0, "status": 201, "outcome": "created", "reference": person().reference, "problem": None
    }  # fmt: skip
    problem = told["results"][1]["problem"]
    assert (told["results"][1]["status"], problem["status"], problem["code"]) == (422, 422, "invalid")
    assert problem["type"] == "urn:dar:problem:invalid"
    assert problem["errors"] == [
        {
            "pointer": "#/addresses/1/postcode", "code": "invalid", "detail": "This is not text.",
            "remedy": "Send text in quotation marks.",
        }
    ]  # fmt: skip


def test_what_came_of_a_batch_can_be_read_again_without_a_word_of_it() -> None:
    by = system()
    first = post(batch(item(), stranger("10DA/2", "Okafor") | {"sex": "?"}), by=by).json()

    again = by.get(first["links"]["self"]).json()

    assert (again["reference"], again["items"]) == (first["reference"], 2)
    assert [each["outcome"] for each in again["results"]] == ["created", "refused"]
    assert again["results"][1]["problem"]["errors"][0]["pointer"] == "#/sex"
    assert "Okafor" not in str(again)


def test_a_batch_that_comes_again_says_so_and_another_under_its_number_is_refused() -> None:
    by = system()
    post(batch(item()), by=by)

    again, other = post(batch(item()), by=by), post(batch(item(surname="Nowak")), by=by)

    assert (again.status_code, again.json()["is_replay"]) == (200, True)
    assert (other.status_code, other.json()["errors"][0]["pointer"]) == (422, "#/sequence")


def test_missing_numbers_are_told_with_each_batch_and_by_themselves() -> None:
    by = system()

    told = post(batch(item(), sequence=3), by=by).json()
    sources = by.get("/api/v1/batches").json()["sources"]

    assert told["missing"] == [{"first": 1, "last": 2}]
    assert sources == [{"code": "records", "last_sequence": 3, "missing": [{"first": 1, "last": 2}]}]


def test_lines_are_items_and_a_broken_line_stops_no_other() -> None:
    answer = lines(
        json.dumps(item()).encode(),
        b'{"local_reference": "10DA/2", "surname": ',
        b'{"local_reference": "10DA/3", "surname": "A", "surname": "B"}',
        b'{"local_reference": "10DA/4", "surname": "K\xf6nig"}',
        b"[" * 5000,
        b'{"local_reference": "10DA/6", "surname": NaN}',
        b"",
        b"[1]",
        json.dumps(stranger("10DA/8", "Okafor")).encode(),
    )

    told = answer.json()["results"]
    assert [each["status"] for each in told] == [201, 400, 400, 400, 400, 400, 400, 201]
    assert {each["problem"]["code"] for each in told if each["problem"]} == {"malformed"}
    assert Person.objects.count() == 2


@pytest.mark.parametrize(
    "asked",
    [
        pytest.param("", id="neither"),
        pytest.param("source=records", id="no number"),
        pytest.param("source=records&sequence=0", id="number nought"),
        pytest.param("source=records&sequence=99999999999999999999", id="a number without end"),
        pytest.param("source=records&sequence=%D9%A3", id="a digit of another script"),
        pytest.param("source=../x&sequence=1", id="no name of a source"),
        pytest.param("source=records&sequence=1&items=2", id="further words"),
    ],
)
def test_lines_need_a_source_and_a_number(asked: str) -> None:
    answer = lines(json.dumps(item()).encode(), asked=asked)

    # `items` after the question mark is overridden by the lines themselves.
    assert answer.status_code == (200 if "items=" in asked else 422)


@pytest.mark.parametrize(
    ("body", "status"),
    [
        pytest.param(b" ", 400, id="nothing"),
        pytest.param(b"{", 400, id="broken off"),
        pytest.param(b"[]", 400, id="a list"),
        pytest.param(b'{"source":"a","source":"b"}', 400, id="a key twice"),
        pytest.param(b'{"source":"a","sequence":1,"items":[{"surname":"a","surname":"b"}]}', 400, id="a key within"),
        pytest.param(b'{"items":' + b"[" * 100_000, 400, id="nested without end"),
        pytest.param('{"source":"é"}'.encode("utf-16"), 400, id="UTF-16"),
        pytest.param('{"source":"é"}'.encode("latin-1"), 400, id="Latin-1"),
        pytest.param(b'{"source":"\x00"}', 400, id="NUL"),
        pytest.param(b'{"source":"a","sequence":1,"items":[]}', 422, id="no items"),
        pytest.param(b'{"source":"a","sequence":1,"items":{}}', 422, id="no list"),
        pytest.param(b'{"source":"a","sequence":1e400,"items":[{}]}', 422, id="a number beyond all bounds"),
        pytest.param(b'{"source":"a","sequence":' + b"9" * 5000 + b',"items":[{}]}', 400, id="five thousand digits"),
    ],
)
def test_a_body_that_is_no_batch_is_refused_whole(body: bytes, status: int) -> None:
    answer = post(body)

    assert answer.status_code == status, answer.content
    assert not ReceivedBatch.objects.exists()


@pytest.mark.parametrize("content_type", ["application/json", LINES])
def test_a_huge_body_is_read_no_further(content_type: str) -> None:
    huge = b" " * (LARGEST_BATCH + 1)

    answer = system().post(f"{BATCH}?source=a&sequence=1", huge, content_type=content_type)

    assert (answer.status_code, answer.json()["code"]) == (413, "too_large")


def test_more_items_than_a_batch_takes_are_refused_in_either_form() -> None:
    many = [{}] * (MOST_ITEMS + 1)

    by_lines = lines(*[b"{}"] * (MOST_ITEMS + 1))

    assert (post(batch(*many)).status_code, by_lines.status_code) == (422, 422)


@pytest.mark.parametrize("content_type", ["text/csv", "application/xml", "multipart/form-data; boundary=x"])
def test_nothing_else_is_taken(content_type: str) -> None:
    assert system().post(BATCH, b"x", content_type=content_type).status_code == 415


def test_the_batch_of_another_force_is_not_there() -> None:
    mine = sent(item())

    other = system("13").get(f"/api/v1/batches/{mine.reference}")
    absent = system("13").get("/api/v1/batches/B-0000000000")

    assert (other.status_code, other.content) == (404, absent.content)


def test_a_word_of_its_own_is_never_taken_for_the_reference_of_a_person() -> None:
    assert post(batch(item())).json()["counts"] == {"created": 1}


def month_hash(*items: dict[str, Any]) -> str:
    """As a force computes it from what it has sent."""
    ordered = sorted(items, key=lambda each: each["local_reference"].encode())
    each_hash = [
        hashlib.sha256(f"{each['local_reference']}\n{content_sha256(each)}".encode()).digest() for each in ordered
    ]
    return hashlib.sha256(b"".join(each_hash)).hexdigest()


def test_months_are_counted_and_hashed_as_a_force_can_do_it_for_itself() -> None:
    november = [item("b/é"), item("a/10"), item("a/9"), item("B/1")]
    october, undated = item("c", changed_on="2026-10-31"), stranger("d", "Okafor")
    sent(*november, october, undated)
    sent(item("z"), force_code="13")

    answer = system().get("/api/v1/reconciliation")

    assert answer.json()["months"] == [
        {"month": "2026-10", "count": 1, "sha256": month_hash(october)},
        {"month": "2026-11", "count": 4, "sha256": month_hash(*november)},
        {"month": "undated", "count": 1, "sha256": month_hash(undated)},
    ]
    assert Event.objects.filter(code="feed.holdings_compared", channel="api").count() == 1


def test_the_records_of_a_month_are_read_page_by_page_in_the_order_of_their_hash() -> None:
    sent(item("b/é"), item("a/10"), item("B/1"), item("c", changed_on="2026-10-31"))
    by, found, then = system(), [], ""

    for _ in range(3):
        page = by.get(f"/api/v1/reconciliation/2026-11?limit=1&after={then}").json()
        found += page["records"]
        then = page["next"]

    assert [each["local_reference"] for each in found] == ["B/1", "a/10", "b/é"]
    assert found[0] == {
        "local_reference": "B/1", "sha256": content_sha256(item("B/1")), "reference": held("B/1").person.reference,
        "source": "records", "sequence": 1,
    }  # fmt: skip
    assert by.get(f"/api/v1/reconciliation/2026-11?after={then}").json()["next"] is None
    logged = Event.objects.filter(code="feed.holdings_compared", references=[held("B/1").person.reference])
    assert logged.count() == 1


def test_a_record_that_came_by_file_last_has_no_content_to_compare() -> None:
    from tests.register.imports.loaded import imported

    imported(json.dumps(item()).encode(), mapping="register")

    (record,) = system().get("/api/v1/reconciliation/undated").json()["records"]
    assert (record["sha256"], record["source"], record["sequence"]) == ("", "", None)


@pytest.mark.parametrize("month", ["2026-13", "2026", "november", "1066-10", "2026-1"])
def test_what_is_no_month_is_not_there(month: str) -> None:
    assert system().get(f"/api/v1/reconciliation/{month}").status_code == 404


@pytest.mark.parametrize("asked", ["limit=0", "limit=201", "limit=x", "after=" + "x" * 61, "what=1"])
def test_a_page_is_asked_for_within_bounds(asked: str) -> None:
    assert system().get(f"/api/v1/reconciliation/2026-11?{asked}").status_code == 422


def test_the_months_take_the_same_statements_however_many_there_are(django_assert_num_queries: Any) -> None:
    sent(*[item(f"r{number}", changed_on=f"2026-{number:02}-01") for number in range(1, 12)])

    assert LocalRecord.objects.count() == 11
    assert len(system().get("/api/v1/reconciliation").json()["months"]) == 11
