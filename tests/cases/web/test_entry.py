"""The register entry on paper."""

from __future__ import annotations

import pytest

from audit.models import Event
from cases.actions.entries import print_entry
from register.models import Person
from tests import builders
from tests.builders import CALL
from tests.cases.builders import CANARIES, Household, enrich
from tests.cases.conftest import Visit
from tests.cases.web.pages import get, post, title, words

pytestmark = pytest.mark.django_db
TYPED = {"recipient": "Leeds Magistrates’ Court", "purpose": "Hearing of the breach"}


def test_it_says_why_and_how_somebody_is_registered(home: Household, visit: Visit) -> None:
    enrich(home)

    response = post(visit("supervisor"), "print-entry", home.person.reference, **TYPED)
    read = words(response)

    assert title(response) == f"Register entry {home.person.reference} – Domestic Abuse Register"
    for said in (
        "Marek Kowalski", "1979/0163001B", "Protective order with a notification requirement",
        "Domestic Abuse Act 2021 s.41", "Active", "West Yorkshire", "Domestic abuse protection order",
        "Must not go within 200 metres of a protected address", "Leeds Magistrates’ Court", "Hearing of the breach",
    ):  # fmt: skip
        assert said in read, said


@pytest.mark.parametrize("role", ["offender-manager", "supervisor"])
def test_no_victim_and_no_place_is_on_the_paper_even_for_those_who_may_see_them(home: Household, role: str) -> None:
    enrich(home)

    printed = repr(print_entry(home.person, actor=builders.actor(role), reason=CALL, **TYPED))

    assert not any(secret in printed for secret in (*CANARIES, "Asha", "Kaur", "Ravi", home.victim.reference))


def test_it_is_a_logged_disclosure_with_recipient_and_purpose(home: Household, visit: Visit) -> None:
    post(visit("supervisor"), "print-entry", home.person.reference, **TYPED)

    entry = Event.objects.get(code="person.entry_printed")
    assert (entry.operation, entry.subject_ref) == ("disclosure", home.person.reference)


def test_nothing_is_shown_before_somebody_says_for_whom(home: Household, visit: Visit) -> None:
    client = visit("supervisor")

    asked = get(client, "print-entry", home.person.reference)
    empty = post(client, "print-entry", home.person.reference, recipient=" ", purpose="")

    assert "Say who receives the print." in words(empty)
    assert "Identity" not in words(asked) and "Identity" not in words(empty)
    assert not Event.objects.filter(code="person.entry_printed").exists()


def test_another_force_that_sees_the_person_may_not_print(home: Household, visit: Visit) -> None:
    assert get(visit("supervisor", "14"), "print-entry", home.person.reference).status_code == 403


def test_a_restricted_record_of_another_force_is_not_there(home: Household, visit: Visit) -> None:
    builders.allow_writes()
    Person.objects.filter(pk=home.person.pk).update(is_restricted=True)

    assert get(visit("supervisor", "14"), "print-entry", home.person.reference).status_code == 404
