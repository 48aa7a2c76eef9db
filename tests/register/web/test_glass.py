"""The pages of break-glass."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from accounts.models import User
from audit.models import Event
from register.models import BrokenGlass, Person
from tests import builders
from tests.cases.builders import CANARIES, household
from tests.register.glass import WHY, acting, closed_record, opened

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 11, 25, 12, tzinfo=UTC)


@pytest.fixture(autouse=True)
def clock() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(NOON, tick=False) as traveller:
        yield traveller


def browser(user: User) -> Client:
    return builders.sign_in(Client(), user)


def asked(client: Client, named: str, **typed: str) -> HttpResponse:
    form = {"named": named, "ground": "danger", "why": WHY, "incident_number": "", **typed}
    return client.post(reverse("break-glass"), form)


def words(answer: HttpResponse, *typed: str) -> str:
    """The page without its tokens and without what was typed into it."""
    tokens = r'nonce="[^"]*"|name="csrfmiddlewaretoken" value="[^"]*"|CSRFToken": "[^"]*"'
    page = re.sub(tokens, "", answer.content.decode())
    for each in typed:
        page = page.replace(each, "")
    return page


def test_a_record_opens_at_once_and_says_until_when() -> None:
    person, user = closed_record(), builders.user(force_code="14")
    client = browser(user)
    before = client.get(reverse("person-record", args=[person.reference]))

    answer = asked(client, person.reference.lower())

    assert before.status_code == 404
    assert answer["Location"] == reverse("person-record", args=[person.reference])
    for name in ("person-record", "person-card"):
        page = client.get(reverse(name, args=[person.reference])).content.decode()
        assert "60 minutes left" in page
        assert BrokenGlass.objects.get().reference in page


def test_an_hour_later_the_record_is_not_there(clock: time_machine.Traveller) -> None:
    person, user = closed_record(), builders.user(force_code="14")
    opened(person, user)
    clock.move_to(NOON + timedelta(hours=1))
    client = browser(user)

    there, absent = (client.get(reverse("person-record", args=[each])) for each in (person.reference, "DAR-0000-0000"))

    assert (there.status_code, there.content) == (404, absent.content)


def test_whoever_is_barred_reads_the_very_page_of_a_record_that_does_not_exist() -> None:
    person, user = closed_record(), builders.user(force_code="14")
    builders.bar(user, person)
    client = browser(user)

    there, absent = asked(client, person.reference), asked(client, "DAR-0000-0000")

    assert there.status_code == absent.status_code == 200
    assert words(there, person.reference) == words(absent, "DAR-0000-0000")
    assert "No record was opened" in there.content.decode()


def test_without_a_reason_the_page_is_the_same_whether_the_record_is_there_or_not() -> None:
    person, client = closed_record(), browser(builders.user(force_code="14"))

    there, absent = asked(client, person.reference, why=""), asked(client, "DAR-0000-0000", why="")

    assert words(there, person.reference) == words(absent, "DAR-0000-0000")


def test_a_record_that_needs_no_glass_has_no_banner() -> None:
    person = builders.person()

    page = browser(builders.user()).get(reverse("person-record", args=[person.reference])).content.decode()

    assert "minutes left" not in page


def test_a_lookup_that_finds_nobody_leads_there_whether_a_record_is_closed_or_absent() -> None:
    person, client = closed_record(), browser(builders.user("offender-manager", force_code="14"))

    pages = [
        client.post(reverse("lookup"), {"q": each}, headers={"HX-Request": "true"})
        for each in (person.reference, "DAR-0000-0000")
    ]

    assert [reverse("break-glass") in each.content.decode() for each in pages] == [True, True]


def test_the_reviewer_reads_who_opened_it_why_and_what_they_read() -> None:
    person, user = closed_record(), builders.user(force_code="14", name="Ruth Adeyemi")
    glass = opened(person, user)
    browser(user).get(reverse("person-card", args=[person.reference]))
    client = browser(builders.user("supervisor"))

    page = client.get(reverse("glass", args=[glass.reference])).content.decode()
    listed = client.get(reverse("glasses")).content.decode()

    assert all(each in page for each in ("Ruth Adeyemi", person.reference, WHY, "Card: opened", "Review"))
    assert glass.reference in listed
    assert "Kowalski" not in page + listed


def test_a_review_is_made_on_its_page_and_read_by_whoever_opened_the_record() -> None:
    user = builders.user(force_code="14")
    glass = opened(closed_record(), user)
    client = browser(builders.user("supervisor"))

    answer = client.post(
        reverse("review-glass", args=[glass.reference]), {"outcome": "justified", "why": "A live call", "version": 1}
    )

    assert answer["Location"] == reverse("glass", args=[glass.reference])
    page = browser(user).get(reverse("glass", args=[glass.reference])).content.decode()
    assert "A live call" in page
    assert "Justified" in page


def test_a_colleague_reads_nothing_of_what_somebody_else_opened() -> None:
    glass = opened(closed_record())
    client = browser(builders.user(force_code="14"))

    there, absent = (client.get(reverse("glass", args=[each])) for each in (glass.reference, "G-0000000000"))

    assert (there.status_code, there.content) == (404, absent.content)


def test_a_refuge_stays_closed_behind_a_broken_glass() -> None:
    """What protects a victim in refuge is decided in one place, which knows no emergency."""
    home, user = household(in_refuge=True), builders.user("safeguarding-officer", force_code="14")
    assert not Person.objects.visible_to(acting(user)).filter(pk=home.victim.pk).exists()
    opened(home.victim, user)

    page = browser(user).get(reverse("person-record", args=[home.victim.reference]))

    assert page.status_code == 200
    assert not [each for each in CANARIES if each in page.content.decode()]


def test_the_form_that_shows_what_one_has_open_is_a_consultation_of_those_records() -> None:
    user = builders.user(force_code="14")
    client = browser(user)
    client.get(reverse("break-glass"))
    before = consulted("glass.listed")
    glass = opened(closed_record(), user)

    page = client.get(reverse("break-glass")).content.decode()
    refused = asked(client, "DAR-0000-0000").content.decode()

    assert glass.person.reference in page
    assert glass.person.reference in refused
    assert before == []
    assert consulted("glass.listed") == [(user.reference, [glass.person.reference])] * 2


def test_the_form_of_the_review_is_a_consultation_of_the_glass() -> None:
    glass, lead = opened(closed_record()), builders.user("supervisor")
    client = browser(lead)

    client.get(reverse("review-glass", args=[glass.reference]))
    client.post(reverse("review-glass", args=[glass.reference]), {"outcome": "justified", "why": "", "version": 1})

    assert consulted("glass.read") == [(lead.reference, [glass.reference])] * 2


def test_a_form_that_names_a_record_no_longer_does_once_its_user_is_barred_from_it() -> None:
    user = builders.user(force_code="14")
    glass = opened(closed_record(), user)
    builders.bar(user, glass.person)

    page = browser(user).get(reverse("break-glass")).content.decode()

    assert glass.person.reference not in page


def consulted(code: str) -> list[tuple[str, list[str]]]:
    """Who read what, by the entries of this code."""
    rows = Event.objects.filter(code=code).order_by("id")
    return [(each.actor_ref, [each.object_ref] if each.object_ref else sorted(each.references)) for each in rows]
