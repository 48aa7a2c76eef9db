"""Loading a file row by row: batches that commit, a savepoint for each row, and a count where a killed worker resumes.

The rows of a batch, lookup's keys and the run's count commit together, so a row is loaded once however often the work
is begun again. One import of a force works at a time; a second waits for each batch.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from copy import copy
from dataclasses import dataclass, field
from functools import partial
from itertools import islice

import structlog
from django.db import DatabaseError, InterfaceError, OperationalError, transaction
from django.db.models import F
from django.utils import timezone

from accounts.actor import Actor
from accounts.models import Force
from audit.core.errors import Refused
from register.actions.canaries import name_planted
from register.actions.feeds import (
    IMPORTING,
    UNFINISHED,
    Outcome,
    end_import,
    import_record,
    importer,
    quarantine_row,
    quarantined,
)
from register.imports.counts import Counts
from register.imports.feed import Feed, open_feed
from register.imports.mappings import Mapping, mappings
from register.imports.problems import Problem, RowProblem, Unreadable
from register.imports.received import Received
from register.imports.rows import Row
from register.imports.turns import wait_for_turn
from register.imports.understanding import local_reference_of, understand
from register.lookup.upkeep import refresh
from register.models import Disposal, FeedPart, FeedRun, LocalRecord, Person, QuarantinedRow
from register.models.insert import next_keys
from register.retention.returning import disposed_among, disposed_problem

ROWS_OF_A_BATCH = 100
MOST_QUARANTINED = 2_000  # more broken rows than this, and more than sound ones, are one broken file
HOPELESS = (
    "More than half of the rows cannot be read, so the file itself must be wrong: a stray quotation mark, or columns "
    "that have moved. Nothing after these rows was loaded. Correct the file and send it again."
)

log = structlog.get_logger(__name__)

Watcher = Callable[[Counts, Sequence[tuple[int, Problem]]], None]


class Overtaken(Exception):
    """Another worker has gone on with this run. Nothing was done twice."""


def watch_nothing(counts: Counts, problems: Sequence[tuple[int, Problem]]) -> None:
    """For callers who do not show progress."""


def load(run: FeedRun, *, seconds: float | None = None, watch: Watcher = watch_nothing) -> bool:
    """Go on with a run where it stopped, for at most about `seconds`. Gives whether it has ended.

    `watch` is called after each batch with what it added: its counts, and (line, problem) of what was not loaded.
    """
    actor = importer(run.force, on_behalf_of=run.started_by.reference if run.started_by else "")
    if run.status not in UNFINISHED:
        return True
    try:
        rows = islice(_opened(run).rows(), run.rows_read, None)
    except Unreadable as problem:
        _end(run, actor, str(problem))
        return True
    return _load_rows(run, rows, actor, until=time.monotonic() + seconds if seconds else None, watch=watch)


def stored_chunks(run: FeedRun) -> Iterable[bytes]:
    """The file's bytes, one stored part in memory at a time."""
    numbers = FeedPart.objects.filter(run=run).order_by("number").values_list("pk", flat=True)
    return (bytes(FeedPart.objects.values_list("content", flat=True).get(pk=pk)) for pk in list(numbers))


def _opened(run: FeedRun) -> Feed:
    """The run's file, opened as the first time: mapping, encoding and number of rows are noted on the run."""
    feed = open_feed(partial(stored_chunks, run), mapping=run.mapping, encoding=run.encoding)
    if run.status == FeedRun.Status.WAITING:
        run.mapping, run.encoding, run.rows_total = feed.mapping.code, feed.encoding, feed.count()
        run.status = FeedRun.Status.RUNNING
        run.save(update_fields=["mapping", "encoding", "rows_total", "status"])
    return feed


def _load_rows(run: FeedRun, rows: Iterator[Row], actor: Actor, *, until: float | None, watch: Watcher) -> bool:
    areas = Force.objects.in_bulk(field_name="code")
    while batch := list(islice(rows, ROWS_OF_A_BATCH)):
        work = Batch(run, mappings()[run.mapping], actor, areas)
        try:
            work.load(batch)
        except Overtaken:
            return True
        run.rows_read += len(batch)
        if _is_hopeless(run):
            _end(run, actor, HOPELESS)
            return True
        watch(work.counts, work.problems)
        if until is not None and time.monotonic() > until:
            return False
    _end(run, actor)
    return True


def _is_hopeless(run: FeedRun) -> bool:
    """Whether so much of the file is broken that the file itself must be: a stray quotation mark, a shifted column."""
    run.refresh_from_db(fields=["rows_quarantined"])
    return run.rows_quarantined > MOST_QUARANTINED and run.rows_quarantined > run.rows_read / 2


def _end(run: FeedRun, actor: Actor, problem: str = "") -> None:
    """End the run, unless another worker has: its file is gone then, and can tell nothing."""
    with transaction.atomic():
        run.refresh_from_db(from_queryset=FeedRun.objects.select_for_update())
        if run.status in UNFINISHED:
            end_import(run.force, actor=actor, reason=IMPORTING, run=run, problem=problem)


@dataclass
class Batch:
    """Some rows that are loaded in one transaction."""

    run: FeedRun
    mapping: Mapping
    actor: Actor
    areas: dict[str, Force]
    counts: Counts = field(default_factory=Counts)
    problems: list[tuple[int, Problem]] = field(default_factory=list)
    touched: set[int] = field(default_factory=set)

    def load(self, rows: Sequence[Row]) -> None:
        """Load each row or put it into the quarantine.

        Raises:
            Overtaken: the run is no longer where these rows begin.
        """
        with transaction.atomic():
            wait_for_turn(self.run.force_id)
            self._count(len(rows))
            self._remember(rows)
            for number, row in enumerate(rows, self.run.rows_read + 1):
                self._take(row, number)
            if self.counts.new:
                name_planted(self.run, min(self.touched))
            refresh(sorted(self.touched))
            self._note()

    def _count(self, rows: int) -> None:
        here = FeedRun.objects.filter(pk=self.run.pk, rows_read=self.run.rows_read, status=FeedRun.Status.RUNNING)
        if not here.update(rows_read=F("rows_read") + rows):
            raise Overtaken
        self.counts.read = rows

    def _remember(self, rows: Sequence[Row]) -> None:
        """What the force said of these references before, and which of these rows are in the quarantine already."""
        references = {local_reference_of(row.record, self.mapping) for row in rows}
        known = LocalRecord.objects.filter(force=self.run.force, local_reference__in=references - {""})
        self._held = {held.local_reference: held for held in known.select_related("force")}
        self._disposed = disposed_among(self.run.force, references - self._held.keys() - {""})
        self._new_keys = next_keys(Person, len(rows))
        kept = QuarantinedRow.objects.filter(run__force=self.run.force, digest__in={row.digest for row in rows} - {""})
        self._kept = dict(kept.order_by("-settled_at").values_list("digest", "settled_at"))

    def _take(self, row: Row, number: int) -> None:
        """A row that has not changed since it came last costs nothing; any other is loaded or kept aside."""
        reference = local_reference_of(row.record, self.mapping)
        if disposal := self._disposed.get(reference):
            self._keep_out(row, number, disposal)
            return
        held = self._known(reference)
        digest = self._digest(row)
        if (held and held.digest == digest) or self._kept.get(row.digest):
            self.counts.same += 1
            return
        try:
            if row.problem:
                raise RowProblem(row.problem.column, row.problem.problem, row.problem.remedy)
            record = understand(row.record, self.mapping, today=timezone.localdate())
            self._import(row, record, held, digest)
        except RowProblem as wrong:
            self._keep_aside(row, wrong.problem, number)
        except Refused as refusal:
            self._keep_aside(row, Problem(refusal.field or "", refusal.sentence, "Correct the row."), number)
        except (OperationalError, InterfaceError):
            raise
        except (DatabaseError, ValueError, TypeError, LookupError) as error:
            log.error("row_not_stored", code=type(error).__name__, run=self.run.reference, line=row.line)
            self._keep_aside(row, _UNEXPECTED, number)

    def _known(self, reference: str) -> LocalRecord | None:
        held = self._held.get(reference)
        return (
            held
            if held is None or held.pk
            else LocalRecord.objects.select_related("force").get(force=self.run.force, local_reference=reference)
        )

    def _digest(self, row: Row) -> str:
        """A row is understood anew when its mapping has changed since it came."""
        return f"{self.mapping.digest}{row.digest}"[:64]

    def _import(self, row: Row, record: Received, held: LocalRecord | None, digest: str) -> None:
        imported = import_record(
            self.run.force, actor=self.actor, reason=IMPORTING, run=self.run, line=row.line, record=record,
            digest=digest, held=copy(held), areas=self.areas, person_id=None if held else self._new_keys.pop(),
        )  # fmt: skip
        self._held[record.local_reference] = imported.local
        name = str(imported.outcome)
        setattr(self.counts, name, getattr(self.counts, name) + 1)
        self.counts.doubtful += imported.is_doubtful
        if imported.outcome is not Outcome.SAME:
            self.touched.add(imported.local.person_id)

    def _keep_out(self, row: Row, number: int, disposal: Disposal) -> None:
        """Somebody whose record was disposed of: nothing of the row is kept but where it stood."""
        problem = disposed_problem(disposal)
        self.counts.quarantined += 1
        self.problems.append((row.line, problem))
        kept = QuarantinedRow(
            run=self.run, number=number, line=row.line, record=[], column=problem.column, problem=problem.problem,
            remedy=problem.remedy,
        )  # fmt: skip
        quarantine_row(self.run.force, actor=self.actor, reason=IMPORTING, row=kept)

    def _keep_aside(self, row: Row, problem: Problem, number: int) -> None:
        self.counts.quarantined += 1
        self.problems.append((row.line, problem))
        if row.digest not in self._kept:
            kept = quarantined(self.run, row, problem, number=number)
            quarantine_row(self.run.force, actor=self.actor, reason=IMPORTING, row=kept)

    def _note(self) -> None:
        added = {name: F(name) + count for name, count in self.counts.fields().items() if name != "rows_read"}
        FeedRun.objects.filter(pk=self.run.pk).update(**added)


_UNEXPECTED = Problem(
    "",
    "The row could not be stored.",
    "Look for values that are unusually long or strange, and correct them. If nothing stands out, tell support.",
)
