"""The timeline and the register entry of a person through the API."""

from __future__ import annotations

import pytest

from audit.models import Event
from tests.cases.builders import CANARIES, Household, enrich
from tests.cases.conftest import Visit

pytestmark = pytest.mark.django_db


def test_the_timeline_gives_lines_of_one_kind(home: Household, visit: Visit) -> None:
    enrich(home)

    answer = visit("supervisor").get(f"/api/v1/people/{home.person.reference}/timeline?kind=order").json()

    assert {line["kind"] for line in answer["lines"]} == {"order"}
    assert answer["next_offset"] is None
    assert Event.objects.get(code="person.timeline_opened").channel == "api"


def test_the_entry_names_no_victim_and_no_place(home: Household, visit: Visit) -> None:
    enrich(home)

    answer = visit("supervisor").get(f"/api/v1/people/{home.person.reference}/entry")

    assert answer.json()["orders"][0]["conditions"] == ["Must not go within 200 metres of a protected address"]
    assert not any(secret in answer.content.decode() for secret in (*CANARIES, "Asha", "Kaur"))
    assert Event.objects.get(code="person.entry_opened").subject_ref == home.person.reference


def test_an_offset_that_is_none_is_refused(home: Household, visit: Visit) -> None:
    answer = visit("supervisor").get(f"/api/v1/people/{home.person.reference}/timeline?offset=-1")

    assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (422, "#/offset")
