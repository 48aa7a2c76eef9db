"""The journey of a closed record that is opened in an emergency, and of whoever looks at it afterwards."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.db import transaction
from playwright.sync_api import expect

from accounts.models import User
from register.models import Person
from tests import builders
from tests.browser.conftest import DESK, POCKET, Reader
from tests.register import glass

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
SPECIALIST, SUPERVISOR = "control.13@example.org", "supervisor.13@example.org"
REASON = "He is at her door with a knife"


@pytest.fixture
def closed(accounts: list[User]) -> Person:
    """A record that force 14 has restricted."""
    with transaction.atomic():
        return glass.closed_record("14")


@pytest.mark.parametrize("screen", [pytest.param(DESK, id="desk"), pytest.param(POCKET, id="pocket")])
def test_from_a_reference_to_the_record_and_its_minutes(
    reader: Callable[..., Reader], closed: Person, screen: dict[str, int]
) -> None:
    specialist = reader(SPECIALIST, viewport=screen).visit("/break-glass/new")
    page = specialist.page
    page.get_by_role("button", name="Open the record for an hour").click()
    expect(page.get_by_text("There is a problem")).to_be_visible()
    specialist.check()

    page.get_by_label("Reference of the record").fill("DAR-0000-0000")
    page.get_by_label("Somebody’s life or safety is in danger now").check()
    page.get_by_label("In your words").fill(REASON)
    page.get_by_role("button", name="Open the record for an hour").click()
    expect(page.get_by_text("No record was opened.").first).to_be_visible()

    page.get_by_label("Reference of the record").fill(closed.reference)
    page.get_by_role("button", name="Open the record for an hour").click()
    expect(page.get_by_text("minutes left")).to_be_visible()
    specialist.check()
    assert page.evaluate("document.documentElement.scrollWidth") <= screen["width"]

    specialist.visit("/break-glass")
    page.get_by_role("link", name="G-").first.click()
    expect(page.get_by_text("Person: opened")).to_be_visible()
    specialist.check()


def test_the_force_that_holds_the_record_reviews_it(reader: Callable[..., Reader], accounts: list[User]) -> None:
    with transaction.atomic():
        opened = glass.opened(glass.closed_record("13"), builders.user(force_code="14", name="Ruth Adeyemi"))
    supervisor = reader(SUPERVISOR).visit("/break-glass")
    page = supervisor.page

    page.get_by_role("link", name=opened.reference).click()
    expect(page.get_by_text("Ruth Adeyemi")).to_be_visible()
    supervisor.check()
    page.get_by_role("button", name="Review").click()
    page.get_by_label("Yes, it was justified").check()
    page.get_by_label("What you found").fill("The call was live, and he was at the door")
    supervisor.check()
    page.get_by_role("button", name="Save").click()

    expect(page.get_by_text("Your review is recorded.")).to_be_visible()
    supervisor.check()
