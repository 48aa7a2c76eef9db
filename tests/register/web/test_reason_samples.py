"""The pages of the sample of reasons."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from register.actions.reason_samples import ask_reader
from register.models import ReasonSample
from tests import builders
from tests.register.actions.test_reason_samples import WORDS, by, sampled

pytestmark = pytest.mark.django_db


def browser(user: User) -> Client:
    return builders.sign_in(Client(), user)


def test_the_reviewer_reads_who_when_what_and_why_and_the_record_by_its_reference_alone() -> None:
    sample = sampled(builders.user(name="Ruth Adeyemi"), WORDS)
    client = browser(builders.user("supervisor"))

    listed = client.get(reverse("reason-samples")).content.decode()
    page = client.get(reverse("reason-sample", args=[sample.reference])).content.decode()

    assert sample.reference in listed
    assert sample.person is not None
    for each in ("Ruth Adeyemi", "Opened a card", "A burglary at Mill Road", sample.person.reference):
        assert each in page
    assert "Kowalski" not in listed + page


def test_a_question_is_asked_answered_and_decided_on_the_page() -> None:
    user, lead = builders.user(), builders.user("supervisor")
    sample = sampled(user)
    address = reverse("reason-sample", args=[sample.reference])

    asked = browser(lead).post(address, {"decision": "ask", "words": "Which incident?", "version": 1})
    answered = browser(user).post(address, {"explanation": "Incident 4471", "version": 2})
    decided = browser(lead).post(address, {"decision": "satisfied", "words": "", "version": 3})

    assert [each.status_code for each in (asked, answered, decided)] == [302, 302, 302]
    assert ReasonSample.objects.get().decision == "satisfied"
    page = browser(lead).get(f"{reverse('reason-samples')}?box=decided").content.decode()
    assert sample.reference in page


def test_whoever_read_it_finds_nothing_until_they_are_asked() -> None:
    user = builders.user()
    sample = sampled(user)
    client, address = browser(user), reverse("reason-sample", args=[sample.reference])

    before, absent = client.get(address), client.get(reverse("reason-sample", args=["RS-0000000000"]))
    ask_reader(sample, question="Why?", **by(builders.user("supervisor")))

    assert (before.status_code, before.content) == (404, absent.content)
    assert "Why did you read it?" in client.get(address).content.decode()


def test_a_question_without_words_keeps_the_choice_and_says_what_is_missing() -> None:
    sample = sampled()
    address = reverse("reason-sample", args=[sample.reference])

    page = browser(builders.user("supervisor")).post(address, {"decision": "ask", "words": "", "version": 1})

    assert "Write what you want to know" in page.content.decode()
