"""The journey of a task: taken, put off, agreed to by a supervisor; the inbox, leave, and what oversight sees."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import transaction
from django.utils import timezone
from playwright.sync_api import expect

from accounts.models import Force, User
from audit.core.entry import Reason
from register.actions.escalation import watch_work
from register.actions.integrity import run_checks
from register.actions.tasks import raise_task
from register.models import Task
from tests import builders
from tests.browser.conftest import POCKET, Reader

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
MANAGER, SUPERVISOR, AUDITOR = "manager.13@example.org", "supervisor.13@example.org", "auditor@example.org"


@pytest.fixture
def queue(accounts: list[User]) -> None:
    """Tasks of every part of the page, one of them late enough for oversight."""
    with transaction.atomic():
        lead = builders.actor("supervisor")
        force, today = Force.objects.get(code="13"), timezone.localdate()
        for title, days in (("Confirm the address", -20), ("Check the number", 0), ("Review the photographs", 5)):
            raise_task(
                force, actor=lead, reason=Reason("live_call", "incident 4471"), kind=Task.Kind.REVIEW, title=title,
                team="offender-manager", due_on=today + timedelta(days=days),
            )  # fmt: skip
    watch_work(timezone.localdate())
    run_checks(timezone.localdate())


def test_a_task_is_taken_by_a_key_and_put_off_with_a_second_person(reader: Callable[..., Reader], queue: None) -> None:
    manager = reader(MANAGER).visit("/tasks/team?team=offender-manager")
    page = manager.page
    page.get_by_role("link", name="Confirm the address").focus()
    page.keyboard.press("t")
    expect(page.get_by_text("You have the task “Confirm the address” now.")).to_be_visible()
    manager.check()

    page.get_by_role("link", name="Confirm the address").click()
    manager.check()
    page.get_by_role("link", name="Put off").click()
    manager.check()
    day = timezone.localdate() + timedelta(days=30)
    for name, value in (("Day", day.day), ("Month", day.month), ("Year", day.year)):
        page.get_by_label(name, exact=True).fill(str(value))
    page.get_by_label("Why can it wait?").fill("In hospital until then")
    page.get_by_role("button", name="Put off").click()
    expect(page.get_by_text("A supervisor is asked to agree.")).to_be_visible()

    lead = reader(SUPERVISOR).visit("/tasks/team?team=supervisor")
    lead.page.get_by_role("link", name="Agree that a task is put off").click()
    lead.check()
    lead.page.get_by_role("button", name="Answer").click()
    lead.check()
    lead.page.get_by_label("Agree").check()
    lead.page.get_by_label("Reason").fill("Right")
    lead.page.get_by_role("button", name="Answer").click()
    expect(lead.page.get_by_text("You agreed: it is done.")).to_be_visible()


def test_what_is_late_reaches_the_inbox_of_the_supervisor_and_the_oversight_page(
    reader: Callable[..., Reader], queue: None
) -> None:
    lead = reader(SUPERVISOR).visit("/inbox")
    lead.check()
    lead.page.get_by_role("link", name="tasks wait for your team").click()
    lead.check()
    expect(lead.page.get_by_role("link", name="Confirm the address")).to_be_visible()

    auditor = reader(AUDITOR).visit("/oversight/overdue")
    auditor.check()
    expect(auditor.page.get_by_text("Before oversight")).to_be_visible()
    auditor.visit("/oversight/integrity").check()


def test_leave_is_declared_with_a_deputy(reader: Callable[..., Reader], queue: None) -> None:
    manager = reader(MANAGER).visit("/account")
    manager.page.get_by_role("link", name="Declare leave").click()
    manager.check()
    today = timezone.localdate()
    for group in ("First day away", "Last day away"):
        box = manager.page.get_by_role("group", name=group)
        for name, value in (("Day", today.day), ("Month", today.month), ("Year", today.year)):
            box.get_by_label(name).fill(str(value))
    manager.page.get_by_role("button", name="Declare").click()
    expect(manager.page.get_by_text("Away now")).to_be_visible()
    manager.check()
    manager.visit("/away").check()


@pytest.mark.parametrize("screen", [pytest.param({"width": 1366, "height": 768}, id="desk"),
                                    pytest.param(POCKET, id="pocket")])  # fmt: skip
def test_nothing_is_cut(reader: Callable[..., Reader], queue: None, screen: dict[str, int]) -> None:
    lead = reader(SUPERVISOR, viewport=screen)
    for path in ("tasks/team?team=offender-manager", "inbox", "oversight/overdue", "oversight/integrity", "away"):
        page = lead.visit(f"/{path}").page

        assert page.evaluate("document.documentElement.scrollWidth") <= screen["width"]
