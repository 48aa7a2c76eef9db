"""Tables of what waits for somebody, on a telephone: cards for the eye, still a table for a screen reader."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.db import transaction
from django.utils import timezone
from playwright.sync_api import expect

from register.actions.escalation import watch_work
from register.actions.tasks import raise_task
from register.models import Alert, Task
from tests import builders
from tests.browser.conftest import POCKET, Reader

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
CONTROL, SUPERVISOR = "control.14@example.org", "supervisor.13@example.org"


@pytest.fixture
def told(alert: Alert) -> None:
    """An alert to force 14, and a task of force 13."""
    with transaction.atomic():
        raise_task(
            builders.force("13"), actor=builders.actor("supervisor"), reason=builders.CALL,
            kind=Task.Kind.REVIEW, title="Confirm the address", team="offender-manager", due_on=timezone.localdate(),
        )  # fmt: skip
    watch_work(timezone.localdate())


@pytest.mark.parametrize(
    ("email", "path", "headings"),
    [
        pytest.param(CONTROL, "/alerts", ["From", "Raised", "Answer by", "Status"], id="alerts"),
        pytest.param(SUPERVISOR, "/inbox", ["About", "Since"], id="inbox"),
    ],
)
def test_a_row_is_a_card_on_a_telephone_and_a_row_under_its_headings_to_a_screen_reader(
    reader: Callable[..., Reader], told: None, email: str, path: str, headings: list[str]
) -> None:
    page = reader(email, viewport=POCKET).visit(path).page
    table = page.get_by_role("table")

    assert table.evaluate("(it) => it.parentElement.scrollWidth <= it.parentElement.clientWidth")
    for heading in headings:
        expect(table.get_by_role("columnheader", name=heading)).to_have_count(1)
        shown = table.locator(f"td[data-label='{heading}']").first
        assert shown.evaluate("(it) => getComputedStyle(it, '::before').content").startswith(f'"{heading}"')
    cells = table.get_by_role("row").nth(1).get_by_role("cell")
    tops = [cells.nth(each).bounding_box()["y"] for each in range(1, cells.count())]
    assert tops == sorted(set(tops))
