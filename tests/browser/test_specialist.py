"""The journey of a control-room specialist while a call is live, and of those it concerns."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from accounts.models import User
from register.actions import facts
from register.models import Identifier, Person, PersonName, Source
from tests.browser.conftest import POCKET, Reader
from tests.builders import CALL, force, person

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
CONTROL_13, CONTROL_14, AUDITOR = "control.13@example.org", "control.14@example.org", "auditor@example.org"


@pytest.fixture
def kowalski(accounts: list[User]) -> Person:
    """Somebody of force 13 with something of everything that is typed into the box."""
    by = User.objects.get(email="manager.13@example.org").actor(on=timezone.localdate())
    act = {"actor": by, "reason": CALL, "source": Source.OFFICER}
    kept = person(by, forenames="Marek", surname="Kowalski", date_of_birth=date(1984, 11, 23), sex="M")
    facts.add_name(kept, forenames="Mark", surname="Cole", kind=PersonName.Kind.ALIAS, **act)
    facts.add_address(kept, line_1="14 Abbey Close", town="Leeds", postcode="LS12 3BF", police_force=force(), **act)
    facts.add_phone(kept, number="07700 900067", **act)
    facts.add_vehicle(kept, mark="BS61 HSC", **act)
    facts.add_identifier(kept, kind=Identifier.Kind.PNC, text="81/34U", **act)
    return kept


@pytest.mark.parametrize(
    "terms",
    [
        pytest.param("kowalsk leeds", id="part of a name and a town"),
        pytest.param("oh seven seven double oh nine hundred oh six seven", id="a phone as spoken"),
        pytest.param("ls12 3bf", id="a postcode"),
        pytest.param("bs61hsc", id="a plate"),
        pytest.param("81/34U", id="a PNC ID"),
        pytest.param("23/11/84 kowalski", id="a date of birth with a name"),
    ],
)
def test_what_is_heard_finds_the_person_and_the_keyboard_opens_the_card(
    reader: Callable[..., Reader], kowalski: Person, terms: str
) -> None:
    page = reader(CONTROL_13).page

    expect(page.get_by_role("textbox", name="Look up a person")).to_be_focused()
    page.keyboard.type(terms)
    expect(page.get_by_role("link", name="Marek Kowalski")).to_be_visible()
    expect(page.locator(".app-results__why").first).not_to_be_empty()
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")

    expect(page).to_have_url(re.compile(f"/people/{kowalski.reference}/card$"))
    expect(page.get_by_role("heading", level=1)).to_contain_text("Marek Kowalski")


def test_a_call_from_lookup_to_the_other_force_and_the_auditor(
    reader: Callable[..., Reader], background: None, kowalski: Person, tmp_path: object
) -> None:
    control, neighbour = reader(CONTROL_13), reader(CONTROL_14)
    neighbour.visit("/alerts")
    expect(neighbour.page.get_by_text("No alerts. New ones appear here by themselves.")).to_be_visible()

    # Nobody of that name: register from what was typed, with a name alone.
    page = control.page
    page.get_by_role("textbox", name="Look up a person").fill("zbigniew wrona")
    expect(page.get_by_role("heading", name="Nobody found")).to_be_visible()
    control.check()
    page.get_by_role("button", name="Register a new person").click()
    expect(page.get_by_label("Surname")).to_have_value("Wrona")
    expect(page.get_by_label("Forenames")).to_have_value("Zbigniew")
    control.check()
    page.get_by_role("button", name="Register", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Zbigniew Wrona")
    card = page.url
    reference = card.split("/")[-2]
    control.check()

    # What the caller says, in one step, without leaving the card.
    page.get_by_label("Where").fill("Outside the bus station")
    page.get_by_label("Number given").fill("07700 900123")
    page.get_by_role("button", name="Record").click()
    expect(page.get_by_text("07700 900123")).to_be_visible()
    expect(page.get_by_text("Unverified").first).to_be_visible()
    expect(page.locator("[data-focus-on-arrival]")).to_be_focused()
    assert page.url == card
    control.check()

    # A home address in the area of force 14.
    page.get_by_role("link", name="Add address").click()
    control.check()
    page.get_by_label("House and street").fill("10 Station Lane")
    page.get_by_label("Town").fill("Sheffield")
    page.get_by_label("Postcode").fill("S25 8GW")
    page.get_by_role("button", name="Add", exact=True).click()
    expect(page.get_by_text("South Yorkshire Police").first).to_be_visible()

    # It stands in the inbox of force 14 by itself; its specialist must give a reason.
    expect(neighbour.page.get_by_role("link", name="Moved into your area")).to_be_visible()
    expect(neighbour.page.get_by_text("Delivered")).to_be_visible()
    neighbour.check()
    neighbour.page.get_by_role("link", name="Moved into your area").click()
    neighbour.page.get_by_label("Accept: we take responsibility").check()
    neighbour.page.get_by_role("button", name="Send the answer").click()
    expect(neighbour.page.get_by_role("alert")).to_contain_text("Give a reason")
    neighbour.check()
    neighbour.page.get_by_label("Reason").fill("Known to our safeguarding team")
    neighbour.page.get_by_role("button", name="Send the answer").click()
    expect(neighbour.page.get_by_role("heading", level=1)).to_contain_text("Accepted")

    # Force 13 sees by whom and when.
    control.visit("/alerts?box=sent")
    page.get_by_role("link", name="Moved into your area").click()
    expect(page.get_by_text("Accepted by Gareth Bevan of South Yorkshire Police")).to_be_visible()
    control.visit("/tasks?team=all")
    expect(page.get_by_role("link", name="Complete the record of a person").first).to_be_visible()

    # The auditor sees who looked and why, and takes the entries away.
    auditor = reader(AUDITOR)
    auditor.visit(f"/log/people/{reference}")
    expect(auditor.page.get_by_text("Priya Dhillon").first).to_be_visible()
    expect(auditor.page.get_by_text("Live call").first).to_be_visible()
    with auditor.page.expect_download() as download:
        auditor.page.get_by_role("button", name="CSV").click()
    text = download.value.path().read_text(encoding="utf-8-sig")
    assert reference in text
    assert "Wrona" not in text


def test_the_card_fits_a_control_room_screen(reader: Callable[..., Reader], kowalski: Person) -> None:
    control = reader(CONTROL_13).visit(f"/people/{kowalski.reference}/card")

    height = control.page.evaluate("document.documentElement.scrollHeight")

    assert height <= 768


def test_lookup_and_card_work_without_javascript(reader: Callable[..., Reader], kowalski: Person) -> None:
    control = reader(java_script_enabled=False)
    page = control.page
    control.check = lambda: None  # type: ignore[method-assign]  # axe itself is JavaScript
    control.sign_in(CONTROL_13)
    page.get_by_role("textbox", name="Look up a person").fill("kowalsk leeds")
    page.get_by_role("button", name="Look up").click()
    page.get_by_role("link", name="Marek Kowalski").click()
    page.get_by_label("Where").fill("By the canal")
    page.get_by_role("button", name="Record").click()

    expect(page.get_by_text("By the canal")).to_be_visible()


@pytest.mark.parametrize("viewport", [pytest.param(None, id="desk"), pytest.param(POCKET, id="phone")])
def test_every_page_of_the_specialist_has_no_axe_violation(
    reader: Callable[..., Reader], kowalski: Person, viewport: dict[str, int] | None
) -> None:
    control = reader(CONTROL_13, **({"viewport": viewport} if viewport else {}))

    for path in (
        "/lookup", "/people/new", f"/people/{kowalski.reference}/card", f"/people/{kowalski.reference}/record",
        "/alerts", "/tasks", f"/people/{kowalski.reference}/correct", f"/people/{kowalski.reference}/addresses/new",
    ):  # fmt: skip
        control.visit(path)
        expect(control.page.get_by_role("heading", level=1)).not_to_have_text("Page not found")
        width = control.page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert width == 0, f"{path} scrolls sideways"
