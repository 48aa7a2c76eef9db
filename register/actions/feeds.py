"""What happens to a feed: an import is started and ended, each row becomes a record or goes into the quarantine, and a
person puts the quarantine right."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from django.conf import settings
from django.utils import timezone

from accounts.actor import Actor, grants_of
from accounts.models import Force
from audit.core.action import action
from audit.core.entry import Entry, Reason
from audit.core.errors import Refused
from register import events, policies
from register.actions.conflicts import agree, note_conflict
from register.actions.facts import ask_to_check
from register.actions.outbox import enqueue
from register.actions.received_facts import Compared, compare_received, enter_received
from register.imports.characters import storable
from register.imports.files import refuse_wrong_type
from register.imports.mappings import mappings
from register.imports.problems import Problem, RowProblem, Unreadable
from register.imports.received import Received
from register.imports.rows import Row, digest_of
from register.imports.understanding import local_reference_of, understand
from register.lookup.upkeep import refresh
from register.models import (
    FeedPart,
    FeedRun,
    FeedSource,
    LocalRecord,
    Person,
    Protection,
    QuarantinedRow,
    ReceivedBatch,
)
from register.models.insert import next_keys
from register.protection import least_protection
from register.retention.returning import disposed_among, disposed_problem

UNFINISHED = (FeedRun.Status.WAITING, FeedRun.Status.RUNNING)
IMPORTING = Reason("system")


class Outcome(StrEnum):
    """What became of a row."""

    NEW = "new"
    CHANGED = "changed"
    SAME = "same"


@dataclass(frozen=True, slots=True)
class Origin:
    """Where an item of a batch comes from: its source and number, its content as hex SHA-256, the force's day of
    change."""

    source: FeedSource
    sequence: int
    content_sha256: str
    changed_on: date | None


@dataclass(frozen=True, slots=True)
class Imported:
    """What came of a row: the force's record of the person, and whether anything in it is in doubt."""

    outcome: Outcome
    local: LocalRecord
    is_doubtful: bool


def importer(force: Force, *, on_behalf_of: str = "") -> Actor:
    """The register's own importer, working for one force, with what an import needs and nothing else.

    It reaches the restricted records of the force, whose rows go on arriving, and people whom another force now owns.
    """
    wide = ("person.see", "person.edit", "order.record", "conviction.record")
    grants = [("feed.import", "force"), ("feed.see", "force"), ("task.raise", "national")]
    return Actor(
        ref="system:importer",
        kind="system",
        label="Feed importer",
        force_id=force.pk,
        force_code=force.code,
        grants=grants_of([*grants, *((each, breadth) for each in wide for breadth in ("national", "own"))]),
        on_behalf_of=on_behalf_of,
    )


@action(event=events.FEED_STARTED, policy=policies.IMPORT_FEED, lock=False)
def start_import(
    force: Force, *, entry: Entry, actor: Actor, reason: Reason, file_name: str, chunks: Iterable[bytes],
    mapping: str = "", in_background: bool = False,
) -> FeedRun:  # fmt: skip
    """Take a file in, to be loaded by a worker (`in_background`) or by the caller. Nothing of it is understood yet.

    The same file again, while its import has not ended, is the same import: that is how a broken one goes on.
    """
    run = FeedRun.objects.create(
        force=force,
        file_name=storable(file_name)[-120:] or "file",
        mapping=mapping,
        started_by_id=actor.user_id,
    )
    run.file_sha256 = _store(run, chunks)
    unfinished = FeedRun.objects.filter(force=force, file_sha256=run.file_sha256, status__in=UNFINISHED)
    if earlier := unfinished.filter(**({"mapping": mapping} if mapping else {})).exclude(pk=run.pk).first():
        run.delete()
        run = earlier
    else:
        run.save(update_fields=["file_sha256"])
    if in_background:
        enqueue("import_feed", {"run": run.reference})
    entry.about(run)
    entry.record(file_sha256=run.file_sha256, mapping=mapping)
    return run


def _store(run: FeedRun, chunks: Iterable[bytes]) -> str:
    """Keep the file in parts, and give its SHA-256 in hex."""
    digest = hashlib.sha256()
    size = 0
    for number, chunk in enumerate(chunks):
        if number == 0:
            _refuse_unreadable(chunk)
        size += len(chunk)
        if size > settings.LARGEST_FEED_BYTES:
            raise Refused(
                f"The file is larger than {settings.LARGEST_FEED_BYTES // 1024**2} MB. Send it in several files.",
                field="file",
            )
        digest.update(chunk)
        FeedPart.objects.create(run=run, number=number, content=chunk)
    if not size:
        _refuse_unreadable(b"")
    return digest.hexdigest()


def _refuse_unreadable(head: bytes) -> None:
    try:
        refuse_wrong_type(head)
    except Unreadable as problem:
        raise Refused(str(problem), field="file") from problem


@action(event=events.FEED_ENDED, policy=policies.IMPORT_FEED, lock=False)
def end_import(force: Force, *, entry: Entry, actor: Actor, reason: Reason, run: FeedRun, problem: str = "") -> FeedRun:
    """Every row has been dealt with, or (`problem`) the file could not be read. The file's bytes are thrown away."""
    run.status = FeedRun.Status.FAILED if problem else FeedRun.Status.DONE
    run.problem = problem[:300]
    run.finished_at = timezone.now()
    run.save(update_fields=["status", "problem", "finished_at"])
    run.parts.all().delete()
    entry.about(run)
    counted = [name for name in events.FEED_ENDED.fields if name.startswith("rows_")]
    entry.record(**{name: getattr(run, name) for name in counted})
    return run


@action(event=events.RECORD_IMPORTED, policy=policies.IMPORT_FEED, lock=False)
def import_record(
    force: Force, *, entry: Entry, actor: Actor, reason: Reason, run: FeedRun | ReceivedBatch, line: int,
    record: Received, digest: str, held: LocalRecord | None = None, areas: Mapping[str, Force] | None = None,
    person_id: int | None = None, origin: Origin | None = None,
) -> Imported:  # fmt: skip
    """Take in one row: a new person, or what changed since the force last spoke of the reference (`held`).

    What the force no longer says ends today and what it says now begins today; what others recorded stays, and where
    the two stand against each other, people decide (`register.rules.merging`). The caller brings lookup up to date
    (`register.lookup.upkeep.refresh`), once for many rows. `areas` are the forces by code and `person_id` a key put by
    for a new person: both are looked up when left out. `origin` is that of an item of a batch.
    """
    areas = areas or Force.objects.in_bulk(field_name="code")
    if held is None:
        held, outcome, doubts = LocalRecord(force=force), Outcome.NEW, record.doubts
        tell(held, record, digest, origin)
        enter_received(held, record, areas, person_id or next_keys(Person, 1)[0])
    else:
        known = Received.from_json(held.facts).doubts
        compared = compare_received(held, record, areas, actor=actor, reason=reason)
        outcome = Outcome.CHANGED if compared.is_changed else Outcome.SAME
        doubts = [doubt for doubt in record.doubts if doubt not in known]
        tell(held, record, digest, origin)
        held.save()
        _keep_disputes(held, compared, actor=actor, reason=reason)
    if doubts:
        ask_to_check(held.person, actor=actor, reason=reason, doubts=doubts)
    entry.about(held.person)
    entry.record(
        local_reference=record.local_reference, run=run.reference, line=line, outcome=outcome,
        facts=held.facts if outcome == Outcome.NEW else _loggable(held), doubts=record.doubts,
    )  # fmt: skip
    return Imported(outcome, held, bool(record.doubts))


def _loggable(held: LocalRecord) -> dict[str, Any]:
    """What the force's system says, without where and how somebody is reached who must not be found: that stands in no
    event, not even apart from it."""
    protection = least_protection(held.person, Protection.OPEN)
    if protection == Protection.OPEN:
        return dict(held.facts)
    return dict(held.facts) | {"home": f"{protection.label}: not logged", "former": [], "phones": []}


def _keep_disputes(held: LocalRecord, compared: Compared, *, actor: Actor, reason: Reason) -> None:
    """What was settled otherwise waits for the force's staff; what stands now as the force says waits no longer."""
    agree(held, compared.agreed, actor=actor, reason=reason)
    for dispute in compared.disputes:
        note_conflict(
            held.force, actor=actor, reason=reason, record=held, field=dispute.field, said=dispute.said
        )  # fmt: skip


def tell(held: LocalRecord, record: Received, digest: str, origin: Origin | None) -> None:
    """Note on the force's record what the force says now, and where it said so; it is not saved."""
    held.local_reference, held.facts, held.remarks = record.local_reference, record.to_json(), record.remarks
    held.digest, held.received_at = digest, timezone.now()
    come_from(held, origin)


def come_from(held: LocalRecord, origin: Origin | None) -> None:
    """Note where the force spoke of a record last. What a file says is of no batch."""
    held.source, held.sequence = (origin.source, origin.sequence) if origin else (None, None)
    held.content_sha256 = origin.content_sha256 if origin else ""
    held.changed_on = origin.changed_on if origin else None


@action(event=events.ROW_QUARANTINED, policy=policies.IMPORT_FEED, lock=False)
def quarantine_row(force: Force, *, entry: Entry, actor: Actor, reason: Reason, row: QuarantinedRow) -> QuarantinedRow:
    """Keep a row aside that could not be loaded, until somebody corrects it."""
    row.save()
    entry.about(row)
    entry.record(run=row.run.reference, line=row.line, column=row.column)
    return row


@action(event=events.ROW_OPENED, policy=policies.CORRECT_QUARANTINE, lock=False)
def open_row(row: QuarantinedRow, *, entry: Entry, actor: Actor, reason: Reason) -> QuarantinedRow:
    """Show a quarantined row: it holds what the force says about a person."""
    entry.record(run=row.run.reference, line=row.line)
    return row


@action(event=events.ROW_SETTLED, policy=policies.CORRECT_QUARANTINE)
def settle_row(
    row: QuarantinedRow, *, entry: Entry, actor: Actor, reason: Reason, record: Mapping[str, str]
) -> QuarantinedRow:
    """Load a quarantined row as corrected. When the force sends the uncorrected row again, nothing changes."""
    if row.settled_at:
        raise Refused("This row has been corrected and loaded already.")

    force, mapping = row.run.force, mappings()[row.run.mapping]
    corrected = {column: storable(value) for column, value in record.items()}
    try:
        received = understand(corrected, mapping, today=timezone.localdate())
    except RowProblem as wrong:
        raise Refused(f"{wrong.problem.problem} {wrong.problem.remedy}", field=wrong.problem.column) from wrong
    held = LocalRecord.objects.filter(force=force, local_reference=received.local_reference).first()
    if disposal := disposed_among(force, [received.local_reference]).get(received.local_reference):
        problem = disposed_problem(disposal)
        raise Refused(f"{problem.problem} {problem.remedy}")
    imported = import_record(
        force, actor=importer(force, on_behalf_of=actor.ref), reason=reason, run=row.run, line=row.line,
        record=received, digest=digest_of(corrected), held=held,
    )  # fmt: skip
    refresh([imported.local.person_id])
    changes = {name: (row.columns.get(name, ""), value) for name, value in corrected.items()}
    entry.about(row, subject=imported.local.person)
    entry.record(run=row.run.reference, line=row.line, changes={k: v for k, v in changes.items() if v[0] != v[1]})
    row.settled_at, row.settled_by_id, row.person = timezone.now(), actor.user_id, imported.local.person
    row.version += 1
    row.save()
    return row


def quarantined(run: FeedRun, row: Row, problem: Problem, *, number: int) -> QuarantinedRow:
    """The quarantine's row for a row of the file and its problem, not yet saved."""
    mapping = mappings()[run.mapping]
    return QuarantinedRow(
        run=run, number=number, line=row.line, local_reference=local_reference_of(row.record, mapping),
        record=list(row.record.items()), digest=row.digest, column=problem.column[:60], problem=problem.problem[:300],
        remedy=problem.remedy[:300],
    )  # fmt: skip
