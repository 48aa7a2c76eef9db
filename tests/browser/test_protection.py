"""The journey of a safeguarding officer through what protects a victim and her child."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from accounts.models import User
from cases.actions.cases import NewVictim, add_child, add_victim, open_case
from cases.models import Pair
from register.actions import facts
from register.models import Protection, Source
from tests.browser.conftest import POCKET, Reader
from tests.builders import person
from tests.cases.builders import act

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
OFFICER, SUPERVISOR = "safeguarding.13@example.org", "supervisor.13@example.org"


@pytest.fixture
def pair(accounts: list[User]) -> Pair:
    """A victim of force 13 with a confidential address and number, and a child."""
    owner = User.objects.get(email=OFFICER)
    by: dict[str, Any] = act(owner.actor(on=timezone.localdate()))
    man = person(by["actor"], date_of_birth=date(1984, 3, 27))
    case = open_case(man, force=owner.force, owner=owner, **by)
    made = add_victim(case, victim=NewVictim("Asha", "Kaur"), relationship=Pair.Relationship.EX_SPOUSE, **by)
    origin = {"source": Source.OFFICER, "protection": Protection.CONFIDENTIAL, **by}
    facts.add_address(made.victim, line_1="7 Canary Lane", town="Otley", postcode="CA7 4RY", **origin)
    facts.add_phone(made.victim, number="07700 900777", **origin)
    add_child(case, name="Ravi Kaur", date_of_birth=date(2019, 5, 2), **by)
    return made


def test_from_safe_contact_to_a_safety_plan_and_the_school(reader: Callable[..., Reader], pair: Pair) -> None:
    officer = reader(OFFICER).visit(f"/cases/{pair.case.reference}/victims/{pair.victim.reference}")
    page = officer.page

    page.get_by_role("button", name="Set the safe-contact rule").click()
    officer.check()
    page.get_by_label("Telephone").check()
    for day in ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"):
        page.get_by_label(day).check()
    page.get_by_label("Safe from").fill("00:00")
    page.get_by_label("Safe until").fill("23:59")
    page.get_by_label("Code word").fill("Marigold")
    page.get_by_role("button", name="Set", exact=True).click()
    expect(page.get_by_text("Yes, until 23:59")).to_be_visible()
    officer.check()

    page.get_by_role("button", name="Add a safeguard").click()
    officer.check()
    page.get_by_label("Safety plan").check()
    page.get_by_role("button", name="Continue").click()
    officer.check()
    page.get_by_role("button", name="Add", exact=True).click()
    expect(page.get_by_text("The safeguard is in place.")).to_be_visible()
    officer.check()
    page.get_by_role("link", name="Add a step").click()
    officer.check()
    page.get_by_label("What is to be done?").fill("Change the locks")
    page.get_by_label("Who does it?").fill("Her brother")
    for label, part in (("Day", "1"), ("Month", "12"), ("Year", "2099")):
        page.get_by_label(label).fill(part)
    page.get_by_role("button", name="Add", exact=True).click()
    expect(page.get_by_role("cell", name="Change the locks", exact=True)).to_be_visible()
    officer.check()

    page.get_by_role("button", name="Signpost a support service").click()
    officer.check()
    page.get_by_role("link", name="Signpost Karma Nirvana").click()
    officer.check()
    page.get_by_role("button", name="Record").click()
    expect(page.get_by_text("Karma Nirvana: told of it")).to_be_visible()

    officer.visit(f"/cases/{pair.case.reference}/children")
    page.get_by_role("link", name="Change where Ravi Kaur learns").click()
    officer.check()
    page.get_by_label("Name of the school").fill("Mill Primary")
    page.get_by_role("button", name="Save").click()
    page.get_by_role("button", name="Police attended: tell the schools").click()
    officer.check()
    page.get_by_label("Police reference").fill("13/4471")
    page.get_by_role("button", name="Ask").click()
    expect(page.get_by_text("1 notice to be sent.")).to_be_visible()
    officer.check()
    page.get_by_role("link", name="Police attended on").click()
    officer.check()
    page.get_by_label("Safeguarding portal").check()
    page.get_by_role("button", name="The school was told").click()
    expect(page.get_by_text("It is recorded that the school was told.")).to_be_visible()

    pocket = reader(SUPERVISOR, viewport=POCKET)
    for address in (f"/cases/{pair.case.reference}/victims/{pair.victim.reference}", "/services", "/school-notices"):
        pocket.visit(address)
    pocket.visit("/counter-allegations")


def test_somebody_known_in_the_other_role_is_asked_about(reader: Callable[..., Reader], pair: Pair) -> None:
    suspect = person(act(User.objects.get(email=OFFICER).actor(on=timezone.localdate()))["actor"], forenames="Piotr")
    officer = reader(OFFICER).visit(f"/cases/{pair.case.reference}/victims/new")
    page = officer.page

    page.get_by_label("Reference").fill(suspect.reference)
    page.get_by_role("button", name="Add", exact=True).click()
    expect(page.get_by_text("This person is known in the other role.")).to_be_visible()
    officer.check()
    page.get_by_label("Who is afraid of whom?").fill("He is, of her")
    page.get_by_role("button", name="Add", exact=True).click()

    expect(page.get_by_text("Counter-allegation: known as having abused, entered as harmed.")).to_be_visible()
    officer.check()
