"""The journey of a call that becomes an incident: taken down in seconds, confirmed, and in its case."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.db import transaction
from django.utils import timezone
from playwright.sync_api import expect

from accounts.models import User
from cases.actions.cases import NewVictim, add_victim, open_case
from cases.actions.risk import set_risk
from cases.models import Case, CaseRisk, Incident
from tests import builders
from tests.browser.conftest import POCKET, Reader
from tests.cases.builders import act

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
OFFICER, CONTROL = "safeguarding.13@example.org", "control.13@example.org"


@pytest.fixture
def case(accounts: list[User]) -> Case:
    """A case about somebody, with a victim, at standard risk."""
    with transaction.atomic():
        owner = User.objects.get(email=OFFICER)
        by = owner.actor(on=timezone.localdate())
        person = builders.person(by, forenames="Marek", surname="Kowalski")
        made = open_case(person, force=owner.force, owner=owner, **act(by))
        add_victim(made, victim=NewVictim("Asha", "Kaur"), **act(by))
        set_risk(made, level="standard", judgement="First report", **act(by))
    return made


def test_a_call_becomes_an_incident(reader: Callable[..., Reader], case: Case) -> None:
    control = reader(CONTROL).visit("/lookup")
    page = control.page
    page.get_by_role("textbox", name="Look up a person").fill("kowalsk")
    page.get_by_role("link", name="Marek Kowalski").click()
    page.get_by_role("link", name="Record incident").click()
    control.check()
    expect(page.get_by_label("What happened")).to_be_focused()
    page.keyboard.type("He is kicking the door")
    page.get_by_label("Weapons").check()
    page.get_by_role("button", name="Record", exact=True).click()
    expect(page.get_by_text("This is what was said. Nobody has confirmed it yet.")).to_be_visible()
    expect(page.get_by_text("He is kicking the door")).to_be_visible()
    control.check()
    reference = Incident.objects.get().reference

    officer = reader(OFFICER).visit("/incidents")
    page = officer.page
    page.get_by_role("link", name=reference).click()
    officer.check()
    page.get_by_role("button", name="Confirm").click()
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("alert").get_by_text("Choose whether it happened or was not so")).to_be_visible()
    officer.check()
    page.get_by_label("It happened: confirm it").check()
    page.get_by_label("How it was checked").fill("The officers at the door saw it")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("The incident is confirmed.")).to_be_visible()

    # The force has one open case about the person: the incident is in it, and its risk is assessed again.
    assert CaseRisk.objects.get(case=case).reassess_at is not None
    page.get_by_role("link", name=case.reference).first.click()
    officer.check()
    expect(page.get_by_text("He is kicking the door").first).to_be_visible()


def test_nothing_typed_is_lost_on_a_telephone(reader: Callable[..., Reader], case: Case) -> None:
    control = reader(CONTROL, viewport=POCKET)
    control.visit(f"/people/{case.person.reference}/incidents/new")
    page = control.page
    assert page.evaluate("document.documentElement.scrollWidth") <= POCKET["width"]
    page.get_by_label("Day", exact=True).fill("")
    page.get_by_label("What happened").fill("Shouting")
    page.get_by_role("button", name="Record", exact=True).click()
    expect(page.get_by_role("alert")).to_be_visible()
    expect(page.get_by_label("What happened")).to_have_value("Shouting")
    control.check()
