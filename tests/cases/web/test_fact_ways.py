"""Confirming and ending facts from the record."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from audit.models import Event
from cases.facts import FACTS, KINDS
from register.actions import facts
from register.lookup.held_facts import facts_of
from register.models import Address, CardRow, DatedFact, OnlineHandle, PersonName, Phone, Sighting, Source
from register.rules.lookup.facts import PersonFacts
from tests import builders
from tests.cases.builders import CANARIES, Household, act, enrich, household
from tests.cases.conftest import Visit
from tests.cases.web.pages import get, post, words

pytestmark = pytest.mark.django_db


def way(home: Household, name: str, fact: DatedFact) -> str:
    return reverse(name, args=[home.person.reference, KINDS[type(fact)], fact.pk])


def test_every_kind_of_fact_has_an_address() -> None:
    assert set(FACTS.values()) == set(DatedFact.__subclasses__())


def test_what_a_caller_said_is_confirmed_on_the_record(home: Household, visit: Visit) -> None:
    facts.record_sighting(home.person, place="Outside the Black Bull", phone="07700 900456", **act(home.officer))
    phone, sighting = Phone.objects.get(person=home.person), Sighting.objects.get(person=home.person)
    client = visit("safeguarding-officer")
    page = get(client, "person-record", home.person.reference).content.decode()

    for fact in (phone, sighting):
        assert f'action="{way(home, "confirm-fact", fact)}"' in page
        response = client.post(way(home, "confirm-fact", fact))
        assert response.url == reverse("person-record", args=[home.person.reference])
        fact.refresh_from_db()
        assert fact.is_confirmed

    after = client.get(response.url)
    assert "The fact is confirmed." in words(after)
    assert "Unverified" not in words(after).split("07700 900456")[1].split("End")[0]
    assert Event.objects.filter(code="person.fact_confirmed").count() == 2


def test_confirming_twice_says_so(home: Household, visit: Visit) -> None:
    phone = facts.add_phone(home.person, source=Source.CALLER, number="07700 900456", **act(home.officer))
    client = visit()
    client.post(way(home, "confirm-fact", phone))

    assert "confirmed already" in words(client.get(client.post(way(home, "confirm-fact", phone)).url))


def test_every_current_fact_offers_its_end_and_no_ended_one(home: Household, visit: Visit) -> None:
    enrich(home)
    kinds = [model for model in FACTS.values() if model not in (PersonName, OnlineHandle)]
    current = [model.objects.filter(person=home.person).first() for model in kinds]  # type: ignore[attr-defined]
    client = visit()

    page = get(client, "person-record", home.person.reference).content.decode()
    assert [fact for fact in current if f'href="{way(home, "end-fact", fact)}"' not in page] == []

    for fact in current:
        assert client.post(way(home, "end-fact", fact), {"on": f"{timezone.localdate()}"}).status_code == 302, fact
    page = get(client, "person-record", home.person.reference).content.decode()
    assert [fact for fact in current if way(home, "end-fact", fact) in page] == []


def test_ending_a_home_address_takes_it_out_of_what_lookup_calls_current(home: Household, visit: Visit) -> None:
    address = facts.add_address(
        home.person, source=Source.OFFICER, line_1="12 Mill Road", postcode="LS6 3AA", **act(home.officer)
    )
    before = CardRow.objects.get(person=home.person).facts
    client = visit()
    form = client.get(way(home, "end-fact", address)).context["form"]
    assert form["on"].value() == timezone.localdate()

    response = client.get(client.post(way(home, "end-fact", address), {"on": "2026-11-23"}).url)

    address.refresh_from_db()
    assert address.ends_on == date(2026, 11, 23)
    assert "The fact has ended" in words(response)
    after = CardRow.objects.get(person=home.person).facts
    assert after["a"] != before["a"]
    assert PersonFacts.from_json(after) == next(facts_of([home.person.pk]))


@pytest.mark.parametrize(
    ("days", "said"),
    [
        pytest.param(1, "must be today or in the past", id="in the future"),
        pytest.param(-11, "would end before it starts", id="before its start"),
    ],
)
def test_a_day_that_cannot_be_is_refused(home: Household, visit: Visit, days: int, said: str) -> None:
    today = timezone.localdate()
    address = facts.add_address(
        home.person, source=Source.OFFICER, line_1="12 Mill Road", starts_on=today - timedelta(days=10),
        **act(home.officer),
    )  # fmt: skip

    response = visit().post(way(home, "end-fact", address), {"on": str(today + timedelta(days=days))})

    assert said in words(response)
    assert Address.objects.get(pk=address.pk).ends_on is None


def test_the_name_the_record_goes_by_does_not_end_without_another(home: Household, visit: Visit) -> None:
    name = PersonName.objects.get(person=home.person)
    client = visit()

    assert way(home, "end-fact", name) not in get(client, "person-record", home.person.reference).content.decode()
    assert "goes by this name" in words(client.post(way(home, "end-fact", name), {"on": "2026-11-23"}))


@pytest.mark.parametrize("name", ["confirm-fact", "end-fact"])
@pytest.mark.parametrize("which", ["of another person", "of another kind", "of no kind", "withheld"])
def test_a_fact_that_is_not_this_one_is_as_absent(home: Household, visit: Visit, name: str, which: str) -> None:
    phone = facts.add_phone(home.person, source=Source.CALLER, number="07700 900456", **act(home.officer))
    asked = {
        "of another person": (home.person.reference, "phone", home.phone.pk),
        "of another kind": (home.person.reference, "danger-marker", phone.pk),
        "of no kind": (home.person.reference, "person", phone.pk),
        "withheld": (home.victim.reference, "phone", home.phone.pk),
    }[which]
    client = visit()

    there = client.post(reverse(name, args=asked), {"on": "2026-11-23"})
    absent = client.post(reverse(name, args=(asked[0], "phone", 2**70)), {"on": "2026-11-23"})

    assert there.status_code == absent.status_code == 404
    assert there.content == absent.content
    assert not Event.objects.filter(code__in=["person.fact_ended", "person.fact_confirmed"]).exists()


def test_what_is_withheld_offers_no_way(visit: Visit) -> None:
    home = household(in_refuge=True)
    facts.record_sighting(home.victim, place="Canary Lane", **act(home.officer))

    page = get(visit("supervisor"), "person-record", home.victim.reference).content.decode()

    assert not any(canary in page for canary in CANARIES)
    assert "/facts/phone/" not in page and "/facts/address/" not in page and "/facts/sighting/" not in page


def test_whoever_may_only_read_is_offered_nothing(home: Household, visit: Visit) -> None:
    page = get(visit("professional-standards"), "person-record", home.person.reference).content.decode()

    assert "/facts/" not in page


def test_another_force_is_offered_what_it_recorded_alone(home: Household, visit: Visit) -> None:
    theirs = facts.add_phone(
        home.person, source=Source.CALLER, number="07700 900456", **act(builders.actor(force_code="14"))
    )

    page = get(visit("supervisor", "14"), "person-record", home.person.reference).content.decode()

    assert way(home, "end-fact", theirs) in page
    assert page.count("/facts/phone/") == 2
    assert "/facts/identifier/" not in page and "/facts/name/" not in page


def test_add_online_handle(home: Household, visit: Visit) -> None:
    client = visit()
    assert "Add online name" in words(get(client, "person-record", home.person.reference))

    response = post(
        client, "add-online-handle", home.person.reference, service="Chatter", handle="mk84", source="caller"
    )

    assert "mk84 on Chatter" in words(client.get(response.url))
    assert OnlineHandle.objects.get(person=home.person).handle == "mk84"
