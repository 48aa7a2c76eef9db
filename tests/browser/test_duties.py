"""A day of an offender manager: what is due, by keys alone; the timeline; the register entry on paper."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import transaction
from django.utils import timezone
from playwright.sync_api import expect

from accounts.models import User
from register.actions.orders import record_order
from register.models import NotificationDuty, Person, Registration, Task
from tests.browser.conftest import POCKET, Reader
from tests.builders import allow_writes, person
from tests.cases.builders import act

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
MANAGER = "manager.13@example.org"


@pytest.fixture
def man(accounts: list[User]) -> Person:
    """Somebody whom the manager of force 13 manages, with an order, a late notification and a task."""
    manager, today = User.objects.get(email=MANAGER), timezone.localdate()
    by = act(manager.actor(on=today))
    man = person(by["actor"])
    record_order(
        man, force=manager.force, kind="DAPO", made_on=today - timedelta(days=20), court="Leeds Magistrates",
        served_on=today - timedelta(days=19), ends_on=today + timedelta(days=5),
        conditions=[{"type": "no_contact", "text": "Not to contact her"}], **by,
    )  # fmt: skip
    with transaction.atomic():
        allow_writes()
        kept = Registration.objects.create(
            person=man, managing_force=manager.force, offender_manager=manager, gate="order", gate_reason="An order",
            regime="dapo", starts_on=today - timedelta(days=20), next_review_on=today + timedelta(days=90),
        )  # fmt: skip
        day = today - timedelta(days=17)
        NotificationDuty.objects.create(
            registration=kept, key="initial:test", kind="initial", regime="dapo", limit_code="dapo.initial",
            starts_on=day - timedelta(days=3), due_on=day, due_at=timezone.now() - timedelta(days=17),
            explanation="Within three days of the order, which was made on the day before the first of them.",
        )  # fmt: skip
        Task.objects.create(
            kind=Task.Kind.REVIEW, title="Look at the plan again", force=manager.force, team="offender-manager",
            owner=manager, person=man, due_on=today,
        )  # fmt: skip
    return man


def test_what_is_due_is_reached_by_keys_alone(man: Person, reader: Callable[..., Reader]) -> None:
    manager = reader(MANAGER).visit("/duties")
    page = manager.page

    expect(page.get_by_text("In the list, J and K")).to_be_visible()
    page.get_by_role("region", name="Overdue, mine").focus()
    page.keyboard.press("j")
    expect(page.locator("tbody tr").first.locator("a").first).to_be_focused()
    page.keyboard.press("o")

    expect(page).to_have_url(f"{manager.base}/people/{man.reference}/record")
    page.get_by_role("link", name="Legal timeline").click()
    expect(page.get_by_text("Domestic abuse protection order served.")).to_be_visible()
    manager.check()


def test_the_list_can_be_used_on_a_telephone(man: Person, reader: Callable[..., Reader]) -> None:
    manager = reader(MANAGER, viewport=POCKET)

    for path in ("/duties?when=overdue", "/duties?when=week&whose=team", f"/people/{man.reference}/timeline"):
        manager.visit(path)


def test_the_register_entry_is_shown_for_print_once_its_reader_is_named(
    man: Person, reader: Callable[..., Reader]
) -> None:
    manager = reader(MANAGER).visit(f"/people/{man.reference}/entry")
    page = manager.page

    page.get_by_label("Who receives it").fill("Leeds Magistrates’ Court")
    page.get_by_label("What it is for").fill("Hearing of the breach")
    page.get_by_role("button", name="Show the print").click()

    expect(page.get_by_role("heading", name=f"Register entry {man.reference}")).to_be_visible()
    expect(page.get_by_role("button", name="Print", exact=True)).to_be_visible()
    manager.check()
