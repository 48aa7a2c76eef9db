"""What an agency is shown of a case: what was written for it, its own actions and, where shared, the minutes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from accounts.actor import Actor
from cases.contact import control_rooms
from cases.meetings.page import MinutesLine, is_open
from cases.models import MeetingShare
from register.readable import Reading, reading_of
from ui.dates import day, moment

RELATED = ("agency", "force", "referral__meeting", "referral__person", "referral__victim")


@dataclass(frozen=True, slots=True)
class OwnAction:
    """Something that this agency does."""

    what: str
    due: str
    status: str
    colour: str


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
    referral = share.referral
    read = reading_of(actor, [number for number in (referral.person_id, referral.victim_id) if number is not None])
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
        minutes=tuple(_minutes(share, read)) if share.has_minutes else (),
        has_minutes=share.has_minutes,
        actions=tuple(_own(share, read, on)),
    )


def _minutes(share: MeetingShare, read: Reading) -> Iterator[MinutesLine]:
    """The minutes as they stood when they were shared: what is written later leaves the police by a decision of its
    own, and stands in the log as a disclosure of its own."""
    for row in share.referral.minutes.filter(written_at__lte=share.shared_at):
        yield MinutesLine(read(row.said), read(row.decided), moment(row.written_at))


def _own(share: MeetingShare, read: Reading, on: date) -> Iterator[OwnAction]:
    for row in share.referral.actions.filter(agency=share.agency_id).select_related("task"):
        is_late = is_open(row) and row.due_on < on
        colour = "red" if is_late else "orange" if is_open(row) else "grey"
        yield OwnAction(read(row.measure), day(row.due_on), "Overdue" if is_late else row.get_status_display(), colour)
