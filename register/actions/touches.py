"""Telling professional standards who tried to reach what is closed to them, and what they say came of it."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from uuid import UUID

import structlog
from django.db import transaction
from django.db.models import Exists, OuterRef, Value
from django.db.models.functions import Concat
from django.utils import timezone

from accounts import absence
from accounts.actor import Actor, system_actor
from accounts.models import Force, User
from audit.core.action import action
from audit.core.entry import Entry, Reason
from audit.core.errors import Refused
from register import policies
from register.actions.inbox import put, take_back
from register.actions.standards_reading import name_as_told
from register.change_feed.log import horizon
from register.events import standards as events
from register.models import CanaryRecord, LogReading, Notice, Person, SealedRecord, Touch
from register.touches import Noticed, entries_after, touched_in

READER = system_actor("touches", {"touch.note": "national"})
BY_ITSELF = Reason("system")
READING = "touches"
LATE = "late "
AT_A_TIME = 200
ANSWER_WITHIN = timedelta(hours=72)
STANDARDS = "professional-standards"
LEADING = ("supervisor", "superintendent")

log = structlog.get_logger(__name__)


@action(event=events.TOUCH_NOTED, policy=policies.NOTE_TOUCH, lock=False)
def note_touch(
    person: Person, *, entry: Entry, actor: Actor, reason: Reason, kind: Touch.Kind, user: User, seen: Noticed,
    force: Force | None = None,
) -> Touch:  # fmt: skip
    """Note that somebody touched this record, and tell professional standards of their force: never themselves, nor
    whoever leads them. Where they have no force it is told to `force`. An entry is noted once."""
    touch, is_new = Touch.objects.get_or_create(
        event=seen.id, person=person, kind=kind,
        defaults={
            "user": user, "force": user.force or force, "code": seen.code, "happened_at": seen.at,
            "noticed_at": timezone.now(),
        },
    )  # fmt: skip
    told = _told(touch, on=timezone.localdate()) if is_new else []
    put(told, Notice.Topic.STANDARDS, touch.reference, people=(), page="touch", argument=touch.reference)
    entry.record(kind=kind, entry=str(seen.id), told=len(told))
    return touch


@action(event=events.TOUCH_ANSWERED, policy=policies.ANSWER_TOUCH)
def answer_touch(
    touch: Touch, *, entry: Entry, actor: Actor, reason: Reason, outcome: Touch.Outcome, words: str
) -> Touch:
    """Say what came of it. It needs an outcome and words, and it is never answered by whoever did it."""
    if touch.answered_at is not None:
        raise Refused("This was answered already. Nothing was changed.")
    if not words.strip():
        raise Refused("Say what you found out.", field="words")
    if actor.person_id is None or actor.person_id == touch.user_id:
        raise Refused("Somebody else must answer for this.")

    touch.outcome, touch.words = outcome, words.strip()
    touch.answered_at, touch.answered_by_id = timezone.now(), actor.person_id
    touch.version += 1
    touch.save(update_fields=["outcome", "words", "answered_at", "answered_by", "version"])
    take_back(Notice.Topic.STANDARDS, [touch.reference, _late(touch)])
    name_as_told(entry, touch, actor)
    entry.record(ended_as=outcome, words=words.strip())
    return touch


def read_log(*, below: int | None = None) -> int:
    """Look at what the log holds since the last time, or ever since somebody looked first. Gives how many touches were
    found; another at it finds none. With `below` it reads what is not settled too, and stays behind what it found."""
    with transaction.atomic():
        reading = _reading()
        if reading is None:
            return 0
        until = horizon() if below is None else below
        seen = entries_after(reading.transaction, reading.event, below=until, most=AT_A_TIME)
        found = sum(_note(each) for each in seen)
        _come_to(reading, seen, until if below is None and len(seen) < AT_A_TIME else None)
    return found


def remind_of_touches(at: datetime) -> int:
    """Tell professional standards once more of what nobody answered within 72 hours. Gives how many."""
    told = Notice.objects.filter(topic=Notice.Topic.STANDARDS, key=Concat(Value(LATE), OuterRef("reference")))
    waiting = Touch.objects.open().filter(~Exists(told.order_by()), noticed_at__lte=at - ANSWER_WITHIN)
    late = list(waiting.order_by("noticed_at")[:AT_A_TIME])
    for touch in late:
        put(
            _told(touch, on=timezone.localdate(at)), Notice.Topic.STANDARDS, _late(touch), people=(), page="touch",
            argument=touch.reference, due_on=timezone.localdate(touch.noticed_at + ANSWER_WITHIN),
        )  # fmt: skip
    return len(late)


def _late(touch: Touch) -> str:
    return f"{LATE}{touch.reference}"


def _told(touch: Touch, *, on: date) -> list[int]:
    """Professional standards of the force, and of the one that planted or sealed the record; but neither whoever did
    it, nor whoever leads people there: they may lead them. Nor whoever may not learn of it."""
    forces = {touch.force_id, *_looking_after(touch)} - {None}
    there = absence.in_post(on=on).filter(force__in=forces)
    told = there.holding(STANDARDS, on=on).exclude(pk=touch.user_id)
    told = told.exclude(pk__in=there.holding(*LEADING, on=on).values("pk"))
    return [each.pk for each in told if policies.SEE_TOUCHES.allows(each.actor(on=on), touch)]


def _looking_after(touch: Touch) -> list[int]:
    """The forces whose professional standards planted or sealed the record."""
    if touch.kind == Touch.Kind.CANARY:
        return list(CanaryRecord.objects.filter(person=touch.person_id).values_list("force", flat=True))
    if touch.kind == Touch.Kind.SEALED:
        return list(SealedRecord.objects.live().filter(person=touch.person_id).values_list("force", flat=True))
    return []


def _reading() -> LogReading | None:
    """How far it was read, held by this transaction; none while another holds it."""
    LogReading.objects.get_or_create(name=READING, defaults={"transaction": horizon(), "event": UUID(int=0)})
    return LogReading.objects.select_for_update(skip_locked=True).filter(name=READING).first()


def _note(seen: Noticed) -> int:
    """What one entry touched. Where it cannot be read the others are noted all the same."""
    try:
        with transaction.atomic():
            touched = list(touched_in(seen))
            for kind, user, person in touched:
                note_touch(person, actor=READER, reason=BY_ITSELF, kind=kind, user=user, seen=seen)
            return len(touched)
    except Exception as error:
        log.error("touch_not_read", code=seen.code, exc_info=error)
        return 0


def _come_to(reading: LogReading, seen: list[Noticed], settled: int | None) -> None:
    """Behind all that is settled where everything was looked at, else behind the last of it."""
    if settled is not None:
        reading.transaction, reading.event = settled, UUID(int=0)
    elif seen:
        reading.transaction, reading.event = seen[-1].xid, seen[-1].id
    reading.save(update_fields=["transaction", "event"])
