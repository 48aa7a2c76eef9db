"""Rows that belong to one that the reader has reached already."""

from __future__ import annotations

from datetime import date

from django.db.models import QuerySet

from accounts.models import Membership, User
from cases.models import Agency, AgencyAccount, Case, MeetingAction, MeetingReferral, MeetingShare, Pair
from cases.owners import owners_in
from cases.policies import READS_FOR_AN_AGENCY, SEE_REFERRALS
from register.actions.handover import granted
from register.actions.tasks import doers
from register.models import Person

RUN_BY = ("safeguarding-officer", "supervisor")


def action_of(referral: MeetingReferral, number: int) -> MeetingAction | None:
    """An open action of a referral."""
    return open_actions(referral).filter(pk=number).select_related("agency", "referral", "task__owner").first()


def open_actions(referral: MeetingReferral) -> QuerySet[MeetingAction]:
    """The actions of a referral that are still to be done."""
    return MeetingAction.objects.open().filter(referral=referral)


def share_of(referral: MeetingReferral, reference: str) -> MeetingShare | None:
    """What is shared of a referral and was not stopped."""
    return shared_of(referral).filter(reference=reference).first()


def shared_of(referral: MeetingReferral) -> QuerySet[MeetingShare]:
    """All that is shared of a referral and was not stopped."""
    return MeetingShare.objects.filter(referral=referral, ended_at__isnull=True).select_related("agency")


def account_of(agency: Agency, number: int) -> AgencyAccount | None:
    """An account that reads for an agency."""
    return AgencyAccount.objects.running().filter(agency=agency, pk=number).select_related("agency", "user").first()


def victims_of(case: Case, reader: QuerySet[Person]) -> list[Person]:
    """The victims in a case whom the reader may see."""
    pairs = Pair.objects.filter(case=case, victim__in=reader).select_related("victim").order_by("pk")
    return [pair.victim for pair in pairs]


def partners(force_id: int | None) -> QuerySet[Agency]:
    """The agencies of a force's directory other than the police."""
    return Agency.objects.listed().filter(force=force_id).exclude(kind=Agency.Kind.POLICE)


def attending(force_id: int | None) -> QuerySet[Agency]:
    """All agencies of a force's directory."""
    return Agency.objects.listed().filter(force=force_id)


def runners(force_id: int | None, *, on: date) -> QuerySet[User]:
    """Whoever of a force can see to a meeting."""
    return owners_in(force_id, on=on, roles=RUN_BY)


def free_readers(force_id: int | None, *, on: date) -> QuerySet[User]:
    """Accounts of a force whose only role is that of a partner agency, and that read for none yet."""
    running = Membership.objects.running(on=on)
    partner = running.filter(role__code=READS_FOR_AN_AGENCY).values("user")
    others = running.exclude(role__code=READS_FOR_AN_AGENCY).values("user")
    users: QuerySet[User] = User.objects.filter(force=force_id, is_active=True, pk__in=partner)
    taken = AgencyAccount.objects.running().values("user")
    return users.exclude(pk__in=others).exclude(pk__in=taken).order_by("name", "pk")


def readers_of_referrals(force_id: int | None, *, on: date) -> QuerySet[User]:
    """Whoever of the force can be given what a meeting decided: they do tasks, and read referrals."""
    readers = User.objects.holding(*granted(SEE_REFERRALS.permission)(), on=on)
    return doers(force_id, on=on).filter(pk__in=readers.values("pk"))


def running_accounts() -> QuerySet[AgencyAccount]:
    """The accounts that read for an agency now, with whose they are."""
    return AgencyAccount.objects.running().select_related("user")
