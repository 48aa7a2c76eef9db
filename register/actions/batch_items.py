"""What becomes of each item of a batch. People whom the force has not spoken of before are entered all at once; if
PostgreSQL refuses that, and for everybody else, each item is taken under a savepoint of its own. For the action of
`batches` alone."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from copy import copy
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import structlog
from django.db import DatabaseError, InterfaceError, OperationalError, transaction
from django.utils import timezone

from accounts.actor import Actor
from accounts.models import Force
from audit.core.entry import Reason
from audit.core.errors import Refused
from register.actions.feeds import Origin, Outcome, come_from, import_record, importer
from register.actions.received_many import NewRecord, enter_all
from register.imports.items import MAPPING, BrokenLine, Document, read_document
from register.imports.mappings import mappings
from register.imports.problems import Problem, RowProblem
from register.imports.received import Received
from register.imports.understanding import understand
from register.lookup.upkeep import refresh
from register.models import LocalRecord, ReceivedBatch
from register.retention.returning import disposed_among, disposed_problem
from register.rules.sequences import is_overtaken

log = structlog.get_logger(__name__)


class BatchOutcome(StrEnum):
    """What became of an item. One is superseded when a later batch of its source has spoken of the record already."""

    CREATED = "created"
    CHANGED = "changed"
    UNCHANGED = "unchanged"
    SUPERSEDED = "superseded"
    REFUSED = "refused"


OUTCOMES = {
    Outcome.NEW: BatchOutcome.CREATED, Outcome.CHANGED: BatchOutcome.CHANGED, Outcome.SAME: BatchOutcome.UNCHANGED
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Told:
    """What is answered about an item: its place from 0, what became of it, the reference of the person, and why it was
    refused. `code` is one of the API's problems, `column` the way to the field, such as `addresses.0.postcode`."""

    index: int
    outcome: BatchOutcome
    reference: str = ""
    code: str = ""
    column: str = ""
    problem: str = ""
    remedy: str = ""

    @property
    def kept(self) -> list[str]:
        """What is kept of it, without a word of what was sent."""
        return [str(self.outcome), self.reference, self.code, self.column]

    @classmethod
    def of_kept(cls, index: int, kept: Sequence[str]) -> Told:
        """The answer again, as far as it was kept."""
        outcome, reference, code, column = kept
        return cls(index, BatchOutcome(outcome), reference, code, column)


def refused(index: int, code: str, problem: Problem) -> Told:
    return Told(
        index, BatchOutcome.REFUSED, code=code, column=problem.column, problem=problem.problem, remedy=problem.remedy
    )


@dataclass(frozen=True, slots=True)
class Item:
    """An item that could be read."""

    index: int
    document: Document


class Items:
    """The items of one batch, taken in the transaction of its action."""

    def __init__(self, force: Force, batch: ReceivedBatch, *, actor: Actor, reason: Reason) -> None:
        self.force, self.batch, self.reason = force, batch, reason
        self.actor = importer(force, on_behalf_of=actor.on_behalf_of or actor.ref)
        self.areas = Force.objects.in_bulk(field_name="code")
        self.mapping = mappings()[MAPPING]
        self.today = timezone.localdate()
        self._told: dict[int, Told] = {}
        self._touched: set[int] = set()
        self._same: dict[str, LocalRecord] = {}

    def take(self, items: Sequence[Any]) -> list[Told]:
        """Take each item, and say in their order what became of it."""
        read = list(self._read(items))
        self._remember({item.document.local_reference for item in read} - {""})
        new = [item for item in self._firsts(read) if self._is_new(item)]
        self._enter(new)
        for item in read:
            if item.index not in self._told:
                self._keep(item.index, lambda item=item: self._take(item))  # type: ignore[misc]
        refresh(sorted(self._touched))
        LocalRecord.objects.bulk_update(self._same.values(), ["source", "sequence", "content_sha256", "changed_on"])
        return [self._told[index] for index in range(len(items))]

    def _read(self, items: Sequence[Any]) -> Iterator[Item]:
        for index, item in enumerate(items):
            try:
                yield Item(index, read_document(item, today=self.today))
            except RowProblem as wrong:
                code = "malformed" if isinstance(item, BrokenLine) else "invalid"
                self._told[index] = refused(index, code, wrong.problem)

    def _remember(self, references: set[str]) -> None:
        """What the force said of these references before, and whose record was disposed of."""
        known = LocalRecord.objects.filter(force=self.force, local_reference__in=references)
        self._held = {held.local_reference: held for held in known.select_related("force", "source", "person")}
        self._disposed = disposed_among(self.force, references - self._held.keys())

    def _firsts(self, read: Sequence[Item]) -> list[Item]:
        """The first item of each local reference."""
        firsts: dict[str, Item] = {}
        for item in read:
            firsts.setdefault(item.document.local_reference, item)
        return list(firsts.values())

    def _is_new(self, item: Item) -> bool:
        reference = item.document.local_reference
        return bool(reference) and reference not in self._held and reference not in self._disposed

    def _enter(self, items: Sequence[Item]) -> None:
        """Enter people who are new, all at once. Whoever is left is taken one by one."""
        new: list[tuple[Item, NewRecord]] = []
        for item in items:
            try:
                record = self._understood(item)
            except RowProblem as wrong:
                self._told[item.index] = refused(item.index, "invalid", wrong.problem)
            else:
                new.append((item, NewRecord(item.index + 1, record, self._digest(item), self._origin(item))))
        if not new:
            return
        records = [record for _, record in new]
        try:
            with transaction.atomic():
                held = enter_all(
                    self.force, actor=self.actor, reason=self.reason, run=self.batch, new=records, areas=self.areas
                )
        except (OperationalError, InterfaceError):
            raise
        except (DatabaseError, ValueError, TypeError, LookupError) as error:
            log.warning("batch_not_at_once", code=type(error).__name__, batch=self.batch.reference)
            return
        for (item, _), local in zip(new, held, strict=True):
            self._note(item, local, Outcome.NEW)

    def _take(self, item: Item) -> Told:
        """One item. Raises RowProblem, Refused, or what PostgreSQL says."""
        reference = item.document.local_reference
        if disposal := self._disposed.get(reference):
            raise RowProblem("local_reference", *_words(disposed_problem(disposal)))
        held = self._known(reference)
        if held is not None and self._is_overtaken(held):
            return Told(item.index, BatchOutcome.SUPERSEDED, held.person.reference)
        if held is not None and held.digest == self._digest(item):
            come_from(held, self._origin(item))
            self._same[reference] = held
            return Told(item.index, BatchOutcome.UNCHANGED, held.person.reference)
        imported = import_record(
            self.force, actor=self.actor, reason=self.reason, run=self.batch, line=item.index + 1,
            record=self._understood(item), digest=self._digest(item), held=copy(held), areas=self.areas,
            origin=self._origin(item),
        )  # fmt: skip
        return self._note(item, imported.local, imported.outcome)

    def _keep(self, index: int, take: Callable[[], Told]) -> None:
        """Take one item under a savepoint, so that what is wrong with it undoes nothing else."""
        try:
            with transaction.atomic():
                self._told[index] = take()
        except RowProblem as wrong:
            self._told[index] = refused(index, "invalid", wrong.problem)
        except Refused as refusal:
            self._told[index] = refused(index, "refused", Problem(refusal.field or "", refusal.sentence, ""))
        except (OperationalError, InterfaceError):
            raise
        except (DatabaseError, ValueError, TypeError, LookupError) as error:
            log.error("item_not_stored", code=type(error).__name__, batch=self.batch.reference, line=index + 1)
            self._told[index] = refused(index, "invalid", NOT_STORED)

    def _note(self, item: Item, local: LocalRecord, outcome: Outcome) -> Told:
        self._held[local.local_reference] = local
        self._same.pop(local.local_reference, None)
        if outcome is not Outcome.SAME:
            self._touched.add(local.person_id)
        self._told[item.index] = Told(item.index, OUTCOMES[outcome], local.person.reference)
        return self._told[item.index]

    def _known(self, reference: str) -> LocalRecord | None:
        held = self._held.get(reference)
        if held is None or held.pk:
            return held
        return LocalRecord.objects.select_related("force", "source", "person").get(
            force=self.force, local_reference=reference
        )

    def _is_overtaken(self, held: LocalRecord) -> bool:
        return held.source_id == self.batch.source_id and is_overtaken(held.sequence, self.batch.sequence)

    def _understood(self, item: Item) -> Received:
        return understand(item.document.record, self.mapping, today=self.today)

    def _digest(self, item: Item) -> str:
        """As a file of such documents has it: an item that came by file is known when it comes in a batch."""
        return f"{self.mapping.digest}{item.document.digest}"[:64]

    def _origin(self, item: Item) -> Origin:
        document = item.document
        return Origin(self.batch.source, self.batch.sequence, document.sha256, document.changed_on)


def _words(problem: Problem) -> tuple[str, str]:
    return problem.problem, problem.remedy


NOT_STORED = Problem(
    "",
    "The item could not be stored.",
    "Look for values that are unusually long or strange, and correct them. If nothing stands out, tell support.",
)
