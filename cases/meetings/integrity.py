"""The integrity checks of meetings: none is forgotten, each case has its minutes, no police officer is a partner."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db.models import Exists, OuterRef
from django.utils import timezone

from accounts.models import Membership
from cases import policies
from cases.models import AgencyAccount, Meeting, MeetingReferral
from cases.policies import READS_FOR_AN_AGENCY
from register.integrity.checks import CHECKS, NOBODYS, Check, Found, Severity, rows
from register.readers import Readers

SEE_MEETING, SEE_REFERRAL = "meeting.see", "referral.see"


def _forgotten(at: datetime) -> Iterable[Found]:
    """Two days after its day nobody has said whether it took place."""
    before = timezone.localdate(at) - timedelta(days=2)
    return rows(Meeting.objects.overdue(on=before), force="force", argument="reference")


def _without_minutes(at: datetime) -> Iterable[Found]:
    """A week after the meeting a case on its agenda has no minutes, and was not deferred."""
    before = timezone.localdate(at) - timedelta(days=7)
    left = MeetingReferral.objects.filter(
        status=MeetingReferral.Status.ON_AGENDA, meeting__status=Meeting.Status.HELD, meeting__held_on__lt=before
    )
    return rows(left, force="force", argument="reference")


def _past_their_hearing(at: datetime) -> Iterable[Found]:
    """A fortnight past the day by which it should be heard, no meeting has it."""
    before = timezone.localdate(at) - timedelta(days=14)
    return rows(MeetingReferral.objects.waiting().filter(hear_by_on__lt=before), force="force", argument="reference")


def _readers_with_another_role(at: datetime) -> Iterable[Found]:
    """Somebody who reads for an agency and works for the police as well."""
    running = Membership.objects.running(on=timezone.localdate(at)).filter(user=OuterRef("user"))
    others = running.exclude(role__code=READS_FOR_AN_AGENCY)
    both = AgencyAccount.objects.running().filter(Exists(others))
    return rows(both, force="agency__force", reference="agency__reference")


_MEETINGS = Readers(Meeting, policies.SEE_MEETINGS, ())
_REFERRALS = Readers(MeetingReferral, policies.SEE_REFERRALS, ("person", "victim"))
CHECKS += [
    Check("meeting_forgotten", "Of each meeting whose day has passed it is said whether it took place.",
          Severity.SAFETY, "Record who attended, or cancel it.", _forgotten, _MEETINGS, "meeting", SEE_MEETING),
    Check("referral_not_heard", "A case that was referred to a meeting is heard.", Severity.SAFETY,
          "Put it on an agenda, or withdraw it with a reason.", _past_their_hearing, _REFERRALS,
          "referral", SEE_REFERRAL),
    Check("referral_without_minutes", "Each case on the agenda of a meeting has its minutes.", Severity.SAFETY,
          "Write the minutes, or defer the case.", _without_minutes, _REFERRALS, "referral", SEE_REFERRAL),
    Check("agency_reader_with_another_role", "Whoever reads for an agency holds no other role.", Severity.SAFETY,
          "End one of the two.", _readers_with_another_role, NOBODYS),
]  # fmt: skip
