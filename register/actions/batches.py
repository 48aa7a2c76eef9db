"""Taking in a batch of a force's own system: its number is noted, each item is taken or answered with its problem, and
a batch that comes again is recognised."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

from accounts.actor import Actor
from accounts.models import Force
from audit.core.action import action
from audit.core.entry import Entry, Reason
from audit.core.errors import Refused
from register import policies
from register.actions.batch_items import Items, Told
from register.events import batches as events
from register.imports.items import BrokenLine
from register.imports.turns import wait_for_turn
from register.models import FeedSource, ReceivedBatch, SequenceGap
from register.rules.sequences import Arrival, Missing, arrival, without

MOST_GAPS_TOLD = 20


@dataclass(frozen=True, slots=True)
class Taken:
    """What came of a batch. `missing` are the first of the numbers of its source that have not come."""

    reference: str
    source: str
    sequence: int
    is_replay: bool
    missing: tuple[Missing, ...]
    counts: dict[str, int]
    results: tuple[Told, ...]


@action(event=events.BATCH_TAKEN, policy=policies.SEND_RECORDS, lock=False)
def take_batch(
    force: Force, *, entry: Entry, actor: Actor, reason: Reason, source: str, sequence: int, items: Sequence[Any]
) -> Taken:
    """Take in people as a force's own system has them, each by its local reference; one that cannot be taken stops no
    other. `sequence` numbers the batches of a `source` from 1: numbers that are missing are told and kept, and a batch
    that comes again is answered as the first time.
    """
    wait_for_turn(force.pk)
    content = _content(items)
    sender, _ = FeedSource.objects.get_or_create(force=force, code=source)
    batch = ReceivedBatch.objects.filter(source=sender, sequence=sequence).first()
    how, told = "", tuple(Told.of_kept(number, kept) for number, kept in enumerate(batch.outcomes)) if batch else ()
    if batch is None:
        how = _note_number(sender, sequence)
        batch = ReceivedBatch(source=sender, sequence=sequence, content_sha256=content, items=len(items))
        told = tuple(Items(force, batch, actor=actor, reason=reason).take(items))
        batch.outcomes = [each.kept for each in told]
        batch.save()
    elif batch.content_sha256 != content:
        raise Refused(
            f"Batch {sequence} of this source was another one. Give each batch the number after the one before.",
            field="sequence",
        )
    taken = Taken(
        batch.reference, source, sequence, is_replay=not how, missing=missing_of(sender), counts=_counts(told),
        results=told,
    )  # fmt: skip
    entry.about(batch)
    entry.record(
        source=source, sequence=sequence, content_sha256=content, is_replay=taken.is_replay, arrival=how,
        missing=[asdict(each) for each in taken.missing], items=len(items), counts=taken.counts,
    )  # fmt: skip
    return taken


def missing_of(source: FeedSource) -> tuple[Missing, ...]:
    """The numbers of a source that have not come while later ones have: the first of them."""
    gaps = SequenceGap.objects.filter(source=source).order_by("first")[:MOST_GAPS_TOLD]
    return tuple(Missing(gap.first, gap.last) for gap in gaps)


def _note_number(source: FeedSource, sequence: int) -> Arrival:
    """Note that this number has come, and which are missing because of it."""
    how, missing = arrival(source.last_sequence, sequence)
    if how is Arrival.LATE:
        _fill_gap(source, sequence)
        return how
    source.last_sequence = sequence
    source.save(update_fields=["last_sequence"])
    if missing is not None:
        SequenceGap.objects.create(source=source, first=missing.first, last=missing.last)
    return how


def _fill_gap(source: FeedSource, sequence: int) -> None:
    gap = SequenceGap.objects.filter(source=source, first__lte=sequence, last__gte=sequence).get()
    still = without(Missing(gap.first, gap.last), sequence)
    gap.delete()
    for each in still:
        SequenceGap.objects.create(source=source, first=each.first, last=each.last, noticed_at=gap.noticed_at)


def _content(items: Sequence[Any]) -> str:
    """Hex SHA-256 of what was sent, however it was laid out."""
    sent = [{"broken": item.problem} if isinstance(item, BrokenLine) else item for item in items]
    return hashlib.sha256(json.dumps(sent, sort_keys=True).encode()).hexdigest()


def _counts(told: Sequence[Told]) -> dict[str, int]:
    return dict(Counter(str(each.outcome) for each in told))
