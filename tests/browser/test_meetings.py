"""The journey of a MARAC and its actions: referred, on an agenda, held, minuted, a task, and what an agency sees."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.db import transaction
from django.utils import timezone
from playwright.sync_api import Page, expect

from accounts.models import User
from cases.actions.agencies import give_agency_account
from cases.models import Agency, Meeting, MeetingReferral, MeetingShare
from register.models import Task
from tests.browser.conftest import POCKET, Reader
from tests.builders import CALL
from tests.cases.builders import household

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
OFFICER, SUPERVISOR, PARTNER = "safeguarding.13@example.org", "supervisor.13@example.org", "partner.13@example.org"


def press(reader: Reader, name: str) -> Page:
    reader.page.get_by_role("button", name=name, exact=True).click()
    reader.check()
    return reader.page


def fill_today(page: Page, group: str) -> None:
    box = page.get_by_role("group", name=group)
    for label, value in zip(("Day", "Month", "Year"), timezone.localdate().strftime("%d %m %Y").split(), strict=True):
        box.get_by_label(label, exact=True).fill(value)


def set_up_directory(supervisor: Reader) -> None:
    """The usual agencies, and the partner's account reads for the IDVA service."""
    supervisor.visit("/agencies")
    press(supervisor, "Add the usual agencies")
    press(supervisor, "Add")
    user, by = (User.objects.get(email=email) for email in (PARTNER, SUPERVISOR))
    idva = Agency.objects.get(kind=Agency.Kind.IDVA, force=user.force)
    give_agency_account(idva.force, agency=idva, user=user, actor=by.actor(on=timezone.localdate()), reason=CALL)


def test_a_marac_and_its_actions(reader: Callable[..., Reader]) -> None:
    with transaction.atomic():
        home: Any = household()
    set_up_directory(reader(SUPERVISOR))
    officer = reader(OFFICER).visit(f"/cases/{home.case.reference}")
    page = officer.page
    page.get_by_role("link", name="Refer to a meeting").click()
    page.get_by_label("MARAC").check()
    press(officer, "Continue")
    page.get_by_label("Visible high risk").check()
    page.get_by_label("What gives concern now").fill("He waits outside her work")
    page.get_by_label("Yes, and agrees").check()
    press(officer, "Refer")
    expect(page.get_by_text("It waits for an agenda.")).to_be_visible()

    officer.visit("/meetings")
    press(officer, "Plan a meeting")
    page.get_by_label("MARAC").check()
    fill_today(page, "Day")
    page.get_by_label("Time", exact=True).fill("00:01")
    page.get_by_label("Where").fill("Room 4")
    page.get_by_label("Who chairs it").fill("DI Okoro")
    press(officer, "Plan")
    press(officer, "Set the agenda")
    page.get_by_label("Asha Kaur").check()
    press(officer, "Put on the agenda")
    press(officer, "Record who attended")
    for agency in ("Police", "IDVA service", "Housing"):
        page.get_by_label(f"{agency}: attendance").select_option("Attended")
    page.get_by_label("Education: attendance").select_option("Apologies")
    press(officer, "Record attendance")
    expect(page.get_by_text("1 case without minutes.")).to_be_visible()

    page.get_by_role("link", name=MeetingReferral.objects.get().reference).click()
    officer.check()
    press(officer, "Write the minutes")
    page.get_by_label("What was said").fill("Housing: the door was broken in May")
    page.get_by_label("What was decided").fill("High risk")
    officer.check()
    press(officer, "Save")
    expect(page.get_by_text("Flagged until")).to_be_visible()
    press(officer, "Add an action")
    page.get_by_label("What is to be done").fill("Fit an alarm")
    page.get_by_label("Who does it").select_option("Police: Tomasz Lewandowski")
    press(officer, "Add")
    press(officer, "Add an action")
    page.get_by_label("What is to be done").fill("Offer support at the next contact")
    page.get_by_label("Who does it").select_option("IDVA service")
    press(officer, "Add")
    press(officer, "Share with an agency")
    page.get_by_label("With which agency?").select_option("IDVA service")
    page.get_by_label("What this agency is told").fill("High risk; ring her in the morning")
    page.get_by_label("Why they need it").fill("They support her")
    press(officer, "Share")
    expect(page.get_by_text("The log keeps this disclosure.")).to_be_visible()
    page.set_viewport_size(POCKET)
    officer.check()

    officer.visit(f"/tasks/{Task.objects.get(kind=Task.Kind.MEETING).reference}")
    page.get_by_role("link", name="Open referral").click()
    expect(page.get_by_text("Fit an alarm")).to_be_visible()
    officer.visit(f"/meetings/{Meeting.objects.get().reference}")
    expect(page.get_by_text("Actions: 2 of 2 to be done")).to_be_visible()

    partner = reader(PARTNER)
    partner.check()
    partner.page.get_by_role("link", name=MeetingShare.objects.get().reference).click()
    partner.check()
    expect(partner.page.get_by_text("High risk; ring her in the morning")).to_be_visible()

    partner.page.get_by_role("link", name="Say what came of it").click()
    partner.check()
    partner.page.get_by_label("Yes", exact=True).check()
    partner.page.get_by_label("What came of it").fill("She was rung, and wants the locks changed")
    press(partner, "Send")
    expect(partner.page.get_by_text("The police see what you said.")).to_be_visible()
    partner.page.set_viewport_size(POCKET)
    partner.check()
    officer.visit(f"/referrals/{MeetingReferral.objects.get().reference}")
    expect(page.get_by_text("Reported by")).to_be_visible()
