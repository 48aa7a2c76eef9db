"""A registration from the conviction that opens its gate to its review, without any script."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from accounts.models import User
from register.models import Person
from tests.browser.conftest import POCKET, Reader
from tests.builders import person

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
MANAGER_13 = "manager.13@example.org"


@pytest.fixture
def man(accounts: list[User]) -> Person:
    """Somebody of force 13 with nothing recorded yet."""
    by = User.objects.get(email=MANAGER_13).actor(on=timezone.localdate())
    return person(by, date_of_birth=date(1984, 3, 27))


def fill_day(page: Page, label: str, day: date) -> None:
    group = page.get_by_role("group", name=label, exact=True)
    for part, value in (("Day", day.day), ("Month", day.month), ("Year", day.year)):
        group.get_by_label(part, exact=True).fill(str(value))


def test_from_the_conviction_to_the_review(man: Person, reader: Callable[..., Reader]) -> None:
    manager = reader(MANAGER_13)
    page, today = manager.page, timezone.localdate()

    manager.visit(f"/people/{man.reference}/registration")
    page.get_by_role("button", name="Record a conviction").click()
    page.get_by_label("Offence", exact=True).fill("coercive")
    fill_day(page, "Day of the conviction, finding or caution", today - timedelta(days=60))
    page.get_by_label("Sentence or disposal").select_option("imprisonment")
    page.get_by_label("Length in months").fill("18")
    page.get_by_label("I have checked").check()
    manager.check()
    page.get_by_role("button", name="Record", exact=True).click()

    expect(page.get_by_text("10 years")).to_be_visible()
    manager.check()
    page.get_by_role("button", name="Propose a registration").click()
    page.get_by_label("Any domestic abuse conviction").check()
    page.get_by_label("Reason", exact=True).fill("Convicted of coercive behaviour; two reports since")
    manager.check()
    page.get_by_role("button", name="Propose", exact=True).click()

    page.get_by_role("button", name="Decide on the proposal").click()
    page.get_by_label("Yes").check()
    page.get_by_label("Reason").fill("Necessary and proportionate")
    manager.check()
    page.get_by_role("button", name="Save the decision").click()

    page.get_by_role("button", name="Print the notice").click()
    manager.check()
    manager.visit(f"/people/{man.reference}/registration")
    page.get_by_role("button", name="Record the notice").click()
    fill_day(page, "Told in writing on", today)
    page.get_by_label("Who gave the notice?").fill("PC Adeyemi")
    page.get_by_label("Handed over in person").check()
    manager.check()
    page.get_by_role("button", name="Save", exact=True).click()

    page.get_by_role("button", name="Review the registration").click()
    page.get_by_label("Keep on the register").check()
    page.get_by_label("Reasons").fill("Two reports since")
    manager.check()
    page.get_by_role("button", name="Save the review").click()
    expect(page.get_by_text("Reviewed: keep on the register")).to_be_visible()
    manager.check()


def test_the_pages_of_a_registration_fit_a_telephone(man: Person, reader: Callable[..., Reader]) -> None:
    manager = reader(MANAGER_13, viewport=POCKET)

    for path in ("registration", "registration/new", "convictions/new", "mappa/new"):
        manager.visit(f"/people/{man.reference}/{path}")
        width = manager.page.evaluate("document.documentElement.scrollWidth")
        assert width <= POCKET["width"], path
