"""Convictions and orders that are sent apart from the people, each by force and local reference.

A row that is there already is passed over; one that cannot be recorded is reported with line, column and remedy.
Nothing is kept of such a row: the file is sent again when it has been put right.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import islice
from pathlib import Path
from typing import Any

from django.db import DatabaseError, InterfaceError, OperationalError, transaction

from accounts.models import Force
from audit.core.errors import OutOfReach, PermissionDenied, Refused
from register.actions.convictions import Sentence, record_conviction
from register.actions.feeds import IMPORTING, importer
from register.actions.orders import record_order
from register.harm_changed import told_together
from register.imports.characters import quoted, tidy
from register.imports.encodings import detect
from register.imports.files import chunks_of, open_text, refuse_wrong_type
from register.imports.problems import Problem, RowProblem, Unreadable
from register.imports.rows import Record, Row
from register.imports.table import Table
from register.models import Conviction, LocalRecord, Person, ProtectiveOrder
from register.rules.offences import offences
from register.rules.orders import ORDER_KINDS, read_condition

ROWS_OF_A_BATCH = 100
COURTS = {"magistrates": Conviction.Court.MAGISTRATES, "crown": Conviction.Court.CROWN, "youth": Conviction.Court.YOUTH}
YES = ("yes", "y", "true", "1")

Watcher = Callable[[int], None]


@dataclass(slots=True)
class Tally:
    """What became of the rows of a file."""

    read: int = 0
    recorded: int = 0
    same: int = 0
    problems: list[tuple[int, Problem]] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of file: its columns, what is there already, and how a row is recorded."""

    columns: tuple[str, ...]
    there: Callable[[Iterable[int]], set[tuple[object, ...]]]
    read: Callable[[Record], dict[str, Any]]
    key: Callable[[int, dict[str, Any]], tuple[object, ...]]
    record: Callable[..., object]


def import_convictions(path: Path, *, watch: Watcher = lambda rows: None) -> Tally:
    """Record the convictions of a file with the columns of `CONVICTIONS`. `watch` is told how many rows were read.

    Raises:
        Unreadable: the file is no such file.
    """
    return _import(path, CONVICTIONS, watch)


def import_orders(path: Path, *, watch: Watcher = lambda rows: None) -> Tally:
    """Record the protective orders of a file with the columns of `ORDERS`. `watch` is told how many rows were read.

    Raises:
        Unreadable: the file is no such file.
    """
    return _import(path, ORDERS, watch)


def _import(path: Path, kind: Kind, watch: Watcher) -> Tally:
    tally, forces = Tally(), Force.objects.in_bulk(field_name="code")
    rows = _rows(path, kind.columns)
    while batch := list(islice(rows, ROWS_OF_A_BATCH)):
        with transaction.atomic(), told_together():
            _Batch(kind, forces, tally).load(batch)
        tally.read += len(batch)
        watch(len(batch))
    return tally


def _rows(path: Path, columns: Sequence[str]) -> Iterator[Row]:
    refuse_wrong_type(next(chunks_of(path), b""))
    table = Table(open_text(chunks_of(path), detect(chunks_of(path)).name))
    missing = [name for name in columns if name not in table.header]
    if missing:
        raise Unreadable(f"The file lacks the columns {', '.join(missing)}. It must have {', '.join(columns)}.")
    return table.rows()


class _Batch:
    """Some rows that are recorded in one transaction."""

    def __init__(self, kind: Kind, forces: dict[str, Force], tally: Tally) -> None:
        self._kind = kind
        self._forces = forces
        self._tally = tally

    def load(self, rows: Sequence[Row]) -> None:
        references = {tidy(row.record.get("local_ref", "")) for row in rows}
        held = LocalRecord.objects.filter(local_reference__in=references).select_related("person", "force")
        self._people = {(each.force.code, each.local_reference): each.person for each in held}
        self._there = self._kind.there(person.pk for person in self._people.values())
        for row in rows:
            try:
                self._take(row)
            except RowProblem as wrong:
                self._tally.problems.append((row.line, wrong.problem))

    def _take(self, row: Row) -> None:
        if row.problem:
            raise RowProblem(row.problem.column, row.problem.problem, row.problem.remedy)
        force, person = self._whose(row.record)
        told = self._kind.read(row.record)
        key = self._kind.key(person.pk, told)
        if key in self._there:
            self._tally.same += 1
            return
        self._record(person, force, told)
        self._there.add(key)
        self._tally.recorded += 1

    def _record(self, person: Person, force: Force, told: dict[str, Any]) -> None:
        try:
            self._kind.record(person, actor=importer(force), reason=IMPORTING, force=force, **told)
        except Refused as refusal:
            raise RowProblem(refusal.field or "", refusal.sentence, "Correct the row and send it again.") from refusal
        except (PermissionDenied, OutOfReach) as denial:
            raise RowProblem("local_ref", *_NO_PERSON) from denial
        except (OperationalError, InterfaceError):
            raise
        except DatabaseError as error:
            raise RowProblem("", "The row could not be stored.", "Look for values that are unusually long.") from error

    def _whose(self, record: Record) -> tuple[Force, Person]:
        code, reference = tidy(record["force_code"]), tidy(record["local_ref"])
        if code not in self._forces:
            raise RowProblem("force_code", f"There is no force {quoted(code)}.", "Use the two-digit Home Office code.")
        person = self._people.get((code, reference))
        if person is None:
            raise RowProblem("local_ref", *_NO_PERSON)
        return self._forces[code], person


_NO_PERSON = (
    "The register has no record of the force under this reference.",
    "Import the force's feed first, and look in its quarantine; or correct the reference.",
)


def _day(record: Record, column: str) -> date | None:
    text = tidy(record[column])
    try:
        return date.fromisoformat(text) if text else None
    except ValueError as error:
        raise RowProblem(column, f"{quoted(text)} is not a day.", "Write it as year-month-day: 2026-11-23.") from error


def _required_day(record: Record, column: str) -> date:
    day = _day(record, column)
    if day is None:
        raise RowProblem(column, "The day is missing.", "Enter it as year-month-day: 2026-11-23.")
    return day


def _read_conviction(record: Record) -> dict[str, Any]:
    code, sentence, months = tidy(record["cjs_code"]).upper(), tidy(record["sentence"]).lower(), tidy(record["months"])
    if code not in offences():
        raise RowProblem("cjs_code", f"There is no offence {quoted(code)}.", "Check the CJS offence code.")
    if sentence not in Conviction.Disposal.values:
        raise RowProblem("sentence", f"There is no sentence {quoted(sentence)}.", f"Use {_or(Conviction.Disposal)}.")
    if months and not (months.isdecimal() and int(months) <= 1200):
        raise RowProblem("months", f"{quoted(months)} is not a number of months.", "Enter whole months.")
    return {
        "cjs_code": code,
        "kind": Conviction.Kind.CAUTION if sentence == Conviction.Disposal.CAUTION else Conviction.Kind.CONVICTION,
        "offence_title": offences()[code].title,
        "convicted_on": _required_day(record, "convicted_on"),
        "court": COURTS.get(tidy(record["court_type"]).lower(), ""),
        "sentence": Sentence(Conviction.Disposal(sentence), int(months) if months else None),
        "has_domestic_abuse_finding": tidy(record["domestic_abuse_finding"]).lower() in YES,
    }


def _read_order(record: Record) -> dict[str, Any]:
    kind, text = tidy(record["order_type"]).upper(), tidy(record["condition"])
    if kind not in ORDER_KINDS:
        raise RowProblem("order_type", f"There is no kind of order {quoted(kind)}.", f"Use {', '.join(ORDER_KINDS)}.")
    if len(text) > 500:
        raise RowProblem("condition", "The condition is longer than 500 characters.", "Shorten it.")
    read = read_condition(text)
    condition = {"type": str(read.type), "text": read.text, "distance_metres": read.distance_metres}
    return {
        "kind": kind,
        "made_on": _required_day(record, "made_on"),
        "served_on": _day(record, "served_on"),
        "ends_on": _day(record, "ends_on"),
        "court": tidy(record["court"])[:120],
        "conditions": [condition] if text else [],
    }


def _or(choices: Any) -> str:
    return ", ".join(choices.values)


def _convictions_there(people: Iterable[int]) -> set[tuple[object, ...]]:
    there = Conviction.objects.filter(person_id__in=list(people))
    return set(there.values_list("person_id", "cjs_code", "convicted_on"))


def _orders_there(people: Iterable[int]) -> set[tuple[object, ...]]:
    there = ProtectiveOrder.objects.filter(person_id__in=list(people))
    return set(there.values_list("person_id", "kind", "made_on", "court", "conditions__text"))


def _order_key(person: int, told: dict[str, Any]) -> tuple[object, ...]:
    text = told["conditions"][0]["text"] if told["conditions"] else None
    return person, told["kind"], told["made_on"], told["court"], text


CONVICTIONS = Kind(
    columns=(
        "force_code", "local_ref", "cjs_code", "convicted_on", "court_type", "sentence", "months",
        "domestic_abuse_finding",
    ),
    there=_convictions_there,
    read=_read_conviction,
    key=lambda person, told: (person, told["cjs_code"], told["convicted_on"]),
    record=record_conviction,
)  # fmt: skip
ORDERS = Kind(
    columns=("force_code", "local_ref", "order_type", "made_on", "served_on", "ends_on", "court", "condition"),
    there=_orders_there,
    read=_read_order,
    key=_order_key,
    record=record_order,
)
