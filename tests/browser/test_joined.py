"""A specialist looks up somebody whom two forces know: one result, one card on one screen, each force's own records."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.db import transaction

from cases.actions.protection import set_safe_contact
from register.models import Person
from tests.browser.conftest import DESK, POCKET, Reader
from tests.cases.builders import act, enrich, household
from tests.cases.test_joined import other_record

pytestmark = pytest.mark.browser


@pytest.fixture
def both(transactional_db: None) -> tuple[Person, Person]:
    """The records of West and South Yorkshire of one man, each with everything that a card shows."""
    with transaction.atomic():
        home = household()
        enrich(home)
        set_safe_contact(home.pair, code_word="Marigold", hours="10:00 to 14:00", **act(home.officer))
        return home.person, other_record(home.person)


def test_a_person_whom_two_forces_know_is_one(both: tuple[Person, Person], reader: Callable[..., Reader]) -> None:
    one, other = both
    control = reader("control.13@example.org")
    page = control.page

    control.visit("/lookup")
    page.get_by_label("Look up a person").fill("marek kowalski leeds")
    page.get_by_role("heading", name="1 person found").wait_for()
    control.check()
    assert page.get_by_text("One person with the record of South Yorkshire Police").is_visible()
    page.get_by_role("link", name="Marek Kowalski").click()
    page.get_by_text(f"Joined from 2 records: West Yorkshire Police {one.reference}").wait_for()
    control.check()
    assert page.evaluate("document.documentElement.scrollHeight") <= DESK["height"]

    page.set_viewport_size(POCKET)
    control.check()
    assert page.evaluate("document.documentElement.scrollWidth") <= POCKET["width"]
    page.set_viewport_size(DESK)

    page.get_by_role("link", name="Full record").click()
    page.get_by_role("heading", name="Facts").wait_for()
    control.check()
    page.get_by_role("link", name=f"South Yorkshire Police {other.reference}").click()
    page.get_by_text(f"South Yorkshire Police {other.reference} (this one)").wait_for()
    control.check()
