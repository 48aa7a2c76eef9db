"""Meetings, walked to where a test needs them."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.utils import timezone

from accounts.actor import Actor
from accounts.models import User
from cases.actions import meetings as acts
from cases.actions import referrals as referring
from cases.actions.agencies import add_agency, give_agency_account
from cases.actions.meeting_actions import add_meeting_action
from cases.actions.shares import share_referral
from cases.models import Agency, Attendance, Meeting, MeetingKind, MeetingReferral, MeetingShare
from tests import builders
from tests.builders import CALL
from tests.cases.builders import Household


def act(by: Actor) -> dict[str, Any]:
    return {"actor": by, "reason": CALL}


def today_of(user: User) -> Actor:
    return user.actor(on=timezone.localdate())


def agency(kind: Agency.Kind = Agency.Kind.IDVA, name: str = "Harbour IDVA service") -> Agency:
    return add_agency(builders.force(), kind=kind, name=name, **act(builders.actor("supervisor")))


def reader_of(agency: Agency) -> User:
    """Somebody whose account reads for an agency, and who holds no other role."""
    user = builders.user("partner-agency")
    give_agency_account(agency.force, agency=agency, user=user, **act(builders.actor("supervisor")))
    return user


def referred(home: Household, **more: Any) -> MeetingReferral:
    values: dict[str, Any] = {
        "kind": MeetingKind.MARAC, "victim": home.victim, "why": "He waits outside her work",
        "criterion": MeetingReferral.Criterion.PROFESSIONAL_JUDGEMENT,
        "told": referring.Told(MeetingReferral.Knows.AGREES, "She wants the locks changed"),
    }  # fmt: skip
    return referring.refer_to_meeting(home.case, **{**values, **more}, **act(home.officer))


def alone(
    home: Household, kind: MeetingKind = MeetingKind.MATAC, criterion: MeetingReferral.Criterion | None = None,
    **more: Any,
) -> MeetingReferral:  # fmt: skip
    """About the person alone."""
    usual = {
        MeetingKind.MATAC: MeetingReferral.Criterion.SERIAL, MeetingKind.MAPPA: MeetingReferral.Criterion.LEVEL_2,
    }[kind]  # fmt: skip
    nobody = referring.Told(MeetingReferral.Knows.NOBODY)
    return referred(home, kind=kind, victim=None, criterion=criterion or usual, told=nobody, **more)


def planned(owner: User, kind: MeetingKind = MeetingKind.MARAC, *, in_days: int = 0) -> Meeting:
    """A meeting that begins now, or at this time on a later day."""
    when = acts.When(timezone.now() + timedelta(days=in_days), "Room 4", "DI Okoro", owner)
    return acts.plan_meeting(owner.force, kind=kind, when=when, **act(today_of(owner)))


def on_agenda(home: Household, referral: MeetingReferral | None = None) -> MeetingReferral:
    """On the agenda of a meeting that begins now."""
    referral = referral or referred(home)
    meeting = planned(home.owner, MeetingKind(referral.kind))
    acts.put_on_agenda(meeting, references=[referral.reference], **act(home.officer))
    referral.refresh_from_db()
    return referral


def held(meeting: Meeting, by: Actor, *came: Agency) -> Meeting:
    """It took place, and these agencies came; without any the police did."""
    there = came or (_police(),)
    rows = [acts.Came(each, Attendance.Presence.ATTENDED, "A. Price") for each in there]
    return acts.hold_meeting(meeting, came=rows, **act(by))


def _police() -> Agency:
    found = Agency.objects.filter(force=builders.force(), kind=Agency.Kind.POLICE).first()
    return found or agency(Agency.Kind.POLICE, "Police")


def heard(home: Household, *, words: str = "The door was broken", agency: Agency | None = None) -> MeetingReferral:
    """Heard at a meeting, with minutes; and with an action of the agency, where one is given."""
    referral = on_agenda(home, referred(home, why=words))
    assert referral.meeting is not None
    held(referral.meeting, home.officer, *([agency] if agency else []))
    referring.write_minutes(referral, said=words, decided="High risk", **act(home.officer))
    if agency is not None:
        due_on = timezone.localdate() + timedelta(days=7)
        add_meeting_action(referral, what=words, due_on=due_on, agency=agency, **act(home.officer))
    referral.refresh_from_db()
    return referral


def shared(referral: MeetingReferral, agency: Agency, by: Actor, **more: Any) -> MeetingShare:
    values: dict[str, Any] = {
        "words": "High risk; she agreed to be rung", "why": "They support her",
        "ends_on": timezone.localdate() + timedelta(days=30),
    }  # fmt: skip
    return share_referral(referral, agency=agency, **{**values, **more}, **act(by))


def withdrawn(referral: MeetingReferral, home: Household) -> MeetingReferral:
    return referring.withdraw_referral(referral, why="Made for a test", **act(home.officer))


def action(referral: MeetingReferral, home: Household) -> None:
    due_on = timezone.localdate() + timedelta(days=3)
    add_meeting_action(referral, what="Fit an alarm", due_on=due_on, officer=home.owner, **act(home.officer))


def minuted(referral: MeetingReferral, home: Household) -> None:
    referring.write_minutes(referral, said="Housing wrote since", **act(home.officer))


def another_on(referral: MeetingReferral) -> None:
    """One more case that the same meeting has heard."""
    MeetingReferral.objects.create(
        kind=referral.kind, force=referral.force, case=referral.case, person=referral.person, victim=referral.victim,
        criterion="escalation", why="Before", knows="agrees", hear_by_on=referral.hear_by_on, status="heard",
        meeting=referral.meeting, heard_on=referral.heard_on, flag_ends_on=referral.flag_ends_on,
    )  # fmt: skip
