"""Watching what has a day: reminding its owner, and sending it up the chain for as long as nobody does it.

Two beats at once do no harm: each watch is claimed by a lock that the other skips, and a step is taken once by a
constraint. The work follows what is due, not what exists.
"""

from __future__ import annotations

import math
import time
from datetime import date, timedelta
from typing import Any

import structlog
from django.db import transaction
from django.db.models import BigIntegerField, Exists, OuterRef
from django.db.models.functions import Cast
from django.utils import timezone

from accounts.actor import Actor, system_actor
from audit.core.action import action
from audit.core.entry import Entry, Reason
from register import policies
from register.actions.inbox import put, take_back
from register.events import queues as events
from register.models import Escalation, Notice, Watch
from register.rules.escalation import AGAIN, Step, Told, first_day_of_reminders, next_day, steps_to_take
from register.watched.people import People
from register.watched.sources import SOURCES, Source, source_of

WATCHER = system_actor("watch", {"work.watch": "national"})
BY_ITSELF = Reason("system")
BATCH = 500

log = structlog.get_logger(__name__)


def watch_work(on: date, *, seconds: float = math.inf) -> int:
    """Take every step that is due, for so many seconds. Gives how many watched things had one; a second time there are
    none. What is left waits for the next beat."""
    end = time.monotonic() + seconds
    for source in SOURCES:
        _close_settled(source)
        _begin(source, on)
    people, count = People(on), 0
    while time.monotonic() <= end and (worked := _next(on, people)):
        count += worked
    return count


def _close_settled(source: Source) -> None:
    """What was done, or has another day or force now, is watched no longer, and leaves the inboxes."""
    same = source.open().filter(
        pk=OuterRef("number"), watched_due_on=OuterRef("due_on"), watched_force=OuterRef("force_id")
    )
    settled = Watch.objects.open().filter(source=source.code).exclude(Exists(same))
    while numbers := list(settled.order_by("pk").values_list("pk", flat=True)[:BATCH]):
        with transaction.atomic():
            Watch.objects.filter(pk__in=numbers).update(closed_at=timezone.now())
            take_back(Notice.Topic.WATCHED, [str(number) for number in numbers])
    _leave_the_team(source)


def _leave_the_team(source: Source) -> None:
    """What nobody had and somebody has now waits for no team any more: its next reminder is its owner's."""
    told = Notice.objects.standing().of_team().filter(source=source.code, topic=Notice.Topic.WATCHED)
    watches = told.annotate(watch=Cast("key", BigIntegerField())).values("watch")
    owned = source.open().filter(pk=OuterRef("number"), watched_owner__isnull=False)
    taken = Watch.objects.open().filter(Exists(owned), source=source.code, pk__in=watches).order_by("pk")
    while source.queue and (numbers := list(taken.values_list("pk", flat=True)[:BATCH])):
        take_back(Notice.Topic.WATCHED, [str(number) for number in numbers])


def _begin(source: Source, on: date) -> None:
    watched = Watch.objects.open().filter(source=source.code, number=OuterRef("pk"))
    new = source.due_until(first_day_of_reminders(on=on)).exclude(Exists(watched)).order_by("pk")
    last = 0
    while rows := list(new.filter(pk__gt=last)[:BATCH]):
        last = rows[-1].pk
        Watch.objects.bulk_create([_watch(source, row, on) for row in rows], ignore_conflicts=True)


def _watch(source: Source, row: Any, on: date) -> Watch:
    return Watch(
        source=source.code, number=row.pk, force_id=row.watched_force, due_on=row.watched_due_on, next_on=on
    )  # fmt: skip


def _next(on: date, people: People) -> bool:
    """The next watch that nobody else is at. One whose step fails waits until tomorrow, and keeps nothing else back."""
    with transaction.atomic():
        watch = Watch.objects.due(on=on).select_for_update(skip_locked=True).order_by("next_on", "pk").first()
        if watch is None:
            return False
        try:
            with transaction.atomic():
                take_steps(watch, actor=WATCHER, reason=BY_ITSELF, on=on, people=people)
        except Exception as error:
            log.error("watch_failed", code=watch.source, count=watch.number, exc_info=error)
            Watch.objects.filter(pk=watch.pk).update(next_on=on + timedelta(days=1))
        return True


@action(event=events.ESCALATED, policy=policies.WATCH_WORK)
def take_steps(watch: Watch, *, entry: Entry, actor: Actor, reason: Reason, on: date, people: People) -> Watch:
    """Remind whoever must be reminded, and send it as far up the chain as its lateness says."""
    source = source_of(watch.source)
    row = source.open().filter(pk=watch.number, watched_due_on=watch.due_on).first() if source else None
    if source is None or row is None:
        _close(watch)
        return watch
    taken = list(watch.escalations.values_list("step", flat=True))
    steps = steps_to_take(watch.due_on, taken, on=on, chain=source.chain) or (AGAIN,)
    told = [_take(watch, step, source, row, on=on, people=people, rounds=taken.count(AGAIN.code)) for step in steps]
    watch.next_on = next_day(watch.due_on, on=on, chain=source.chain)
    watch.save(update_fields=["next_on"])
    codes = [step.code for step in steps]
    entry.record(source=watch.source, number=watch.number, due_on=watch.due_on, steps=codes, told=told)
    return watch


def _take(
    watch: Watch, step: Step, source: Source, row: Any, *, on: date, people: People, rounds: int
) -> int:  # fmt: skip
    """One step: its row, and the lines in the inboxes of those to tell. Gives how many were told."""
    force = watch.force_id
    whose: dict[str, Any] = {"force_id": force, "owner_id": row.watched_owner, "ranks": source.ranks}
    whose["may"] = people.may_learn(source.readers, watch.number)
    told = people.told(step.told, **whose)
    if step is AGAIN:
        told = [*told, *people.told(Told.OWNER, **whose)]
    count = put(
        told, Notice.Topic.WATCHED, str(watch.pk), people=source.readers.people_of(watch.number), source=source.code,
        step=step.code, page=source.page, argument=source.argument_of(row), due_on=watch.due_on,
        is_of_team=bool(source.queue) and row.watched_owner is None,
    )  # fmt: skip
    Escalation.objects.create(
        watch=watch, force_id=force, step=step.code, round=rounds + 1 if step is AGAIN else 0, taken_on=on, told=count,
        limit_code=step.limit_code,
    )  # fmt: skip
    return count


def _close(watch: Watch) -> None:
    watch.closed_at = timezone.now()
    watch.save(update_fields=["closed_at"])
    take_back(Notice.Topic.WATCHED, [str(watch.pk)])
