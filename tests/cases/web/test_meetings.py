"""The pages of meetings and referrals."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.actions.reference import DIRECTORY
from audit.models import Event
from cases.models import Agency, Meeting, MeetingKind, MeetingReferral
from cases.rules.meetings import TRANSITIONS, Status, Step
from register.agenda.items import When, Whose
from register.agenda.listing import Agenda
from register.models import Task
from tests import builders
from tests.cases import met
from tests.cases.builders import CANARIES, CANARY_LINE, Household
from tests.cases.conftest import Visit
from tests.cases.web.pages import get, post, title, words

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
ROLES = tomllib.loads((DIRECTORY / "roles.toml").read_text(encoding="utf-8"))
PEOPLE = [code for code in ROLES if code not in ("force-system", "oversight-auditor")]
PLANNED = {
    "kind": "marac", "starts_on": "2026-11-23", "starts_time": "12:00", "place": "Room 4", "chair": "DI Okoro",
}  # fmt: skip
REFERRED = {"criterion": "professional_judgement", "why": "He waits outside her work", "knows": "agrees"}


@pytest.fixture(autouse=True)
def clock() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(NOON, tick=False) as traveller:
        yield traveller


def owner_in(client: Client) -> int:
    return int(client.session["_auth_user_id"])


def test_from_the_case_to_the_minutes_and_a_task(home: Household, visit: Visit) -> None:
    officer, idva = visit("safeguarding-officer"), met.agency()
    assert "Refer to a meeting" in words(get(officer, "case", home.case.reference))
    post(officer, "refer-to-meeting", home.case.reference, "marac", victim=home.victim.pk, **REFERRED)
    referral = MeetingReferral.objects.get()
    post(officer, "plan-meeting", owner=owner_in(officer), **PLANNED)
    meeting = Meeting.objects.get()

    assert "Asha Kaur" in words(get(officer, "set-agenda", meeting.reference))
    post(officer, "set-agenda", meeting.reference, referrals=[referral.reference], version=meeting.version)
    attended = {f"presence_{idva.pk}": "attended", f"who_{idva.pk}": "A. Price", "version": meeting.version}
    post(officer, "hold-meeting", meeting.reference, **attended)
    page = words(get(officer, "meeting", meeting.reference))
    assert "1 case without minutes. Write them by 30 November 2026" in page
    assert "Harbour IDVA service Attended A. Price" in page
    referral.refresh_from_db()
    said = {"said": "The door was broken", "decided": "High risk", "version": referral.version}
    post(officer, "write-minutes", referral.reference, **said)
    post(officer, "add-meeting-action", referral.reference, what="Fit an alarm", who="team", due_on="2026-11-30")

    page = words(get(officer, "referral", referral.reference))
    task = Task.objects.get(kind=Task.Kind.MEETING)
    assert "Flagged until 23 November 2027" in page
    assert f"Fit an alarm Police: the team’s queue {task.reference} 30 November 2026 To be done" in page
    assert "The door was broken" in page


def test_the_case_says_what_is_to_be_heard_and_what_was(home: Household, visit: Visit) -> None:
    met.heard(home, agency=met.agency())
    met.alone(home)

    page = words(get(visit("safeguarding-officer"), "case", home.case.reference))

    assert "Heard Flagged until 23 November 2027 Heard on 23 November 2026" in page
    assert "To be heard by 21 December 2026" in page
    assert "MARAC: an action of an agency" in page
    assert "Heard at MARAC" in page


def test_the_card_says_in_one_line_that_the_case_is_flagged(home: Household, visit: Visit) -> None:
    met.heard(home)

    for who in (home.person, home.victim):
        page = words(get(visit(), "person-card", who.reference))
        assert "Heard at MARAC on 23 November 2026, West Yorkshire Police: flagged until 23 November 2027" in page


def test_the_lists_and_titles_name_nobody(home: Household, visit: Visit) -> None:
    referral = met.on_agenda(home)
    client = visit("safeguarding-officer")

    for page in (get(client, "meetings"), get(client, "waiting-referrals")):
        assert "Kaur" not in words(page)
        assert "Kowalski" not in words(page)
    for page in (get(client, "meeting", referral.meeting.reference), get(client, "referral", referral.reference)):
        assert "Kaur" in words(page)
        assert "Kaur" not in title(page)


def test_opening_a_meeting_and_a_referral_is_logged(home: Household, visit: Visit) -> None:
    referral = met.on_agenda(home)
    client = visit("safeguarding-officer")

    get(client, "meeting", referral.meeting.reference)
    get(client, "referral", referral.reference)

    assert json.loads(Event.objects.get(code="meeting.read").payload)["references"] == [referral.reference]
    assert Event.objects.get(code="referral.read").object_ref == referral.reference


def test_what_was_typed_stays_when_something_is_missing(home: Household, visit: Visit) -> None:
    client = visit("safeguarding-officer")
    typed = {**REFERRED, "knows": "", "victim": home.victim.pk, "why": "He said he will find her"}

    page = words(post(client, "refer-to-meeting", home.case.reference, "marac", **typed))

    assert "Say whether the victim knows of the referral" in page
    assert "He said he will find her" in page
    assert not MeetingReferral.objects.exists()


def test_a_repeat_is_offered_as_the_reason(home: Household, visit: Visit) -> None:
    met.heard(home)

    page = get(visit("safeguarding-officer"), "refer-to-meeting", home.case.reference, "marac").content.decode()

    assert 'value="repeat"' in page
    assert "checked" in page[page.index('value="repeat"') : page.index('value="repeat"') + 200]


def test_matac_can_look_at_the_person_alone(home: Household, visit: Visit) -> None:
    typed = {"criterion": "serial", "why": "Three partners in two years", "victim": ""}

    post(visit("safeguarding-officer"), "refer-to-meeting", home.case.reference, "matac", **typed)

    assert MeetingReferral.objects.get().knows == MeetingReferral.Knows.NOBODY


def test_attendance_of_nobody_is_refused_on_the_page(home: Household, visit: Visit) -> None:
    meeting = met.planned(home.owner)

    page = words(post(visit("safeguarding-officer"), "hold-meeting", meeting.reference, version=meeting.version))

    assert "Say which agencies attended" in page


def test_a_meeting_somebody_changed_meanwhile_is_not_overwritten(home: Household, visit: Visit) -> None:
    client, meeting = visit("safeguarding-officer"), met.planned(home.owner)
    typed = PLANNED | {"owner": owner_in(client), "place": "Another room", "version": meeting.version - 1}

    page = words(post(client, "change-meeting", meeting.reference, **typed))

    assert "Somebody else changed this record" in page
    meeting.refresh_from_db()
    assert meeting.place == "Room 4"


# By every role


def _on_agenda(home: Household) -> tuple[str, MeetingReferral, dict[str, Any]]:
    referral = met.referred(home)
    meeting = met.planned(home.owner)
    return meeting.reference, referral, {"referrals": [referral.reference], "version": meeting.version}


def _hear(home: Household) -> tuple[str, MeetingReferral, dict[str, Any]]:
    referral = met.on_agenda(home)
    assert referral.meeting is not None
    met.held(referral.meeting, home.officer)
    return referral.reference, referral, {"said": "The door was broken", "version": referral.version}


def _leave(referral: MeetingReferral) -> tuple[str, MeetingReferral, dict[str, Any]]:
    return referral.reference, referral, {"why": "For a reason", "version": referral.version}


# Step and status before it → how it is reached, and the page that takes it.
STEPS: dict[tuple[Status, Step], tuple[str, Callable[[Household], tuple[str, MeetingReferral, dict[str, Any]]]]] = {
    (Status.WAITING, Step.PUT_ON_AGENDA): ("set-agenda", _on_agenda),
    (Status.ON_AGENDA, Step.HEAR): ("write-minutes", _hear),
    (Status.ON_AGENDA, Step.DEFER): ("defer-referral", lambda home: _leave(met.on_agenda(home))),
    (Status.WAITING, Step.WITHDRAW): ("withdraw-referral", lambda home: _leave(met.referred(home))),
    (Status.ON_AGENDA, Step.WITHDRAW): ("withdraw-referral", lambda home: _leave(met.on_agenda(home))),
}


def test_every_transition_has_its_page() -> None:
    assert STEPS.keys() == {(each.before, each.step) for each in TRANSITIONS}


@pytest.mark.parametrize("role", PEOPLE)
@pytest.mark.parametrize("transition", TRANSITIONS, ids=[f"{each.before}, {each.step}" for each in TRANSITIONS])
def test_a_step_is_taken_by_those_roles_that_may(role: str, transition: Any, home: Household, visit: Visit) -> None:
    name, reached = STEPS[transition.before, transition.step]
    reference, referral, typed = reached(home)
    may = transition.permission in ROLES[role]["grants"]

    done = post(visit(role), name, reference, **typed)

    referral.refresh_from_db()
    assert referral.status == (transition.after if may else transition.before)
    assert done.status_code == 302 if may else done.status_code in (403, 404)


@pytest.mark.parametrize("role", ["safeguarding-officer", "supervisor"])
def test_nobody_of_another_force_takes_a_step(role: str, home: Household, visit: Visit) -> None:
    for transition, (name, reached) in STEPS.items():
        reference, referral, typed = reached(home)

        assert post(visit(role, "14"), name, reference, **typed).status_code == 404, transition
        referral.refresh_from_db()
        assert referral.status == transition[0]
        met.withdrawn(referral, home)


# Bounded


@pytest.mark.parametrize("name", ["meetings", "waiting-referrals", "meeting", "referral", "set-agenda"])
def test_a_page_takes_as_many_queries_for_much_as_for_little(name: str, home: Household, visit: Visit) -> None:
    client, idva = visit("safeguarding-officer"), met.agency()
    referral = met.heard(home, agency=idva)
    met.referred(home)
    open_meeting = met.planned(home.owner, in_days=3)
    reference = {"meeting": referral.meeting.reference, "set-agenda": open_meeting.reference}.get(
        name, referral.reference
    )
    arguments = [] if name in ("meetings", "waiting-referrals") else [reference]
    few = count(client, name, *arguments)
    more(home, referral, idva)

    assert count(client, name, *arguments) == few <= 60


def count(client: Client, name: str, *arguments: object) -> int:
    get(client, name, *arguments)
    with CaptureQueriesContext(connection) as captured:
        assert get(client, name, *arguments).status_code == 200
    return len(captured)


def more(home: Household, referral: MeetingReferral, idva: Agency) -> None:
    """More of everything: meetings, cases on the same agenda and waiting, actions, minutes, shares."""
    for number in range(3):
        met.planned(home.owner, in_days=number)
        met.action(referral, home)
        met.minuted(referral, home)
        met.shared(referral, met.agency(Agency.Kind.HOUSING, f"Housing {number}"), home.officer)
    for kind in (MeetingKind.MATAC, MeetingKind.MAPPA):
        met.alone(home, kind)
    builders.allow_writes()
    met.another_on(referral)
    met.shared(referral, idva, home.officer)


def test_what_is_due_says_when_a_meeting_is_and_names_nobody(home: Household) -> None:
    met.on_agenda(home)
    reader = met.today_of(home.owner)

    found = [
        item for when in When for item in Agenda(reader, Whose.TEAM, today=timezone.localdate()).page(when).items
        if item.kind == "Meeting"
    ]  # fmt: skip

    assert {item.source for item in found} == {"meeting", "referral"}
    assert all(item.person is None for item in found)
    assert min(item.due_on for item in found) == date(2026, 11, 23)


def test_a_protected_address_in_the_minutes_is_taken_out_for_whoever_may_not_see_it(
    home: Household, visit: Visit
) -> None:
    referral = met.heard(home, words=f"She moved to {CANARY_LINE}, CA7 4RY")

    page = get(visit("offender-manager"), "referral", referral.reference).content.decode()

    assert "She moved to" in page
    assert not [each for each in CANARIES if each in page]
    assert CANARY_LINE in get(visit("supervisor"), "referral", referral.reference).content.decode()


def test_the_directory_is_kept_by_a_supervisor(visit: Visit) -> None:
    client = visit("supervisor")

    post(client, "add-usual-agencies")
    post(client, "add-agency", kind="housing", name="Leeds Homes")

    assert "Leeds Homes" in words(get(client, "agencies"))
    assert Agency.objects.filter(force=builders.force()).count() == len(Agency.Kind.values)
    refused = words(post(client, "add-agency", kind="housing", name="leeds homes"))
    assert "in the directory already" in refused


def test_acting_needs_no_more_than_the_roles_say(home: Household, visit: Visit) -> None:
    """An offender manager refers and reads; the buttons of those who run meetings are not there."""
    referral = met.heard(home)

    page = words(get(visit("offender-manager"), "referral", referral.reference))

    assert "Add an action" not in page
    assert "Share with an agency" not in page


@pytest.mark.parametrize(
    ("typed", "is_waiting"),
    [
        pytest.param({}, True, id="by its level"),
        pytest.param({"is_last": "on", "decided": "Level 1 from now on"}, False, id="no more"),
    ],
)
def test_the_minutes_of_mappa_say_by_when_it_is_heard_again(
    typed: dict[str, str], is_waiting: bool, home: Household, visit: Visit
) -> None:
    referral, client = met.on_agenda(home, met.alone(home, MeetingKind.MAPPA)), visit("safeguarding-officer")
    met.held(Meeting.objects.get(), home.officer)
    referral.refresh_from_db()
    page = words(get(client, "write-minutes", referral.reference))
    assert "Left empty, it is heard again by 15 February 2027" in page

    done = post(client, "write-minutes", referral.reference, said="Stays", version=referral.version, **typed)

    assert done.status_code == 302
    again = MeetingReferral.objects.waiting().first()
    assert (again is not None) is is_waiting
    seen = words(get(client, "referral", referral.reference))
    assert ("To be heard again by 15 February 2027" in seen) is is_waiting
