"""The journey of an offender manager to whom the register shows two records that may be one person."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.db import transaction
from playwright.sync_api import expect

from accounts.models import User
from register.models import Match
from tests.browser.conftest import POCKET, Reader
from tests.register.matched import possible

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
MANAGER = "manager.13@example.org"


@pytest.fixture
def match(accounts: list[User]) -> Match:
    with transaction.atomic():
        return possible()


def test_from_the_queue_to_the_decision(reader: Callable[..., Reader], match: Match) -> None:
    manager = reader(MANAGER).visit("/matches")
    manager.page.get_by_role("link", name=match.reference).click()
    manager.check()
    page = manager.page
    page.get_by_text("How the weight adds up").click()
    manager.check()
    expect(page.get_by_role("img", name="Bars of the weights")).to_be_visible()

    page.get_by_label("Reason").fill("Cousins of one name: I know both")
    page.get_by_role("button", name="Not the same person").click()

    expect(page.get_by_role("heading", name="These records are kept apart")).to_be_visible()
    manager.check()


@pytest.mark.parametrize("screen", [pytest.param({"width": 1366, "height": 768}, id="desk"),
                                    pytest.param(POCKET, id="pocket")])  # fmt: skip
def test_both_buttons_have_one_size_and_nothing_is_cut(
    reader: Callable[..., Reader], match: Match, screen: dict[str, int]
) -> None:
    page = reader(MANAGER, viewport=screen).visit(f"/matches/{match.reference}").page

    sizes = [page.get_by_role("button", name=name, exact=True).bounding_box() for name in
             ("Same person", "Not the same person")]  # fmt: skip

    assert sizes[0] and sizes[1]
    assert (sizes[0]["width"], sizes[0]["height"]) == (sizes[1]["width"], sizes[1]["height"])
    assert page.evaluate("document.documentElement.scrollWidth") <= screen["width"]
