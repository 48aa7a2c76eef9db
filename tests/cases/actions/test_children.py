from __future__ import annotations

import json
from datetime import UTC, date, datetime
from typing import Any

import pytest
import time_machine

from audit.core.errors import PermissionDenied, Refused
from audit.models import Detail, Event
from cases.actions.cases import add_child
from cases.actions.children import Attended, ask_for_notices, excuse_notice, send_notice, set_school
from cases.actions.incidents import Told, record_incident
from cases.contact import guard_of, may_show
from cases.models import Child, ChildSchool, SchoolNotice
from register.actions import facts
from register.models import Address, Protection, Source, Task
from tests import builders
from tests.cases.builders import CANARIES, CANARY_LINE, Household, act, household, refuge

pytestmark = pytest.mark.django_db
NIGHT = datetime(2026, 11, 25, 22, 40, tzinfo=UTC)
SCHOOL = "Canary Hill Primary"


@pytest.fixture
def home() -> Household:
    return household()


def child(home: Household, **more: Any) -> Child:
    return add_child(home.case, **{"name": "Ravi", "date_of_birth": date(2019, 5, 2)} | more, **act(home.officer))


def school(home: Household, of: Child, **more: Any) -> ChildSchool:
    said: dict[str, Any] = {"education": "school", "name": SCHOOL, "lead": "Ms Lee", "contact": "dsl@example.org"}
    return set_school(home.case, child=of, **said | more, **act(home.officer))


@time_machine.travel("2026-11-26T07:00:00Z")
def asked(home: Household, *children: Child, **more: Any) -> list[SchoolNotice]:
    return ask_for_notices(home.case, attended=Attended(NIGHT, **more), children=children, **act(home.officer))


def is_shown(held: ChildSchool, role: str, force_code: str = "13") -> bool:
    actor = builders.actor(role, force_code=force_code)
    return may_show(held, actor=actor, guard=guard_of([held.person_id], actor=actor)).is_shown


# Where a child learns


def test_a_new_school_ends_the_one_before_it_and_leaves_it_to_be_read(home: Household) -> None:
    ravi = child(home)
    first, second = school(home, ravi), school(home, ravi, name="Mill Primary")

    first.refresh_from_db()
    assert first.ended_at is not None and first.name == SCHOOL
    assert ChildSchool.objects.get(child=ravi, ended_at__isnull=True) == second


def test_no_school_is_named_in_the_log(home: Household) -> None:
    school(home, child(home))

    logged = b"".join(bytes(event.payload) for event in Event.objects.all()).decode()
    assert SCHOOL not in logged + str(list(Detail.objects.values_list("value", flat=True)))


def test_only_a_school_has_a_name(home: Household) -> None:
    with pytest.raises(Refused, match="You have named a school") as refused:
        school(home, child(home), education="home")
    assert refused.value.field == "education"


@pytest.mark.parametrize("in_refuge", [False, True], ids=["not in refuge", "in refuge"])
def test_a_school_is_for_those_who_protect_in_the_force_and_in_refuge_for_nobody(
    home: Household, in_refuge: bool
) -> None:
    held = school(home, child(home))
    if in_refuge:
        refuge(home.pair, home.officer)

    assert is_shown(held, "safeguarding-officer") is not in_refuge
    assert not is_shown(held, "control-room-specialist")
    assert not is_shown(held, "safeguarding-officer", "14")


def test_a_school_is_taken_out_of_free_text(home: Household) -> None:
    school(home, child(home))

    told = guard_of([home.person.pk], actor=builders.actor()).free_text(f"Waits at {SCHOOL} each day")

    assert told == "Waits at [protected] each day"


# The notices


def test_each_child_of_school_age_has_a_notice_before_the_school_next_opens(home: Household) -> None:
    ravi, baby = child(home), child(home, name="Mia", date_of_birth=date(2026, 1, 2))

    notices = asked(home, ravi, baby, police_reference="13/4471")

    assert [notice.child for notice in notices] == [ravi]
    assert notices[0].due_at == datetime(2026, 11, 26, 8, tzinfo=UTC)
    assert (notices[0].due_on, notices[0].limit_code) == (date(2026, 11, 26), "encompass.school")


def test_asking_again_for_the_same_attendance_adds_nothing(home: Household) -> None:
    ravi = child(home)

    assert asked(home, ravi) == asked(home, ravi)
    assert SchoolNotice.objects.count() == 1


@pytest.mark.parametrize("field", ["voice", "police_reference"])
def test_no_place_is_written_into_a_notice(home: Household, field: str) -> None:
    with pytest.raises(Refused, match="Take it out"):
        asked(home, child(home), **{field: f"At {CANARY_LINE}"})
    assert not SchoolNotice.objects.exists()


@time_machine.travel("2026-11-25T12:00:00Z")
def test_police_have_not_attended_in_the_future(home: Household) -> None:
    with pytest.raises(Refused, match="have not attended yet"):
        ask_for_notices(home.case, attended=Attended(NIGHT), children=[child(home)], **act(home.officer))


def test_no_school_is_told_of_what_was_before_the_duty_began(home: Household) -> None:
    long_ago = datetime(2024, 3, 1, 21, 10, tzinfo=UTC)
    child(home)

    incident = record_incident(
        home.owner.force, person=home.person, happened_at=long_ago, told=Told(has_children=True), **act(home.officer)
    )

    assert incident.case == home.case
    assert not Task.objects.filter(title__contains="schools told").exists()
    with pytest.raises(Refused, match="before the duty") as refused:
        ask_for_notices(home.case, attended=Attended(long_ago), children=[child(home)], **act(home.officer))
    assert refused.value.field == "attended_on"


@time_machine.travel("2026-11-26T07:30:00Z")
def test_the_text_is_kept_as_it_was_sent_with_who_sent_it(home: Household) -> None:
    notice = asked(home, child(home), voice="He hid")[0]

    sent = send_notice(notice, means=SchoolNotice.Means.PORTAL, **act(home.officer))

    assert "Child: Ravi, born 2 May 2019." in sent.text and "He hid" in sent.text
    assert not [canary for canary in CANARIES if canary in sent.text]
    assert [change.to_status for change in sent.status_changes.all()] == ["due", "sent"]
    assert sent.status_changes.last().changed_by_id == home.officer.user_id
    event = json.loads(bytes(Event.objects.get(code="school_notice.sent").payload))
    assert event["operation"] == "disclosure"
    assert event["fields"] == {"means": "portal", "was_in_time": True}


@time_machine.travel("2026-11-26T08:01:00Z")
def test_a_notice_that_is_sent_late_says_so_in_the_log(home: Household) -> None:
    notice = asked(home, child(home))[0]

    send_notice(notice, means=SchoolNotice.Means.PORTAL, **act(home.officer))

    event = json.loads(bytes(Event.objects.get(code="school_notice.sent").payload))
    assert event["fields"]["was_in_time"] is False


def test_what_is_protected_later_is_taken_out_of_the_text_whoever_sends_it(home: Household) -> None:
    notice = asked(home, child(home), voice="He ran to Heron Close")[0]
    facts.add_address(
        home.victim, kind=Address.Kind.STAYS, line_1="Heron Close", source=Source.OFFICER,
        protection=Protection.CONFIDENTIAL, **act(home.officer),
    )  # fmt: skip

    sent = send_notice(notice, means=SchoolNotice.Means.PORTAL, **act(home.officer))

    assert "He ran to [protected]" in sent.text and "Heron Close" not in sent.text


def test_a_settled_notice_is_settled_once(home: Household) -> None:
    notice = asked(home, child(home))[0]
    excuse_notice(notice, why_not="The lead was there", **act(home.officer))

    with pytest.raises(Refused, match="settled already"):
        send_notice(notice, means=SchoolNotice.Means.PORTAL, **act(home.officer))


def test_not_telling_needs_a_reason(home: Household) -> None:
    with pytest.raises(Refused, match="Say why"):
        excuse_notice(asked(home, child(home))[0], why_not=" ", **act(home.officer))


def test_a_child_of_another_case_is_not_asked_for(home: Household) -> None:
    other = household()

    with pytest.raises(Refused, match="not in the case"):
        asked(home, child(other))


def test_whoever_only_reads_cases_asks_for_nothing(home: Household) -> None:
    with pytest.raises(PermissionDenied):
        ask_for_notices(
            home.case, attended=Attended(NIGHT), children=[child(home)],
            **act(builders.actor("offender-manager")),
        )  # fmt: skip
