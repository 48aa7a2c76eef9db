"""The page of a case: bounded, a fixed number of queries, nothing protected in it; its list and its briefing."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from audit.models import Event
from cases.actions.cases import NewVictim, add_child, add_victim, close_case, open_case
from cases.actions.incidents import Told, record_incident
from cases.actions.observations import record_observation
from cases.actions.victims_code import record_development
from cases.models import Case, Development
from cases.sections import SECTIONS, Section, shown
from register.actions.facts import record_sighting
from tests import builders
from tests.cases.builders import CANARIES, Household, act, enrich, household, officer, refuge
from tests.cases.conftest import Visit
from tests.cases.web.pages import get, post, title, words

pytestmark = pytest.mark.django_db
SLUGS = [each.slug for each in SECTIONS]


def busy(home: Household, times: int, *, first: int = 0) -> None:
    """So much more of everything in the case."""
    for number in range(first, first + times):
        record_incident(home.owner.force, person=home.person, told=Told(account=f"Row {number}"), **act(home.officer))
        record_observation(home.owner.force, person=home.person, words=f"Seen {number}", **act(home.officer))
        record_sighting(home.person, place=f"Leeds {number}", **act(home.officer))
        add_victim(home.case, victim=NewVictim(forenames=f"Victim{number}"), **act(home.officer))
        add_child(home.case, name=f"Child {number}", **act(home.officer))
        record_development(
            home.case, kind=Development.Kind.HEARING, happened_on=timezone.localdate(), note=f"Court {number}",
            **act(home.officer),
        )  # fmt: skip


def queries(client: Client, address: str) -> int:
    client.get(address)
    with CaptureQueriesContext(connection) as captured:
        assert client.get(address).status_code == 200
    return sum(re.search("SAVEPOINT|django_session", each["sql"]) is None for each in captured)


@pytest.mark.parametrize("part", ["", *SLUGS])
def test_the_page_takes_as_many_queries_for_much_as_for_little(home: Household, visit: Visit, part: str) -> None:
    client = visit("safeguarding-officer")
    of_part = reverse("case-section", args=[home.case.reference, part]) if part else ""
    address = of_part or reverse("case", args=[home.case.reference])
    busy(home, 1)
    few = queries(client, address)

    busy(home, 2, first=1)

    assert queries(client, address) == few <= 60


def test_each_part_is_bounded_and_shows_all_on_a_page_of_its_own(home: Household, visit: Visit) -> None:
    busy(home, 7)
    client = visit("safeguarding-officer")

    page = get(client, "case", home.case.reference)
    whole = get(client, "case-section", home.case.reference, "incidents")

    assert words(page).count("Row ") < 14
    assert f"/cases/{home.case.reference}/sections/incidents" in page.content.decode()
    assert "Show all : Incidents" in words(page)
    assert all(f"Row {number}" in words(whole) for number in range(7))


def test_a_part_gives_no_more_than_it_is_asked_for() -> None:
    endless = Section("x", "X", "x.html", lambda view, most: iter(range(1_000_000)), "Nothing")

    made = shown(endless, None, 3)  # type: ignore[arg-type]

    assert (made.lines, made.has_more) == ((0, 1, 2), True)


def test_the_page_says_what_is_due_who_is_in_it_and_what_happened(home: Household, visit: Visit) -> None:
    enrich(home)
    record_incident(home.owner.force, person=home.person, told=Told(has_weapons=True), **act(home.officer))

    client = visit("safeguarding-officer")
    page = words(get(client, "case", home.case.reference))
    for part in ("due", "timeline"):
        page += words(get(client, "case-section", home.case.reference, part))

    for each in (
        "Review of the case", "Assess their needs, and refer them to a support service: Asha Kaur",
        "Confirm incident I-", "weapons", "Asha Kaur", "Victim; the other is held as suspect",
        "TecSOS", "Ravi Kaur", "High", "Domestic abuse protection order", "Case opened, West Yorkshire Police",
    ):  # fmt: skip
        assert each in page, each


def test_of_what_happened_on_a_day_the_timeline_gives_no_time(home: Household, visit: Visit) -> None:
    on = date(2026, 1, 5)
    record_development(
        home.case, kind=Development.Kind.HEARING, happened_on=on, note="Leeds Crown Court", **act(home.officer)
    )

    page = words(get(visit("safeguarding-officer"), "case-section", home.case.reference, "timeline"))

    assert "5 January 2026" in page
    assert "5 January 2026 at" not in page


@pytest.mark.parametrize("part", ["", *SLUGS, "briefing"])
def test_no_detail_of_somebody_in_refuge_is_on_any_part(visit: Visit, part: str) -> None:
    home = household()
    enrich(home)
    busy(home, 1)
    refuge(home.pair, home.officer)
    client = visit("safeguarding-officer")

    if part == "briefing":
        answer = post(client, "case-briefing", home.case.reference, recipient="PC Adeyemi", purpose="Visit")
    else:
        answer = get(client, *(["case-section", home.case.reference, part] if part else ["case", home.case.reference]))

    assert answer.status_code == 200
    assert not [each for each in CANARIES if each in answer.content.decode()]


def test_opening_is_logged_with_the_part_and_whom_it_showed(home: Household, visit: Visit) -> None:
    get(visit("safeguarding-officer"), "case-section", home.case.reference, "people")

    event = Event.objects.filter(code="case.page_opened").latest("at")
    assert event.fields["part"] == "people"
    assert {home.case.reference, home.victim.reference} <= set(event.references)


def test_a_part_that_there_is_not_is_a_404(home: Household, visit: Visit) -> None:
    assert get(visit("safeguarding-officer"), "case-section", home.case.reference, "nothing").status_code == 404


# The briefing


def test_the_briefing_holds_no_address_no_number_and_no_code_word(home: Household, visit: Visit) -> None:
    enrich(home)
    client = visit("safeguarding-officer")
    post(client, "set-safe-contact", home.case.reference, home.victim.reference, channel="text", code_word="Heron",
         based_on=0)  # fmt: skip

    answer = post(client, "case-briefing", home.case.reference, recipient="PC Adeyemi", purpose="Visit")

    page = answer.content.decode()
    assert "Asha Kaur" in page and "TecSOS" in page and "Ask the control room" in page
    assert not [each for each in (*CANARIES, "Heron") if each in page]
    assert title(answer).startswith(f"Briefing {home.case.reference}")


def test_printing_the_briefing_is_a_disclosure_with_its_recipient(home: Household, visit: Visit) -> None:
    client = visit("supervisor")
    assert "Say who receives the print" in words(post(client, "case-briefing", home.case.reference, purpose="Visit"))
    assert not Event.objects.filter(code="case.briefing_printed").exists()

    post(client, "case-briefing", home.case.reference, recipient="PC Adeyemi", purpose="Visit")

    event = Event.objects.get(code="case.briefing_printed")
    assert event.operation == "disclosure" and home.victim.reference in event.references


# The list


def cases_of(number: int, **given: Any) -> list[Case]:
    owner, by = officer()
    return [
        open_case(
            builders.person(by, surname=f"Person{each}"), force=owner.force, owner=owner,
            next_review_on=timezone.localdate() + timedelta(days=each // 2), **act(by), **given,
        )
        for each in range(number)
    ]  # fmt: skip


def listed(client: Client, **asked: str) -> str:
    return words(client.get(reverse("cases"), asked))


def test_the_list_goes_by_the_next_date_page_after_page(visit: Visit) -> None:
    made = cases_of(53)
    client = visit("supervisor")

    first = client.get(reverse("cases"), {"whose": "force"})
    second = client.get(first.context["next_url"])

    pages = [[each.reference for each, _ in page.context["rows"]] for page in (first, second)]
    assert pages == [[each.reference for each in made[:50]], [each.reference for each in made[50:]]]
    assert not second.context["next_url"] and second.context["first_url"]


def test_whose_cases_they_are(home: Household, visit: Visit) -> None:
    mine = builders.sign_in(Client(), home.owner)
    other = cases_of(1)[0]

    assert home.case.reference in listed(mine) and other.reference not in listed(mine)
    assert other.reference in listed(mine, whose="team")
    assert other.reference in listed(visit("supervisor"), whose="force")
    assert other.reference not in listed(visit("supervisor"), whose="team")
    assert other.reference not in listed(visit("supervisor", "14"), whose="force")


def test_open_overdue_and_closed(home: Household, visit: Visit) -> None:
    client = visit("supervisor")
    assert home.case.reference not in listed(client, whose="force", state="overdue")
    Case.objects.filter(pk=home.case.pk).update(next_review_on=timezone.localdate() - timedelta(days=1))
    assert home.case.reference in listed(client, whose="force", state="overdue")

    close_case(home.case, why="Moved", **act(home.officer))

    assert home.case.reference not in listed(client, whose="force")
    assert home.case.reference in listed(client, whose="force", state="closed")


def test_the_list_is_narrowed_to_an_owner(home: Household, visit: Visit) -> None:
    other = cases_of(1)[0]

    found = listed(visit("supervisor"), whose="force", owner=str(other.owner_id))

    assert other.reference in found and home.case.reference not in found


@pytest.mark.parametrize("after", ["nonsense", "2026-11-23_", "_5", "2026-13-40_5", f"2026-11-23_{'9' * 30}"])
def test_a_place_that_is_none_is_the_first_page(home: Household, visit: Visit, after: str) -> None:
    assert home.case.reference in listed(visit("supervisor"), whose="force", after=after)


def test_a_person_whom_the_reader_may_not_see_is_not_in_the_list(home: Household, visit: Visit) -> None:
    builders.allow_writes()
    type(home.person).objects.filter(pk=home.person.pk).update(is_restricted=True)

    assert home.case.reference not in listed(visit("supervisor", "14"), whose="force")


def test_the_list_is_logged_and_takes_a_fixed_number_of_queries(visit: Visit) -> None:
    cases_of(2)
    client = visit("supervisor")
    few = queries(client, reverse("cases") + "?whose=force")

    more = cases_of(9)

    assert queries(client, reverse("cases") + "?whose=force") == few
    assert more[0].reference in Event.objects.filter(code="case.listed").latest("at").references
