"""A call on which nobody speaks: from the number to what must be done, and to a safety card."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from accounts.models import User
from cases.actions.cases import NewVictim, add_victim, open_case
from cases.actions.safeguards import add_safeguard
from cases.models import Safeguard
from register.actions import facts
from register.actions.orders import record_order
from register.actions.people import restrict_person
from register.models import Protection, Source, WarningSignal
from tests.browser.conftest import POCKET, Reader
from tests.builders import person
from tests.cases.builders import act

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
CONTROL_13, CONTROL_14 = "control.13@example.org", "control.14@example.org"
MARKED, RESTRICTED = "07700 900777", "07700 900123"


@pytest.fixture(autouse=True)
def numbers(accounts: list[User]) -> None:
    """A victim of force 13 with a TecSOS phone and a protected number; her abuser's record is restricted."""
    owner = User.objects.get(email="safeguarding.13@example.org")
    today = timezone.localdate()
    by = act(owner.actor(on=today))
    man = person(by["actor"], forenames="Marek", surname="Kowalski", date_of_birth=date(1984, 3, 27), sex="M")
    case = open_case(man, force=owner.force, owner=owner, **by)
    pair = add_victim(case, victim=NewVictim("Asha", "Kaur"), **by)
    origin = {"source": Source.OFFICER, **by}
    facts.add_phone(pair.victim, number=MARKED, protection=Protection.CONFIDENTIAL, **origin)
    facts.add_phone(man, number=RESTRICTED, **origin)
    for signal in WarningSignal.objects.filter(code__in=("VI", "WE")):
        facts.add_danger_marker(man, signal=signal, review_on=date(2027, 5, 1), narrative="Kitchen knife", **origin)
    record_order(
        man, force=owner.force, kind="DAPO", made_on=today - timedelta(days=3), served_on=today,
        conditions=[{"type": "no_contact", "text": "No contact"}], **by,
    )  # fmt: skip
    for kind in (Safeguard.Kind.TECSOS, Safeguard.Kind.PHONE_MARKER):
        add_safeguard(
            pair, kind=kind, instruction="Send officers", owner=owner, starts_on=today,
            review_on=today + timedelta(days=90), **by,
        )  # fmt: skip
    standards = User.objects.get(email="standards.13@example.org")
    restrict_person(man, is_restricted=True, **act(standards.actor(on=today)))


def test_a_number_with_a_marker_says_what_to_do_while_it_is_typed(reader: Callable[..., Reader]) -> None:
    control = reader(CONTROL_13)
    page = control.page

    page.keyboard.type("07700 9007")
    expect(page.get_by_role("heading", name="Nobody found")).to_be_visible()
    page.keyboard.type("77")

    expect(page.get_by_role("heading", name="Do this now: the number has a marker")).to_be_visible()
    expect(page.get_by_role("region", name="Do this now")).to_contain_text("Do not ring back")
    expect(page.locator("#lookup-said")).to_contain_text("Treat this call as an emergency")
    control.check()
    page.get_by_role("link", name="Asha Kaur").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Asha Kaur")


@pytest.mark.parametrize("options", [{}, {"viewport": POCKET}], ids=["desk", "phone"])
def test_another_force_is_told_whom_to_ring_and_gets_a_safety_card(
    reader: Callable[..., Reader], options: dict[str, dict[str, int]]
) -> None:
    control = reader(CONTROL_14, **options)
    page = control.page
    control.visit("/lookup?phone=%2B447700900777")
    expect(page.get_by_text("Held by West Yorkshire Police: ring its control room")).to_be_visible()
    assert "Kaur" not in page.content() and page.url.endswith("/lookup")
    width = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert width == 0

    page.get_by_role("textbox", name="Look up a person").fill(RESTRICTED)
    expect(page.get_by_role("heading", name="Restricted record: safety card only")).to_be_visible()
    control.check()
    page.get_by_role("link", name="Open its safety card").click()

    expect(page.get_by_role("heading", level=1)).to_contain_text("Marek Kowalski")
    expect(page.get_by_text("Violent: Kitchen knife")).to_be_visible()
    control.check()
    assert page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") == 0


def test_the_instruction_needs_no_javascript(reader: Callable[..., Reader]) -> None:
    control = reader(java_script_enabled=False)
    control.check = lambda: None  # type: ignore[method-assign]  # axe itself is JavaScript
    page = control.sign_in(CONTROL_14).page
    page.get_by_role("textbox", name="Look up a person").fill(MARKED)
    page.get_by_role("button", name="Look up").click()

    expect(page.get_by_role("heading", name="Do this now: the number has a marker")).to_be_visible()
    expect(page.get_by_text("Rule: TecSOS phone. Also fits: Phone marker")).to_be_visible()
