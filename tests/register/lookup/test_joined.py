"""Lookup shows a joined person once, with the records that the reader may see."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from audit.models import Event
from register.actions import facts
from register.actions.lookup import look_up
from register.actions.people import restrict_person
from register.lookup.upkeep import refresh
from register.models import Person, Source
from tests.builders import CALL, actor, allow_writes, person, sign_in, user
from tests.cases.builders import stand_as_one

pytestmark = pytest.mark.django_db


@pytest.fixture
def both() -> tuple[Person, Person]:
    """The records of forces 13 and 14 of one man; his number stands in the other one."""
    here, there = actor(), actor(force_code="14")
    one, other = person(here), person(there, forenames="Mark", surname="Kowalsky")
    facts.add_phone(other, actor=there, reason=CALL, source=Source.OFFICER, number="07700 900123")
    stand_as_one(one, other)
    return one, other


def found(terms: str, force: str = "12") -> list[tuple[Person, tuple[Person, ...]]]:
    answer = look_up(terms, actor=actor(force_code=force), reason=CALL)
    return [(each.person, each.joined) for each in answer.found]


def test_a_joined_person_is_one_result(both: tuple[Person, Person]) -> None:
    one, other = both

    assert found("marek kowalski") == [(one, (other,))]
    assert found("mark kowalsky") == [(other, (one,))]


def test_a_record_that_does_not_match_is_named_with_the_one_that_does(both: tuple[Person, Person]) -> None:
    one, other = both

    assert found("07700 900123") == [(other, (one,))]


def test_the_facts_of_both_explain_a_match(both: tuple[Person, Person]) -> None:
    answer = look_up("marek kowalski 07700 900123", actor=actor(), reason=CALL)

    (match,) = (each.match for each in answer.found)
    said = " ".join(match.reasons)
    assert "Marek" in said and "phone" in said.lower()


def test_the_log_names_every_record_that_was_named(both: tuple[Person, Person]) -> None:
    found("marek kowalski")

    assert set(Event.objects.get(code="person.looked_up").references) == {each.reference for each in both}


def test_the_log_names_no_record_that_was_not_named(both: tuple[Person, Person]) -> None:
    one, other = both
    restrict_person(other, is_restricted=True, actor=actor("professional-standards", force_code="14"), reason=CALL)

    found("marek kowalski")

    assert Event.objects.get(code="person.looked_up").references == [one.reference]


def test_the_list_is_cut_by_person_and_not_by_record() -> None:
    here, there = actor(), actor(force_code="14")
    for number in range(20):
        stand_as_one(
            person(here, forenames=f"Marek{number}", surname="Wrona"),
            person(there, forenames=f"Marek{number}", surname="Wrona"),
        )

    answer = look_up("wrona", actor=here, reason=CALL)

    assert (len(answer.found), answer.was_cut) == (20, False)


@pytest.mark.parametrize("terms", ["marek kowalski", "kowalski 07700 900123", "07700 900123"])
def test_a_joined_record_out_of_reach_is_neither_named_nor_compared(both: tuple[Person, Person], terms: str) -> None:
    one, other = both
    restrict_person(other, is_restricted=True, actor=actor("professional-standards", force_code="14"), reason=CALL)
    lone = actor("offender-manager", force_code="12")  # who is shown no safety card

    answer = look_up(terms, actor=lone, reason=CALL)

    assert [each.person for each in answer.found] == ([one] if "kowalski" in terms else [])
    assert all(each.joined == () for each in answer.found)
    assert "phone" not in repr([each.match.reasons for each in answer.found]).lower()
    assert other.display_name not in repr(answer.found)


def test_a_hidden_lead_keeps_the_records_under_it_together(both: tuple[Person, Person]) -> None:
    one, other = both
    third = person(actor(force_code="16"), surname="Kowalsky")
    stand_as_one(one, third)
    restrict_person(one, is_restricted=True, actor=actor("professional-standards"), reason=CALL)

    answer = look_up("kowalsky", actor=actor(force_code="10"), reason=CALL)

    assert len(answer.found) == 1
    assert {answer.found[0].person, *answer.found[0].joined} == {other, third}


def test_the_page_and_the_api_say_with_whose_record_it_is_one(both: tuple[Person, Person]) -> None:
    one, other = both
    client = sign_in(Client(), user())

    page = client.post("/lookup", {"q": "marek kowalski"}, headers={"HX-Request": "true"}).content.decode()
    (result,) = client.post("/api/v1/lookup", {"q": "marek kowalski"}, content_type="application/json").json()[
        "results"
    ]

    assert "1 person found" in page
    assert "One person with the record of South Yorkshire Police" in page and f"/people/{other.reference}/card" in page
    assert result["reference"] == one.reference
    assert result["also_held_by"] == [
        {
            "reference": other.reference, "force": "South Yorkshire Police",
            "links": {"card": f"http://testserver/people/{other.reference}/card"},
        }
    ]  # fmt: skip


def test_joined_people_cost_no_more_queries(both: tuple[Person, Person]) -> None:
    def cost(terms: str) -> int:
        by = actor(force_code="12")
        with CaptureQueriesContext(connection) as captured:
            look_up(terms, actor=by, reason=CALL)
        return len(captured)

    person(forenames="Zbigniew", surname="Wrona")

    assert cost("marek kowalski") == cost("zbigniew wrona")


def test_what_one_record_protects_finds_none_of_them_and_finds_again_when_they_are_apart() -> None:
    by = actor("safeguarding-officer")
    origin = {"actor": by, "reason": CALL, "source": Source.OFFICER}
    here, there = person(by), person(by, forenames="Mark", surname="Kowalsky")
    facts.add_phone(here, number="07700 900123", protection="confidential", **origin)
    facts.add_phone(there, number="07700 900123", **origin)
    facts.add_phone(there, number="07700 900456", **origin)
    assert found("07700 900123") == [(there, ())]

    stand_as_one(here, there)

    assert found("07700 900123") == []
    assert found("07700 900456") == [(there, (here,))]
    allow_writes()
    Person.objects.filter(pk=there.pk).update(lead=None)
    refresh([here.pk, there.pk])
    assert found("07700 900123") == [(there, ())]


def test_a_detail_protected_afterwards_hides_the_same_one_of_a_joined_record() -> None:
    by = actor("safeguarding-officer")
    origin = {"actor": by, "reason": CALL, "source": Source.OFFICER}
    here, there = person(by), person(by, forenames="Mark", surname="Kowalsky")
    facts.add_address(there, line_1="14 Abbey Close", town="Leeds", postcode="LS12 3BF", **origin)
    stand_as_one(here, there)

    facts.add_address(
        here, line_1="14 Abbey Close", town="Leeds", postcode="LS12 3BF", protection="confidential", **origin
    )

    assert found("LS12 3BF") == []
