"""Pages of the register ask a fixed number of queries, whatever they show."""

from __future__ import annotations

import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from register.actions import facts
from register.models import Source
from tests.builders import CALL, actor, force, person, sign_in, user

pytestmark = pytest.mark.django_db

LOOKUP = 9
LOOKUP_BY_NUMBER = 9  # no words to find neighbours of, but whether a restricted record is named exactly
LOOKUP_BY_PHONE = 10  # and what to do about the number
INBOX = 5


@pytest.fixture
def specialist(client: Client) -> Client:
    return sign_in(client, user(force_code="14"))


def cost(client: Client, terms: str) -> int:
    """Queries of one lookup as the page asks for it while somebody types."""
    with CaptureQueriesContext(connection) as captured:
        response = client.post(reverse("lookup"), {"q": terms}, headers={"HX-Request": "true"})
    assert response.status_code == 200
    return without_session(captured)


def without_session(captured: CaptureQueriesContext) -> int:
    """The session is read from the cache and written now and then: by the clock, not by the page. The guard of tests
    (`tests.guard`) asks once which tables are guarded."""
    return sum(re.search("django_session|pg_trigger", query["sql"]) is None for query in captured)


def test_lookup_costs_the_same_however_many_match(specialist: Client) -> None:
    by = actor()
    people = [person(by, forenames=f"Marek{number}", surname="Kowalski") for number in range(3)]
    few = cost(specialist, "kowalski")
    for number in range(25):
        people.append(person(by, forenames=f"Marek{number}", surname="Kowalski"))
    for each in people:
        facts.add_phone(each, actor=by, reason=CALL, source=Source.OFFICER, number="07700 900067")

    assert cost(specialist, "kowalski") == few == LOOKUP


@pytest.mark.parametrize(
    ("terms", "queries"),
    [
        pytest.param("kowalski", LOOKUP, id="a name"),
        pytest.param("marek kowalski leeds 1984", LOOKUP, id="several words and a year"),
        pytest.param("07700 900067", LOOKUP_BY_PHONE, id="a phone"),
        pytest.param("81/34U", LOOKUP_BY_NUMBER, id="an identifier"),
    ],
)
def test_lookup_by_kind_of_terms(specialist: Client, terms: str, queries: int) -> None:
    by = actor()
    kept = person(by)
    facts.add_phone(kept, actor=by, reason=CALL, source=Source.OFFICER, number="07700 900067")

    assert cost(specialist, terms) == queries


def test_inbox_costs_the_same_however_many_alerts_are_in_it(specialist: Client) -> None:
    def inbox() -> int:
        with CaptureQueriesContext(connection) as captured:
            response = specialist.get(reverse("alerts"), headers={"HX-Request": "true"})
        assert response.status_code == 200
        return without_session(captured)

    def move() -> None:
        facts.add_address(
            person(by), actor=by, reason=CALL, source=Source.CALLER, line_1="10 Station Lane", police_force=force("14")
        )

    by = actor()
    move()
    one = inbox()
    for _ in range(12):
        move()

    assert inbox() == one == INBOX
