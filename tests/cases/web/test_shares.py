"""What an agency sees: what was shared with it, while it is shared, and nothing else."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import Membership, Role, User
from audit.core.errors import OutOfReach, PermissionDenied, Refused
from audit.models import Event
from cases.actions.agencies import end_agency_account, give_agency_account, withdraw_agency
from cases.actions.meeting_actions import add_meeting_action, close_meeting_action, report_own_action
from cases.actions.referrals import withdraw_referral
from cases.actions.shares import end_share, read_share
from cases.models import Agency, AgencyAccount, MeetingAction, MeetingShare
from register.actions.people import restrict_person
from register.models import Task
from register.task_places import places_of
from tests import builders
from tests.cases import canary, met
from tests.cases.builders import CANARIES, CANARY_LINE, CANARY_PHONE, Household, refuge
from tests.cases.conftest import Visit
from tests.cases.met import act
from tests.cases.web.pages import get, post, title, words

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)


@pytest.fixture(autouse=True)
def clock() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(NOON, tick=False) as traveller:
        yield traveller


@pytest.fixture
def idva() -> Agency:
    return met.agency()


@pytest.fixture
def reader(idva: Agency) -> User:
    return met.reader_of(idva)


@pytest.fixture
def share(home: Household, idva: Agency) -> MeetingShare:
    return met.shared(met.heard(home, agency=idva), idva, home.officer)


def browser_of(user: User) -> Client:
    return builders.sign_in(Client(), user)


def test_an_agency_reads_what_is_shared_with_it(share: MeetingShare, reader: User) -> None:
    client = browser_of(reader)

    assert client.get("/")["Location"] == "/shared"
    listed, page = get(client, "shares"), get(client, "share", share.reference)
    assert share.reference in words(listed)
    assert "Kaur" not in words(listed)
    said = words(page)
    assert "High risk; she agreed to be rung" in said
    assert "The door was broken By 30 November 2026 To be done" in said
    assert "Asha Kaur and Marek Kowalski" in said
    assert "Kaur" not in title(page)


def test_sharing_and_reading_are_logged_with_the_agency_as_recipient(share: MeetingShare, reader: User) -> None:
    get(browser_of(reader), "share", share.reference)

    made, read = Event.objects.get(code="share.made"), Event.objects.get(code="share.read")
    assert (made.operation, read.operation) == ("disclosure", "consultation")
    assert [json.loads(each.payload)["recipients"] for each in (made, read)] == 2 * [[share.agency.reference]]
    assert made.object_ref == read.object_ref == share.reference


def test_minutes_are_shared_only_where_somebody_says_so(home: Household, idva: Agency, reader: User) -> None:
    referral, client = met.heard(home, words="Seen with bruises"), browser_of(reader)
    without = met.shared(referral, idva, home.officer)
    assert "Seen with bruises" not in words(get(client, "share", without.reference))

    end_share(referral, share=without, why="Without the minutes", **act(home.officer))
    minuted = met.shared(referral, idva, home.officer, has_minutes=True)

    assert "Seen with bruises" in words(get(client, "share", minuted.reference))


def test_minutes_that_are_written_later_are_not_shared_by_themselves(
    home: Household, idva: Agency, reader: User, clock: time_machine.Traveller
) -> None:
    referral = met.heard(home, words="Seen with bruises")
    share = met.shared(referral, idva, home.officer, has_minutes=True)
    clock.shift(60)
    met.minuted(referral, home)

    page = words(get(browser_of(reader), "share", share.reference))

    assert "Seen with bruises" in page
    assert "Housing wrote since" not in page


def test_whoever_becomes_an_officer_reads_as_an_agency_no_longer(share: MeetingShare, reader: User) -> None:
    builders.allow_writes()
    role = Role.objects.get(code="control-room-specialist")
    Membership.objects.create(user=reader, role=role, starts_on=NOON.date())

    assert get(browser_of(reader), "share", share.reference).status_code == 404


def test_an_agency_sees_no_action_of_another(home: Household, idva: Agency, reader: User) -> None:
    housing = met.agency(Agency.Kind.HOUSING, "Leeds Homes")
    referral = met.heard(home, words="Change the locks at once", agency=housing)
    share = met.shared(referral, idva, home.officer)

    page = words(get(browser_of(reader), "share", share.reference))

    assert "No action was decided for your agency" in page
    assert "Change the locks" not in page


def to_report(share: MeetingShare) -> MeetingAction:
    return MeetingAction.objects.get(referral=share.referral)


def test_an_agency_says_what_came_of_its_action_and_the_police_see_who_did(
    share: MeetingShare, home: Household, reader: User, visit: Visit
) -> None:
    client, row = browser_of(reader), to_report(share)
    assert "By 30 November 2026: The door was broken" in words(
        get(client, "report-own-action", share.reference, row.pk)
    )

    done = post(client, "report-own-action", share.reference, row.pk, status="done", outcome="She was rung at noon")

    page = words(client.get(done.url))
    assert "The police see what you said." in page
    assert "By 30 November 2026 Done She was rung at noon" in page
    assert "Say what came of it" not in page
    seen = words(get(visit("safeguarding-officer"), "referral", share.referral.reference))
    assert f"She was rung at noon Reported by {reader.name}, {share.agency.name}" in seen
    said = Event.objects.get(code="share.action_reported")
    assert (said.object_ref, said.actor_ref) == (share.reference, reader.reference)
    assert "rung" not in bytes(said.payload).decode()
    assert not Task.objects.filter(title__contains="has not done it").exists()


def test_what_an_agency_has_not_done_becomes_a_task_of_the_police_that_names_nobody(
    share: MeetingShare, reader: User
) -> None:
    row = to_report(share)

    post(browser_of(reader), "report-own-action", share.reference, row.pk, status="not_done", outcome="Asha is away")

    task = Task.objects.get(title__contains="has not done it")
    assert task.title.startswith("MARAC action 1 of ")
    assert (task.team, task.due_on, task.person) == ("safeguarding-officer", date(2026, 11, 24), share.referral.person)
    assert share.referral.reference in task.title
    assert "Asha" not in task.title + task.detail
    own, strange = (builders.actor("safeguarding-officer", force_code=code) for code in ("13", "14"))
    assert [each.label for each in places_of(task, own)] == [f"Open referral {share.referral.reference}"]
    assert places_of(task, strange) == ()


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        pytest.param({"outcome": "She was rung"}, "Was it done?", id="not whether"),
        pytest.param({"status": "done"}, "What came of it", id="not what"),
    ],
)
def test_a_report_says_whether_and_what(
    typed: dict[str, str], sentence: str, share: MeetingShare, reader: User
) -> None:
    row = to_report(share)

    answer = post(browser_of(reader), "report-own-action", share.reference, row.pk, **typed)

    assert answer.status_code == 200
    assert sentence in words(answer)
    row.refresh_from_db()
    assert row.status == "open"


def test_what_came_of_an_action_is_said_once(share: MeetingShare, home: Household, reader: User) -> None:
    client, row = browser_of(reader), to_report(share)
    close_meeting_action(
        share.referral, row=row, status=MeetingAction.Status.DONE, outcome="They rang us", **act(home.officer)
    )

    assert get(client, "report-own-action", share.reference, row.pk).status_code == 404
    with pytest.raises(Refused, match="recorded already"):
        report_own_action(
            share, meeting_action=row, status=MeetingAction.Status.DONE, outcome="Again", **act(met.today_of(reader))
        )


def test_an_agency_reports_of_no_action_of_another_nor_of_the_police(
    share: MeetingShare, home: Household, reader: User
) -> None:
    client = browser_of(reader)
    met.action(share.referral, home)
    due_on = date(2026, 11, 30)
    add_meeting_action(
        share.referral, what="Change the locks", due_on=due_on, agency=met.agency(Agency.Kind.HOUSING, "Leeds Homes"),
        **act(home.officer),
    )  # fmt: skip

    for row in MeetingAction.objects.exclude(agency=share.agency):
        assert get(client, "report-own-action", share.reference, row.pk).status_code == 404
        with pytest.raises(Refused, match="recorded already"):
            report_own_action(
                share, meeting_action=row, status=MeetingAction.Status.DONE, outcome="Done", **act(met.today_of(reader))
            )


@pytest.mark.parametrize("role", ["safeguarding-officer", "supervisor", "offender-manager", "force-administrator"])
def test_nobody_of_the_police_reports_in_the_place_of_an_agency(role: str, share: MeetingShare) -> None:
    with pytest.raises((PermissionDenied, OutOfReach)):
        report_own_action(
            share, meeting_action=to_report(share), status=MeetingAction.Status.DONE, outcome="Done",
            **act(builders.actor(role)),
        )  # fmt: skip


def ended(share: MeetingShare, home: Household) -> None:
    end_share(share.referral, share=share, why="No longer needed", **act(home.officer))


def withdrawn_agency(share: MeetingShare, home: Household) -> None:
    withdraw_agency(share.force, agency=share.agency, **act(builders.actor("supervisor")))


def reads_no_more(share: MeetingShare, home: Household) -> None:
    account = AgencyAccount.objects.get(agency=share.agency)
    end_agency_account(share.force, account=account, **act(builders.actor("supervisor")))


def restricted_victim(share: MeetingShare, home: Household) -> None:
    restrict_person(home.victim, is_restricted=True, **act(builders.actor("professional-standards")))


def restricted_person(share: MeetingShare, home: Household) -> None:
    restrict_person(home.person, is_restricted=True, **act(builders.actor("professional-standards")))


def barred_from_victim(share: MeetingShare, home: Household) -> None:
    builders.bar(AgencyAccount.objects.get(agency=share.agency).user, home.victim)


def barred_from_person(share: MeetingShare, home: Household) -> None:
    builders.bar(AgencyAccount.objects.get(agency=share.agency).user, home.person)


@pytest.mark.parametrize(
    "change",
    [ended, withdrawn_agency, reads_no_more, restricted_victim, restricted_person, barred_from_victim,
     barred_from_person],
)  # fmt: skip
def test_an_agency_sees_nothing_from_the_moment_it_may_not(
    change: Callable[[MeetingShare, Household], None], share: MeetingShare, home: Household, reader: User
) -> None:
    client = browser_of(reader)
    assert get(client, "share", share.reference).status_code == 200

    change(share, home)

    there, absent = get(client, "share", share.reference), get(client, "share", "SH-0000000000")
    with pytest.raises(OutOfReach):
        report_own_action(
            share, meeting_action=to_report(share), status=MeetingAction.Status.DONE, outcome="Done",
            **act(met.today_of(reader)),
        )  # fmt: skip
    assert there.status_code == absent.status_code == 404
    assert there.content == absent.content
    assert share.reference not in words(get(client, "shares"))


@pytest.mark.parametrize(
    ("days", "sees"), [pytest.param(30, True, id="on the last day"), pytest.param(31, False, id="a day after it")]
)
def test_sharing_ends_by_itself(
    days: int, sees: bool, share: MeetingShare, reader: User, clock: time_machine.Traveller
) -> None:
    clock.move_to(NOON + timedelta(days=days))

    assert (get(browser_of(reader), "share", share.reference).status_code == 200) is sees


def test_what_has_run_out_can_be_shared_again(
    share: MeetingShare, home: Household, clock: time_machine.Traveller
) -> None:
    clock.move_to(NOON + timedelta(days=31))

    assert met.shared(share.referral, share.agency, met.today_of(home.owner)) != share


def test_another_agency_sees_nothing_of_it(share: MeetingShare) -> None:
    other = met.reader_of(met.agency(Agency.Kind.HOUSING, "Leeds Homes"))

    assert get(browser_of(other), "share", share.reference).status_code == 404
    with pytest.raises(OutOfReach):
        read_share(share, **act(met.today_of(other)))


def test_somebody_of_a_partner_who_reads_for_no_agency_sees_nothing(share: MeetingShare, visit: Visit) -> None:
    client = visit("partner-agency")

    assert "Nothing is shared with your agency today" in words(get(client, "shares"))
    assert get(client, "share", share.reference).status_code == 404


def test_an_agency_opens_neither_case_nor_person_nor_meeting(
    share: MeetingShare, home: Household, reader: User
) -> None:
    client, referral = browser_of(reader), share.referral
    for name, reference in (
        ("case", home.case.reference), ("person-card", home.person.reference), ("person-record", home.victim.reference),
        ("referral", referral.reference), ("meeting", referral.meeting.reference),
    ):  # fmt: skip
        assert get(client, name, reference).status_code in (403, 404), name
    for name in ("cases", "meetings", "tasks", "waiting-referrals", "agencies"):
        assert get(client, name).status_code == 403, name


def test_a_withdrawn_referral_is_shared_with_nobody(home: Household, idva: Agency, reader: User) -> None:
    referral = met.referred(home)
    share = met.shared(referral, idva, home.officer)

    withdraw_referral(referral, why="Made twice", **act(home.officer))

    assert get(browser_of(reader), "share", share.reference).status_code == 404
    share.refresh_from_db()
    assert share.why_ended == "The referral was withdrawn."


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        pytest.param({"words": " "}, "what this agency is told", id="nothing"),
        pytest.param({"why": ""}, "why this agency needs it", id="for no reason"),
        pytest.param({"ends_on": date(2026, 11, 22)}, "until a day from today", id="until yesterday"),
        pytest.param({"ends_on": date(2027, 11, 24)}, "23 November 2027", id="for ever"),
        pytest.param({"has_minutes": True}, "no minutes yet", id="minutes that are not there"),
        pytest.param({"words": f"She is at {CANARY_LINE}"}, "protected address", id="where she is"),
        pytest.param({"words": f"Ring her on {CANARY_PHONE}"}, "protected address", id="her number"),
    ],
)
def test_what_sharing_needs(changes: dict[str, Any], sentence: str, home: Household, idva: Agency) -> None:
    with pytest.raises(Refused, match=sentence):
        met.shared(met.referred(home), idva, home.officer, **changes)


@pytest.mark.parametrize("in_refuge", [False, True], ids=["confidential", "in refuge"])
def test_no_protected_detail_reaches_an_agency_with_the_minutes(
    in_refuge: bool, home: Household, idva: Agency, reader: User
) -> None:
    """What was said at the meeting is said again without where she is, however it was written down."""
    told = f"She is at {canary.CANARY_LINE}, {canary.CANARY_POSTCODE}, ring 07700900777"
    referral = met.heard(home, words=told, agency=idva)
    share = met.shared(referral, idva, home.officer, has_minutes=True)
    if in_refuge:
        refuge(home.pair, home.officer)

    page = get(browser_of(reader), "share", share.reference).content.decode()

    assert "She is at" in page
    assert not [each for each in CANARIES if each in page]


@pytest.mark.parametrize(
    ("role", "more"),
    [pytest.param("safeguarding-officer", [], id="police"), pytest.param("partner-agency", ["supervisor"], id="both")],
)
def test_nobody_of_the_police_reads_for_an_agency(role: str, more: list[str], idva: Agency) -> None:
    user = builders.user(role)
    builders.allow_writes()
    for each in more:
        user.memberships.create(role=builders.user(each).memberships.get().role, starts_on="2020-01-01")

    with pytest.raises(Refused, match="whose only role is partner agency"):
        give_agency_account(idva.force, agency=idva, user=user, **act(builders.actor("supervisor")))


def test_sharing_from_the_page_of_the_referral_and_stopping(home: Household, idva: Agency, visit: Visit) -> None:
    referral, client = met.referred(home), visit("safeguarding-officer")
    typed = {"agency": idva.pk, "words": "High risk", "why": "They support her", "ends_on": "2027-01-31"}

    done = post(client, "share-referral", referral.reference, **typed)
    assert "Shared with Harbour IDVA service." in words(client.get(done.url))
    share = MeetingShare.objects.get()
    assert "Until" not in words(get(client, "referral", referral.reference)).split("Shared with agencies")[0]
    post(client, "end-share", referral.reference, share.reference, why="She has moved away")

    assert "No longer shared" in words(get(client, "referral", referral.reference))
    share.refresh_from_db()
    assert share.ended_at is not None


def test_the_pages_of_an_agency_take_a_fixed_number_of_queries(
    share: MeetingShare, home: Household, idva: Agency, reader: User
) -> None:
    client = browser_of(reader)
    few = [count(client, "shares"), count(client, "share", share.reference)]
    for _ in range(3):
        met.action(share.referral, home)
        met.minuted(share.referral, home)
    met.shared(met.alone(home), idva, home.officer)

    assert [count(client, "shares"), count(client, "share", share.reference)] == few


def count(client: Client, name: str, *arguments: object) -> int:
    get(client, name, *arguments)
    with CaptureQueriesContext(connection) as captured:
        get(client, name, *arguments)
    return len(captured)
