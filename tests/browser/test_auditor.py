"""An oversight auditor finds out who did what to a record, and takes the entries away."""

from __future__ import annotations

import os
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import expect

from accounts.models import User
from audit.tlog.keeping import Keeping
from audit.tlog.sealing import seal_waiting
from audit.tlog.signing import sign_checkpoint
from register.models import Person
from tests.audit.conftest import session_as
from tests.browser.conftest import DESK, POCKET, Reader
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


@pytest.fixture
def sealed(kowalski: Person, tmp_path: Path, settings: Any) -> None:
    """The log is sealed and signed, and a witness is silent."""
    keeping, now = Keeping(tmp_path / "seal"), datetime.now(UTC)
    keeping.add_key("register.example/audit")
    settings.SEAL_ROOT = str(keeping.root)
    owner = os.environ.get("DATABASE_OWNER_URL") or os.environ["DATABASE_URL"]
    with session_as("dar_sealer", owner) as sealer:
        sealer.autocommit = True
        while seal_waiting(sealer):
            pass
        sign_checkpoint(sealer, keeping, now=now)
        sealer.execute(
            "INSERT INTO audit_witness (name, asked_at, size, cosigned_at, trouble) VALUES"
            " ('inspectorate', %(now)s, 41, %(now)s, 'It did not answer.'), ('university', %(now)s, 44, %(now)s, '')",
            {"now": now},
        )


@pytest.mark.parametrize("viewport", [DESK, POCKET], ids=["desk", "pocket"])
def test_the_state_of_the_log_is_seen_and_verified(
    reader: Callable[..., Reader], sealed: None, viewport: dict[str, int]
) -> None:
    auditor = reader(AUDITOR, viewport=viewport)
    page = auditor.page
    auditor.visit("/log")
    page.get_by_role("link", name="State of the log").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("State of the log")
    expect(page.get_by_role("row", name="inspectorate")).to_contain_text("It did not answer.")
    auditor.check()
    assert page.evaluate("document.documentElement.scrollWidth") <= viewport["width"]

    page.get_by_role("button", name="Verify the log").click()

    expect(page.get_by_role("heading", name="The log is sound")).to_be_visible()
    auditor.check()


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
