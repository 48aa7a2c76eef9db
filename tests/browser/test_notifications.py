"""The journey of a notification: taken at the counter, acknowledged in writing, and what was not notified judged."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import transaction
from django.utils import timezone
from playwright.sync_api import expect

from accounts.models import User
from register.actions.requirements import begin_requirement
from register.models import NotificationRequirement, Person
from register.rules.notification_periods import Disposal
from tests.browser.conftest import POCKET, Reader
from tests.builders import CALL, person, registered

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
MANAGER = "manager.13@example.org"


@pytest.fixture
def kowalski(accounts: list[User]) -> Person:
    """Somebody whose initial notification was due some days ago."""
    today = timezone.localdate()
    by = User.objects.get(email=MANAGER).actor(on=today)
    with transaction.atomic():
        kept = person(by, forenames="Marek", surname="Kowalski")
        registration = registered(kept, by, starts_on=today - timedelta(days=10))
        begin_requirement(
            registration, regime=NotificationRequirement.Regime.SOA, relevant_on=today - timedelta(days=10),
            disposal=Disposal.FINE, actor=by, reason=CALL,
        )  # fmt: skip
    return kept


@pytest.mark.parametrize("options", [pytest.param({}, id="desk"), pytest.param({"viewport": POCKET}, id="pocket")])
def test_a_notification_is_taken_acknowledged_and_its_lateness_judged(
    reader: Callable[..., Reader], kowalski: Person, options: dict[str, dict[str, int]]
) -> None:
    officer = reader(MANAGER, **options)
    officer.visit(f"/people/{kowalski.reference}/notifications")
    page = officer.page
    expect(page.get_by_text("Overdue").first).to_be_visible()

    page.get_by_role("button", name="Take a notification").click()
    officer.check()
    page.get_by_label("What they said").first.fill("The same as in court")
    page.get_by_label("At a front counter").check()
    page.get_by_label("Police station", exact=True).fill("Elland Road")
    page.get_by_label("Document seen").check()
    page.get_by_role("button", name="Save the notification").click()
    expect(page.get_by_text("Met late")).to_be_visible()
    officer.check()

    page.get_by_role("link", name="Print the acknowledgement").click()
    officer.check()
    page.get_by_role("button", name="Show it for printing").click()
    expect(page.get_by_role("heading", name="Cydnabyddiaeth o hysbysiad")).to_be_visible()
    officer.check()

    officer.visit(f"/people/{kowalski.reference}/notifications")
    page.get_by_role("link", name="Not notified in time: initial notification").click()
    expect(page.get_by_text("SX03204")).to_be_visible()
    officer.check()
    page.get_by_role("button", name="Record what they say").click()
    page.get_by_label("What do they say?").fill("The bus did not come")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("The bus did not come")).to_be_visible()
    page.get_by_role("button", name="Refer for prosecution").click()
    officer.check()
    page.get_by_label("To whom is it referred?").fill("Crown Prosecution Service")
    page.get_by_label("Why?").fill("There was another bus")
    page.get_by_role("button", name="Refer", exact=True).click()
    expect(page.get_by_text("There was another bus")).to_be_visible()
    officer.check()
