from __future__ import annotations

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from cases.actions.protection import set_safe_contact
from register.actions.people import restrict_person
from register.models import Phone, Sighting, Task
from tests import builders
from tests.cases.builders import Household, act, enrich
from tests.cases.conftest import Visit
from tests.cases.web.pages import get, post, title, words

pytestmark = pytest.mark.django_db

ORDER = (
    "Born", "Numbers", "Firearms", "Orders in force", "Registration", "Whom to protect", "TecSOS", "Code word",
    "Children", "Risk", "Last events", "Whom to ring", "Record what the caller says",
)  # fmt: skip


def test_the_card_reads_in_the_promised_order(home: Household, visit: Visit) -> None:
    enrich(home)
    set_safe_contact(home.pair, code_word="Marigold", **act(home.officer))

    read = words(get(visit(), "person-card", home.person.reference))
    places = [read.find(word) for word in ORDER]

    assert -1 not in places
    assert places == sorted(places)


def test_the_card_names_nobody_in_its_title(home: Household, visit: Visit) -> None:
    response = get(visit(), "person-card", home.person.reference)

    assert title(response) == f"Card {home.person.reference} – Domestic Abuse Register"


def test_a_bare_card_leaves_nothing_blank(visit: Visit) -> None:
    person = builders.person()

    response = get(visit(), "person-card", person.reference)

    assert not re.search(r"<(dd|li|td|p)[^>]*>\s*</\1>", response.content.decode())
    assert words(response).count("Not recorded") == 8


@pytest.mark.parametrize(
    ("role", "offered", "withheld"),
    [
        pytest.param(
            "control-room-specialist",
            {"Edit person", "Add address", "Add phone", "Full record"},
            {"Record order", "Case", "Open case", "Who looked"},
            id="control room",
        ),
        pytest.param(
            "safeguarding-officer",
            {"Edit person", "Record order", "Case"},
            {"Open case", "Who looked"},
            id="safeguarding",
        ),
        pytest.param("supervisor", {"Record order", "Case", "Who looked"}, {"Open case"}, id="supervisor"),
    ],
)
def test_buttons_by_policy(home: Household, visit: Visit, role: str, offered: set[str], withheld: set[str]) -> None:
    page = get(visit(role), "person-card", home.person.reference).content.decode()
    links = set(re.findall(r'<li><a class="govuk-link" href="[^"]+">([^<]+)</a></li>', page))

    assert offered <= links
    assert not withheld & links


def test_a_restricted_record_says_so(home: Household, visit: Visit) -> None:
    restrict_person(home.person, is_restricted=True, **act(builders.actor("professional-standards")))

    assert "Restricted record." in words(get(visit(), "person-card", home.person.reference))


def test_absent_and_out_of_reach_have_the_same_bytes(home: Household, visit: Visit) -> None:
    client = visit(force_code="14")

    hidden = get(client, "person-card", home.victim.reference)
    absent = get(client, "person-card", "DAR-0000-0000")

    assert hidden.status_code == absent.status_code == 404
    assert hidden.content == absent.content


def test_the_number_of_queries_of_the_page_is_fixed(home: Household, visit: Visit) -> None:
    client = visit()
    bare = builders.person(home.officer, forenames="Nobody", surname="Known")
    counts = []
    for person in (bare, home.person):
        if person == home.person:
            enrich(home)
        with CaptureQueriesContext(connection) as captured:
            assert get(client, "person-card", person.reference).status_code == 200
        counts.append(len([q for q in captured if not re.search("SAVEPOINT|django_session", q["sql"])]))

    assert counts[0] == counts[1] <= 25


# Recording what the caller says


def test_record_sighting_shows_the_card_again(home: Household, visit: Visit) -> None:
    client = visit()

    response = post(client, "record-sighting", home.person.reference, place="Outside the school", phone="07700 900999")

    assert response.status_code == 302
    read = words(client.get(response.url))
    assert "Recorded as unverified" in read
    assert "Outside the school Unverified" in read
    assert "07700 900999 Unverified" in read
    assert Task.objects.filter(person=home.person, kind=Task.Kind.CONFIRM_FACT).count() == 1


def test_record_sighting_by_htmx_answers_with_the_card_itself(home: Household, visit: Visit) -> None:
    response = post(
        visit(), "record-sighting", home.person.reference, headers={"HX-Request": "true"}, note="On his way"
    )

    assert response.status_code == 200
    assert b"<html" not in response.content
    assert "Recorded as unverified" in words(response)
    assert "On his way" in words(response)
    assert b'<div tabindex="-1" data-focus-on-arrival>' in response.content


@pytest.mark.parametrize("headers", [None, {"HX-Request": "true"}], ids=["plain", "htmx"])
def test_record_sighting_loses_nothing_that_was_typed(
    home: Household, visit: Visit, headers: dict[str, str] | None
) -> None:
    typed = {"place": "x" * 201, "note": "He has a knife", "phone": "07700 900999", "incident_number": "WY-1"}

    response = post(visit(), "record-sighting", home.person.reference, headers=headers, **typed)
    page = response.content.decode()

    assert response.status_code == 200
    assert "200 characters or fewer" in words(response)
    assert all(value in page for value in typed.values())
    assert not Sighting.objects.exists()


def test_record_sighting_asks_for_something(home: Household, visit: Visit) -> None:
    response = post(visit(), "record-sighting", home.person.reference, incident_number="WY-1")

    assert "Type a place, a number or what the caller says" in words(response)
    assert not Sighting.objects.exists()


def test_a_number_given_for_a_victim_is_as_protected_as_the_others(home: Household, visit: Visit) -> None:
    post(visit(), "record-sighting", home.victim.reference, phone="07700 900888")

    assert Phone.objects.get(person=home.victim, digits__endswith="900888").protection == "confidential"


def test_record_sighting_on_somebody_out_of_reach(home: Household, visit: Visit) -> None:
    assert post(visit(force_code="14"), "record-sighting", home.victim.reference, note="x").status_code == 404
