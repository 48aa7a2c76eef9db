"""The journey of the national desk: what no force could be told, sent on to one."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.db import transaction
from playwright.sync_api import expect

from accounts.models import User
from register.actions import facts
from register.models import Alert, Source, UnroutedAlert
from tests import builders
from tests.browser.conftest import DESK, POCKET, Reader
from tests.register.managed_people import act, registration

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
CLERK = "desk@example.org"


@pytest.fixture
def waiting(accounts: list[User]) -> UnroutedAlert:
    with transaction.atomic():
        facts.add_address(
            registration().person, source=Source.OFFICER, line_1="4 Kirk Wynd", town="Jedburgh",
            **act(builders.actor("supervisor")),
        )  # fmt: skip
        return UnroutedAlert.objects.get()


@pytest.mark.parametrize("screen", [pytest.param(DESK, id="desk"), pytest.param(POCKET, id="pocket")])
def test_from_the_queue_to_the_force_that_answers(
    reader: Callable[..., Reader], waiting: UnroutedAlert, screen: dict[str, int]
) -> None:
    clerk = reader(CLERK, viewport=screen).visit("/national-queue")
    page = clerk.page
    page.get_by_role("link", name=waiting.reference).click()
    clerk.check()
    expect(page.get_by_text("The address lies in no force’s area")).to_be_visible()
    expect(page.get_by_text("Jedburgh")).to_have_count(0)
    assert page.evaluate("document.documentElement.scrollWidth") <= screen["width"]

    page.get_by_role("button", name="Settle it").click()
    expect(page.get_by_role("alert")).to_contain_text("Choose whether to send it on or to close it")
    clerk.check()
    page.get_by_label("Send it on to a force").check()
    page.locator("select[name=to_force]").select_option(label="South Yorkshire Police")
    page.get_by_label("Reason").fill("They look after that place")
    page.get_by_role("button", name="Settle it").click()

    expect(page.get_by_text("It is settled, and the force that sent it is told.")).to_be_visible()
    clerk.check()
    assert Alert.objects.get().to_force.code == "14"
