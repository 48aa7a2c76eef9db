"""Professional standards are told of a trawl, look at its entries, say what came of it, and try another threshold."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from playwright.sync_api import expect

from accounts.models import User
from register.actions.misuse import watch_hourly
from tests.browser.conftest import DESK, POCKET, Reader
from tests.register.misuse.trawled import TRAWL, now, trawl

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
STANDARDS, SUPERVISOR = "standards.13@example.org", "supervisor.13@example.org"


@pytest.fixture
def caught(accounts: list[User]) -> None:
    trawl(User.objects.get(email="control.13@example.org"), TRAWL.settings["searches"])
    watch_hourly(now())


@pytest.mark.parametrize("viewport", [DESK, POCKET], ids=["desk", "pocket"])
def test_an_alert_from_the_inbox_to_its_answer(
    reader: Callable[..., Reader], caught: None, viewport: dict[str, int]
) -> None:
    standards = reader(STANDARDS, viewport=viewport)
    page = standards.page
    standards.visit("/misuse")
    assert page.evaluate("document.documentElement.scrollWidth") <= viewport["width"]
    standards.visit("/inbox")
    page.get_by_role("link", name="Given to you").first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text(TRAWL.title)
    standards.check()
    assert page.evaluate("document.documentElement.scrollWidth") <= viewport["width"]

    page.get_by_role("button", name="Record what came of it").click()
    expect(page.get_by_role("alert")).to_contain_text("Select what came of it")
    standards.check()
    page.get_by_label("False alarm").check()
    page.get_by_label("What you found, and what was done").fill("Two trainees at one desk")
    page.get_by_role("button", name="Record what came of it").click()
    expect(page.get_by_text("Two trainees at one desk")).to_be_visible()
    standards.check()


def test_a_threshold_is_tried(reader: Callable[..., Reader], caught: None) -> None:
    standards = reader(STANDARDS)
    page = standards.page
    standards.visit("/misuse/rules")
    page.get_by_label(TRAWL.title).check()
    page.get_by_role("button", name="Continue").click()
    standards.check()
    for group, on in (("From", now() - timedelta(days=1)), ("Until", now() + timedelta(days=1))):
        dates = page.get_by_role("group", name=group)
        for name, part in (("Day", on.day), ("Month", on.month), ("Year", on.year)):
            dates.get_by_label(name).fill(str(part))
    page.get_by_label(TRAWL.thresholds[0].title).fill("3")
    page.get_by_role("button", name="Try it on the log").click()
    expect(page.get_by_role("row", name="All together")).to_contain_text("1")
    standards.check()


def test_nobody_of_the_line_has_the_page(reader: Callable[..., Reader], caught: None) -> None:
    supervisor = reader(SUPERVISOR)

    supervisor.visit("/misuse")

    expect(supervisor.page.get_by_role("heading", level=1)).not_to_contain_text("Possible misuse")
