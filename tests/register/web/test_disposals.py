"""Approving a disposal on a page, and reading its proof."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from register.actions.disposal import approve_disposal
from register.models import Disposal, Person
from tests import builders
from tests.cases.builders import TODAY, act
from tests.register.retention.records import LONG_AGO, asked, old_person, supervisor

pytestmark = pytest.mark.django_db


def browser(role: str = "supervisor", force_code: str | None = "13") -> Client:
    return builders.sign_in(Client(), builders.user(role, force_code=force_code))


def disposed() -> Disposal:
    person = old_person(surname="Zyzzyva")
    builders.allow_writes()
    person.local_records.create(force=person.owner_force, local_reference="13/ZZ/77", received_at=LONG_AGO)
    return approve_disposal(person, review=asked(person), **act(supervisor()))


def test_a_second_person_reads_the_review_and_approves_it() -> None:
    person = old_person()
    review, second = asked(person), browser()
    address = reverse("approve-disposal", args=[person.reference])
    assert address in second.get(reverse("retention", args=[person.reference])).content.decode()
    assert "Nothing for years" in second.get(address).content.decode()

    answer = second.post(address, {"is_sure": "on", "review": review.reference}, follow=True)

    assert "The record is disposed of. This is the proof." in answer.content.decode()
    assert Person.objects.get(pk=person.pk).display_name == "Disposed record"
    assert second.get(reverse("person-record", args=[person.reference])).status_code == 404


def test_whoever_is_not_sure_erases_nothing() -> None:
    person = old_person()
    review = asked(person)

    page = browser().post(reverse("approve-disposal", args=[person.reference]), {"review": review.reference})

    assert "Say that you have read the review" in page.content.decode()
    assert not Disposal.objects.exists()


def test_whoever_asked_is_offered_no_way_to_approve() -> None:
    person, asker = old_person(), builders.user("supervisor")
    review = asked(person, asker.actor(on=TODAY))
    own = builders.sign_in(Client(), asker)
    address = reverse("approve-disposal", args=[person.reference])
    assert address not in own.get(reverse("retention", args=[person.reference])).content.decode()

    page = own.post(address, {"is_sure": "on", "review": review.reference})

    assert "Somebody else must approve it." in page.content.decode()


def test_there_is_nothing_to_approve_where_nobody_asked() -> None:
    person = old_person()

    assert browser().get(reverse("approve-disposal", args=[person.reference])).status_code == 404


@pytest.mark.parametrize(
    ("role", "force_code", "sees"),
    [
        pytest.param("supervisor", "13", True, id="the own force"),
        pytest.param("supervisor", "14", False, id="another force"),
        pytest.param("oversight-auditor", None, True, id="oversight"),
    ],
)
def test_the_proof_is_read_by_its_force_and_by_oversight(role: str, force_code: str | None, sees: bool) -> None:
    disposal = disposed()
    reader = browser(role, force_code)

    assert (disposal.reference in reader.get(reverse("disposals")).content.decode()) is sees
    page = reader.get(reverse("disposal", args=[disposal.reference]))
    assert (page.status_code == 200) is sees
    assert not sees or "Digest agrees" in page.content.decode()
    assert "Zyzzyva" not in page.content.decode()


def test_a_proof_that_was_altered_says_so() -> None:
    disposal = disposed()
    builders.allow_writes()
    Disposal.objects.update(group=3)

    assert "Digest differs" in browser().get(reverse("disposal", args=[disposal.reference])).content.decode()


def test_a_reference_is_let_in_again_on_a_page() -> None:
    disposal, second = disposed(), browser()
    address = reverse("readmit-reference", args=[disposal.reference])
    assert address in second.get(reverse("disposal", args=[disposal.reference])).content.decode()
    assert "Say what is new" in second.post(address, {"why": ""}).content.decode()

    answer = second.post(address, {"why": "A new conviction"}, follow=True)

    assert "The reference is let in again." in answer.content.decode()
    assert address not in answer.content.decode()
