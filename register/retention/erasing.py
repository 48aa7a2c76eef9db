"""Erasing a record: every row that belongs to the person, in whatever table, found by following the foreign keys.

A table that is added later is erased with the others unless it is spared here by name: nothing is left behind because
somebody forgot it. What another record still needs stays, with nothing of this person in it.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from django.apps import apps
from django.db import connection, models

from register.lookup.upkeep import words_of
from register.models import (
    CardRow,
    Disposal,
    DisposedReference,
    LocalRecord,
    NameSlip,
    NameWord,
    OrderCondition,
    Outbox,
    Person,
    QuarantinedRow,
    SearchKey,
)
from register.rules.lookup.facts import PersonFacts
from register.rules.lookup.keys import hash_of

ERASED = "Erased: the record of the person it spoke of was disposed of."
TOMBSTONE = "Disposed record"
KEPT: tuple[type[models.Model], ...] = (Disposal, DisposedReference)

# "app.Model.field" of rows that belong to another record → what is written over what they say of this person. The
# floors above add theirs.
spared: dict[str, Mapping[str, Any]] = {"register.Person.lead": {}}
_OF_A_CONDITION: Mapping[str, Any] = {
    "text": ERASED, "place": "", "postcode": "", "uprn": "", "easting": None, "northing": None, "area": None,
}  # fmt: skip


@dataclass(slots=True)
class Erased:
    """How many rows were erased, and how many were blanked, by table."""

    rows: Counter[str] = field(default_factory=Counter)
    blanked: Counter[str] = field(default_factory=Counter)


@dataclass(frozen=True, slots=True)
class _Edge:
    """Rows of a table that point at rows to be erased."""

    model: type[models.Model]
    name: str
    column: str
    targets: frozenset[Any]

    @property
    def label(self) -> str:
        return f"{self.model._meta.label}.{self.name}"


def erase(person: Person) -> Erased:
    """Erase everything that belongs to the person but the anchor row itself, which is emptied (`empty`)."""
    erased, words = Erased(), _words(person)
    _blank_conditions(person, erased)
    _erase_loose_rows(person, erased)
    for edge in reversed(list(_edges(person))):
        if edge.label in spared:
            _blank(edge, erased)
        else:
            sql = f'DELETE FROM "{edge.model._meta.db_table}" WHERE "{edge.column}" = ANY(%s)'  # noqa: S608 - our own names
            _count(erased.rows, edge.model, _execute(sql, [sorted(edge.targets)]))
    _erase_words(words, erased)
    return erased


def empty(person: Person) -> None:
    """Leave of the person's own row what the proof and the log point at: its reference, its force and its capacity."""
    person.display_name, person.sex, person.date_of_birth = TOMBSTONE, Person.Sex.NOT_STATED, None
    person.date_of_birth_as_received = person.date_of_birth_doubt = ""
    person.is_restricted, person.lead = False, None
    person.version += 1


def relations() -> Iterator[tuple[type[models.Model], models.ForeignKey[Any, Any]]]:
    """Every foreign key of a table of ours, with the table it stands in."""
    for model in apps.get_models(include_auto_created=True):
        if model._meta.managed and not model._meta.proxy and model not in KEPT:
            for each in model._meta.local_fields:
                if isinstance(each, models.ForeignKey):
                    yield model, each


@cache
def _pointing_at() -> Mapping[type[models.Model], list[tuple[type[models.Model], models.ForeignKey[Any, Any]]]]:
    found: defaultdict[Any, list[Any]] = defaultdict(list)
    for model, each in relations():
        found[each.related_model].append((model, each))
    return found


def _edges(person: Person) -> Iterator[_Edge]:
    """From the person outwards. A row that is reached twice is followed once."""
    seen: defaultdict[type[models.Model], set[Any]] = defaultdict(set)
    waiting: list[tuple[type[models.Model], set[Any]]] = [(Person, {person.pk})]
    while waiting:
        target, keys = waiting.pop(0)
        for model, each in _pointing_at().get(target, ()):
            edge = _Edge(model, each.name, each.column, frozenset(keys))
            yield edge
            if edge.label in spared or model not in _pointing_at():
                continue
            rows = model._base_manager.filter(**{f"{each.name}__in": keys})
            more = set(rows.values_list("pk", flat=True)) - seen[model]
            if more:
                seen[model] |= more
                waiting.append((model, more))


def _blank(edge: _Edge, erased: Erased) -> None:
    values = spared[edge.label]
    if values:
        rows = edge.model._base_manager.filter(**{f"{edge.name}__in": edge.targets})
        _count(erased.blanked, edge.model, rows.update(**values))


def _blank_conditions(person: Person, erased: Erased) -> None:
    """Conditions of other people's orders that protect this person and nobody else: where, and what they say."""
    links = OrderCondition.protected_people.through.objects
    protecting = links.filter(person=person).values("ordercondition")
    others = links.exclude(person=person).values("ordercondition")
    rows = OrderCondition.objects.filter(pk__in=protecting).exclude(pk__in=others)
    _count(erased.blanked, OrderCondition, rows.update(**_OF_A_CONDITION))


# What no foreign key leads to

loose_erasers: list[Callable[[Person], Mapping[type[models.Model], int]]] = []


def _erase_loose_rows(person: Person, erased: Erased) -> None:
    """Rows of feeds that were never loaded, and work in waiting that names the record."""
    for force_id, reference in LocalRecord.objects.filter(person=person).values_list("force", "local_reference"):
        rows = QuarantinedRow.objects.filter(run__force=force_id, local_reference=reference)
        _count(erased.rows, QuarantinedRow, rows.delete()[0])
    _count(erased.rows, Outbox, Outbox.objects.filter(payload__person=person.reference).delete()[0])
    for eraser in loose_erasers:
        for model, rows_erased in eraser(person).items():
            _count(erased.rows, model, rows_erased)


def _words(person: Person) -> Collection[str]:
    kept = CardRow.objects.filter(person=person).values_list("facts", flat=True).first()
    return frozenset(words_of(PersonFacts.from_json(kept))) if kept else ()


def _erase_words(words: Collection[str], erased: Erased) -> None:
    """Words of names that nobody bears any more."""
    hashes = {hash_of("word", (word,)): word for word in words}
    borne = set(SearchKey.objects.filter(hash__in=list(hashes)).values_list("hash", flat=True))
    gone = [word for key, word in hashes.items() if key not in borne]
    _count(erased.rows, NameSlip, NameSlip.objects.filter(word__in=gone).delete()[0])
    _count(erased.rows, NameWord, NameWord.objects.filter(word__in=gone).delete()[0])


def _execute(sql: str, values: list[Any]) -> int:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return int(cursor.rowcount)


def _count(counter: Counter[str], model: type[models.Model], rows: int) -> None:
    if rows:
        counter[model._meta.label] += rows
