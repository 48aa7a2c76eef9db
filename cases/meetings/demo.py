"""Meetings for the demonstration: a MARAC that was held today, with minutes, actions and a share, and one to come."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from audit.core.entry import Reason
from cases.actions.agencies import add_usual_agencies, give_agency_account
from cases.actions.meeting_actions import add_meeting_action
from cases.actions.meetings import Came, When, hold_meeting, plan_meeting, put_on_agenda
from cases.actions.referrals import Told, refer_to_meeting, write_minutes
from cases.actions.shares import share_referral
from cases.models import Agency, Attendance, Meeting, MeetingKind, MeetingReferral, Pair

REASON = Reason("system", "demonstration")
ABSENT = (Agency.Kind.EDUCATION, Agency.Kind.PRISON)


@transaction.atomic
def meetings(officer: User, supervisor: User, partner: User) -> bool:
    """Plan both, unless there are some already, for two victims in the force's open cases."""
    force = officer.force
    if force is None or Meeting.objects.filter(force=force).exists():
        return False
    pairs = Pair.objects.filter(case__force=force, case__closed_at__isnull=True, victim__is_restricted=False)
    first, *others = pairs.select_related("case", "victim").order_by("pk")[:2]
    by = _act(officer)
    add_usual_agencies(force, **_act(supervisor))
    idva = Agency.objects.get(force=force, kind=Agency.Kind.IDVA)
    give_agency_account(force, agency=idva, user=partner, **_act(supervisor))
    heard = _referred(first, by)
    _held(heard, officer, idva)
    for pair in others:
        _referred(pair, by)
    in_a_fortnight = timezone.now() + timedelta(days=13)
    plan_meeting(force, kind=MeetingKind.MARAC, when=_when(officer, in_a_fortnight), **by)
    return True


def _referred(pair: Pair, by: dict[str, Any]) -> MeetingReferral:
    return refer_to_meeting(
        pair.case, kind=MeetingKind.MARAC, victim=pair.victim, **by,
        criterion=MeetingReferral.Criterion.PROFESSIONAL_JUDGEMENT,
        why="She says little and is afraid of what he will do when he hears of the order. He has strangled her before.",
        told=Told(MeetingReferral.Knows.AGREES, "She wants the locks changed, and to be told when he is released."),
    )  # fmt: skip


def _when(officer: User, at: Any) -> When:
    return When(at, "Video link; the coordinator sends it", "DI Farah Nasser", officer)


def _held(referral: MeetingReferral, officer: User, idva: Agency) -> None:
    """A MARAC that began this minute: who came, what was said, who does what, and what the IDVA service is told."""
    by, today = _act(officer), timezone.localdate()
    meeting = plan_meeting(referral.force, kind=MeetingKind.MARAC, when=_when(officer, timezone.now()), **by)
    put_on_agenda(meeting, references=[referral.reference], **by)
    came = [
        Came(each, Attendance.Presence.APOLOGIES if each.kind in ABSENT else Attendance.Presence.ATTENDED)
        for each in Agency.objects.filter(force=referral.force)
    ]
    hold_meeting(meeting, came=came, **by)
    write_minutes(
        referral, said="Health: seen twice with bruises. Housing: the door was broken in May. Probation: no contact.",
        decided="High risk. Each agency flags its file for twelve months.", **by,
    )  # fmt: skip
    add_meeting_action(
        referral, what="Visit and fit an alarm", due_on=today + timedelta(days=3), officer=officer, **by
    )  # fmt: skip
    add_meeting_action(
        referral, what="Offer support at the next contact", due_on=today + timedelta(days=2), agency=idva, **by
    )  # fmt: skip
    share_referral(
        referral, agency=idva, words="High risk; an order is in force. She agreed to be rung by you, mornings only.",
        why="They support her and speak for her at the meeting.", ends_on=today + timedelta(days=90),
        has_minutes=True, **by,
    )  # fmt: skip


def _act(user: User) -> dict[str, Any]:
    return {"actor": user.actor(on=timezone.localdate()), "reason": REASON}
