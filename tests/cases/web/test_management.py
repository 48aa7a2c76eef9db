"""The pages of how a registered person is managed."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext

from audit.models import Event
from cases.actions.cases import NewVictim, add_victim, open_case
from cases.models import Pair
from register.actions import facts
from register.actions.management import ask_to_lower, assign_manager
from register.actions.visits import plan_visit
from register.models import Person, Protection, Registration, Source, Visit
from tests import builders
from tests.cases.builders import CANARIES, CANARY_LINE, CANARY_POSTCODE, CANARY_TOWN
from tests.cases.web.pages import get, post, title, words
from tests.register.managed_people import act, at_level, officer, registration, visited

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 11, 25, 12, tzinfo=UTC)
A_VISIT: dict[str, Any] = {
    "visited_on": "2026-11-25", "visited_time": "10:30", "outcome": "seen", "place": "home", "present": "His brother",
    "circumstances": "Moved to the back room", "asks_team": "",
}  # fmt: skip


@pytest.fixture(autouse=True)
def clock() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(NOON, tick=False) as traveller:
        yield traveller


def signed_in(role: str = "offender-manager", force_code: str = "13") -> Client:
    return builders.sign_in(Client(), builders.user(role, force_code=force_code))


def tried(client: Client, name: str, managed: Registration, **typed: Any) -> HttpResponse:
    managed.refresh_from_db()
    return post(client, name, managed.person.reference, version=managed.version, **typed)


def test_the_page_says_who_manages_at_which_level_and_what_is_next() -> None:
    managed, (manager, by) = registration(), officer(name="Ewa Nowak")
    managed = at_level(managed, Registration.HarmRisk.HIGH, by)
    managed = assign_manager(managed, manager=manager, why="Her area", **act(by))
    plan_visit(managed, planned_on=date(2026, 12, 1), officer=manager, note="The new job", **act(by))

    page = get(signed_in(), "management", managed.person.reference)

    said = words(page)
    assert title(page) == f"Management of {managed.person.reference} – Domestic Abuse Register"
    for sentence in ("High risk", "Ewa Nowak", "Due by 25 February 2027", "1 December 2026", "The new job", "Her area"):
        assert sentence in said


def test_reading_the_page_is_logged_with_the_visits_it_shows() -> None:
    managed = registration()
    visit = visited(managed, officer()[1], at=NOON)

    get(signed_in(), "management", managed.person.reference)

    event = Event.objects.get(code="management.read")
    assert event.references == [managed.person.reference, visit.reference]


def test_another_force_and_a_stranger_to_the_record_get_what_is_absent() -> None:
    managed = registration()
    absent = get(signed_in(), "management", "DAR-0000-0000")

    hidden = get(signed_in(force_code="14"), "management", managed.person.reference)

    assert hidden.status_code == absent.status_code == 404
    assert hidden.content == absent.content


def test_somebody_who_is_not_registered_has_no_such_page() -> None:
    assert get(signed_in(), "management", builders.person().reference).status_code == 404


def test_an_officer_is_offered_what_they_may_do_and_a_supervisor_more() -> None:
    (_, by), managed = officer(), registration()
    visited(managed, by, at=NOON)

    officers, leads = (words(get(signed_in(role), "management", managed.person.reference))
                       for role in ("offender-manager", "supervisor"))  # fmt: skip

    assert "Record a visit" in officers
    assert "Take back" not in officers
    assert "Take back" in leads


def test_recording_a_visit_says_when_the_next_is_due() -> None:
    managed, client = registration(), signed_in()

    response = tried(client, "record-visit", managed, **A_VISIT)

    assert response.url == f"/people/{managed.person.reference}/management"
    page = words(client.get(response.url))
    assert "The visit is recorded. The next is due by 25 December 2026." in page
    assert "25 November 2026 at 10:30 Seen" in page
    assert "Moved to the back room" in page


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        pytest.param({"visited_on": "2026-11-26"}, "Day of the visit must be today or in the past", id="ahead"),
        pytest.param({"visited_time": "23:59"}, "The time must be in the past", id="later today"),
        pytest.param({"visited_time": "half past"}, "such as 14:05", id="no time"),
        pytest.param({"outcome": ""}, "What came of it", id="no outcome"),
        pytest.param({"asks_team": "supervisor"}, "Say what the concern is", id="a team asked about nothing"),
        pytest.param({"visited_on": "2026-11-01"}, "visits count from then", id="before the entry"),
    ],
)
def test_a_visit_that_cannot_be_is_refused_and_what_was_typed_stays(typed: dict[str, str], sentence: str) -> None:
    response = tried(signed_in(), "record-visit", registration(), **{**A_VISIT, **typed})

    assert response.status_code == 200
    assert sentence in words(response)
    assert "Moved to the back room" in words(response)
    assert not Visit.objects.exists()


def test_whoever_comes_second_is_told() -> None:
    managed, client = registration(), signed_in()
    version = managed.version
    tried(client, "record-visit", managed, **A_VISIT)

    response = post(client, "record-visit", managed.person.reference, version=version, **A_VISIT)

    assert "Somebody else changed this record" in words(response)
    assert Visit.objects.count() == 1


def test_planning_too_late_is_kept_and_said() -> None:
    managed, client = registration(), signed_in()

    response = tried(client, "plan-visit", managed, planned_on="2027-02-01", officer="", note="")

    assert "due by 25 December 2026, which is earlier: plan it sooner" in words(client.get(response.url))


def test_a_plan_is_cancelled_and_a_visit_taken_back() -> None:
    managed, client, (_, by) = registration(), signed_in("supervisor"), officer()
    plan_visit(managed, planned_on=date(2026, 12, 1), **act(by))
    tried(client, "cancel-visit", managed, why="Called away")
    visit = visited(managed, by, at=NOON)

    managed.refresh_from_db()
    post(client, "withdraw-visit", managed.person.reference, visit.reference, version=managed.version, why="Not him")

    page = words(get(client, "management", managed.person.reference))
    assert "This visit does not count: Not him" in page
    assert "No visit is planned" in page


def test_a_visit_of_another_person_is_not_taken_back_here() -> None:
    managed, other = registration(), registration()
    visit = visited(other, officer()[1], at=NOON)

    assert get(signed_in("supervisor"), "withdraw-visit", managed.person.reference, visit.reference).status_code == 404


def test_a_manager_is_chosen_from_the_force() -> None:
    managed, client, (manager, _), (stranger, _) = registration(), signed_in(), officer(), officer(force_code="14")

    refused = tried(client, "assign-manager", managed, manager=stranger.pk, why="Her area")
    tried(client, "assign-manager", managed, manager=manager.pk, why="Her area")

    assert refused.status_code == 200
    managed.refresh_from_db()
    assert managed.offender_manager == manager


def test_lowering_the_level_is_refused_and_asked_for() -> None:
    managed, client = at_level(registration(), Registration.HarmRisk.HIGH, officer()[1]), signed_in()

    refused = tried(client, "set-level", managed, why="Calm", level="low")
    tried(client, "ask-to-lower", managed, why="A year without an incident", level="medium")
    lead = signed_in("supervisor")
    waiting = words(get(lead, "managed-people"))
    asked = words(get(lead, "answer-lowering", managed.person.reference))
    tried(lead, "answer-lowering", managed, answer="yes", why="Seen together")

    assert "Lowering it takes a second person" in words(refused)
    assert "asks for medium risk" in waiting
    assert "A year without an incident" in asked
    managed.refresh_from_db()
    assert managed.management_level == "medium"


def test_whoever_asked_is_not_offered_to_answer() -> None:
    lead_user, lead = officer("supervisor")
    managed = at_level(registration(), Registration.HarmRisk.HIGH, lead)
    ask_to_lower(managed, level=Registration.HarmRisk.LOW, why="Calm", **act(lead))

    page = get(builders.sign_in(Client(), lead_user), "management", managed.person.reference)

    assert "/level/answer" not in page.content.decode()


def test_no_protected_address_is_read_in_what_was_written_of_a_visit() -> None:
    managed, (_, by) = registration(), officer()
    keeper, safeguards = officer("safeguarding-officer", "14")
    person = managed.person
    case = open_case(person, force=keeper.force, owner=keeper, **act(safeguards))
    pair = add_victim(
        case, victim=NewVictim(forenames="Asha", surname="Kaur", sex=Person.Sex.FEMALE),
        relationship=Pair.Relationship.EX_INTIMATE_PARTNER, **act(safeguards),
    )  # fmt: skip
    facts.add_address(
        pair.victim, source=Source.OFFICER, line_1=CANARY_LINE, town=CANARY_TOWN, postcode=CANARY_POSTCODE,
        protection=Protection.CONFIDENTIAL, **act(safeguards),
    )  # fmt: skip
    hidden = f"He named {CANARY_LINE}, {CANARY_POSTCODE}"
    visited(managed, by, at=NOON, circumstances=hidden, concerns=hidden, present=hidden, follow_up=hidden)

    page = get(signed_in(), "management", person.reference).content.decode()

    assert "He named" in page
    assert [each for each in CANARIES if each in page and each != CANARY_TOWN] == []


def test_the_page_costs_the_same_however_many_visits_there_are() -> None:
    client, managed, (_, by) = signed_in(), registration(), officer()
    counts = []
    for more in (1, 11):
        for _ in range(more):
            visited(managed, by, at=NOON)
        with CaptureQueriesContext(connection) as queries:
            page = get(client, "management", managed.person.reference)
        counts.append(len(queries))

    assert words(page).count("Recorded by") == 10
    assert counts[0] == counts[1]


def test_the_lists_of_the_team() -> None:
    (_, by), (mine, me) = officer(), officer()
    owned, high = registration(), registration()
    assign_manager(owned, manager=mine, why="My area", **act(me))
    at_level(high, Registration.HarmRisk.HIGH, by)
    client = builders.sign_in(Client(), mine)

    def listed(**asked: str) -> set[Registration]:
        return set(client.get("/management", asked).context["page"].object_list)

    assert listed() == set()
    assert listed(list="everybody") == {owned, high}
    assert listed(list="due") == set()
    assert listed(list="unowned") == {high}
    assert listed(list="everybody", whose="mine") == {owned}
    assert listed(list="everybody", level="high") == {high}
    assert listed(list="everybody", level="not_set") == {owned}
    assert listed(list="nonsense", level="nonsense", whose="nonsense") == set()


def test_a_supervisor_hands_over_the_work_of_somebody_on_leave() -> None:
    (leaver, by), (taker, _) = officer(), officer(name="Ewa Nowak")
    managed = registration()
    assign_manager(managed, manager=leaver, why="His area", **act(by))
    client = signed_in("supervisor")

    same = words(post(client, "hand-over", leaver=leaver.pk, to=leaver.pk, why="Leave"))
    done = post(client, "hand-over", leaver=leaver.pk, to=taker.pk, why="Leave")

    assert "Choose somebody else" in same
    assert "Handed over to Ewa Nowak: 1." in words(client.get(done.url))
    managed.refresh_from_db()
    assert managed.offender_manager == taker


def test_an_overdue_visit_is_in_the_first_list(clock: time_machine.Traveller) -> None:
    managed = registration()
    clock.move_to(datetime(2026, 12, 26, 12, tzinfo=UTC))

    page = words(get(signed_in(), "managed-people"))

    assert managed.person.reference in page
    assert "25 December 2026 Overdue" in page


@pytest.mark.parametrize("number", [1, 4])
def test_the_list_costs_the_same_however_many_are_in_it(
    number: int, django_assert_num_queries: Callable[..., Any]
) -> None:
    client = signed_in()
    get(client, "managed-people")
    for _ in range(number):
        registration()

    with django_assert_num_queries(QUERIES_OF_THE_LIST):
        client.get("/management?list=everybody")


QUERIES_OF_THE_LIST = 10
