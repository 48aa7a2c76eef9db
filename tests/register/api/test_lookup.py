"""Lookup through the API: the answer of the page as JSON, and how it says no."""

from __future__ import annotations

import json
import time
from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts import sessions
from accounts.api.problems import PROBLEMS
from accounts.models import Membership, Role
from audit.models import Detail, Event
from register.actions import facts
from register.models import Person, Source
from tests.builders import CALL, actor, allow_writes, force, person, sign_in, user
from tests.register.web.test_query_counts import LOOKUP, without_session

pytestmark = pytest.mark.django_db

ADDRESS = "/api/v1/lookup"


@pytest.fixture
def specialist(client: Client) -> Client:
    return sign_in(client, user())


@pytest.fixture
def kowalski() -> Person:
    by = actor()
    kept = person(by, date_of_birth=date(1984, 11, 23))
    facts.add_address(
        kept, actor=by, reason=CALL, source=Source.OFFICER, line_1="14 Abbey Close", town="Leeds", postcode="LS12 3BF",
        police_force=force(),
    )  # fmt: skip
    facts.add_phone(kept, actor=by, reason=CALL, source=Source.OFFICER, number="07700 900067")
    return kept


def ask(client: Client, body: Any, **headers: str) -> HttpResponse:
    return client.post(ADDRESS, body, content_type="application/json", headers=headers)


def problem_of(answer: HttpResponse, code: str) -> dict[str, Any]:
    """The problem of an answer, after what every problem keeps."""
    said = answer.json()
    assert answer["Content-Type"] == "application/problem+json"
    assert "no-store" in answer["Cache-Control"]
    assert (said["type"], said["code"]) == (f"urn:dar:problem:{code}", code)
    assert said["status"] == answer.status_code == PROBLEMS[code].status
    assert said["title"] and said["detail"] and said["remedy"]
    return said


# The answer


def test_the_answer_says_what_was_understood_and_why_each_person_matches(specialist: Client, kowalski: Person) -> None:
    answer = ask(specialist, {"q": "kowalsk leeds 23/11/1984"})

    said = answer.json()
    (found,) = said["results"]
    assert (answer.status_code, said["was_cut"]) == (200, False)
    assert said["understood"]["dates_of_birth"] == ["1984-11-23"]
    assert "town Leeds" in said["understood"]["said"]
    assert (found["reference"], found["name"], found["strength"]) == (kowalski.reference, "Marek Kowalski", "strong")
    assert "Lives in Leeds" in found["reasons"]
    assert found["facts"] | {"age": None} == {
        "date_of_birth": "1984-11-23", "age": None, "sex": "Not stated", "town": "Leeds", "outward_code": "LS12",
        "standing": "Not registered: suspect", "force": "West Yorkshire Police",
    }  # fmt: skip
    assert found["links"]["card"] == f"http://testserver/people/{kowalski.reference}/card"


def test_a_key_of_half_a_character_is_refused_and_no_fault(specialist: Client) -> None:
    problem_of(ask(specialist, '{"\\ud800": 1}'), "malformed")


def test_no_whole_address_or_number_is_in_the_answer(specialist: Client, kowalski: Person) -> None:
    answer = ask(specialist, {"q": "14 abbey close LS12 3BF", "phone": "07700 900067"}).json()

    said = json.dumps(answer["results"])
    assert answer["results"]
    assert "Abbey" not in said and "3BF" not in said and "900067" not in said


TERMS = [
    "kowalski", "marek kowalsk leeds", "kowalski 1984", "07700 900067", "LS12", "abbey close", "nobody at all",
    "aged 42", "kowalski 23 november", "siobhan", "DAR-0000-0000", "81/34U",
]  # fmt: skip


@pytest.mark.parametrize("terms", TERMS)
def test_the_api_and_the_page_give_the_same_people_in_the_same_words(
    specialist: Client, kowalski: Person, terms: str
) -> None:
    by = actor(force_code="14")
    for forenames, surname in (("Siobhán", "O'Neill"), ("Mark", "Kowalska"), ("Ravi", "Leeds")):
        person(by, forenames=forenames, surname=surname, date_of_birth=date(1984, 3, 2))

    page = specialist.post("/lookup", {"q": terms}, headers={"HX-Request": "true"}).context
    said = ask(specialist, {"q": terms}).json()

    assert said["understood"]["said"] == page["answer"].query.said()
    assert said["was_cut"] == page["answer"].was_cut
    assert [
        (each["name"], each["links"]["card"], f"{each['strength'].capitalize()} match", each["differences"],
         each["reasons"])
        for each in said["results"]
    ] == [
        (each.name, f"http://testserver{each.url}", each.strength, list(each.differences), list(each.reasons))
        for each in page["results"]
    ]  # fmt: skip
    for each, shown in zip(said["results"], page["results"], strict=True):
        assert each["facts"]["force"] in shown.facts and each["facts"]["standing"] in shown.facts


def test_a_phone_and_other_terms_narrow_together(specialist: Client, kowalski: Person) -> None:
    together = ask(specialist, {"q": "kowalski", "phone": "07700900067"}).json()
    typed = ask(specialist, {"q": "kowalski 07700900067"}).json()

    assert together == typed
    assert together["understood"]["phones"] == ["07700900067"]


def test_a_lookup_through_the_api_is_logged_like_any_other(specialist: Client, kowalski: Person) -> None:
    ask(specialist, {"q": "kowalski"})

    event = Event.objects.get(code="person.looked_up")
    assert (event.channel, event.reason, event.references) == ("api", "live_call", [kowalski.reference])
    assert b"kowalski" not in bytes(event.payload).lower()
    assert Detail.objects.get(event=event, field="terms").value == '"kowalski"'


def test_a_record_out_of_reach_is_as_if_absent(specialist: Client) -> None:
    hidden = person(actor(force_code="14"), surname="Wrona")
    allow_writes()
    Person.objects.filter(pk=hidden.pk).update(is_restricted=True)
    there = ask(specialist, {"q": "wrona"}).json()

    allow_writes()
    Person.objects.filter(pk=hidden.pk).update(is_restricted=False)

    assert there["results"] == []
    assert [each["reference"] for each in ask(specialist, {"q": "wrona"}).json()["results"]] == [hidden.reference]


def test_the_api_asks_as_many_queries_as_the_page_however_many_match(specialist: Client) -> None:
    def cost() -> int:
        with CaptureQueriesContext(connection) as captured:
            assert ask(specialist, {"q": "kowalski"}).status_code == 200
        return without_session(captured)

    by = actor()
    person(by)
    one = cost()
    for number in range(12):
        person(by, forenames=f"Marek{number}")

    assert cost() == one <= LOOKUP


# Who is told no


def test_a_stranger_is_told_who_they_must_be(client: Client) -> None:
    answer = ask(client, {"q": "kowalski"})

    problem_of(answer, "not_signed_in")
    assert answer["WWW-Authenticate"].startswith("Bearer ")
    assert ", Session " in answer["WWW-Authenticate"]
    assert not Event.objects.filter(code="person.looked_up").exists()


def test_a_session_without_its_second_factor_is_a_stranger(specialist: Client) -> None:
    kept = specialist.session
    del kept[sessions.SECOND_FACTOR]
    kept.save()

    problem_of(ask(specialist, {"q": "kowalski"}), "not_signed_in")


def test_a_session_that_was_idle_too_long_is_over_for_the_api_too(specialist: Client) -> None:
    kept = specialist.session
    kept[sessions.SEEN] = time.time() - 24 * 3600
    kept.save()

    problem_of(ask(specialist, {"q": "kowalski"}), "not_signed_in")
    assert Event.objects.get(code="user.session_ended").channel == "api"
    assert specialist.get("/lookup").status_code == 302


def test_another_site_cannot_use_the_session(kowalski: Person) -> None:
    client = sign_in(Client(enforce_csrf_checks=True), user())

    problem_of(ask(client, {"q": "kowalski"}), "csrf")
    client.get("/lookup")
    token = client.cookies["csrf"].value

    assert ask(client, {"q": "kowalski"}, **{"X-CSRFToken": token}).status_code == 200


def test_a_role_without_the_permission_is_refused_before_the_body_is_read(client: Client) -> None:
    auditor = sign_in(client, user("oversight-auditor", force_code=None))

    problem_of(ask(auditor, "no JSON"), "not_permitted")
    assert Event.objects.get(code="access.denied").fields["policy"] == "person.look_up"


def test_somebody_of_two_roles_chooses_the_reason_first(client: Client) -> None:
    both = user()
    allow_writes()
    Membership.objects.create(user=both, role=Role.objects.get(code="supervisor"), starts_on=date(2020, 1, 1))

    problem_of(ask(sign_in(client, both), {"q": "kowalski"}), "reason_not_chosen")
    assert not Event.objects.filter(code="person.looked_up").exists()


@pytest.mark.parametrize("method", ["get", "put", "patch", "delete", "options", "head"])
def test_only_a_post_is_answered(specialist: Client, method: str) -> None:
    answer = getattr(specialist, method)(f"{ADDRESS}?q=kowalski")

    assert (answer.status_code, answer["Allow"]) == (405, "POST")
    assert not Event.objects.filter(code="person.looked_up").exists()


@pytest.mark.parametrize(
    "media_type", ["multipart/form-data; boundary=x", "application/x-www-form-urlencoded", "text/plain", "text/json"]
)
def test_a_body_of_another_kind_is_refused(specialist: Client, media_type: str) -> None:
    answer = specialist.generic("POST", ADDRESS, b'{"q": "kowalski"}', content_type=media_type)

    problem_of(answer, "unsupported_media_type")


def test_only_json_is_given(specialist: Client) -> None:
    problem_of(ask(specialist, {"q": "kowalski"}, Accept="text/html"), "not_acceptable")


def test_a_huge_body_is_too_large(specialist: Client) -> None:
    problem_of(ask(specialist, json.dumps({"q": "K" * 3_000_000})), "too_large")


def test_what_is_no_json_is_said_with_its_place(specialist: Client) -> None:
    said = problem_of(ask(specialist, '{"q": kowalski}'), "malformed")

    assert said["detail"].startswith("Line 1, column 7")
    assert "kowalski" not in json.dumps(said)


@pytest.mark.parametrize(
    ("body", "pointer", "code"),
    [
        pytest.param({}, "#", "required", id="nothing"),
        pytest.param({"q": "  ", "phone": ""}, "#", "required", id="empty texts"),
        pytest.param({"q": "x" * 201}, "#/q", "max_length", id="too long"),
        pytest.param({"q": "x" * 190, "phone": "07700 900067"}, "#", "max_length", id="too long together"),
        pytest.param({"q": 7700900067}, "#/q", "not_text", id="a number"),
        pytest.param({"q": ["kowalski"]}, "#/q", "not_text", id="a list"),
        pytest.param({"phone": True}, "#/phone", "not_text", id="a truth"),
        pytest.param({"q": None}, "#/q", "null", id="null"),
        pytest.param({"q": "kow\x00alski"}, "#/q", "control_character", id="a hidden character"),
        pytest.param({"q": "kow\nalski"}, "#/q", "line_break", id="two lines"),
        pytest.param('{"q": "\\ud800"}', "#/q", "control_character", id="half a character"),
        pytest.param({"q": "kowalski", "limit": "9"}, "#/limit", "unknown_field", id="an unknown field"),
        pytest.param({"q": "kowalski", "a/b~c": 1}, "#/a~1b~0c", "unknown_field", id="an unknown field to be escaped"),
    ],
)
def test_what_is_wrong_in_the_body_is_pointed_to(specialist: Client, body: Any, pointer: str, code: str) -> None:
    said = problem_of(ask(specialist, body), "invalid")

    (error,) = said["errors"]
    assert (error["pointer"], error["code"]) == (pointer, code)
    assert error["detail"] and error["remedy"]
    assert not Event.objects.filter(code="person.looked_up").exists()


def test_a_thousand_unknown_fields_make_a_short_answer(specialist: Client) -> None:
    said = problem_of(ask(specialist, {f"{number:060}": 1 for number in range(900)}), "invalid")

    assert len(said["errors"]) == 20
