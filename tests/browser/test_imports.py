"""A force administrator sends a file, watches it load, and puts right the rows that could not be loaded."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from register.models import QuarantinedRow
from tests.browser.conftest import POCKET, Reader
from tests.register.imports.demo import cut
from tests.register.imports.loaded import imported

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
ADMINISTRATOR = "admin.13@example.org"


def test_a_file_is_sent_loaded_and_put_right(reader: Callable[..., Reader], background: None) -> None:
    admin = reader(ADMINISTRATOR)
    page = admin.visit("/feeds").page
    page.get_by_role("button", name="Import a file").click()
    admin.check()
    file = {"name": "nominals.csv", "mimeType": "text/csv", "buffer": cut("13", good=60)}
    page.get_by_label("File", exact=True).set_input_files(file)  # type: ignore[arg-type]
    page.get_by_role("button", name="Import").click()

    expect(page.get_by_text("14 rows of West Yorkshire Police wait")).to_be_visible()
    expect(page.get_by_text("West Yorkshire: nominals report (CSV), utf-8")).to_be_visible()
    admin.check()

    page.get_by_role("link", name="Correct line").first.click()
    expect(page.locator("[autofocus]")).to_be_focused()
    admin.check()
    page.get_by_role("button", name="Save and load").click()
    expect(page.get_by_role("alert")).to_contain_text("There is a problem")
    admin.check()

    column = QuarantinedRow.objects.open()[0].column
    page.get_by_label(column, exact=True).fill({"DOB": "21/02/1985", "Name": "RIGHT, Now"}[column])
    page.get_by_role("button", name="Save and load").click()

    expect(page.get_by_text("is corrected and loaded")).to_be_visible()
    expect(page.get_by_text("13 rows of West Yorkshire Police wait")).to_be_visible()
    admin.visit("/feeds")


def test_imports_on_a_telephone(reader: Callable[..., Reader]) -> None:
    run = imported(cut("13", good=1), force_code="13")
    admin = reader(ADMINISTRATOR, viewport=POCKET)

    for path in (
        "/feeds",
        "/feeds/new",
        f"/feeds/{run.reference}",
        f"/feeds/{run.reference}/rows/{run.quarantine.first().number}",
    ):
        admin.visit(path)
        assert admin.page.evaluate("document.documentElement.scrollWidth") <= POCKET["width"], path


def test_imports_without_javascript(reader: Callable[..., Reader]) -> None:
    run = imported(cut("13", good=1), force_code="13")
    signed_in = reader(ADMINISTRATOR)
    plain = reader(storage_state=signed_in.page.context.storage_state(), java_script_enabled=False)
    page = plain.page

    page.goto(f"{plain.base}/feeds/new")
    page.get_by_label("File", exact=True).set_input_files(
        {"name": "book.xlsx", "mimeType": "application/octet-stream", "buffer": b"PK\x03\x04"}
    )
    page.get_by_role("button", name="Import").click()
    expect(page.get_by_role("link", name="Excel workbook")).to_be_visible()

    page.goto(f"{plain.base}/feeds/{run.reference}")
    page.get_by_role("link", name="Correct line").first.click()
    column = QuarantinedRow.objects.open()[0].column
    page.get_by_label(column, exact=True).fill({"DOB": "21/02/1985", "Name": "RIGHT, Now"}[column])
    page.get_by_role("button", name="Save and load").click()
    expect(page.get_by_text("is corrected and loaded")).to_be_visible()
