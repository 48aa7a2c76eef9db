"""What an agency is shown of a case: what was written for it, its own actions and, where shared, the minutes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet

from accounts.actor import Actor
from cases.contact import control_rooms
from cases.meetings.page import MinutesLine, is_open
from cases.models import MeetingAction, MeetingMinutes, MeetingShare
from register.readable import Reading, reading_of
from ui.dates import day, moment

RELATED = ("agency", "force", "referral__meeting", "referral__person", "referral__victim")
MOST = 100


@dataclass(frozen=True, slots=True)
class OwnAction:
    """Something that this agency does, and what came of it."""

    number: int
    what: str
    due: str
    status: str
    colour: str
    outcome: str
    is_open: bool


@dataclass(frozen=True, slots=True)
class SharePage:
    """Everything that is shared with one agency about one case. It holds no address and no number of anybody."""

    reference: str
    kind: str
    agency: str
    meeting: str
    person: str
    victim: str
    words: str
    until: str
    ask: str
    minutes: tuple[MinutesLine, ...]
    has_minutes: bool
    actions: tuple[OwnAction, ...]


def share_page(share: MeetingShare, actor: Actor, *, on: date) -> SharePage:
    """The page of what is shared, for somebody who reads for the agency. `on` is today."""
    referral, read = share.referral, reading_for(share, actor)
    return SharePage(
        reference=share.reference,
        kind=referral.get_kind_display(),
        agency=share.agency.name,
        meeting=moment(referral.meeting.starts_at) if referral.meeting else "",
        person=referral.person.display_name,
        victim=referral.victim.display_name if referral.victim else "",
        words=read(share.words),
        until=day(share.ends_on),
        ask=control_rooms([share.force]),
        minutes=tuple(_minutes(each, read) for each in minutes_of(share)),
        has_minutes=share.has_minutes,
        actions=tuple(_own(each, read, on) for each in own_actions(share)),
    )


def reading_for(share: MeetingShare, actor: Actor) -> Reading:
    """How somebody who reads for an agency may read what was written about the two."""
    referral = share.referral
    return reading_of(actor, [number for number in (referral.person_id, referral.victim_id) if number is not None])


def minutes_of(share: MeetingShare) -> QuerySet[MeetingMinutes]:
    """The minutes as they stood when they were shared: what is written later leaves the police by a decision of its
    own, and stands in the log as a disclosure of its own. None where the minutes are not shared."""
    rows = MeetingMinutes.objects.filter(referral=share.referral_id, written_at__lte=share.shared_at)
    return rows[:MOST] if share.has_minutes else rows.none()


def own_actions(share: MeetingShare) -> QuerySet[MeetingAction]:
    """What this agency does, and no other."""
    rows = MeetingAction.objects.filter(referral=share.referral_id, agency=share.agency_id)
    return rows.select_related("task")[:MOST]


def own_to_report(share: MeetingShare) -> QuerySet[MeetingAction]:
    """What this agency has still to do."""
    return MeetingAction.objects.open().filter(referral=share.referral_id, agency=share.agency_id)


def _minutes(row: MeetingMinutes, read: Reading) -> MinutesLine:
    return MinutesLine(read(row.said), read(row.decided), moment(row.written_at))


def _own(row: MeetingAction, read: Reading, on: date) -> OwnAction:
    is_left = is_open(row)
    is_late = is_left and row.due_on < on
    return OwnAction(
        number=row.pk, what=read(row.measure), due=day(row.due_on), outcome=read(row.outcome), is_open=is_left,
        status="Overdue" if is_late else row.get_status_display(),
        colour="red" if is_late else "orange" if is_left else "grey",
    )  # fmt: skip


def own_in_words(row: MeetingAction, share: MeetingShare, actor: Actor) -> str:
    """One action in a sentence, as somebody who reads for the agency may read it."""
    return f"By {day(row.due_on)}: {reading_for(share, actor)(row.measure)}"
