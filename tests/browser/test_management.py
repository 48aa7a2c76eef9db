"""The journey of an offender manager through the people whom their force manages."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.db import transaction
from playwright.sync_api import expect

from accounts.models import User
from register.models import Registration
from tests.browser.conftest import POCKET, Reader
from tests.register.managed_people import registration

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
MANAGER, SUPERVISOR = "manager.13@example.org", "supervisor.13@example.org"


@pytest.fixture
def managed(accounts: list[User]) -> Registration:
    with transaction.atomic():
        return registration()


def test_from_the_list_to_a_level_a_visit_and_a_plan(reader: Callable[..., Reader], managed: Registration) -> None:
    manager = reader(MANAGER).visit("/management?list=everybody")
    page = manager.page
    page.get_by_role("link", name=managed.person.display_name).click()
    manager.check()
    expect(page.get_by_text("Nobody has set it yet")).to_be_visible()

    page.get_by_role("button", name="Set or raise the level").click()
    manager.check()
    page.get_by_label("Your reasons").fill("Threats when drunk; a settled home")
    page.get_by_label("Medium").check()
    page.get_by_role("button", name="Set").click()
    manager.check()

    page.get_by_role("button", name="Record a visit").click()
    manager.check()
    page.get_by_label("Time").fill("00:00")
    page.get_by_label("Seen", exact=True).check()
    page.get_by_label("Home address").check()
    page.get_by_label("Concerns").fill("A new partner, with two children")
    page.get_by_label("Safeguarding officers").check()
    page.get_by_role("button", name="Record").click()
    expect(page.get_by_text("The visit is recorded.")).to_be_visible()
    manager.check()

    page.get_by_role("button", name="Write the plan").click()
    manager.check()
    page.get_by_label("What could happen").fill("Violence against the new partner")
    page.get_by_label("How it is managed").fill("Visits, alcohol treatment")
    page.get_by_role("button", name="Save").click()
    page.get_by_role("button", name="Add an action").click()
    manager.check()
    page.get_by_label("What must be done").fill("Refer to alcohol treatment")
    page.get_by_label("Day").fill("1")
    page.get_by_label("Month").fill("12")
    page.get_by_label("Year").fill("2030")
    page.get_by_role("button", name="Add").click()
    expect(page.get_by_role("cell", name="Refer to alcohol treatment", exact=True)).to_be_visible()
    manager.check()


@pytest.mark.parametrize("screen", [pytest.param({"width": 1366, "height": 768}, id="desk"),
                                    pytest.param(POCKET, id="pocket")])  # fmt: skip
def test_nothing_is_cut(reader: Callable[..., Reader], managed: Registration, screen: dict[str, int]) -> None:
    supervisor = reader(SUPERVISOR, viewport=screen)
    for path in ("management?list=everybody", f"people/{managed.person.reference}/management"):
        page = supervisor.visit(f"/{path}").page

        assert page.evaluate("document.documentElement.scrollWidth") <= screen["width"]
