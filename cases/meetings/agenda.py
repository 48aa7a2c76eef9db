"""Meetings in the list of what is due: that they take place, that cases are heard, that agencies do their part."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db.models import QuerySet

from accounts.actor import Actor
from cases import policies
from cases.models import Meeting, MeetingAction, MeetingReferral
from register.agenda.items import Item, Source, Step, Whose
from register.agenda.sources import SOURCES
from ui.dates import moment


def _meetings(actor: Actor, whose: Whose, on: date) -> QuerySet[Meeting]:
    """Meetings that are planned. Each has somebody who sees to it."""
    rows = Meeting.objects.visible_to(actor).planned().filter(force=actor.force_id).select_related("owner")
    return _owned(rows, "owner", actor, whose)


def _meeting(meeting: Meeting) -> Item:
    may = policies.SEE_MEETINGS.permission
    return Item(
        source="meeting", number=meeting.pk, kind="Meeting", title=f"{meeting.get_kind_display()}: hold the meeting",
        why=f"{meeting.reference}, {moment(meeting.starts_at)}.", due_on=meeting.held_on, owner=meeting.owner.name,
        person=None, steps=(Step("m", "Open the meeting", "meeting", (meeting.reference,), may),),
    )  # fmt: skip


def _referrals(actor: Actor, whose: Whose, on: date) -> QuerySet[MeetingReferral]:
    """Cases that are to be heard. They are theirs who own the case."""
    rows = MeetingReferral.objects.visible_to(actor).open().filter(force=actor.force_id)
    return _owned(rows.select_related("case__owner"), "case__owner", actor, whose)


def _referral(referral: MeetingReferral) -> Item:
    return _of_referral(
        referral, "referral", referral.pk, f"{referral.get_kind_display()}: hear a case",
        f"{referral.reference}, {referral.get_status_display().lower()}.", referral.hear_by_on,
        referral.case.owner.name,
    )  # fmt: skip


def _actions(actor: Actor, whose: Whose, on: date) -> QuerySet[MeetingAction]:
    """What agencies do: whoever runs the meeting asks for it. That of the police are tasks."""
    rows = MeetingAction.objects.open().filter(
        force=actor.force_id, agency__isnull=False, referral__in=MeetingReferral.objects.visible_to(actor)
    )
    return _owned(rows.select_related("agency", "referral", "meeting__owner"), "meeting__owner", actor, whose)


def _action(row: MeetingAction) -> Item:
    agency = row.agency.name if row.agency else ""
    return _of_referral(
        row.referral, "meeting_action", row.pk, f"{row.referral.get_kind_display()}: an action of an agency",
        f"{row.referral.reference}: {agency}.", row.due_on, row.meeting.owner.name,
    )  # fmt: skip


def _of_referral(
    referral: MeetingReferral, source: str, number: int, title: str, why: str, due_on: date, owner: str
) -> Item:
    """It names nobody: a victim's name stands on no list."""
    may = policies.SEE_REFERRALS.permission
    return Item(
        source=source, number=number, kind="Meeting", title=title, why=why, due_on=due_on, owner=owner, person=None,
        steps=(Step("m", "Open the referral", "referral", (referral.reference,), may),),
    )  # fmt: skip


def _owned(rows: QuerySet[Any], owner: str, actor: Actor, whose: Whose) -> QuerySet[Any]:
    if whose is Whose.MINE:
        return rows.filter(**{owner: actor.user_id})
    return rows.none() if whose is Whose.UNASSIGNED else rows


SOURCES += [
    Source("meeting", "Meetings", policies.SEE_MEETINGS.permission, "held_on", _meetings, _meeting),
    Source("referral", "Cases to be heard", policies.SEE_REFERRALS.permission, "hear_by_on", _referrals, _referral),
    Source("meeting_action", "Actions of agencies", policies.SEE_REFERRALS.permission, "due_on", _actions, _action),
]
