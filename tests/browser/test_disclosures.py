"""The journey of a request under the disclosure scheme: from the first word to telling somebody within 28 days."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from cases.models import Disclosure
from register.rules.time_limits import LONDON
from tests.browser.conftest import POCKET, Reader

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
OFFICER, SUPERVISOR = "safeguarding.13@example.org", "supervisor.13@example.org"


def press(reader: Reader, name: str) -> Page:
    reader.page.get_by_role("button", name=name, exact=True).click()
    reader.check()
    return reader.page


def test_a_disclosure_within_28_days(reader: Callable[..., Reader]) -> None:
    officer = reader(OFFICER).visit("/disclosures")
    page = press(officer, "Record a request")
    page.get_by_label("Right to ask").check()
    page.get_by_label("Who is asked about", exact=True).fill("Jonas Weber, about 40, Leeds")
    page.get_by_label("Who may be at risk", exact=True).fill("Mina Osei")
    page.get_by_role("radio", name="The person who may be at risk").check()
    page.get_by_label("What gives concern").fill("He reads her messages and broke her phone")
    press(officer, "Record")
    expect(page.get_by_text("First checks within 24 hours.")).to_be_visible()

    press(officer, "Record the first checks")
    page.get_by_label("No", exact=True).check()
    page.get_by_label("PNC was searched").check()
    page.get_by_label("What was found").fill("Two convictions of assault on partners")
    press(officer, "Save")
    press(officer, "Record the meeting")
    fill_day(page)
    page.get_by_label("A document with a photograph").check()
    page.get_by_label("Yes", exact=True).check()
    page.get_by_label("What they said").fill("She is afraid of him")
    page.get_by_label("Safety advice that was given").fill("Ring 999; a bag is ready at her sister’s")
    press(officer, "Save")
    press(officer, "Record how agencies see it")
    fill_day(page)
    page.get_by_label("Agencies that took part").fill("Probation, IDVA, housing")
    page.get_by_label("How they see the risk").fill("High; she should know")
    press(officer, "Save")
    press(officer, "Decide")
    page.get_by_role("group", name="Is there a credible risk").get_by_label("Yes").check()
    page.get_by_role("group", name="Disclose?").get_by_label("Yes").check()
    page.get_by_label("Lawful").fill("Common law powers of the police")
    page.get_by_label("Necessary").fill("She moves in with him on Friday")
    page.get_by_label("Proportionate").fill("Nothing less would warn her")
    page.get_by_label("The words in which it is said").fill("He was convicted twice of hurting partners.")
    press(officer, "Save")
    expect(page.get_by_text("waits for a second reader")).to_be_visible()

    reference = Disclosure.objects.get().reference
    supervisor = reader(SUPERVISOR).visit(f"/disclosures/{reference}")
    press(supervisor, "Read it as the second person")
    supervisor.page.get_by_label("Yes", exact=True).check()
    supervisor.page.get_by_label("Your reasons").fill("Sound, and safe")
    press(supervisor, "Save")

    officer.visit(f"/disclosures/{reference}")
    press(officer, "Record that they were told")
    expect(page.get_by_text("He was convicted twice of hurting partners.")).to_be_visible()
    page.get_by_label("A police station").check()
    page.get_by_label("Why it was safe").fill("He is at work until six")
    page.get_by_label("Safety plan or advice").fill("An alarm, a code word, her sister")
    page.get_by_label("Signed", exact=True).check()
    press(officer, "Save")
    expect(page.get_by_text("That they were told is recorded.")).to_be_visible()
    page.set_viewport_size(POCKET)
    officer.check()
    officer.visit("/disclosures?list=ended")
    expect(page.get_by_role("link", name=reference)).to_be_visible()


def fill_day(page: Page) -> None:
    """Today's day, as a person types it."""
    came = Disclosure.objects.get().received_at.astimezone(LONDON)
    for label, value in zip(("Day", "Month", "Year"), came.strftime("%d %m %Y").split(), strict=True):
        page.get_by_label(label, exact=True).fill(value)
