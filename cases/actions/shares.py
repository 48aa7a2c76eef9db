"""Sharing a case with another agency for a time, stopping it, and an agency's reading of it."""

from __future__ import annotations

from datetime import date

from django.db.models import QuerySet
from django.utils import timezone

from accounts.actor import Actor
from audit.core.action import action
from audit.core.entry import Entry, Reason
from audit.core.errors import Refused
from cases import policies
from cases.actions.disclosures import whoever_acts
from cases.contact import require_no_secret
from cases.events import meetings as events
from cases.models import Agency, MeetingReferral, MeetingShare
from cases.rules.meetings import Status, share_until_at_most
from ui.dates import day


@action(event=events.SHARE_BEGUN, policy=policies.SHARE_REFERRAL)
def share_referral(
    referral: MeetingReferral, *, entry: Entry, actor: Actor, reason: Reason, agency: Agency, words: str, why: str,
    ends_on: date, has_minutes: bool = False,
) -> MeetingShare:  # fmt: skip
    """Share a case with an agency until a day, in words written for it. Who it is about is shared by name.

    What the words say of a protected address or number is refused: they leave the police.
    """
    today = timezone.localdate()
    _require_partner(referral, agency)
    if not words.strip():
        raise Refused("Write what this agency is told.", field="words")
    if not why.strip():
        raise Refused("Say why this agency needs it.", field="why")
    if not today <= ends_on <= share_until_at_most(today):
        raise Refused(f"Share it until a day from today to {day(share_until_at_most(today))}.", field="ends_on")
    if has_minutes and referral.status != Status.HEARD:
        raise Refused("There are no minutes yet. Share them when the case was heard.", field="has_minutes")
    for person in filter(None, (referral.victim, referral.person)):
        if person.is_restricted:
            raise Refused("A record in this case is restricted. It cannot be shared with an agency.")
        require_no_secret(person, words=words)

    share = MeetingShare.objects.create(
        referral=referral, agency=agency, force=referral.force, words=words.strip(), has_minutes=has_minutes,
        why=why.strip(), starts_on=today, ends_on=ends_on, shared_by_id=whoever_acts(actor),
    )  # fmt: skip
    entry.about(share, subject=referral.victim or referral.person)
    entry.record(agency=agency.reference, ends_on=ends_on, has_minutes=has_minutes, words=share.words, why=share.why)
    log_share(referral, actor=actor, reason=reason, share=share)
    return share


@action(event=events.SHARED_WITH_AGENCY, policy=policies.SHARE_REFERRAL, lock=False)
def log_share(
    referral: MeetingReferral, *, entry: Entry, actor: Actor, reason: Reason, share: MeetingShare
) -> None:  # fmt: skip
    """Log that a case was shared, beside its record (Data Protection Act 2018 s.62(1)(d) and (3))."""
    entry.about(share, subject=referral.victim or referral.person)
    entry.recipients = [share.agency.reference]
    entry.record(agency=share.agency.reference, ends_on=share.ends_on, has_minutes=share.has_minutes)


@action(event=events.SHARING_ENDED, policy=policies.SHARE_REFERRAL)
def end_share(
    referral: MeetingReferral, *, entry: Entry, actor: Actor, reason: Reason, share: MeetingShare, why: str
) -> MeetingShare:
    """Stop sharing before the last day. The agency sees nothing of it from this moment on."""
    if share.referral_id != referral.pk or share.ended_at is not None:
        raise Refused("This is not shared any more.")
    if not why.strip():
        raise Refused("Say why it is shared no longer.", field="why")

    end_all_of(MeetingShare.objects.filter(pk=share.pk), actor, why)
    share.refresh_from_db()
    entry.about(share, subject=referral.victim or referral.person)
    entry.record(agency=share.agency.reference, why=why.strip())
    return share


@action(event=events.SHARE_READ, policy=policies.SEE_SHARES, lock=False)
def read_share(share: MeetingShare, *, entry: Entry, actor: Actor, reason: Reason) -> MeetingShare:
    """An agency opens what is shared with it. Each time is logged."""
    entry.about(share, subject=share.referral.victim or share.referral.person)
    entry.recipients = [share.agency.reference]
    entry.record(agency=share.agency.reference)
    return share


def end_all_of(shares: QuerySet[MeetingShare], actor: Actor, why: str) -> int:
    """Stop sharing these, inside the act that has the reason. Gives how many."""
    running = shares.filter(ended_at__isnull=True)
    return running.update(ended_at=timezone.now(), ended_by=actor.user_id, why_ended=why.strip())


def _require_partner(referral: MeetingReferral, agency: Agency) -> None:
    if agency.force_id != referral.force_id or not agency.is_listed or agency.kind == Agency.Kind.POLICE:
        raise Refused("Choose an agency of your force’s directory other than the police.", field="agency")
    if referral.status == Status.WITHDRAWN:
        raise Refused("This referral was withdrawn. It is shared with nobody.")
    today = timezone.localdate()
    held = MeetingShare.objects.filter(referral=referral, agency=agency, ended_at__isnull=True).first()
    if held is not None and held.ends_on >= today:
        raise Refused(f"It is shared with {agency.name} until {day(held.ends_on)} already.", field="agency")
    if held is not None:
        MeetingShare.objects.filter(pk=held.pk).update(ended_at=timezone.now(), why_ended="Its last day has passed.")
