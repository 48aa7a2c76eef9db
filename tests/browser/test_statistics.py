"""Statistics at a desk and on a telephone: figures that are not shown, charts in words, and the files."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.db import transaction
from django.utils import timezone
from playwright.sync_api import expect

from accounts.models import User
from cases.models import Figure
from cases.rules.statistics.control import protect
from cases.rules.statistics.measures import measures_in
from cases.rules.statistics.quarters import last_settled, quarters_to
from tests.browser.conftest import DESK, POCKET, Reader
from tests.builders import allow_writes, force

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
FORCES = ("10", "13", "14")


@pytest.fixture
def figures(accounts: list[User]) -> None:
    """Eight quarters of every measure in three forces, of which one is nearly always small."""
    today = timezone.localdate()
    with transaction.atomic():
        allow_writes("figures")
        for number, quarter in enumerate(quarters_to(last_settled(today), 8)):
            for measure in measures_in(quarter).values():
                for place, part in enumerate(measure.parts):
                    counts = {code: 3 + (number * 7 + place * 11) * index for index, code in enumerate(FORCES)}
                    column = protect(counts)
                    cells = [(force(code), cell.basis, cell.shown) for code, cell in column.cells.items()]
                    Figure.objects.bulk_create(
                        Figure(
                            measure=measure.code, definition=1, part=part.code, quarter=quarter.code, force=whose,
                            basis=basis, shown=shown, published_on=today,
                        )
                        for whose, basis, shown in [*cells, (None, column.remainder, column.total)]
                    )  # fmt: skip


@pytest.mark.parametrize("viewport", [DESK, POCKET], ids=["desk", "telephone"])
def test_whoever_leads_a_force_reads_every_measure_and_one_in_full(
    reader: Callable[..., Reader], figures: None, viewport: dict[str, int]
) -> None:
    lead = reader("supervisor.13@example.org", viewport=viewport)
    page = lead.visit("/statistics").page
    expect(page.get_by_role("heading", level=1)).to_contain_text("Statistics")
    page.get_by_role("link", name="Notifications made in time").click()
    expect(page.get_by_role("img", name="West Yorkshire Police")).to_be_visible()
    lead.check()
    assert "Northumbria" not in page.content()
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


def test_oversight_reads_every_force_and_takes_a_file(reader: Callable[..., Reader], figures: None) -> None:
    auditor = reader("auditor@example.org")
    page = auditor.visit("/statistics/orders_made").page
    expect(page.get_by_role("region", name="By force")).to_contain_text("Northumbria Police")
    expect(page.get_by_role("region", name="By force")).to_contain_text("Not shown")
    page.get_by_label("Quarter", exact=True).select_option(index=3)
    page.get_by_role("button", name="Show").click()
    auditor.check()
    with page.expect_download() as taken:
        page.get_by_role("link", name="OpenDocument spreadsheet").click()
    assert taken.value.suggested_filename == "orders_made.ods"
