"""An oversight auditor finds out who did what to a record, and takes the entries away."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from accounts.models import User
from register.models import Person
from tests.browser.conftest import POCKET, Reader
from tests.builders import person

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
AUDITOR = "auditor@example.org"


@pytest.fixture
def kowalski(accounts: list[User]) -> Person:
    by = User.objects.get(email="manager.13@example.org")
    return person(by.actor(on=by.memberships.get().starts_on), forenames="Marek", surname="Kowalski")


def test_from_the_search_to_an_entry(reader: Callable[..., Reader], kowalski: Person) -> None:
    auditor = reader(AUDITOR)
    page = auditor.page
    auditor.visit("/log")
    page.get_by_label("Record reference").fill("Marek Kowalski")
    page.get_by_role("button", name="Search", exact=True).click()
    expect(page.get_by_role("alert")).to_contain_text("not a name")
    assert "Kowalski" not in page.url
    auditor.check()

    page.get_by_label("Record reference").fill(kowalski.reference.lower())
    page.get_by_role("button", name="See who looked at the record").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text(kowalski.reference)
    auditor.check()
    page.get_by_role("link", name="Person: registered").click()
    expect(page.get_by_text("Recorded, kept apart").first).to_be_visible()
    expect(page.get_by_role("cell", name="register_person", exact=True)).to_be_visible()
    auditor.check()
    assert "Kowalski" not in page.content()


@pytest.mark.parametrize(
    "path", ["/log", "/log/people/{}", "/log/download?record={}"], ids=["search", "who", "download"]
)
def test_the_log_on_a_telephone(reader: Callable[..., Reader], kowalski: Person, path: str) -> None:
    auditor = reader(AUDITOR, viewport=POCKET)

    auditor.visit(path.format(kowalski.reference))

    assert auditor.page.evaluate("document.documentElement.scrollWidth") <= POCKET["width"]


def test_the_log_without_javascript(reader: Callable[..., Reader], kowalski: Person) -> None:
    signed_in = reader(AUDITOR)
    session = signed_in.page.context.storage_state()
    page = reader(storage_state=session, java_script_enabled=False).page
    page.goto(f"{signed_in.base}/log")
    page.get_by_label("Record reference").fill(kowalski.reference)
    page.get_by_role("button", name="Search", exact=True).click()
    expect(page.get_by_role("link", name="Person: registered")).to_be_visible()

    with page.expect_download() as download:
        page.get_by_role("button", name="Download as NDJSON").click()

    assert kowalski.reference in download.value.path().read_text("utf-8")
