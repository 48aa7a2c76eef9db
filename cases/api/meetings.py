"""Meetings of several agencies through the API: planned, moved, cancelled, their agenda, and that they took place."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone
from rest_framework import serializers

from accounts.actor import Actor
from accounts.api.bodies import Makers, line, part_of, prose, several
from accounts.api.bodies import named as named_by
from accounts.api.lists import Paged, newest_first, soonest_first
from accounts.api.representations import Reading, named, shown
from accounts.api.rows import Asking, Place, Read, Row, Shown, Write
from accounts.models import Force, User
from accounts.web import get_or_404
from cases import policies
from cases.actions import meetings as acts
from cases.api.targets import own_force
from cases.meetings.page import items_of, people_in
from cases.meetings.reached import attending, readers_of_referrals, runners
from cases.models import Attendance, Meeting, MeetingReferral, MeetingStatusChange
from cases.rules.meetings import minutes_by
from register.api.texts import TEXTS
from register.readable import reading_of

LISTS = tuple(Meeting.Status.values)
MOST_AGENCIES, MOST_CHANGES = 200, 100
TO_RUN, TO_DO = "meetings", "actions"


@dataclass(frozen=True, slots=True)
class MeetingBrief:
    """A meeting of a list. It names nobody but the officer who sees to it."""

    reference: str
    version: int
    kind: str
    force: str
    status: str
    starts_at: datetime
    owner: str


@dataclass(frozen=True, slots=True)
class AgendaLine:
    """A case on the agenda, by references alone. `victim` is empty where it is about the person alone."""

    reference: str
    version: int
    person: str
    victim: str
    criterion: str
    is_repeat: bool
    status: str
    hear_by_on: date


@dataclass(frozen=True, slots=True)
class CameShown:
    """Whether an agency came, and who for it."""

    agency: str
    name: str
    presence: str
    who: str


@dataclass(frozen=True, slots=True)
class MeetingChangeShown:
    """What a meeting became, for when it stood then, by whom and why."""

    to_status: str
    starts_at: datetime
    changed_at: datetime
    changed_by: str
    why: str


@dataclass(frozen=True, slots=True)
class MeetingShown:
    """A meeting with what of its agenda whoever asks may see; `next` is where to read on in it."""

    reference: str
    kind: str
    force: str
    status: str
    starts_at: datetime
    place: str
    chair: str
    owner: str
    minutes_due_on: date
    agenda: tuple[AgendaLine, ...]
    next: str | None
    attendance: tuple[CameShown, ...]
    history: tuple[MeetingChangeShown, ...]


@dataclass(frozen=True, slots=True)
class OfficerShown:
    """Somebody who may be named."""

    reference: str
    name: str


class ListAsked(Paged):
    """Which meetings."""

    list = serializers.ChoiceField(LISTS, default=Meeting.Status.PLANNED.value)


class OfficersAsked(Paged):
    """For what they are named: to see to meetings, or to do what one decided."""

    to_do = serializers.ChoiceField((TO_RUN, TO_DO), default=TO_RUN)


def _meetings(asking: Asking, list: str, after: Any = None) -> Shown:
    rows = Meeting.objects.visible_to(asking.actor).filter(status=list).select_related("force", "owner")
    if list == Meeting.Status.PLANNED:
        page, then = soonest_first(rows, "held_on", after)
    else:
        page, then = newest_first(rows, after)
    return Shown({"meetings": [shown(MeetingBrief, each, str) for each in page], "next": then})


def _meeting(asking: Asking, meeting: Meeting, after: Any = None) -> Shown:
    page, then = soonest_first(items_of(meeting, asking.actor), "hear_by_on", after)
    acts.read_meeting(meeting, shown=page, **asking.act)
    read = reading_of(asking.actor, people_in(meeting))
    changes = meeting.status_changes.select_related("changed_by").order_by("-pk")[:MOST_CHANGES]
    found = shown(
        MeetingShown, meeting, read, minutes_due_on=minutes_by(meeting.held_on), next=then,
        agenda=tuple(_line(each, read) for each in page),
        attendance=tuple(_came(each, read) for each in meeting.attendance.select_related("agency")[:MOST_AGENCIES]),
        history=tuple(_change(each, read) for each in changes),
    )  # fmt: skip
    return Shown(found, meeting.version)


def _line(row: MeetingReferral, read: Reading) -> AgendaLine:
    victim = row.victim.reference if row.victim else ""
    return shown(AgendaLine, row, read, person=row.person.reference, victim=victim)


def _came(row: Attendance, read: Reading) -> CameShown:
    return shown(CameShown, row, read, agency=row.agency.reference, name=read(row.agency.name))


def _change(row: MeetingStatusChange, read: Reading) -> MeetingChangeShown:
    return shown(MeetingChangeShown, row, read, changed_by=named(row.changed_by))


def _officers(asking: Asking, to_do: str, after: Any = None) -> Shown:
    rows = _runners(asking.actor, None) if to_do == TO_RUN else officers(asking.actor, None)
    page, then = newest_first(rows, after)
    return Shown({"officers": [shown(OfficerShown, each, str) for each in page], "next": then})


def meeting_of(actor: Actor, reference: str) -> Meeting:
    """A meeting that the actor may read."""
    return get_or_404(Meeting.objects.visible_to(actor).select_related("force", "owner"), reference=reference)


def planning_force(actor: Actor) -> Force:
    """The force for which the actor plans."""
    return own_force(actor, policies.PLAN_MEETING.permission)


def officers(actor: Actor, target: Any) -> QuerySet[User]:
    """Whoever of the actor's force can be given what a meeting decided."""
    return readers_of_referrals(actor.force_id, on=timezone.localdate())


def _runners(actor: Actor, target: Any) -> QuerySet[User]:
    return runners(actor.force_id, on=timezone.localdate())


def _attending(actor: Actor, meeting: Meeting) -> Any:
    return attending(meeting.force_id)


def _came_part(**options: Any) -> Any:
    makers = Makers({"who": line(200)}, {"came.agency": named_by(_attending)})
    return part_of(acts.Came, "came", makers)(**options)


AT = Place("api-meeting", lambda row: {"reference": row.reference})
WHEN = {"when.place": line(200), "when.chair": line(120), "when.owner": named_by(_runners)}
WHEN_SAID = {
    "starts_on": "when/starts_at", "place": "when/place", "chair": "when/chair", "owner": "when/owner",
}  # fmt: skip
ONE = "meetings/<str:reference>"
ROWS: tuple[Row, ...] = (
    Read("meetings", "api-meetings", "The force's meetings: planned, the next first; held or cancelled, the newest "
         "first.", _meetings, policy=policies.SEE_MEETINGS, query=ListAsked),
    Write("meetings", "api-plan-meeting", acts.plan_meeting, planning_force, AT, makes=True, texts=TEXTS, fields=WHEN,
          points=WHEN_SAID, tells=("kind", "status", "starts_at")),
    Read("meeting-officers", "api-meeting-officers", "Who may be named to see to a meeting, or to do what one decided.",
         _officers, policy=policies.SEE_MEETINGS, query=OfficersAsked),
    Read(ONE, "api-meeting", "One meeting with its agenda, its attendance and its history.", _meeting, meeting_of,
         query=Paged, acts=(acts.read_meeting,)),
    Write(f"{ONE}/change", "api-change-meeting", acts.change_meeting, meeting_of, AT, has_version=True, texts=TEXTS,
          fields=WHEN, points=WHEN_SAID, tells=("status", "starts_at")),
    Write(f"{ONE}/cancel", "api-cancel-meeting", acts.cancel_meeting, meeting_of, AT, has_version=True, texts=TEXTS,
          fields={"why": prose(2000)}, tells=("status",)),
    Write(f"{ONE}/agenda", "api-put-on-agenda", acts.put_on_agenda, meeting_of, AT, has_version=True,
          fields={"references": several(line(20), acts.MOST_ON_AN_AGENDA)}, points={"referrals": "references"},
          tells=("status",)),
    Write(f"{ONE}/hold", "api-hold-meeting", acts.hold_meeting, meeting_of, AT, has_version=True,
          fields={"came": several(_came_part, MOST_AGENCIES)}, tells=("status",)),
)  # fmt: skip
