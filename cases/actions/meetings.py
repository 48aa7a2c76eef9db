"""Planning a meeting, its agenda, and that it took place."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone

from accounts.actor import Actor
from accounts.models import Force, User
from audit.core.action import action
from audit.core.entry import Entry, Reason
from audit.core.errors import Refused
from cases import policies
from cases.actions.referrals import move
from cases.events import meetings as events
from cases.models import Agency, Attendance, Meeting, MeetingKind, MeetingReferral, MeetingStatusChange
from cases.rules.meetings import Step

MOST_ON_AN_AGENDA = 100
FURTHEST_DAYS = 400


@dataclass(frozen=True, slots=True)
class When:
    """When a meeting is, where in words, who chairs it, and who sees to it that it takes place."""

    starts_at: datetime
    place: str
    chair: str
    owner: User


@dataclass(frozen=True, slots=True)
class Came:
    """Whether an agency came, and who for it."""

    agency: Agency
    presence: Attendance.Presence
    who: str = ""


@action(event=events.MEETING_PLANNED, policy=policies.PLAN_MEETING, lock=False)
def plan_meeting(
    force: Force, *, entry: Entry, actor: Actor, reason: Reason, kind: MeetingKind, when: When
) -> Meeting:  # fmt: skip
    """Plan a meeting."""
    _require_sound(when, force.pk)
    meeting = Meeting(force=force, kind=kind, recorded_by_id=actor.user_id)
    _set(meeting, when)
    meeting.save()
    _note(meeting, actor)
    entry.about(meeting)
    entry.record(kind=kind, starts_at=meeting.starts_at, owner=when.owner.reference)
    return meeting


@action(event=events.MEETING_READ, policy=policies.SEE_MEETINGS, lock=False)
def read_meeting(
    meeting: Meeting, *, entry: Entry, actor: Actor, reason: Reason, shown: Collection[MeetingReferral]
) -> Meeting:
    """Open a meeting with what of its agenda the reader may see. Each time is logged."""
    entry.showed([each.reference for each in shown])
    return meeting


@action(event=events.MEETING_CHANGED, policy=policies.WORK_MEETING)
def change_meeting(meeting: Meeting, *, entry: Entry, actor: Actor, reason: Reason, when: When) -> Meeting:
    """Move a meeting, or say otherwise where it is, who chairs it and who sees to it."""
    _require_planned(meeting)
    _require_sound(when, meeting.force_id)

    _set(meeting, when)
    _keep(meeting, actor)
    entry.record(starts_at=meeting.starts_at, owner=when.owner.reference, place=meeting.place, chair=meeting.chair)
    return meeting


@action(event=events.MEETING_CANCELLED, policy=policies.WORK_MEETING)
def cancel_meeting(meeting: Meeting, *, entry: Entry, actor: Actor, reason: Reason, why: str) -> Meeting:
    """Cancel a meeting. What was on its agenda waits for another one."""
    _require_planned(meeting)
    if not why.strip():
        raise Refused("Say why it is cancelled.", field="why")

    on_it = list(MeetingReferral.objects.select_for_update(of=("self",)).filter(meeting=meeting).order_by("pk"))
    for each in on_it:
        move(each, Step.DEFER, actor, why="The meeting was cancelled.")
    meeting.status = Meeting.Status.CANCELLED
    _keep(meeting, actor, why)
    entry.record(referrals=len(on_it), why=why.strip())
    return meeting


@action(event=events.AGENDA_SET, policy=policies.WORK_MEETING)
def put_on_agenda(
    meeting: Meeting, *, entry: Entry, actor: Actor, reason: Reason, references: Collection[str]
) -> Meeting:  # fmt: skip
    """Put referrals of this kind on the agenda: all of them, or none."""
    _require_planned(meeting)
    wanted = set(references)
    if not wanted:
        raise Refused("Tick the referrals to put on the agenda.", field="referrals")
    if len(wanted) > MOST_ON_AN_AGENDA:
        raise Refused(f"Put at most {MOST_ON_AN_AGENDA} cases on an agenda at a time.", field="referrals")
    seen = MeetingReferral.objects.visible_to(actor).waiting().filter(kind=meeting.kind, force=meeting.force_id)
    rows = MeetingReferral.objects.select_for_update(of=("self",)).waiting()
    found = list(rows.filter(reference__in=wanted, pk__in=seen.values("pk")).order_by("pk"))
    if len(found) < len(wanted):
        raise Refused(
            "Some of these are on an agenda, or were withdrawn, meanwhile. Nothing was changed: tick again.",
            field="referrals",
        )

    for each in found:
        move(each, Step.PUT_ON_AGENDA, actor, meeting=meeting)
    entry.showed([each.reference for each in found])
    entry.record(referrals=len(found))
    return meeting


@action(event=events.MEETING_HELD, policy=policies.WORK_MEETING)
def hold_meeting(meeting: Meeting, *, entry: Entry, actor: Actor, reason: Reason, came: Sequence[Came]) -> Meeting:
    """Record that a meeting took place and which agencies came. Minutes and actions follow, case by case."""
    _require_planned(meeting)
    if meeting.starts_at > timezone.now():
        raise Refused("This meeting has not begun yet. Change its time if it was brought forward.")
    if not any(each.presence == Attendance.Presence.ATTENDED for each in came):
        raise Refused("Say which agencies attended: at least one. If none did, cancel the meeting.")
    if len({each.agency.pk for each in came}) < len(came):
        raise Refused("Name each agency once.", field="came")
    if any(each.agency.force_id != meeting.force_id for each in came):
        raise Refused("Choose agencies of your force’s directory.")

    Attendance.objects.bulk_create(
        Attendance(meeting=meeting, agency=each.agency, presence=each.presence, who=each.who.strip()) for each in came
    )
    meeting.status = Meeting.Status.HELD
    _keep(meeting, actor)
    entry.record(**{value: sum(each.presence == value for each in came) for value in Attendance.Presence.values})
    return meeting


def _require_planned(meeting: Meeting) -> None:
    if meeting.status != Meeting.Status.PLANNED:
        raise Refused(f"This meeting stands as “{meeting.get_status_display()}”. It cannot be changed any more.")


def _require_sound(when: When, force_id: int) -> None:
    now = timezone.now()
    if timezone.localdate(when.starts_at) < timezone.localdate(now):
        raise Refused("Plan a meeting for today or a later day.", field="starts_on")
    if (when.starts_at - now).days > FURTHEST_DAYS:
        raise Refused("This is more than a year ahead. Check the day.", field="starts_on")
    if not when.chair.strip():
        raise Refused("Say who chairs it.", field="chair")
    if not when.place.strip():
        raise Refused("Say where it is: a room, or a video link.", field="place")
    works = policies.reaches_force(policies.WORK_MEETING, when.owner.actor(on=timezone.localdate()), force_id)
    if when.owner.force_id != force_id or not works:
        raise Refused(f"{when.owner.name} cannot run meetings of this force. Choose somebody else.", field="owner")


def _set(meeting: Meeting, when: When) -> None:
    meeting.starts_at, meeting.held_on = when.starts_at, timezone.localdate(when.starts_at)
    meeting.place, meeting.chair, meeting.owner = when.place.strip(), when.chair.strip(), when.owner


def _keep(meeting: Meeting, actor: Actor, why: str = "") -> None:
    meeting.version += 1
    meeting.save()
    _note(meeting, actor, why)


def _note(meeting: Meeting, actor: Actor, why: str = "") -> None:
    MeetingStatusChange.objects.create(
        meeting=meeting, to_status=meeting.status, starts_at=meeting.starts_at, changed_by_id=actor.user_id,
        why=why.strip(),
    )  # fmt: skip
