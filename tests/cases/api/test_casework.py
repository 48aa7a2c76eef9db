"""Casework through the API: what is refused, and where in the body it points; what is not told."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
import time_machine
from django.http import HttpResponse
from django.urls import reverse

from audit.models import Event
from cases.models import Pair, SafeContactRule, Safeguard
from register.actions import facts
from register.models import Protection, Source
from tests import builders
from tests.cases.api import casework_examples, incident_examples
from tests.cases.api.example import NOW, by
from tests.cases.api.examples import EXAMPLES, filled, made, send, signed_in
from tests.cases.builders import CANARY_LINE, Household, household, refuge

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def a_day() -> Iterator[None]:
    with time_machine.travel(NOW, tick=True):
        yield


def pointer(answer: HttpResponse) -> tuple[int, str]:
    return answer.status_code, answer.json()["errors"][0]["pointer"]


def read(home: Household, name: str, role: str = "supervisor", **arguments: Any) -> HttpResponse:
    return signed_in(builders.user(role)).get(reverse(name, kwargs=arguments))


@pytest.mark.parametrize(
    ("name", "changes", "where"),
    [
        pytest.param("api-add-victim", {"victim": "{victim}"}, "#/victim", id="known and new at once"),
        pytest.param("api-add-victim", {"new_victim": {"surname": " "}}, "#/new_victim/surname", id="no name"),
        pytest.param("api-add-victim", {"victim_role": "suspect"}, "#/reasoning", id="turned round, nothing said"),
        pytest.param("api-change-pair", {"ends_on": "2018-01-01"}, "#/ends_on", id="over before it began"),
        pytest.param("api-set-safe-contact", {"safe_time": {"begins": "09:00"}}, "#/safe_time/ends", id="half a time"),
        pytest.param("api-set-safe-contact", {"hours": f"At {CANARY_LINE}"}, "#/hours", id="a place in the words"),
        pytest.param("api-decide-after-refuge", {"open_phones": [1]}, "#/open_phones", id="somebody else's number"),
        pytest.param("api-add-safeguard", {"particulars": {"address": 1}}, "#/particulars/address", id="not hers"),
        pytest.param(
            "api-ask-for-notice", {"attended": {"at": "2024-03-01T21:10:00Z"}}, "#/attended/at", id="long ago"
        ),
        pytest.param("api-record-incident", {"happened_at": "2027-01-01T00:00:00Z"}, "#/happened_at", id="to come"),
        pytest.param("api-record-incident", {"told": {"address": 1}}, "#/told/address", id="an address not around"),
        pytest.param("api-add-to-incident", {"somebody": {"role": "victim"}}, "#/somebody/words", id="nobody"),
        pytest.param("api-identify-in-incident", {"person": "{person}"}, "#/person", id="in it already"),
        pytest.param("api-tell-victim", {"told_at": "2027-01-01T00:00:00Z"}, "#/told_at", id="told in the future"),
    ],
)
def test_a_refusal_points_at_the_part_of_the_body_that_it_speaks_of(
    name: str, changes: dict[str, Any], where: str
) -> None:
    home = household()
    arguments = EXAMPLES[name].begin(home)

    answer = send(name, arguments, filled({**EXAMPLES[name].body, **changes}, home))

    assert answer.status_code == 422
    assert pointer(answer)[1].startswith(where)


def test_a_rule_that_somebody_else_changed_meanwhile_is_not_overwritten() -> None:
    home = household()
    arguments, body = made("api-set-safe-contact", home)
    refuge(home.pair, home.officer)

    answer = send("api-set-safe-contact", arguments, body)

    assert answer.status_code == 422
    assert SafeContactRule.objects.in_force().get(person=home.victim).is_in_refuge


def test_a_detail_that_whoever_acts_may_not_read_is_chosen_for_no_safeguard() -> None:
    home = household()
    arguments, body = made("api-add-safeguard", home)
    refuge(home.pair, home.officer)

    answer = send("api-add-safeguard", arguments, body)

    assert pointer(answer) == (422, "#/particulars/address")
    assert not Safeguard.objects.filter(pair=home.pair).exists()


def test_what_is_kept_from_whoever_corrects_an_incident_is_not_written_over() -> None:
    home = household()
    there = incident_examples.taken_down(home)
    facts.add_address(
        home.victim, source=Source.OFFICER, line_1="4 Linnet Court", town="York", postcode="YO1 7HH",
        protection=Protection.CONFIDENTIAL, **by(),
    )  # fmt: skip
    send("api-correct-incident", there, {"account": "She is at 4 Linnet Court", "why": "Rang her"})
    refuge(home.pair, home.officer)

    answer = send("api-correct-incident", there, {"account": "Nothing", "why": "A slip"})

    assert pointer(answer) == (422, "#/account")
    assert "account" in read(home, "api-incident", **there).json()["withheld"]


def test_a_part_of_a_case_that_there_is_none_of_is_not_there() -> None:
    home = household()

    answer = read(home, "api-case-part", reference=home.case.reference, part="none")

    assert answer.status_code == 404


def test_a_case_is_read_as_its_page_says_it_and_logged_as_that() -> None:
    home = household()
    incident_examples.taken_down(home)

    answer = read(home, "api-case", reference=home.case.reference).json()

    parts = {part["part"]: part["lines"] for part in answer["parts"]}
    assert (answer["owner"], answer["force"]) == (home.owner.name, "13")
    assert [line["account"] for line in parts["incidents"]] == ["He shouted at the door"]
    assert [line["who"]["reference"] for line in parts["people"]] == [home.victim.reference]
    assert "url" not in parts["incidents"][0]
    assert Event.objects.filter(code="case.page_opened", channel="api").count() == 1


def test_a_victim_is_read_with_what_is_named_when_they_are_protected() -> None:
    home = household()
    casework_examples.protected(home)
    where = {"reference": home.case.reference, "victim": home.victim.reference}

    answer = read(home, "api-victim", **where)
    details = read(home, "api-victim-details", **where).json()["details"]

    measure = Safeguard.objects.get(pair=home.pair)
    assert answer.headers["ETag"] == f'"{Pair.objects.get(pk=home.pair.pk).version}"'
    assert [(each["number"], each["version"]) for each in answer.json()["safeguards"]] == [(measure.pk, 1)]
    assert {(each["kind"], each["number"]) for each in details} == {
        ("address", home.address.pk), ("phone", home.phone.pk)
    }  # fmt: skip


def test_the_words_of_an_observation_are_told_to_nobody_while_the_person_is_in_refuge() -> None:
    home = household()
    there = incident_examples.seen(home)
    before = read(home, "api-observation", **there).json()["words"]
    other = household()
    Pair.objects.filter(pk=other.pair.pk).update(victim=home.person)

    refuge(Pair.objects.get(pk=other.pair.pk), other.officer)

    assert before == "Waits at the bus station"
    assert read(home, "api-observation", **there).json()["words"] == "words withheld, in refuge"
