"""The pages of exceptions to single records."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from register.models import Person, PersonGrant
from tests import builders
from tests.register.glass import acting

pytestmark = pytest.mark.django_db


@pytest.fixture
def standards() -> Client:
    return builders.sign_in(Client(), builders.user("professional-standards"))


def typed(user: User, **more: str) -> dict[str, str]:
    return {"user": user.email.upper(), "kind": "must_not", "why": "His brother-in-law", **more}


def test_a_bar_is_made_looked_at_again_and_ended_on_the_pages(standards: Client) -> None:
    person, user = builders.person(), builders.user(name="Otto Officer")
    address = reverse("person-exceptions", args=[person.reference])

    made = standards.post(reverse("make-exception", args=[person.reference]), typed(user))
    grant = PersonGrant.objects.get()
    barred = Person.objects.visible_to(acting(user)).filter(pk=person.pk).exists()
    here, there = (standards.get(each).content.decode() for each in (address, reverse("exceptions")))
    standards.post(reverse("keep-exception", args=[person.reference, grant.pk]), {"why": "He still is"})
    standards.post(reverse("end-exception", args=[person.reference, grant.pk]), {"why": "He has moved away"})

    assert made["Location"] == address
    assert not barred
    assert all(each in page for page in (here, there) for each in ("Otto Officer", "Must not open it", "brother"))
    assert Person.objects.visible_to(acting(user)).filter(pk=person.pk).exists()
    assert "Ended" in standards.get(address).content.decode()


def test_whoever_may_open_a_record_by_an_exception_may_until_a_day(standards: Client) -> None:
    person, user = builders.person(), builders.user(force_code="14")
    address = reverse("make-exception", args=[person.reference])

    without = standards.post(address, typed(user, kind="may"))
    last = (timezone.localdate() + timedelta(days=30)).isoformat()
    standards.post(address, typed(user, kind="may", ends_on=last))

    assert "Enter the last day" in without.content.decode()
    assert PersonGrant.objects.get().expires_at is not None


def test_an_address_that_nobody_signs_in_with_is_said_and_what_was_typed_stays(standards: Client) -> None:
    person = builders.person()

    page = standards.post(
        reverse("make-exception", args=[person.reference]),
        {"user": "nobody@example.org", "kind": "must_not", "why": "His brother-in-law"},
    ).content.decode()

    assert "Nobody signs in with this address" in page
    assert "His brother-in-law" in page


def test_the_record_leads_there_for_professional_standards_alone() -> None:
    person = builders.person()
    pages = {
        role: builders.sign_in(Client(), builders.user(role)).get(reverse("person-record", args=[person.reference]))
        for role in ("professional-standards", "supervisor")
    }

    address = reverse("person-exceptions", args=[person.reference])
    assert {role: address in page.content.decode() for role, page in pages.items()} == {
        "professional-standards": True, "supervisor": False,
    }  # fmt: skip
