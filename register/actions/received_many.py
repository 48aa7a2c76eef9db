"""Entering many new people of one force at once: a few statements for all of them, and an entry of the log for each.
For the action of `batches` alone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import chain

from accounts.actor import Actor
from accounts.models import Force
from audit.core.entry import Entry, Reason, write_all
from register import events, policies
from register.actions.facts import ask_to_check
from register.actions.feeds import Origin, Outcome, tell
from register.actions.received_facts import rows_of_new
from register.imports.received import Received
from register.models import LocalRecord, Person, ReceivedBatch
from register.models.insert import copy_rows, next_keys, row_of


@dataclass(frozen=True, slots=True)
class NewRecord:
    """A record of somebody whom the force has not spoken of before. `line` is its place in the batch, from 1."""

    line: int
    record: Received
    digest: str
    origin: Origin


def enter_all(
    force: Force, *, actor: Actor, reason: Reason, run: ReceivedBatch, new: Sequence[NewRecord],
    areas: Mapping[str, Force],
) -> list[LocalRecord]:  # fmt: skip
    """Enter them all, as `import_record` enters one. The caller brings lookup up to date."""
    policies.IMPORT_FEED.require(actor, force)
    keys = next_keys(Person, len(new))
    held = [_told(force, each) for each in new]
    facts = [rows_of_new(local, each.record, areas, key) for local, each, key in zip(held, new, keys, strict=True)]
    copy_rows(Person, [row_of(local.person) for local in held])
    for model in facts[0]:
        copy_rows(model, list(chain.from_iterable(of_one[model] for of_one in facts)))
    copy_rows(LocalRecord, [row_of(local) for local in held])
    for local, each in zip(held, new, strict=True):
        if each.record.doubts:
            ask_to_check(local.person, actor=actor, reason=reason, doubts=each.record.doubts)
    write_all([_entry(local, each, run, actor, reason) for local, each in zip(held, new, strict=True)])
    return held


def _told(force: Force, each: NewRecord) -> LocalRecord:
    local = LocalRecord(force=force)
    tell(local, each.record, each.digest, each.origin)
    return local


def _entry(local: LocalRecord, each: NewRecord, run: ReceivedBatch, actor: Actor, reason: Reason) -> Entry:
    entry = Entry(events.RECORD_IMPORTED, actor, reason)
    entry.about(local.person)
    entry.record(
        local_reference=local.local_reference, run=run.reference, line=each.line, outcome=Outcome.NEW,
        facts=local.facts, doubts=each.record.doubts,
    )  # fmt: skip
    return entry
