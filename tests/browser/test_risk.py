"""The journeys of the risk in a case: one that becomes high, and a lower level that a second person refuses."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.db import transaction
from django.utils import timezone
from playwright.sync_api import expect

from accounts.models import User
from cases.actions.cases import open_case
from cases.actions.risk import set_risk
from cases.models import Case
from tests import builders
from tests.browser.conftest import POCKET, Reader
from tests.cases.builders import act

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
OFFICER, SUPERVISOR, CONTROL = "safeguarding.13@example.org", "supervisor.13@example.org", "control.13@example.org"


@pytest.fixture
def case(accounts: list[User]) -> Case:
    """An open case about somebody, at standard risk."""
    with transaction.atomic():
        owner = User.objects.get(email=OFFICER)
        by = owner.actor(on=timezone.localdate())
        made = open_case(builders.person(by), force=owner.force, owner=owner, **act(by))
        set_risk(made, level="standard", judgement="First report, nothing before", **act(by))
    return made


def test_an_assessment_becomes_high(reader: Callable[..., Reader], case: Case) -> None:
    officer = reader(OFFICER).visit(f"/cases/{case.reference}")
    page = officer.page
    page.get_by_role("link", name="The risk, its clocks and who set it").click()
    officer.check()
    page.get_by_role("button", name="Assess the risk").click()
    officer.check()
    page.get_by_label("Medium").check()
    page.get_by_label("Why, in your own words").fill("He waits outside her work")
    page.get_by_label("Dash risk checklist, 24 questions").check()
    page.get_by_role("button", name="Save and continue").click()
    expect(page.get_by_text("Your judgement came first")).to_be_visible()
    expect(page.get_by_text("answered yes")).to_have_count(0)
    officer.check()

    for group in page.get_by_role("group").all()[:14]:
        group.get_by_label("Yes", exact=True).check()
    page.get_by_role("button", name="Save and show the figure").click()
    expect(page.get_by_text("14 of 24 answered yes, 10 without an answer")).to_be_visible()
    officer.check()

    page.get_by_role("button", name="Raise the level").click()
    officer.check()
    page.get_by_label("What was said, or what you saw").fill("Strangled her last week")
    page.get_by_role("button", name="Raise", exact=True).click()
    expect(page.get_by_text("The risk is high.")).to_be_visible()
    officer.visit(f"/cases/{case.reference}/risk")
    expect(page.get_by_role("heading", level=1).get_by_text("High")).to_be_visible()


def test_a_second_person_refuses_a_lower_level(reader: Callable[..., Reader], case: Case) -> None:
    control = reader(CONTROL).visit(f"/people/{case.person.reference}/card")
    control.page.get_by_role("link", name="Raise risk").click()
    control.check()
    control.page.get_by_role("button", name="Raise", exact=True).click()
    expect(control.page.get_by_text("The risk is high.")).to_be_visible()

    officer = reader(OFFICER).visit(f"/cases/{case.reference}/risk/new")
    officer.page.get_by_label("Standard").check()
    officer.page.get_by_label("Why, in your own words").fill("He has moved away")
    officer.page.get_by_role("button", name="Save and continue").click()
    expect(officer.page.get_by_text("Until then the risk stays high.")).to_be_visible()
    expect(officer.page.get_by_text("You asked for this yourself")).to_be_visible()
    officer.check()

    supervisor = reader(SUPERVISOR).visit(f"/cases/{case.reference}/risk")
    page = supervisor.page
    page.get_by_role("link", name="From high to standard").click()
    supervisor.check()
    page.get_by_label("No", exact=True).check()
    page.get_by_label("Your reasons").fill("Nobody has spoken to her")
    page.get_by_role("button", name="Answer").click()
    expect(page.get_by_text("The lower level is refused. The risk stays as it is.")).to_be_visible()
    supervisor.check()
    expect(page.get_by_role("heading", level=1).get_by_text("High")).to_be_visible()


@pytest.mark.parametrize("screen", [pytest.param({"width": 1366, "height": 768}, id="desk"),
                                    pytest.param(POCKET, id="pocket")])  # fmt: skip
def test_nothing_is_cut(reader: Callable[..., Reader], case: Case, screen: dict[str, int]) -> None:
    officer = reader(OFFICER, viewport=screen)
    for path in (f"cases/{case.reference}/risk", f"cases/{case.reference}/risk/new", "instruments",
                 "instruments/odara/2026.1"):  # fmt: skip
        page = officer.visit(f"/{path}").page

        assert page.evaluate("document.documentElement.scrollWidth") <= screen["width"]
