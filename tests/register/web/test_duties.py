"""The page of duties."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
import time_machine
from django.test import Client
from icalendar import Calendar

from accounts.models import User
from audit.models import Event
from register.actions.calendars import AHEAD_DAYS
from register.agenda.listing import PAGE
from register.models import Registration
from tests import builders
from tests.builders import sign_in
from tests.register.agenda.test_listing import duty, registration

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 23)


@pytest.fixture(autouse=True)
def a_day() -> object:
    with time_machine.travel("2026-11-23T09:00:00Z", tick=True):
        yield


@pytest.fixture
def manager() -> User:
    return builders.user("offender-manager")


@pytest.fixture
def managed(manager: User) -> Registration:
    return registration(manager.actor(on=TODAY), manager=manager)


def page(who: User, address: str = "/duties") -> str:
    answer = sign_in(Client(), who).get(address)
    assert answer.status_code == 200
    return answer.content.decode()


def test_what_is_overdue_comes_first(manager: User, managed: Registration) -> None:
    duty(managed, TODAY - timedelta(days=2))

    shown = page(manager)

    assert "<title>Duties: overdue, mine" in shown
    assert "Overdue (1)" in shown
    assert managed.person.reference in shown
    assert "Three days." in shown


def test_without_anything_overdue_the_day_is_shown(manager: User, managed: Registration) -> None:
    duty(managed, TODAY)

    shown = page(manager)

    assert "<title>Duties: today, mine" in shown
    assert managed.person.display_name in shown


def test_the_title_and_the_addresses_name_nobody(manager: User, managed: Registration) -> None:
    duty(managed, TODAY)

    shown = page(manager)

    assert managed.person.display_name not in shown.split("</title>")[0]
    assert f'href="/people/{managed.person.reference}/record"' in shown


def test_each_way_has_its_key_and_is_a_plain_link(manager: User, managed: Registration) -> None:
    duty(managed, TODAY)

    shown = page(manager)

    assert 'data-key="o" aria-keyshortcuts="O"' in shown
    assert "Open the person" in shown


def test_the_next_page_begins_where_this_one_ends(manager: User, managed: Registration) -> None:
    for number in range(PAGE + 1):
        duty(managed, TODAY, key=f"weekly:{number}")
    client = sign_in(Client(), manager)

    first = client.get("/duties?when=today")
    second = client.get(first.context["next_url"])

    assert (len(first.context["rows"]), len(second.context["rows"])) == (PAGE, 1)
    assert second.context["next_url"] == ""
    assert "Back to the first page" in second.content.decode()


def test_an_empty_part_says_so(manager: User) -> None:
    assert "Nothing is due in the next seven days." in page(manager, "/duties?when=week&whose=team")


def test_what_is_asked_for_and_is_not_there_gives_the_list(manager: User) -> None:
    assert "Nothing is due today." in page(manager, "/duties?when=never&whose=yours&after=x")


def test_the_calendar_has_a_day_an_alarm_and_no_name(manager: User, managed: Registration) -> None:
    due_on = TODAY + timedelta(days=3)
    duty(managed, due_on)
    duty(managed, TODAY + timedelta(days=AHEAD_DAYS + 1), key="far")

    answer = sign_in(Client(), manager).get("/duties.ics")

    events = Calendar.from_ical(answer.content).walk("VEVENT")
    assert answer.headers["Content-Type"] == "text/calendar; charset=utf-8"
    assert "attachment" in answer.headers["Content-Disposition"]
    assert [(event.decoded("dtstart"), str(event["summary"])) for event in events if "Notif" in event["summary"]] == [
        (due_on, f"Notification: {managed.person.reference}")
    ]
    assert all(event.walk("VALARM") for event in events)
    content = answer.content.decode()
    assert not any(word in content for word in (*managed.person.display_name.split(), "Three days"))


def test_downloading_the_calendar_is_a_logged_disclosure(manager: User, managed: Registration) -> None:
    duty(managed, TODAY)

    sign_in(Client(), manager).get("/duties.ics?whose=team")

    entry = Event.objects.get(code="duty.calendar_downloaded")
    assert (entry.operation, entry.actor_ref) == ("disclosure", manager.reference)
    assert managed.person.reference in entry.references


def test_another_role_has_neither_list_nor_calendar() -> None:
    client = sign_in(Client(), builders.user("control-room-specialist"))

    assert [client.get(address).status_code for address in ("/duties", "/duties.ics")] == [403, 403]
