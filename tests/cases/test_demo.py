from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.demo import create_demo_accounts
from accounts.models import User
from cases.actions.attachments import open_document
from cases.actions.cards import open_card, open_safety_card
from cases.demo import enrich
from cases.models import Attachment, Case, Disclosure, Pair, SafeContactRule
from register.actions.lookup import look_up
from register.actions.orders import record_order
from register.models import DangerMarker, LocalRecord, Person, Registration
from tests import builders
from tests.cases.builders import act

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def imported() -> None:
    """Six people of force 13 and two of force 14 as an import leaves them, each with an order in force."""
    create_demo_accounts()
    made_on = timezone.localdate() - timedelta(days=30)
    for code, count in (("13", 6), ("14", 2)):
        by = builders.actor("supervisor", force_code=code)
        for number in range(count):
            person = builders.person(by, forenames="Invented", surname=f"Person {number}")
            record_order(person, force=person.owner_force, kind="DAPO", made_on=made_on, served_on=made_on, **act(by))
            builders.allow_writes()
            LocalRecord.objects.create(
                person=person,
                force=person.owner_force,
                local_reference=f"{code}DA/{number}",
                received_at=timezone.now(),
            )


def test_enrich_gives_the_people_of_the_feeds_their_casework() -> None:
    assert enrich(Person.objects.order_by("pk")) == 10

    assert Case.objects.count() == 7
    assert Registration.objects.filter(status="active").count() == 9
    assert SafeContactRule.objects.filter(is_in_refuge=True).exists()
    assert DangerMarker.objects.filter(person__owner_force__code="14").count() == 6


def test_enrich_a_second_time_changes_nothing() -> None:
    enrich(Person.objects.order_by("pk"))
    before = (Pair.objects.count(), DangerMarker.objects.count(), Person.objects.count())

    assert enrich(Person.objects.order_by("pk")) == 0
    assert (Pair.objects.count(), DangerMarker.objects.count(), Person.objects.count()) == before


def test_marek_is_ready_to_be_found() -> None:
    enrich(Person.objects.order_by("pk"))
    reader = User.objects.get(email="control.13@example.org").actor(on=timezone.localdate())

    card = open_card(Person.objects.select_related("owner_force").get(display_name="Marek Kowalski"), **act(reader))

    assert [order.title for order in card.orders] == [
        "Domestic abuse protection order", "Restraining order on conviction",
    ]  # fmt: skip
    assert {each.name for each in card.protected} == {"Asha Kaur", "Bronwen Parry"}
    assert "Chapel Row" not in repr(card)
    assert ("Offender manager", "Ruth Adeyemi, 1093") in [(ring.role, ring.who) for ring in card.ring]


def test_the_numbers_that_the_accounts_name_are_ready_to_be_tried() -> None:
    enrich(Person.objects.order_by("pk"))
    reader = User.objects.get(email="control.13@example.org").actor(on=timezone.localdate())

    marked, restricted = (look_up(number, **act(reader)) for number in ("07700 900200", "07700 900400"))

    assert marked.instruction is not None
    assert (marked.instruction.rule, marked.instruction.holders[0].name) == ("tecsos", "Asha Kaur")
    assert restricted.restricted is not None
    assert open_safety_card(restricted.restricted, **act(reader)).dangers


def test_a_request_for_a_disclosure_waits_for_its_first_checks_and_one_for_a_second_reader() -> None:
    enrich(Person.objects.order_by("pk"))
    enrich(Person.objects.order_by("pk"))

    assert sorted(Disclosure.objects.values_list("status", flat=True)) == ["decided", "received"]
    assert Disclosure.objects.get(status="decided").person == Person.objects.get(display_name="Marek Kowalski")


def test_a_case_has_two_documents_that_its_owner_can_open() -> None:
    enrich(Person.objects.order_by("pk"))
    enrich(Person.objects.order_by("pk"))
    reader = User.objects.get(email="safeguarding.13@example.org").actor(on=timezone.localdate())

    kept = Attachment.objects.visible_to(reader).order_by("pk")

    assert [each.name for each in kept] == ["Statement of a neighbour.txt", "Locks changed.eml"]
    with open_document(kept[0], **act(reader)).file as given:
        assert given.read().startswith(b"STATEMENT")
