"""An officer declares who they are and looks themselves up: there is nobody. Professional standards are told, and
answer; then they plant a record and seal another."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from accounts.models import User
from register.actions.touches import read_log
from register.models import Person
from tests.browser.conftest import POCKET, Reader
from tests.builders import person

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
CONTROL, STANDARDS, SEALED = "control.13@example.org", "standards.13@example.org", "sealed.14@example.org"


@pytest.fixture(autouse=True)
def viktor(accounts: list[User]) -> Person:
    by = User.objects.get(email="safeguarding.13@example.org").actor(on=timezone.localdate())
    return person(by, forenames="Viktor", surname="Marchenko", date_of_birth=date(1984, 3, 27))


def test_an_officer_who_looks_for_themselves_finds_nobody_and_the_desk_is_told(
    reader: Callable[..., Reader], viktor: Person
) -> None:
    officer = reader(CONTROL)
    page = officer.page
    read_log()
    officer.visit("/account").page.get_by_role("link", name="What you have declared about yourself").click()
    officer.check()
    page.get_by_label("A name of yours, with your date of birth").check()
    page.get_by_label("Forenames").fill("Viktor")
    page.get_by_label("Surname").fill("Marchenko")
    for part, typed in (("Day", "27"), ("Month", "3"), ("Year", "1984")):
        page.get_by_label(part, exact=True).fill(typed)
    page.get_by_role("button", name="Declare").click()
    expect(page.get_by_text("It is declared.")).to_be_visible()
    officer.check()
    officer.visit("/lookup")
    page.get_by_role("searchbox").or_(page.get_by_role("textbox")).first.fill("Viktor Marchenko")
    expect(page.get_by_role("heading", name="Nobody found")).to_be_visible()
    assert page.goto(f"{officer.base}/people/{viktor.reference}/record").status == 404  # type: ignore[union-attr]

    assert read_log() >= 1

    desk = reader(STANDARDS, viewport=POCKET).visit("/standards")
    desk.page.get_by_role("link", name="ST-").first.click()
    desk.check()
    desk.page.get_by_label("Advice was given").check()
    desk.page.get_by_label("What you found out").fill("Spoke to them")
    desk.page.get_by_role("button", name="Save").click()
    expect(desk.page.get_by_text("It is answered.")).to_be_visible()
    desk.visit("/standards/own-records").page.get_by_role("link", name="OB-").click()
    desk.check()


def test_the_desk_plants_and_seals_records(reader: Callable[..., Reader], viktor: Person) -> None:
    desk = reader(STANDARDS).visit("/standards/planted/new")
    page = desk.page
    page.get_by_label("Reference in the force’s own system").fill("WY/77/104")
    page.get_by_label("Surname").fill("Quillfeather")
    for part, typed in (("Day", "4"), ("Month", "5"), ("Year", "1979")):
        page.get_by_label(part, exact=True).fill(typed)
    page.get_by_label("Why it is planted").fill("Curiosity")
    page.get_by_role("button", name="Plant it").click()
    expect(page.get_by_text("will be planted within a minute.")).to_be_visible()
    desk.check()
    desk.visit("/standards/sealed/new")
    page.get_by_label("Reference of the record").fill(viktor.reference)
    page.get_by_label("Which force reads it?").select_option("14")
    page.get_by_label("Why it is sealed").fill("An officer of this force")
    page.get_by_role("button", name="Seal it").click()
    expect(page.get_by_text("The record is sealed.")).to_be_visible()
    desk.check()

    team = reader(SEALED).visit("/standards/sealed")
    team.page.get_by_role("link", name=viktor.reference).click()
    expect(team.page.get_by_role("heading", level=1)).to_contain_text("Viktor Marchenko")
    team.check()
