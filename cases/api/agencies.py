"""The directory of agencies through the API, who reads for which of them, and what an agency is shown."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Prefetch
from django.utils import timezone

from accounts.actor import Actor
from accounts.api.bodies import line, one_of
from accounts.api.bodies import named as named_by
from accounts.api.lists import Paged, newest_first
from accounts.api.representations import shown
from accounts.api.rows import Asking, Place, Read, Row, Shown, Write
from accounts.models import Force
from accounts.web import get_or_404
from cases import policies
from cases.actions import agencies as acts
from cases.actions.meeting_actions import report_own_action
from cases.actions.shares import read_share
from cases.api.meetings import OfficerShown
from cases.api.referrals import CLOSED
from cases.api.targets import own_force
from cases.meetings.reached import free_readers, running_accounts
from cases.meetings.share_page import RELATED, minutes_of, own_actions, own_to_report, reading_for
from cases.models import Agency, MeetingAction, MeetingMinutes, MeetingShare
from register.api.texts import TEXTS
from register.readable import Reading


@dataclass(frozen=True, slots=True)
class ReaderShown:
    """An account that reads for an agency: its number, and whose it is."""

    number: int
    user: str
    name: str
    given_at: datetime


@dataclass(frozen=True, slots=True)
class AgencyShown:
    """An agency of the directory with the accounts that read for it."""

    reference: str
    kind: str
    name: str
    accounts: tuple[ReaderShown, ...]


@dataclass(frozen=True, slots=True)
class SharedBrief:
    """A case of a list of what is shared. It names nobody."""

    reference: str
    force: str
    agency: str
    meeting_kind: str
    starts_on: date
    ends_on: date


@dataclass(frozen=True, slots=True)
class OwnActionShown:
    """Something that the agency does."""

    number: int
    measure: str
    due_on: date
    status: str
    outcome: str


@dataclass(frozen=True, slots=True)
class SharedMinutes:
    """Minutes as they stood when they were shared."""

    said: str
    decided: str
    written_at: datetime


@dataclass(frozen=True, slots=True)
class SharedShown:
    """Everything that is shared with one agency about one case, with both names and nobody's address or number."""

    reference: str
    force: str
    agency: str
    meeting_kind: str
    meeting_at: datetime | None
    person: str
    victim: str
    words: str
    ends_on: date
    actions: tuple[OwnActionShown, ...]
    has_minutes: bool
    minutes: tuple[SharedMinutes, ...]


def _agencies(asking: Asking, after: Any = None) -> Shown:
    rows = Agency.objects.visible_to(asking.actor).listed()
    page, then = newest_first(rows.prefetch_related(Prefetch("accounts", running_accounts(), to_attr="readers")), after)
    return Shown({"agencies": [_agency(each) for each in page], "next": then})


def _agency(row: Any) -> AgencyShown:
    readers = tuple(
        shown(ReaderShown, each, str, user=each.user.reference, name=each.user.name) for each in row.readers
    )
    return shown(AgencyShown, row, str, accounts=readers)


def _free(asking: Asking, after: Any = None) -> Shown:
    page, then = newest_first(_free_readers(asking.actor, None), after)
    return Shown({"users": [shown(OfficerShown, each, str) for each in page], "next": then})


def _shares(asking: Asking, after: Any = None) -> Shown:
    rows = MeetingShare.objects.visible_to(asking.actor).select_related("referral", "agency", "force")
    page, then = newest_first(rows, after)
    found = [
        shown(SharedBrief, each, str, agency=each.agency.reference, meeting_kind=each.referral.kind) for each in page
    ]  # fmt: skip
    return Shown({"shares": found, "next": then})


def _share(asking: Asking, share: MeetingShare) -> Shown:
    read_share(share, **asking.act)
    read, referral = reading_for(share, asking.actor), share.referral
    return Shown(
        shown(
            SharedShown, share, read, agency=share.agency.reference, meeting_kind=referral.kind,
            meeting_at=referral.meeting.starts_at if referral.meeting else None,
            person=referral.person.display_name, victim=referral.victim.display_name if referral.victim else "",
            actions=tuple(_own(each, read) for each in own_actions(share)),
            minutes=tuple(_minutes(each, read) for each in minutes_of(share)),
        )
    )  # fmt: skip


def _own(row: MeetingAction, read: Reading) -> OwnActionShown:
    return shown(OwnActionShown, row, read)


def _minutes(row: MeetingMinutes, read: Reading) -> SharedMinutes:
    return shown(SharedMinutes, row, read)


def share_of(actor: Actor, reference: str) -> MeetingShare:
    """What is shared with the agency for which the actor reads, while it is shared."""
    return get_or_404(MeetingShare.objects.visible_to(actor).select_related(*RELATED), reference=reference)


def kept_force(actor: Actor) -> Force:
    """The force whose directory the actor keeps."""
    return own_force(actor, policies.KEEP_AGENCIES.permission)


def _listed(actor: Actor, force: Force) -> Any:
    return Agency.objects.visible_to(actor).listed()


def _free_readers(actor: Actor, force: Any) -> Any:
    return free_readers(actor.force_id, on=timezone.localdate())


def _running(actor: Actor, force: Force) -> Any:
    return running_accounts().filter(agency__force=force)


def _to_report(actor: Actor, share: MeetingShare) -> Any:
    return own_to_report(share)


AT = Place("api-agencies", lambda row: {})
AT_SHARE = Place("api-share", lambda share: {"reference": share.reference})
AGENCY = {"agency": named_by(_listed)}
ROWS: tuple[Row, ...] = (
    Read("agencies", "api-agencies", "The agencies that meet with the force, and who reads for each.", _agencies,
         policy=policies.SEE_AGENCIES, query=Paged),
    Write("agencies", "api-add-agency", acts.add_agency, kept_force, AT, makes=True,
          fields={"name": line(120)}, tells=("kind",)),
    Write("agencies/usual", "api-add-usual-agencies", acts.add_usual_agencies, kept_force, AT,
          gives=lambda count: {"added": count}),
    Write("agencies/withdraw", "api-withdraw-agency", acts.withdraw_agency, kept_force, AT, fields=AGENCY),
    Read("agencies/accounts", "api-free-readers", "Accounts that may be named to read for an agency: their only role "
         "is partner agency, and they read for none yet.", _free, policy=policies.KEEP_AGENCIES, query=Paged),
    Write("agencies/accounts", "api-give-agency-account", acts.give_agency_account, kept_force, AT, makes=True,
          fields={**AGENCY, "user": named_by(_free_readers)}),
    Write("agencies/accounts/end", "api-end-agency-account", acts.end_agency_account, kept_force, AT,
          fields={"account": named_by(_running, by="pk")}),
    Read("shares", "api-shares", "What is shared with the agency for which one reads, while it is shared. It names "
         "nobody.", _shares, policy=policies.SEE_SHARES, query=Paged),
    Read("shares/<str:reference>", "api-share", "One case as it is shared with the agency for which one reads.",
         _share, share_of, acts=(read_share,)),
    Write("shares/<str:reference>/actions/report", "api-report-own-action", report_own_action, share_of, AT_SHARE,
          texts=TEXTS, fields={"meeting_action": named_by(_to_report, by="pk"), "status": one_of(CLOSED)},
          gives=lambda row: {"number": row.pk, "status": row.status}),
)  # fmt: skip
