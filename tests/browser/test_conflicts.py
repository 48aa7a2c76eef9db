"""The journey of an offender manager who decides between the force's system and what a colleague has settled."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.db import transaction
from playwright.sync_api import expect

from accounts.models import User
from register.models import RecordConflict
from tests.browser.conftest import DESK, POCKET, Reader
from tests.register.batches import conflicting

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
MANAGER = "manager.13@example.org"


@pytest.fixture
def conflict(accounts: list[User]) -> RecordConflict:
    with transaction.atomic():
        return conflicting.conflict(force_code="13")


@pytest.mark.parametrize("screen", [pytest.param(DESK, id="desk"), pytest.param(POCKET, id="pocket")])
def test_from_the_queue_to_the_decision(
    reader: Callable[..., Reader], conflict: RecordConflict, screen: dict[str, int]
) -> None:
    manager = reader(MANAGER, viewport=screen).visit("/conflicts")
    page = manager.page
    page.get_by_role("link", name=conflict.reference).click()
    manager.check()
    expect(page.get_by_text("21 March 1984")).to_be_visible()
    expect(page.get_by_text("12 March 1985")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= screen["width"]

    page.get_by_label("The force’s system is right").check()
    page.get_by_label("Reason").fill("Read in the birth certificate")
    page.get_by_role("button", name="Record the decision").click()

    expect(page.get_by_text("Your decision is recorded.")).to_be_visible()
    manager.check()
