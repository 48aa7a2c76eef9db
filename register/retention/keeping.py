"""Keeping the day of each record's review in step with its facts, in time that is in proportion to what is due."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import date, datetime, time, timedelta

from django.db import transaction

from register.models import Person, RetentionClock
from register.retention.facts import facts_for
from register.rules.retention import Retention, retention
from register.rules.time_limits import LONDON

PEOPLE_AT_A_TIME = 200
LOOK_AGAIN = timedelta(days=365)
NEW_SINCE = timedelta(days=3)
FIELDS = ("force", "group", "limit_code", "review_due_on", "look_on", "worked_out_on")


def keep(person_ids: Collection[int], *, on: date) -> None:
    """Work out when these records are reviewed, and keep it. Whoever changes what decides it may call this in the same
    transaction; what is not told is found when the record is looked at."""
    forces = dict(Person.objects.filter(pk__in=person_ids).values_list("pk", "owner_force"))
    facts = facts_for(person_ids, on=on)
    RetentionClock.objects.bulk_create(
        [_clock(pk, forces[pk], retention(facts[pk], on=on), on) for pk in sorted(facts)],
        update_conflicts=True, unique_fields=["person"], update_fields=FIELDS,
    )  # fmt: skip


def keep_for(person: Person, *, on: date) -> None:
    """Work out when the records of this human being are reviewed: what has ended may bring their review earlier."""
    people = Person.objects.joined_with(person).filter(disposed_at__isnull=True)
    keep(list(people.values_list("pk", flat=True)), on=on)


def _clock(person_id: int, force_id: int, kept: Retention, on: date) -> RetentionClock:
    look_on = min(max(kept.review_on, on + timedelta(days=1)), on + LOOK_AGAIN)
    return RetentionClock(
        person_id=person_id, force_id=force_id, group=kept.group.number, limit_code=kept.limit_code,
        review_due_on=kept.review_on, look_on=look_on, worked_out_on=on,
    )  # fmt: skip


def sweep(*, on: date) -> int:
    """Work out anew what is to be looked at by the day, and the records entered lately. Gives how many.

    Each batch is a transaction of its own: a sweep that is stopped goes on where it was.
    """
    return sum(map(len, _batches_to_look_at(on))) + sum(map(len, _batches_of_new(on, on - NEW_SINCE)))


def fill(*, on: date) -> int:
    """Work out every record that has no day yet, however old: once, after an upgrade."""
    return sum(map(len, _batches_of_new(on, None)))


def _batches_to_look_at(on: date) -> Iterator[list[int]]:
    """Each batch moves its own days past this one, so the next begins after it."""
    while True:
        with transaction.atomic():
            waiting = RetentionClock.objects.to_look_at(on=on).order_by("look_on", "pk")
            batch = [clock.pk for clock in waiting.select_for_update(skip_locked=True)[:PEOPLE_AT_A_TIME]]
            keep(batch, on=on)
        if not batch:
            return
        yield batch


def _batches_of_new(on: date, since: date | None) -> Iterator[list[int]]:
    last = 0
    while True:
        waiting = Person.objects.filter(retention_clock__isnull=True, disposed_at__isnull=True, pk__gt=last)
        if since is not None:
            waiting = waiting.filter(created_at__gte=datetime.combine(since, time(), LONDON))
        batch = list(waiting.order_by("pk").values_list("pk", flat=True)[:PEOPLE_AT_A_TIME])
        if not batch:
            return
        with transaction.atomic():
            keep(batch, on=on)
        last = batch[-1]
        yield batch


def stored_and_recomputed(*, on: date) -> Iterator[tuple[str, date | None, date]]:
    """(reference, stored day, recomputed day) of each record whose review would be missed: none is stored, or a later
    one than its facts give. A stored day that is earlier is put right when it comes."""
    last = 0
    held = Person.objects.filter(disposed_at__isnull=True).order_by("pk")
    while batch := list(held.filter(pk__gt=last)[:PEOPLE_AT_A_TIME]):
        last = batch[-1].pk
        people = [person.pk for person in batch]
        stored = dict(RetentionClock.objects.filter(person__in=people).values_list("person", "review_due_on"))
        facts = facts_for(people, on=on)
        for person in batch:
            recomputed = retention(facts[person.pk], on=on).review_on
            if stored.get(person.pk) is None or stored[person.pk] > recomputed:
                yield person.reference, stored.get(person.pk), recomputed
