"""Reading what professional standards alone read: each page of theirs stands in the log like any other reading."""

from __future__ import annotations

from collections.abc import Sequence

from accounts.actor import Actor
from accounts.models import User
from audit.core.action import action
from audit.core.entry import Entry, Reason
from register import policies
from register.events import standards as events
from register.models import CanaryRecord, OwnRecordBar, Particular, SealedRecord, Touch


@action(event=events.PARTICULARS_READ, policy=policies.SEE_PARTICULARS, lock=False)
def read_particulars(
    particulars: Sequence[Particular], *, entry: Entry, actor: Actor, reason: Reason, user: User
) -> Sequence[Particular]:
    """Read what is declared of somebody, by themselves too."""
    entry.about(user)
    entry.showed(each.reference for each in particulars)
    return particulars


@action(event=events.TOUCHES_LISTED, policy=policies.SEE_TOUCHES, lock=False)
def list_touches(touches: Sequence[Touch], *, entry: Entry, actor: Actor, reason: Reason) -> Sequence[Touch]:
    """Read a page of what was noticed. No record is named: the reader may not learn of each."""
    entry.showed(each.reference for each in touches)
    return touches


@action(event=events.TOUCH_OPENED, policy=policies.SEE_TOUCHES, lock=False)
def open_touch(touch: Touch, *, entry: Entry, actor: Actor, reason: Reason) -> Touch:
    """Read one of them."""
    name_as_told(entry, touch, actor)
    return touch


@action(event=events.BARS_LISTED, policy=policies.SEE_OWN_RECORDS, lock=False)
def list_bars(bars: Sequence[OwnRecordBar], *, entry: Entry, actor: Actor, reason: Reason) -> Sequence[OwnRecordBar]:
    """Read a page of the bars from people's own records."""
    entry.showed(dict.fromkeys(each.person.reference for each in bars))
    return bars


@action(event=events.BAR_OPENED, policy=policies.SEE_OWN_RECORDS, lock=False)
def open_bar(bar: OwnRecordBar, *, entry: Entry, actor: Actor, reason: Reason) -> OwnRecordBar:
    """Read one of them, and by what it was found."""
    return bar


@action(event=events.SEALED_LISTED, policy=policies.SEE_SEALED, lock=False)
def list_sealed(rows: Sequence[SealedRecord], *, entry: Entry, actor: Actor, reason: Reason) -> Sequence[SealedRecord]:
    """Read a page of the records that the force sealed, or was given to read."""
    entry.showed(dict.fromkeys(each.person.reference for each in rows))
    return rows


@action(event=events.SEALED_OPENED, policy=policies.SEE_SEALED, lock=False)
def open_sealed(sealed: SealedRecord, *, entry: Entry, actor: Actor, reason: Reason) -> SealedRecord:
    """Read which record is sealed, before it is opened again."""
    return sealed


@action(event=events.CANARIES_LISTED, policy=policies.SEE_CANARIES, lock=False)
def list_canaries(
    canaries: Sequence[CanaryRecord], *, entry: Entry, actor: Actor, reason: Reason
) -> Sequence[CanaryRecord]:
    """Read a page of the records that the force planted. Which person each is stands in no entry."""
    entry.showed(each.reference for each in canaries)
    return canaries


@action(event=events.CANARY_OPENED, policy=policies.SEE_CANARIES, lock=False)
def open_canary(canary: CanaryRecord, *, entry: Entry, actor: Actor, reason: Reason) -> CanaryRecord:
    """Read which record was planted, before it is taken out."""
    name_no_person(entry)
    return canary


def name_as_told(entry: Entry, touch: Touch, actor: Actor) -> None:
    """Keep the person out of an entry about a touch, where whoever acts must not learn whose record it was: they read
    their own entries."""
    if not Touch.objects.filter(policies.touches_named(actor), pk=touch.pk).exists():
        name_no_person(entry)


def name_no_person(entry: Entry) -> None:
    """Let an entry name the row that was read, and not the person whom the row is about."""
    entry.subject_ref, entry.subject_category = "", ""
