"""A meeting and a referral as their pages show them: every text as this reader may read it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Prefetch, Q, QuerySet
from django.utils import timezone

from accounts.actor import Actor
from cases.actions.hearings import waiting_again
from cases.models import (
    Attendance,
    Meeting,
    MeetingAction,
    MeetingActionChange,
    MeetingReferral,
    MeetingShare,
    ReferralStatusChange,
)
from cases.rules.meetings import Status, Step, after, minutes_by
from register.readable import Reading, reading_of
from ui.dates import day, moment

COLOURS = {
    Status.WAITING: "orange", Status.ON_AGENDA: "blue", Status.HEARD: "green", Status.WITHDRAWN: "grey",
}  # fmt: skip
MEETING_COLOURS = {Meeting.Status.PLANNED: "blue", Meeting.Status.HELD: "green", Meeting.Status.CANCELLED: "grey"}
CAME_COLOURS = {"attended": "green", "apologies": "yellow", "absent": "red"}
History = tuple[tuple[str, datetime, str, str], ...]


@dataclass(frozen=True, slots=True)
class ItemLine:
    """A case on an agenda."""

    reference: str
    person: str
    victim: str
    criterion: str
    is_repeat: bool
    status: str
    colour: str
    actions: str


@dataclass(frozen=True, slots=True)
class CameLine:
    """Whether an agency came, and who for it."""

    agency: str
    presence: str
    colour: str
    who: str


@dataclass(frozen=True, slots=True)
class MeetingPage:
    """Everything of one meeting that the reader may see."""

    reference: str
    kind: str
    status: str
    colour: str
    when: str
    place: str
    chair: str
    owner: str
    force: str
    is_planned: bool
    has_begun: bool
    is_overdue: bool
    to_minute: int
    minutes_by: str
    items: tuple[ItemLine, ...]
    attendance: tuple[CameLine, ...]
    history: History


def items_of(meeting: Meeting, actor: Actor) -> QuerySet[MeetingReferral]:
    """The cases on its agenda that the reader may see, in the order in which they were to be heard. A meeting is given
    cases as long as it is planned: whoever shows them takes a page of them at a time."""
    rows = MeetingReferral.objects.visible_to(actor).filter(meeting=meeting).select_related("person", "victim")
    actions = MeetingAction.objects.select_related("task")
    return rows.prefetch_related(Prefetch("actions", actions)).order_by("hear_by_on", "pk")


def people_in(meeting: Meeting) -> set[int]:
    """Everybody whom its agenda is about or ever was, seen or not: what is written of the meeting tells what none of
    them hide. Of a meeting that was cancelled, all that was on its agenda has left it."""
    was_on_it = ReferralStatusChange.objects.filter(meeting=meeting).values("referral")
    rows = MeetingReferral.objects.filter(Q(meeting=meeting) | Q(pk__in=was_on_it))
    return {number for pair in rows.values_list("person", "victim") for number in pair if number is not None}


def meeting_page(meeting: Meeting, items: Iterable[MeetingReferral], actor: Actor, *, at: datetime) -> MeetingPage:
    """The page of a meeting with these cases of its agenda: a fixed number of queries. `at` is now."""
    read, is_planned = reading_of(actor, people_in(meeting)), meeting.status == Meeting.Status.PLANNED
    left = MeetingReferral.objects.visible_to(actor).filter(meeting=meeting, status=Status.ON_AGENDA)
    to_minute = left.count() if meeting.status == Meeting.Status.HELD else 0
    return MeetingPage(
        reference=meeting.reference,
        kind=meeting.get_kind_display(),
        status=meeting.get_status_display(),
        colour=MEETING_COLOURS[Meeting.Status(meeting.status)],
        when=moment(meeting.starts_at),
        place=read(meeting.place),
        chair=read(meeting.chair),
        owner=meeting.owner.name,
        force=meeting.force.name,
        is_planned=is_planned,
        has_begun=meeting.starts_at <= at,
        is_overdue=is_planned and meeting.held_on < timezone.localdate(at),
        to_minute=to_minute,
        minutes_by=day(minutes_by(meeting.held_on)),
        items=tuple(_item(each) for each in items),
        attendance=tuple(_came(each, read) for each in meeting.attendance.select_related("agency")),
        history=tuple(
            (
                each.get_to_status_display(),
                each.changed_at,
                each.changed_by.name if each.changed_by else "",
                _of_change(each.why, each.starts_at, read),
            )
            for each in meeting.status_changes.select_related("changed_by")
        ),
    )


def _of_change(why: str, starts_at: datetime, read: Reading) -> str:
    return f"for {moment(starts_at)}" + (f". {read(why)}" if why else "")


def _item(referral: MeetingReferral) -> ItemLine:
    rows = list(referral.actions.all())
    left = sum(is_open(each) for each in rows)
    actions = f"{left} of {len(rows)} to be done" if rows else ""
    return ItemLine(
        reference=referral.reference,
        person=referral.person.display_name,
        victim=referral.victim.display_name if referral.victim else "",
        criterion=referral.get_criterion_display(),
        is_repeat=referral.is_repeat,
        status=referral.get_status_display(),
        colour=COLOURS[Status(referral.status)],
        actions=actions,
    )


def _came(row: Attendance, read: Reading) -> CameLine:
    return CameLine(row.agency.name, row.get_presence_display(), CAME_COLOURS[row.presence], read(row.who))


def is_open(row: MeetingAction) -> bool:
    """Whether an action is still to be done: neither closed here nor as a task."""
    return row.status == MeetingAction.Status.OPEN and (row.task is None or row.task.done_at is None)


# One referral


@dataclass(frozen=True, slots=True)
class ActionLine:
    """Who does what by when, and what came of it."""

    number: int
    what: str
    who: str
    due: str
    status: str
    colour: str
    outcome: str
    by: str
    task: str
    is_open: bool


@dataclass(frozen=True, slots=True)
class MinutesLine:
    """What was said and decided, by whom and when it was written."""

    said: str
    decided: str
    written: str


@dataclass(frozen=True, slots=True)
class ShareLine:
    """What an agency is shown, and until when."""

    reference: str
    agency: str
    state: str
    colour: str
    words: str
    why: str
    with_minutes: bool
    note: str
    is_running: bool


@dataclass(frozen=True, slots=True)
class ReferralPage:
    """Everything of one referral."""

    reference: str
    kind: str
    status: str
    colour: str
    person: str
    person_reference: str
    victim: str
    victim_reference: str
    case: str
    criterion: str
    is_repeat: bool
    last_heard: str
    why: str
    knows: str
    view: str
    referred: str
    hear_by: str
    is_overdue: bool
    meeting: str
    meeting_reference: str
    is_held: bool
    heard: str
    again: str
    again_reference: str
    flag: str
    minutes: tuple[MinutesLine, ...]
    actions: tuple[ActionLine, ...]
    shares: tuple[ShareLine, ...]
    steps: frozenset[str]
    history: History


def referral_page(referral: MeetingReferral, actor: Actor, *, on: date) -> ReferralPage:
    """The page of a referral: a fixed number of queries. `on` is today."""
    people = [number for number in (referral.person_id, referral.victim_id) if number is not None]
    read, status, victim = reading_of(actor, people), Status(referral.status), referral.victim
    meeting, by = referral.meeting, referral.referred_by.name if referral.referred_by else "The police"
    is_held = meeting is not None and meeting.status == Meeting.Status.HELD
    again = waiting_again(referral) if status is Status.HEARD else None
    return ReferralPage(
        reference=referral.reference,
        kind=referral.get_kind_display(),
        status=referral.get_status_display(),
        colour=COLOURS[status],
        person=referral.person.display_name,
        person_reference=referral.person.reference,
        victim=victim.display_name if victim else "",
        victim_reference=victim.reference if victim else "",
        case=referral.case.reference,
        criterion=referral.get_criterion_display(),
        is_repeat=referral.is_repeat,
        last_heard=day(referral.last_heard_on) if referral.last_heard_on else "",
        why=read(referral.why),
        knows=referral.get_knows_display(),
        view=read(referral.view),
        referred=f"{by}, {moment(referral.referred_at)}",
        hear_by=day(referral.hear_by_on),
        is_overdue=status in (Status.WAITING, Status.ON_AGENDA) and referral.hear_by_on < on,
        meeting=moment(meeting.starts_at) if meeting else "",
        meeting_reference=meeting.reference if meeting else "",
        is_held=is_held,
        heard=day(referral.heard_on) if referral.heard_on else "",
        again=day(again.hear_by_on) if again else "",
        again_reference=again.reference if again else "",
        flag=day(referral.flag_ends_on) if referral.flag_ends_on and referral.flag_ends_on >= on else "",
        minutes=tuple(_minutes(referral, read)),
        actions=tuple(_actions(referral, read, on)),
        shares=tuple(_share(each, read, on) for each in referral.shares.select_related("agency", "shared_by")),
        steps=frozenset(step.value for step in Step if after(status, step) is not None),
        history=tuple(_history(referral, read)),
    )


def _minutes(referral: MeetingReferral, read: Reading) -> Iterator[MinutesLine]:
    for row in referral.minutes.select_related("written_by"):
        yield MinutesLine(read(row.said), read(row.decided), f"{moment(row.written_at)}, {row.written_by.name}")


def _actions(referral: MeetingReferral, read: Reading, on: date) -> Iterator[ActionLine]:
    for row in with_who_closed(referral):
        status, colour = _state(row, on)
        outcome = row.outcome or (row.task.outcome if row.task is not None else "")
        yield ActionLine(
            number=row.pk, what=read(row.measure), who=who_does(row), due=day(_due_on(row)), status=status,
            colour=colour, outcome=read(outcome), by=_closed_by(row),
            task=row.task.reference if row.task is not None else "", is_open=is_open(row),
        )  # fmt: skip


def with_who_closed(referral: MeetingReferral) -> QuerySet[MeetingAction]:
    """The actions of a referral, each with what it became."""
    changes = MeetingActionChange.objects.exclude(to_status=MeetingAction.Status.OPEN)
    rows = MeetingAction.objects.filter(referral=referral).select_related("agency", "task__owner")
    return rows.prefetch_related(Prefetch("changes", changes.select_related("changed_by", "agency"), to_attr="closed"))


def _closed_by(row: Any) -> str:
    """Who said what came of it: somebody of the agency, or of the police. What ended as a task says so itself."""
    if not row.closed:
        return ""
    last: MeetingActionChange = row.closed[-1]
    who = last.changed_by.name if last.changed_by else "The register"
    said = f"Reported by {who}, {last.agency.name}" if last.agency else f"Recorded by {who}"
    return f"{said}, {moment(last.changed_at)}"


def action_in_words(row: MeetingAction, actor: Actor) -> str:
    """One action in a sentence: who does what by when, as this reader may read it."""
    people = [number for number in (row.referral.person_id, row.referral.victim_id) if number is not None]
    return f"{who_does(row)}, by {day(_due_on(row))}: {reading_of(actor, people)(row.measure)}"


def who_does(row: MeetingAction) -> str:
    """The agency; of the police whoever has the task, or their team."""
    if row.agency is not None:
        return row.agency.name
    owner = row.task.owner if row.task is not None else None
    return f"Police: {owner.name}" if owner is not None else "Police: the team’s queue"


def _due_on(row: MeetingAction) -> date:
    """A task may have been put off since."""
    return row.task.due_on if row.task is not None else row.due_on


def _state(row: MeetingAction, on: date) -> tuple[str, str]:
    if is_open(row):
        return ("Overdue", "red") if _due_on(row) < on else ("To be done", "orange")
    if row.status == MeetingAction.Status.NOT_DONE:
        return row.get_status_display(), "red"
    return "Done", "green"


def _share(share: MeetingShare, read: Reading, on: date) -> ShareLine:
    is_running = share.ended_at is None and share.ends_on >= on
    said = f"Shared by {share.shared_by.name} on {day(share.starts_on)}, until {day(share.ends_on)}"
    if share.ended_at is not None:
        said += f". Stopped on {day(share.ended_at)}: {read(share.why_ended)}"
    return ShareLine(
        reference=share.reference, agency=share.agency.name, state="Shared" if is_running else "No longer shared",
        colour="green" if is_running else "grey", words=read(share.words), why=read(share.why),
        with_minutes=share.has_minutes, note=said, is_running=is_running,
    )  # fmt: skip


def _history(referral: MeetingReferral, read: Reading) -> Iterator[tuple[str, datetime, str, str]]:
    for change in referral.status_changes.select_related("changed_by"):
        by = change.changed_by.name if change.changed_by else "The register"
        yield change.get_to_status_display(), change.changed_at, by, read(change.why)
