"""The directory of the agencies that meet with a force, and who reads for which of them."""

from __future__ import annotations

from django.utils import timezone

from accounts.actor import Actor
from accounts.models import Force, User
from audit.core.action import action
from audit.core.entry import Entry, Reason
from audit.core.errors import Refused
from cases import policies
from cases.actions.shares import end_all_of
from cases.events import meetings as events
from cases.models import Agency, AgencyAccount, MeetingShare

USUAL = tuple(kind for kind in Agency.Kind if kind != Agency.Kind.OTHER)


@action(event=events.AGENCY_ADDED, policy=policies.KEEP_AGENCIES, lock=False)
def add_agency(
    force: Force, *, entry: Entry, actor: Actor, reason: Reason, kind: Agency.Kind, name: str
) -> Agency:  # fmt: skip
    """Add an agency to the directory; one that was withdrawn comes back under its name."""
    if not name.strip():
        raise Refused("Give the agency’s name.", field="name")
    held = Agency.objects.filter(force=force, name__iexact=name.strip()).first()
    if held is not None and held.is_listed:
        raise Refused("An agency of this name is in the directory already.", field="name")

    agency = held or Agency(force=force, name=name.strip())
    agency.kind, agency.is_listed = kind, True
    agency.save()
    entry.about(agency)
    entry.record(kind=kind)
    return agency


@action(event=events.AGENCIES_ADDED, policy=policies.KEEP_AGENCIES, lock=False)
def add_usual_agencies(force: Force, *, entry: Entry, actor: Actor, reason: Reason) -> int:
    """Add one agency of each kind that the directory has none of, under the name of its kind. Gives how many."""
    held = set(Agency.objects.filter(force=force).values_list("kind", flat=True))
    missing = [kind for kind in USUAL if kind not in held]
    if not missing:
        raise Refused("An agency of each usual kind is in the directory already.")
    Agency.objects.bulk_create(Agency(force=force, kind=kind, name=kind.label) for kind in missing)
    entry.record(count=len(missing))
    return len(missing)


@action(event=events.AGENCY_WITHDRAWN, policy=policies.KEEP_AGENCIES, lock=False)
def withdraw_agency(force: Force, *, entry: Entry, actor: Actor, reason: Reason, agency: Agency) -> Agency:
    """Take an agency out of what is offered. Nothing is shared with it any more and nobody reads for it."""
    _require_own(agency, force)
    if not agency.is_listed:
        raise Refused("This agency is withdrawn already.")

    agency.is_listed = False
    agency.save(update_fields=["is_listed"])
    shares = end_all_of(MeetingShare.objects.filter(agency=agency), actor, "The agency was withdrawn.")
    accounts = AgencyAccount.objects.running().filter(agency=agency)
    ended = accounts.update(ended_at=timezone.now(), ended_by=actor.user_id)
    entry.about(agency)
    entry.record(shares_ended=shares, accounts_ended=ended)
    return agency


@action(event=events.AGENCY_ACCOUNT_GIVEN, policy=policies.KEEP_AGENCIES, lock=False)
def give_agency_account(
    force: Force, *, entry: Entry, actor: Actor, reason: Reason, agency: Agency, user: User
) -> AgencyAccount:
    """Let somebody's account read what is shared with an agency. Whoever holds another role as well reads nothing by
    this: a police officer is no partner."""
    _require_own(agency, force)
    if not agency.is_listed or agency.kind == Agency.Kind.POLICE:
        raise Refused("Choose an agency of the directory other than the police.", field="agency")
    roles = {each.role.code for each in user.running_memberships(on=timezone.localdate())}
    if user.force_id != force.pk or roles != {policies.READS_FOR_AN_AGENCY}:
        raise Refused("Choose an account whose only role is partner agency.", field="user")
    if AgencyAccount.objects.running().filter(user=user).exists():
        raise Refused(f"{user.name} reads for an agency already. End that first.", field="user")

    account = AgencyAccount.objects.create(agency=agency, user=user, given_by_id=actor.user_id)
    entry.about(agency)
    entry.record(agency=agency.reference, user=user.reference)
    return account


@action(event=events.AGENCY_ACCOUNT_ENDED, policy=policies.KEEP_AGENCIES, lock=False)
def end_agency_account(
    force: Force, *, entry: Entry, actor: Actor, reason: Reason, account: AgencyAccount
) -> AgencyAccount:  # fmt: skip
    """Somebody reads for an agency no longer."""
    _require_own(account.agency, force)
    if account.ended_at is not None:
        raise Refused("This account reads for the agency no longer.")

    account.ended_at, account.ended_by_id = timezone.now(), actor.user_id
    account.save(update_fields=["ended_at", "ended_by"])
    entry.about(account.agency)
    entry.record(agency=account.agency.reference, user=account.user.reference)
    return account


def _require_own(agency: Agency, force: Force) -> None:
    if agency.force_id != force.pk:
        raise Refused("Choose an agency of your force’s directory.", field="agency")
