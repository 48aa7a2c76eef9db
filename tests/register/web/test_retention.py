"""The pages of retention: why a record is still here."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from audit.models import Event
from register.actions.people import make_exception
from tests import builders
from tests.cases.builders import enrich, household

pytestmark = pytest.mark.django_db


def officer(client: Client, role: str = "offender-manager", force_code: str = "13") -> Client:
    return builders.sign_in(client, builders.user(role, force_code=force_code))


def test_the_page_says_why_a_record_is_still_here(client: Client) -> None:
    home = household()
    enrich(home)
    page = officer(client).get(reverse("retention", args=[home.person.reference])).content.decode()

    assert "review group 1, public protection" in page
    assert "A registration runs" in page
    assert "A protective order is in force" in page
    assert "The next review is due on" in page


def test_opening_it_is_logged_with_what_it_said(client: Client) -> None:
    person = builders.person()
    officer(client).get(reverse("retention", args=[person.reference]))

    entry = Event.objects.get(code="retention.opened")
    assert entry.subject_ref == person.reference
    assert entry.fields["group"] == 4


def test_the_record_leads_to_it(client: Client) -> None:
    person = builders.person()
    browser = officer(client)
    address = reverse("retention", args=[person.reference])

    assert address in browser.get(reverse("person-record", args=[person.reference])).content.decode()


def test_whoever_is_barred_from_a_record_learns_nothing(client: Client) -> None:
    person = builders.person()
    browser, barred = Client(), builders.user("offender-manager")
    make_exception(
        person, user=barred, may_open=False, why="A relation",
        actor=builders.actor("professional-standards"), reason=builders.CALL,
    )  # fmt: skip

    assert builders.sign_in(browser, barred).get(reverse("retention", args=[person.reference])).status_code == 404
