"""An order from the day it is recorded to its breach, and an alert of the move check."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from accounts.models import User
from cases.actions.cases import NewVictim, add_victim, open_case
from register.actions import facts
from register.models import Person, Protection, Source
from register.tasks import sweep_outbox
from tests.browser.conftest import POCKET, Reader
from tests.builders import person
from tests.cases.builders import act

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
OFFICER_13, MANAGER_13 = "safeguarding.13@example.org", "manager.13@example.org"
ROOMS: dict[str, str] = {"line_1": "4 Mill Lane", "town": "Otley", "postcode": "LS21 1AB"}


@pytest.fixture
def man(accounts: list[User]) -> Person:
    """Somebody of force 13, with a case, and a victim whose address is confidential."""
    owner = User.objects.get(email=OFFICER_13)
    by = act(owner.actor(on=timezone.localdate()))
    man = person(by["actor"], date_of_birth=date(1984, 3, 27))
    pair = add_victim(open_case(man, force=owner.force, owner=owner, **by), victim=NewVictim("Asha", "Kaur"), **by)
    facts.add_address(pair.victim, source=Source.OFFICER, protection=Protection.CONFIDENTIAL, **ROOMS, **by)
    return man


def fill_day(page: Page, label: str, day: date) -> None:
    group = page.get_by_role("group", name=label, exact=True)
    for part, value in (("Day", day.day), ("Month", day.month), ("Year", day.year)):
        group.get_by_label(part, exact=True).fill(str(value))


def test_an_order_from_its_record_to_its_breach(man: Person, reader: Callable[..., Reader]) -> None:
    officer = reader(OFFICER_13)
    page, today = officer.page, timezone.localdate()

    officer.visit(f"/people/{man.reference}/orders/new")
    page.get_by_label("What kind of order").select_option("DAPO")
    page.get_by_label("Court or issuing force").fill("Leeds Magistrates")
    fill_day(page, "Made on", today - timedelta(days=3))
    page.get_by_label("It was made without notice").check()
    page.get_by_role("button", name="Record", exact=True).click()

    expect(page.get_by_role("heading", name="Add a condition")).to_be_visible()
    officer.check()
    page.get_by_label("What kind of condition").select_option("exclusion_distance")
    page.get_by_label("Asha Kaur").check()
    page.get_by_label("Distance in metres").fill("200")
    page.get_by_label("Place", exact=True).fill("4 Mill Lane, Otley")
    page.get_by_label("Postcode").fill("LS21 1AB")
    page.get_by_role("button", name="Save", exact=True).click()

    expect(page.get_by_text("Must not go within 200 metres of 4 Mill Lane, Otley")).to_be_visible()
    expect(page.get_by_text("not known to be aware until served")).to_be_visible()
    officer.check()
    page.get_by_role("link", name="Record service").click()
    fill_day(page, "Served on", today - timedelta(days=1))
    page.get_by_label("By whom").fill("PC 4471 Lee")
    page.get_by_label("In person, by an officer").check()
    officer.check()
    page.get_by_role("button", name="Record service").click()

    expect(page.get_by_text("not known to be aware")).not_to_be_visible()
    page.get_by_role("link", name="Record a breach").click()
    fill_day(page, "Day of the breach", today - timedelta(days=1))
    page.get_by_label("Time of the breach").fill("23:10")
    page.get_by_label("What happened").fill("Waited outside her work")
    officer.check()
    page.get_by_role("button", name="Record a breach").click()
    expect(page.get_by_text("1 breach recorded")).to_be_visible()
    expect(page.get_by_text("Waited outside her work")).to_be_visible()
    officer.check()


def test_the_pages_of_an_order_fit_a_telephone(man: Person, reader: Callable[..., Reader]) -> None:
    officer = reader(OFFICER_13, viewport=POCKET, java_script_enabled=True)

    for path in ("orders/new", "orders/consider", "orders/apply"):
        officer.visit(f"/people/{man.reference}/{path}")
        width = officer.page.evaluate("document.documentElement.scrollWidth")
        assert width <= POCKET["width"], path


def test_the_protected_side_is_told_and_whoever_typed_is_not(man: Person, reader: Callable[..., Reader]) -> None:
    manager = User.objects.get(email=MANAGER_13)
    by = act(manager.actor(on=timezone.localdate()))
    facts.add_address(man, source=Source.OFFICER, **{**ROOMS, "line_1": "9 Mill Lane"}, **by)
    sweep_outbox()

    officer = reader(OFFICER_13)
    officer.visit("/move-check")
    officer.page.get_by_role("link", name="Marek Kowalski").click()
    expect(officer.page.get_by_text("in the same postcode as")).to_be_visible()
    officer.check()
    officer.page.get_by_label("What was done to keep them safe?").fill("Rang her; she stays with her sister")
    officer.page.get_by_role("button", name="Send the answer").click()
    expect(officer.page.get_by_text("Rang her; she stays with her sister")).to_be_visible()

    typist = reader(MANAGER_13)
    typist.visit("/alerts")
    expect(typist.page.get_by_role("link", name="Move check")).not_to_be_visible()
