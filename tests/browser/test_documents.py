"""The journey of a document: attached to a case, taken out as a file, closed while somebody is in refuge, withdrawn."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from django.db import transaction
from playwright.sync_api import expect

from accounts.models import User
from audit.models import Event
from cases.models import Attachment
from tests.browser.conftest import POCKET, Reader
from tests.cases.builders import Household, household, refuge
from tests.cases.documents import PDF, PNG

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
OFFICER, SUPERVISOR = "safeguarding.13@example.org", "supervisor.13@example.org"


@pytest.fixture
def home(accounts: list[User]) -> Household:
    with transaction.atomic():
        return household()


def test_a_document_from_the_desk_to_its_withdrawal(
    reader: Callable[..., Reader], home: Household, tmp_path: Path
) -> None:
    officer, page_of_case = reader(OFFICER), f"/cases/{home.case.reference}"
    statement, disguised = tmp_path / "Her statement.pdf", tmp_path / "Photo.pdf"
    statement.write_bytes(PDF)
    disguised.write_bytes(PNG)

    # What is wrong is said at its field, and what was chosen stays.
    page = officer.visit(page_of_case).page
    page.get_by_role("link", name="Attach a document").click()
    officer.check()
    page.get_by_label("Document", exact=True).set_input_files(disguised)
    page.get_by_label("Statement").check()
    page.get_by_role("button", name="Attach").click()
    expect(page.get_by_role("alert")).to_contain_text("Save it anew as PDF")
    expect(page.get_by_label("Statement")).to_be_checked()
    officer.check()

    page.get_by_label("Document", exact=True).set_input_files(statement)
    page.get_by_role("button", name="Attach").click()
    expect(page.get_by_text("The document is in the case.")).to_be_visible()
    expect(page.get_by_text("Her statement.pdf")).to_be_visible()
    officer.check()

    # It is given as a file whose name says nothing, and the log knows.
    kept = Attachment.objects.get()
    supervisor = reader(SUPERVISOR, viewport=POCKET).visit(f"{page_of_case}/sections/documents")
    with supervisor.page.expect_download() as downloading:
        supervisor.page.get_by_role("button", name="Download").click()
    assert downloading.value.suggested_filename == f"{kept.reference}.pdf"
    assert Path(downloading.value.path()).read_bytes() == PDF
    assert Event.objects.filter(code="attachment.read", object_ref=kept.reference).count() == 1

    # She goes into refuge: from now on nobody is given it, not even from a page that is still open.
    with transaction.atomic():
        refuge(home.pair, home.officer)
    supervisor.page.get_by_role("button", name="Download").click()
    expect(supervisor.page.get_by_text("may hold an address").first).to_be_visible()
    expect(supervisor.page.get_by_role("button", name="Download")).to_have_count(0)
    supervisor.check()

    # Whoever attached it to the wrong case takes it out of it.
    page.get_by_role("link", name="Withdraw").click()
    officer.check()
    page.get_by_label("Why is it withdrawn?").fill("It belongs to another case")
    page.get_by_role("button", name="Withdraw").click()
    expect(page.get_by_text("The document is withdrawn.")).to_be_visible()
    assert Attachment.objects.get().status == "withdrawn"
