"""Giving, reviewing and opening a case again, by Django's client."""

from __future__ import annotations

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import User
from cases.actions.cases import close_case, open_case
from cases.models import Case
from tests import builders
from tests.builders import CALL, sign_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def owner() -> User:
    return builders.user("safeguarding-officer")


@pytest.fixture
def case(owner: User) -> Case:
    by = owner.actor(on=timezone.localdate())
    return open_case(builders.person(by), actor=by, reason=CALL, force=owner.force, owner=owner)


def test_a_case_is_reviewed_on_a_page_that_says_the_latest_day(owner: User, case: Case) -> None:
    client, address = sign_in(Client(), owner), f"/cases/{case.reference}/review"

    page = client.get(address).content.decode()
    answer = client.post(address, {"words": "Calm since the order", "version": case.version})

    assert "the latest day at this risk" in page
    assert answer["Location"] == f"/cases/{case.reference}"
    assert Case.objects.get().changes.last().why == "Calm since the order"  # type: ignore[union-attr]


def test_a_review_without_words_keeps_what_was_typed(owner: User, case: Case) -> None:
    page = sign_in(Client(), owner).post(
        f"/cases/{case.reference}/review", {"words": "", "next_review_on": "2099-01-01", "version": case.version}
    )

    assert "Say how the case stands" in page.content.decode() and 'value="2099"' in page.content.decode()


def test_a_case_changes_hands_on_a_page(owner: User, case: Case) -> None:
    other = builders.user("safeguarding-officer")

    sign_in(Client(), owner).post(
        f"/cases/{case.reference}/owner", {"owner": other.pk, "why": "Busy", "version": case.version}
    )

    assert Case.objects.get().owner == other


def test_a_page_that_is_out_of_date_changes_nothing(owner: User, case: Case) -> None:
    page = sign_in(Client(), owner).post(
        f"/cases/{case.reference}/review", {"words": "Calm", "version": case.version - 1}
    )

    assert "Somebody else changed this record" in page.content.decode()


def test_a_closed_case_offers_to_be_opened_again(owner: User, case: Case) -> None:
    close_case(case, actor=owner.actor(on=timezone.localdate()), reason=CALL, why="Moved away")
    client = sign_in(Client(), owner)

    page = client.get(f"/cases/{case.reference}").content.decode()
    client.post(f"/cases/{case.reference}/reopen", {"owner": owner.pk, "why": "Came back", "version": case.version + 1})

    assert f"/cases/{case.reference}/reopen" in page and f"/cases/{case.reference}/review" not in page
    assert Case.objects.get().closed_at is None
