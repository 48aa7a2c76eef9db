"""MARAC, MATAC and MAPPA: referring, the agenda, the meeting, minutes, actions that become tasks, and repeats."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
import time_machine

from audit.core.errors import OutOfReach, Refused, Stale
from audit.models import Event
from cases.actions import meetings as acts
from cases.actions import referrals as referring
from cases.actions.cases import NewVictim, add_victim, close_case, open_case
from cases.actions.incidents import (
    Involved,
    add_to_incident,
    confirm_incident,
    disprove_incident,
    record_incident,
)
from cases.actions.meeting_actions import add_meeting_action, close_meeting_action
from cases.meetings.clock import flag_differences
from cases.models import Agency, Attendance, Meeting, MeetingAction, MeetingKind, MeetingReferral
from cases.models.incident import Role
from cases.queues import _give_meeting
from register.actions.handover import HANDER
from register.actions.tasks import do_task
from register.models import Notice, Person, Task
from tests import builders
from tests.cases import met
from tests.cases.builders import Household, household
from tests.cases.met import act, agency, alone, heard, held, on_agenda, planned, referred

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
DAY = date(2026, 11, 23)
Status = MeetingReferral.Status


@pytest.fixture(autouse=True)
def clock() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(NOON, tick=False) as traveller:
        yield traveller


def test_a_referral_waits_with_a_day_by_which_it_is_heard(home: Household) -> None:
    referral = referred(home)

    assert (referral.status, referral.hear_by_on, referral.is_repeat) == (Status.WAITING, date(2026, 12, 21), False)
    assert [each.to_status for each in referral.status_changes.all()] == [Status.WAITING]
    assert Event.objects.get(code="referral.made").object_ref == referral.reference


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        pytest.param({"victim": None}, "Say for which victim", id="marac without a victim"),
        pytest.param({"criterion": "serial"}, "Choose a reason for which MARAC", id="a reason of another meeting"),
        pytest.param({"criterion": "repeat"}, "were not heard within the last 12 months", id="no repeat"),
        pytest.param({"why": " "}, "Say why it is referred", id="without a reason"),
        pytest.param(
            {"told": referring.Told(MeetingReferral.Knows.NOBODY)}, "whether the victim knows", id="nobody was told"
        ),
        pytest.param(
            {"told": referring.Told(MeetingReferral.Knows.NOT_SAFE)}, "why it was not safe", id="not safe, not said why"
        ),
    ],
)
def test_what_a_referral_needs(home: Household, changes: dict[str, Any], sentence: str) -> None:
    with pytest.raises(Refused, match=sentence):
        referred(home, **changes)


def test_a_victim_of_another_case_cannot_be_referred(home: Household) -> None:
    with pytest.raises(Refused, match="no victim in the case"):
        referred(home, victim=builders.person(home.officer, category="victim"))


def test_a_case_waits_for_one_meeting_of_a_kind_at_a_time(home: Household) -> None:
    referred(home)
    alone(home)

    with pytest.raises(Refused, match="referred already"):
        referred(home)


def test_the_agenda_is_set_in_one_act_or_not_at_all(home: Household) -> None:
    first, other = referred(home), alone(home)
    meeting = planned(home.owner)

    with pytest.raises(Refused, match="Nothing was changed"):
        acts.put_on_agenda(meeting, references=[first.reference, other.reference], **act(home.officer))
    first.refresh_from_db()
    assert first.status == Status.WAITING
    acts.put_on_agenda(meeting, references=[first.reference], **act(home.officer))
    first.refresh_from_db()
    assert (first.status, first.meeting) == (Status.ON_AGENDA, meeting)


def test_a_referral_of_another_force_is_on_no_agenda_of_ours(home: Household) -> None:
    theirs = referred(home)
    stranger = builders.user("supervisor", force_code="14")

    with pytest.raises(Refused, match="Nothing was changed"):
        acts.put_on_agenda(planned(stranger), references=[theirs.reference], **act(met.today_of(stranger)))


def test_a_cancelled_meeting_lets_its_cases_wait_again(home: Household) -> None:
    referral = on_agenda(home)

    acts.cancel_meeting(referral.meeting, why="The chair is ill", **act(home.officer))

    referral.refresh_from_db()
    assert (referral.status, referral.meeting) == (Status.WAITING, None)
    with pytest.raises(Refused, match="cannot be changed any more"):
        held(Meeting.objects.get(), home.officer)


def test_a_meeting_that_has_not_begun_was_not_held(home: Household) -> None:
    with pytest.raises(Refused, match="not begun yet"):
        held(planned(home.owner, in_days=1), home.officer)


def test_a_meeting_without_anybody_was_not_held(home: Household) -> None:
    came = [acts.Came(agency(), Attendance.Presence.APOLOGIES)]

    with pytest.raises(Refused, match="at least one"):
        acts.hold_meeting(planned(home.owner), came=came, **act(home.officer))


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        pytest.param({"starts_at": NOON - timedelta(days=1)}, "today or a later day", id="yesterday"),
        pytest.param({"starts_at": NOON + timedelta(days=500)}, "more than a year", id="a slip of the year"),
        pytest.param({"chair": ""}, "who chairs", id="nobody chairs it"),
        pytest.param({"place": " "}, "where it is", id="nowhere"),
    ],
)
def test_what_a_meeting_needs(home: Household, changes: dict[str, Any], sentence: str) -> None:
    values = {"starts_at": NOON, "place": "Room 4", "chair": "DI Okoro", "owner": home.owner} | changes

    with pytest.raises(Refused, match=sentence):
        acts.plan_meeting(home.owner.force, kind=MeetingKind.MARAC, when=acts.When(**values), **act(home.officer))


def test_whoever_may_not_run_meetings_is_not_given_one(home: Household) -> None:
    with pytest.raises(Refused, match="cannot run meetings"):
        acts.plan_meeting(
            home.owner.force, kind=MeetingKind.MARAC, **act(home.officer),
            when=acts.When(NOON, "Room 4", "DI Okoro", builders.user("control-room-specialist")),
        )  # fmt: skip


def test_what_is_heard_at_marac_is_flagged_for_twelve_months(home: Household) -> None:
    referral = heard(home)

    assert (referral.status, referral.heard_on, referral.flag_ends_on) == (Status.HEARD, DAY, date(2027, 11, 23))
    assert list(flag_differences()) == []


def test_the_nightly_check_finds_a_flag_that_its_hearing_does_not_give(home: Household) -> None:
    referral = heard(home)
    builders.allow_writes()
    MeetingReferral.objects.update(flag_ends_on=date(2026, 12, 1))

    assert [(each.key, each.fields) for each in flag_differences()] == [(referral.reference, ("flag_ends_on",))]


def test_what_matac_has_heard_is_not_flagged(home: Household) -> None:
    referral = on_agenda(home, alone(home))
    held(referral.meeting, home.officer)
    referring.write_minutes(referral, said="Eight calls in a year", **act(home.officer))

    referral.refresh_from_db()
    assert (referral.heard_on, referral.flag_ends_on) == (DAY, None)


def test_there_are_no_minutes_before_the_meeting_was_held(home: Household) -> None:
    with pytest.raises(Refused, match="took place"):
        referring.write_minutes(on_agenda(home), said="Something", **act(home.officer))


def test_minutes_are_added_to_and_never_changed(home: Household) -> None:
    referral = heard(home)

    referring.write_minutes(referral, said="Housing wrote since: a new door", **act(home.officer))

    assert [each.said for each in referral.minutes.all()] == ["The door was broken", "Housing wrote since: a new door"]
    assert referral.status_changes.filter(to_status=Status.HEARD).count() == 1


def test_somebody_who_read_an_older_version_changes_nothing(home: Household) -> None:
    referral = referred(home)

    with pytest.raises(Stale):
        referring.withdraw_referral(referral, why="Made twice", version=referral.version - 1, **act(home.officer))


# Actions


def added(referral: MeetingReferral, home: Household, **more: Any) -> MeetingAction:
    values = {"what": "Fit an alarm", "due_on": date(2026, 11, 30)} | more
    return add_meeting_action(referral, **values, **act(home.officer))


def test_an_action_of_the_police_is_a_task_that_names_nobody(home: Household) -> None:
    referral = heard(home)

    row = added(referral, home)

    assert row.task is not None
    assert row.task.title == f"MARAC action 1 of {referral.reference}"
    assert (row.task.kind, row.task.team, row.task.due_on) == (Task.Kind.MEETING, "safeguarding-officer", row.due_on)
    assert (row.task.detail, row.agency) == (f"What is to be done stands in referral {referral.reference}.", None)


def test_an_officer_has_the_task_and_is_told(home: Household) -> None:
    row = added(heard(home), home, officer=home.owner)

    assert row.task is not None
    assert row.task.owner == home.owner
    assert Notice.objects.filter(user=home.owner, key=row.task.reference, topic=Notice.Topic.GIVEN).exists()


def test_an_officer_who_cannot_do_it_is_not_given_it(home: Household) -> None:
    referral = heard(home)

    with pytest.raises(Refused, match="cannot be given this task"):
        added(referral, home, officer=builders.user("safeguarding-officer", force_code="14"))
    assert not Task.objects.filter(kind=Task.Kind.MEETING).exists()


def test_two_actions_are_two_tasks(home: Household) -> None:
    referral = heard(home)

    assert added(referral, home).task != added(referral, home).task


def test_an_action_of_the_police_agency_is_a_task_as_well(home: Household) -> None:
    row = added(heard(home), home, agency=agency(Agency.Kind.POLICE, "Neighbourhood team"))

    assert row.task is not None


def test_an_action_of_an_agency_is_no_task(home: Household) -> None:
    idva = agency()

    row = added(heard(home), home, agency=idva)

    assert (row.agency, row.task) == (idva, None)
    assert list(MeetingAction.objects.open()) == [row]


def test_closing_an_action_of_the_police_does_its_task(home: Household) -> None:
    row = added(heard(home), home)

    close_meeting_action(
        row.referral, row=row, status=MeetingAction.Status.NOT_DONE, outcome="She moved", **act(home.officer)
    )

    task = Task.objects.get(pk=row.task_id)
    assert (task.status, task.outcome) == (Task.Status.DONE, "Not done: She moved")
    with pytest.raises(Refused, match="recorded already"):
        close_meeting_action(
            row.referral, row=row, status=MeetingAction.Status.DONE, outcome="Done", **act(home.officer)
        )


def test_an_action_whose_task_was_done_is_open_no_more(home: Household) -> None:
    row = added(heard(home), home)

    do_task(row.task, outcome="Fitted", **act(home.officer))

    assert not MeetingAction.objects.open().exists()


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        pytest.param({"what": ""}, "what is to be done", id="nothing"),
        pytest.param({"due_on": date(2026, 11, 22)}, "from today on", id="yesterday"),
        pytest.param({"due_on": date(2029, 1, 1)}, "within a year", id="a slip of the year"),
    ],
)
def test_what_an_action_needs(home: Household, changes: dict[str, Any], sentence: str) -> None:
    referral = heard(home)

    with pytest.raises(Refused, match=sentence):
        added(referral, home, **changes)


def test_an_officer_barred_from_the_victim_alone_is_not_given_it(home: Household) -> None:
    referral, officer = heard(home), builders.user("safeguarding-officer")
    builders.bar(officer, home.victim)

    with pytest.raises(Refused, match="cannot be given this task"):
        added(referral, home, officer=officer)


# Repeats


ASKED_AGAIN = referring.REFER_AGAIN.split("{")[0]


def again(force_code: str = "13") -> list[Task]:
    return list(Task.objects.open().filter(title__startswith=ASKED_AGAIN, force__code=force_code))


def test_a_further_incident_within_a_year_asks_to_refer_again(home: Household, clock: time_machine.Traveller) -> None:
    heard(home)
    clock.move_to(NOON + timedelta(days=200))
    on = date(2027, 6, 11)

    record_incident(home.owner.force, person=home.person, **act(home.officer))
    record_incident(home.owner.force, person=home.person, **act(home.officer))

    (task,) = again()
    assert (task.kind, task.person, task.due_on > on) == (Task.Kind.MEETING, home.person, True)


def of_another_case(home: Household, victim: Person) -> MeetingReferral:
    """A second man, heard at MARAC later, for the same victim."""
    case = open_case(builders.person(home.officer), force=home.owner.force, owner=home.owner, **act(home.officer))
    pair = add_victim(case, victim=victim, **act(home.officer))
    return heard(replace(home, case=case, person=case.person, pair=pair))


def test_of_two_who_harmed_one_victim_it_is_asked_for_the_one_who_was_there(
    home: Household, clock: time_machine.Traveller
) -> None:
    first = heard(home)
    clock.move_to(NOON + timedelta(days=10))
    of_another_case(home, home.victim)

    involved = [Involved(Role.VICTIM, person=home.victim)]
    record_incident(home.owner.force, person=home.person, involved=involved, **act(home.officer))

    (task,) = again()
    assert (task.person, task.title) == (home.person, referring.REFER_AGAIN.format(reference=first.reference))


def test_a_referral_for_one_victim_leaves_what_is_asked_for_another(
    home: Household, clock: time_machine.Traveller
) -> None:
    second = add_victim(home.case, victim=NewVictim(forenames="Mina"), **act(home.officer))
    heard(home)
    heard(replace(home, victim=second.victim, pair=second))
    clock.move_to(NOON + timedelta(days=30))
    record_incident(home.owner.force, person=home.person, **act(home.officer))
    assert len(again()) == 2

    referred(home)

    assert len(again()) == 1


def test_an_incident_that_was_not_so_asks_for_nothing_until_it_is_confirmed(home: Household) -> None:
    heard(home)
    incident = record_incident(home.owner.force, **act(home.officer))
    incident = disprove_incident(incident, how="She was abroad", **act(home.officer))
    add_to_incident(incident, somebody=Involved(Role.SUSPECT, person=home.person), **act(home.officer))
    assert again() == []

    incident.refresh_from_db()
    confirm_incident(incident, how="It was her sister", **act(home.officer))

    assert len(again()) == 1


def test_what_an_incident_asked_for_is_asked_no_more_once_it_was_not_so(home: Household) -> None:
    heard(home)
    incident = record_incident(home.owner.force, person=home.person, **act(home.officer))
    (task,) = again()

    disprove_incident(incident, how="He was in custody", **act(home.officer))

    task.refresh_from_db()
    assert again() == []
    assert task.outcome == f"Not needed: incident {incident.reference} was found not to be so."


@pytest.mark.parametrize("of", ["person", "victim"], ids=["whoever caused harm", "the victim"])
def test_another_incident_with_either_of_them_goes_on_asking(home: Household, of: str) -> None:
    heard(home)
    first = record_incident(home.owner.force, person=home.person, **act(home.officer))
    record_incident(home.owner.force, person=getattr(home, of), **act(home.officer))

    disprove_incident(first, how="He was in custody", **act(home.officer))

    assert len(again()) == 1


def held_at(home: Household, level: MeetingReferral.Criterion) -> MeetingReferral:
    """A case on the agenda of a MAPPA meeting that has taken place, at a level."""
    referral = met.on_agenda(home, alone(home, MeetingKind.MAPPA, level))
    assert referral.meeting is not None
    held(referral.meeting, home.officer)
    return referral


def waits() -> MeetingReferral | None:
    return MeetingReferral.objects.waiting().first()


@pytest.mark.parametrize(
    ("level", "by_on"),
    [
        pytest.param(MeetingReferral.Criterion.LEVEL_2, date(2027, 2, 15), id="level 2, 12 weeks"),
        pytest.param(MeetingReferral.Criterion.LEVEL_3, date(2027, 1, 4), id="level 3, 6 weeks"),
    ],
)
def test_mappa_hears_a_case_again_by_its_level(level: MeetingReferral.Criterion, by_on: date, home: Household) -> None:
    referral = held_at(home, level)

    referring.write_minutes(referral, said="Stays", decided="The plan holds", **act(home.officer))

    again = waits()
    assert again is not None
    assert (again.hear_by_on, again.last_heard_on, again.criterion) == (by_on, NOON.date(), level)
    assert (again.case, again.person, again.victim, again.is_repeat) == (home.case, home.person, None, False)
    said = Event.objects.get(code="referral.again")
    assert (said.object_ref, said.actor_ref) == (again.reference, home.owner.reference)
    referring.write_minutes(referral, said="Housing wrote since", **act(home.officer))
    assert MeetingReferral.objects.waiting().count() == 1


def test_mappa_may_decide_that_it_hears_a_case_no_more(home: Household) -> None:
    referral = held_at(home, MeetingReferral.Criterion.LEVEL_2)
    with pytest.raises(Refused, match="why it is heard no more"):
        referring.write_minutes(referral, said="Calm", is_last=True, **act(home.officer))

    referring.write_minutes(referral, said="Calm", decided="Level 1 from now on", is_last=True, **act(home.officer))

    assert waits() is None


@pytest.mark.parametrize(
    ("on", "more", "sentence"),
    [
        pytest.param(date(2026, 11, 23), {}, "after today", id="today"),
        pytest.param(date(2028, 2, 1), {}, "within a year", id="in years"),
        pytest.param(date(2027, 2, 16), {}, "15 February 2027 at the latest", id="later than the level allows"),
        pytest.param(date(2027, 1, 4), {"is_last": True, "decided": "No more"}, "heard no more", id="and never"),
    ],
)
def test_by_when_a_case_cannot_be_heard_again(on: date, more: dict[str, Any], sentence: str, home: Household) -> None:
    referral = held_at(home, MeetingReferral.Criterion.LEVEL_2)

    with pytest.raises(Refused, match=sentence):
        referring.write_minutes(referral, said="Stays", hear_again_on=on, **more, **act(home.officer))

    referral.refresh_from_db()
    assert referral.status == "on_agenda"


def test_a_marac_may_decide_to_hear_a_case_again_once(home: Household) -> None:
    referral = heard(home)
    assert waits() is None

    by_on = date(2027, 2, 1)
    referring.write_minutes(referral, said="In three months", hear_again_on=by_on, **act(home.officer))

    again = waits()
    assert again is not None
    assert (again.hear_by_on, again.victim, again.knows) == (by_on, home.victim, referral.knows)
    with pytest.raises(Refused, match="waits to be heard again"):
        referring.write_minutes(referral, said="Or sooner", hear_again_on=by_on, **act(home.officer))


def test_a_further_incident_brings_forward_what_waits_for_a_later_day(home: Household) -> None:
    referral = heard(home)
    by_on = date(2027, 2, 1)
    referring.write_minutes(referral, said="In three months", hear_again_on=by_on, **act(home.officer))

    record_incident(home.owner.force, person=home.person, **act(home.officer))

    waiting = waits()
    assert waiting is not None
    assert (waiting.hear_by_on, waiting.is_repeat) == (NOON.date() + timedelta(days=28), True)
    assert waiting.status_changes.order_by("-pk")[0].why == "Brought forward: a further incident."
    assert again() == []


def test_an_incident_that_another_force_takes_down_counts_as_well(home: Household) -> None:
    heard(home)
    elsewhere = builders.actor(force_code="14")

    record_incident(builders.force("14"), person=home.person, **act(elsewhere))

    assert len(again()) == 1
    assert again("14") == []


def test_an_incident_with_the_victim_alone_counts(home: Household) -> None:
    heard(home)
    incident = record_incident(home.owner.force, **act(home.officer))
    assert again() == []

    add_to_incident(incident, somebody=Involved(Role.VICTIM, person=home.victim), **act(home.officer))

    assert len(again()) == 1


@pytest.mark.parametrize("days", [pytest.param(366, id="after a year"), pytest.param(-1, id="before the hearing")])
def test_an_incident_at_another_time_is_no_repeat(
    home: Household, days: int, clock: time_machine.Traveller
) -> None:  # fmt: skip
    heard(home)
    if days > 0:
        clock.move_to(NOON + timedelta(days=days))

    record_incident(home.owner.force, person=home.person, happened_at=NOON + timedelta(days=days), **act(home.officer))

    assert again() == []


def test_referring_again_is_a_repeat_and_answers_the_task(home: Household) -> None:
    heard(home)
    record_incident(home.owner.force, person=home.person, **act(home.officer))

    referral = referred(home, criterion=MeetingReferral.Criterion.REPEAT)

    assert (referral.is_repeat, referral.last_heard_on) == (True, DAY)
    assert again() == []
    record_incident(home.owner.force, person=home.person, **act(home.officer))
    assert again() == [], "it waits to be heard already"


# Around them


def test_a_closed_case_is_referred_no_more(home: Household) -> None:
    close_case(home.case, why="Moved away, no contact for two years", **act(builders.actor("supervisor")))

    with pytest.raises(Refused, match="closed"):
        referred(home)


def test_somebody_of_another_force_reaches_neither_meeting_nor_referral(home: Household) -> None:
    referral = heard(home)
    stranger = builders.actor("supervisor", force_code="14")

    with pytest.raises(OutOfReach):
        referring.read_referral(referral, **act(stranger))
    with pytest.raises(OutOfReach):
        acts.read_meeting(referral.meeting, shown=[], **act(stranger))


def test_a_meeting_is_never_without_somebody_who_sees_to_it(home: Household) -> None:
    supervisor = builders.user("supervisor")
    meeting = planned(home.owner)
    builders.allow_writes()

    assert _give_meeting(meeting, None, HANDER) == supervisor
    meeting.refresh_from_db()
    assert meeting.owner == supervisor


def test_a_case_under_way_is_seen_by_nobody_who_is_barred_from_its_victim() -> None:
    home = household()
    referral = referred(home)
    reader = builders.user("safeguarding-officer")

    assert MeetingReferral.objects.visible_to(met.today_of(reader)).filter(pk=referral.pk).exists()
    builders.bar(reader, home.victim)
    assert not MeetingReferral.objects.visible_to(met.today_of(reader)).filter(pk=referral.pk).exists()
