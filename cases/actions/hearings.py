"""Hearing a case again: by the day that its meeting decided, or by the level of MAPPA at which it is managed."""

from __future__ import annotations

from datetime import date

from django.utils import timezone

from accounts.actor import Actor
from audit.core.action import action
from audit.core.entry import Entry, Reason
from audit.core.errors import Refused
from cases import policies
from cases.events import meetings as events
from cases.models import MeetingReferral, ReferralStatusChange
from cases.rules import meetings as rules
from ui.dates import day

FURTHEST_DAYS = 400
BROUGHT_FORWARD = "Brought forward: a further incident."


def again_on(
    referral: MeetingReferral, held_on: date, *, asked: date | None, is_last: bool, is_addition: bool
) -> date | None:
    """By when a case that was heard on a day is heard again; None where it is not.

    Without a day that the meeting asked for it goes by the level of MAPPA, from the first minutes on. `is_last`: the
    meeting hears it no more.

    Raises:
        Refused: the day is too near, too far, or later than the level of MAPPA allows; or the case waits already.
    """
    latest = rules.again_by(rules.Criterion(referral.criterion), held_on)
    if asked is None:
        is_free = referral.case.closed_at is None and waiting_again(referral) is None
        return latest if is_free and not is_last and not is_addition else None
    if is_last:
        raise Refused("Either give the day by which it is heard again, or say that it is heard no more.",
                      field="hear_again_on")  # fmt: skip
    today = timezone.localdate()
    if asked <= today or (asked - today).days > FURTHEST_DAYS:
        raise Refused("Choose a day after today, within a year.", field="hear_again_on")
    if latest is not None and asked > latest:
        raise Refused(f"At this level it is heard again by {day(latest)} at the latest.", field="hear_again_on")
    if referral.case.closed_at is not None:
        raise Refused("This case is closed. Open it again first.", field="hear_again_on")
    if waiting_again(referral) is not None:
        raise Refused("It is referred already, and waits to be heard again.", field="hear_again_on")
    return asked


def waiting_again(referral: MeetingReferral) -> MeetingReferral | None:
    """The referral by which the same case waits to be heard for the same victim by such a meeting, if there is one."""
    same = MeetingReferral.objects.open().filter(case=referral.case_id, victim=referral.victim_id, kind=referral.kind)
    return same.exclude(pk=referral.pk).first()


@action(event=events.TO_BE_HEARD_AGAIN, policy=policies.WORK_REFERRAL)
def hear_again(
    referral: MeetingReferral, *, entry: Entry, actor: Actor, reason: Reason, by_on: date
) -> MeetingReferral:  # fmt: skip
    """A case that was heard waits to be heard again by a day, for the same victim and in the words of its meeting."""
    if referral.heard_on is None:
        raise Refused("This case was not heard yet.")

    again = MeetingReferral.objects.create(
        kind=referral.kind, force=referral.force, case=referral.case, person=referral.person, victim=referral.victim,
        criterion=referral.criterion, knows=referral.knows, view=referral.view, referred_by=referral.referred_by,
        why=f"To be heard again: decided on {day(referral.heard_on)}, see {referral.reference}.",
        recorded_by_id=actor.user_id, last_heard_on=referral.heard_on, hear_by_on=by_on,
    )  # fmt: skip
    ReferralStatusChange.objects.create(referral=again, to_status=again.status, changed_by_id=actor.user_id)
    entry.about(again, subject=again.victim or again.person)
    entry.record(kind=again.kind, hear_by_on=by_on, heard_as=referral.reference)
    return again


def bring_forward(waiting: MeetingReferral, *, by_on: date, actor: Actor) -> bool:
    """After an incident a case that waits to be heard on a later day is heard by this one. Gives whether it was
    moved."""
    if waiting.hear_by_on <= by_on:
        return False
    waiting.hear_by_on, waiting.is_repeat = by_on, True
    waiting.version += 1
    waiting.save(update_fields=["hear_by_on", "is_repeat", "version"])
    ReferralStatusChange.objects.create(
        referral=waiting, to_status=waiting.status, meeting=waiting.meeting, changed_by_id=actor.user_id,
        why=BROUGHT_FORWARD,
    )  # fmt: skip
    return True
