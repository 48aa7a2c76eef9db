"""The list of duties through the API."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
import time_machine
from django.test import Client

from accounts.models import User
from register.agenda.listing import PAGE
from tests import builders
from tests.builders import sign_in
from tests.register.agenda.test_listing import duty, registration

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 23)


@pytest.fixture(autouse=True)
def a_day() -> object:
    with time_machine.travel("2026-11-23T09:00:00Z", tick=True):
        yield


@pytest.fixture
def manager() -> User:
    return builders.user("offender-manager")


def test_it_gives_the_list_of_the_page_with_links(manager: User) -> None:
    kept = registration(manager.actor(on=TODAY), manager=manager)
    duty(kept, TODAY - timedelta(days=2))

    answer = sign_in(Client(), manager).get("/api/v1/duties").json()

    (given,) = answer["duties"]
    assert (given["kind"], given["due_on"], given["person"]) == ("notification", "2026-11-21", kept.person.reference)
    assert given["links"]["person_record"].endswith(f"/people/{kept.person.reference}/record")
    assert (answer["counts"]["overdue"], answer["next"]) == (1, None)


def test_next_leads_to_the_rest(manager: User) -> None:
    kept = registration(manager.actor(on=TODAY), manager=manager)
    for number in range(PAGE + 1):
        duty(kept, TODAY, key=f"weekly:{number}")
    client = sign_in(Client(), manager)

    first = client.get("/api/v1/duties?when=today").json()
    second = client.get(f"/api/v1/duties?when=today&after={first['next']}").json()

    assert (len(first["duties"]), len(second["duties"]), second["next"]) == (PAGE, 1, None)


@pytest.mark.parametrize(
    "asked",
    [
        pytest.param("whose=yours", id="no such scope"),
        pytest.param("when=never", id="no such part"),
        pytest.param("after=nowhere", id="no such place"),
        pytest.param("colour=red", id="an unknown field"),
    ],
)
def test_what_is_not_there_is_refused_with_the_field(manager: User, asked: str) -> None:
    answer = sign_in(Client(), manager).get(f"/api/v1/duties?{asked}")

    assert answer.status_code == 422
    assert answer.json()["errors"][0]["pointer"] == f"#/{asked.split('=')[0]}"
