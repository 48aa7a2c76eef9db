"""A write that no event accounts for is refused by PostgreSQL at commit, however it is made; with one it is noted.

The rows stand in the database for the whole module; every attempt here is refused or rolled back.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from copy import copy
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.db import ProgrammingError, connection, models, transaction
from django.test import TransactionTestCase

from accounts.models import Membership, Role, RoleGrant
from audit.core.entry import Entry, Reason, write
from audit.core.events import EventType, Operation
from audit.models import RowChange
from cases.models import Case
from register.models import Address, Alert, Person
from tests import builders

AT = datetime(2026, 11, 23, 9, 0, tzinfo=ZoneInfo("Europe/London"))
ROLE = "unused"


def somebody() -> Person:
    person = new_person()
    person.save()
    return person


def new_person() -> Person:
    return Person(display_name="Marek Kowalski", owner_force=builders.force("13"), subject_category="suspect")


def new_address() -> Address:
    return Address(person=somebody(), source="officer", force=builders.force("13"), town="Leeds")


def new_alert() -> Alert:
    forces = {"from_force": builders.force("13"), "to_force": builders.force("14")}
    return Alert(kind="moved_in", person=somebody(), due_at=AT, limit_code="x", **forces)


def new_case() -> Case:
    owner = builders.user("safeguarding-officer")
    return Case(person=somebody(), force=builders.force("13"), owner=owner, next_review_on=AT.date())


def new_membership() -> Membership:
    return Membership(user=builders.user(), role=Role.objects.get(code="supervisor"), starts_on=AT.date())


NEW: dict[type[models.Model], Callable[[], models.Model]] = {
    Person: new_person,
    Address: new_address,
    Alert: new_alert,
    Case: new_case,
    Membership: new_membership,
}


@pytest.fixture(scope="module")
def rows(django_db_setup: None, django_db_blocker: Any) -> Iterator[dict[type[models.Model], Any]]:
    """For each model a committed row that nothing refers to, and a valid one that is not saved yet."""
    with django_db_blocker.unblock():
        with transaction.atomic():
            builders.allow_writes()
            built = {model: (make(), make()) for model, make in NEW.items()}
            for stored, _ in built.values():
                stored.save()
            role = Role.objects.create(code=ROLE, title=ROLE, description=ROLE, idle_minutes=1, session_hours=1)
            for permission in ("person.see", "person.edit"):
                RoleGrant.objects.create(role=role, permission=permission, breadth="force")
        yield built
        TransactionTestCase._fixture_teardown(None)  # type: ignore[arg-type]  # the worker's database, made afresh


def a_column(row: models.Model) -> tuple[str, Any]:
    field = row._meta.concrete_fields[-1]
    return field.name, getattr(row, field.name)


def by_bulk_create(stored: models.Model, new: models.Model) -> None:
    type(new)._base_manager.bulk_create([new])


def by_bulk_update(stored: models.Model, new: models.Model) -> None:
    type(stored)._base_manager.bulk_update([stored], [a_column(stored)[0]])


def by_update(stored: models.Model, new: models.Model) -> None:
    type(stored)._base_manager.filter(pk=stored.pk).update(**dict([a_column(stored)]))


def by_raw_update(stored: models.Model, new: models.Model) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"UPDATE {stored._meta.db_table} SET id = id WHERE id = %s", [stored.pk])


def by_copy(stored: models.Model, new: models.Model) -> None:
    fields = [field for field in new._meta.concrete_fields if not field.primary_key]
    columns = ", ".join(field.column for field in fields)
    values = [field.get_db_prep_save(field.pre_save(new, True), connection) for field in fields]
    with connection.cursor() as cursor, cursor.copy(f"COPY {new._meta.db_table} ({columns}) FROM STDIN") as copied:
        copied.write_row(values)


WAYS: dict[str, Callable[[Any, Any], Any]] = {
    "insert": lambda stored, new: new.save(),
    "save": lambda stored, new: stored.save(),
    "delete": lambda stored, new: stored.delete(),
    "queryset delete": lambda stored, new: type(stored)._base_manager.filter(pk=stored.pk).delete(),
    "bulk_create": by_bulk_create,
    "bulk_update": by_bulk_update,
    "queryset update": by_update,
    "raw update": by_raw_update,
    "copy": by_copy,
}
every_way = pytest.mark.parametrize("way", WAYS.values(), ids=WAYS)
every_model = pytest.mark.parametrize("model", NEW, ids=lambda model: model.__name__)


@every_model
@every_way
def test_a_write_without_an_event_is_refused(rows: Any, model: type[models.Model], way: Callable[..., Any]) -> None:
    stored, new = rows[model]
    before = model._base_manager.count()

    refusal = f"an unaudited .* on {model._meta.db_table} is refused"
    with pytest.raises(ProgrammingError, match=refusal), transaction.atomic():
        way(copy(stored), copy(new))

    assert model._base_manager.count() == before


@every_model
@every_way
def test_a_write_with_an_event_is_noted(rows: Any, model: type[models.Model], way: Callable[..., Any]) -> None:
    stored, new = rows[model]
    with transaction.atomic():
        write_event()
        way(copy(stored), copy(new))
        noted = changes_noted()
        transaction.set_rollback(True)

    assert [change.table_name for change in noted] == [model._meta.db_table]


def test_a_cascade_without_an_event_is_refused(rows: Any) -> None:
    with pytest.raises(ProgrammingError, match="an unaudited DELETE on accounts_role"), transaction.atomic():
        Role.objects.get(code=ROLE).delete()

    assert RoleGrant.objects.filter(role__code=ROLE).count() == 2


def test_a_cascade_is_noted_row_by_row(rows: Any) -> None:
    with transaction.atomic():
        write_event()
        Role.objects.get(code=ROLE).delete()
        noted = changes_noted()
        transaction.set_rollback(True)

    assert sorted((change.table_name, change.operation) for change in noted) == [
        ("accounts_role", "DELETE"),
        ("accounts_rolegrant", "DELETE"),
        ("accounts_rolegrant", "DELETE"),
    ]


def test_a_note_says_which_row_and_which_columns(rows: Any) -> None:
    stored, _ = rows[Alert]
    with transaction.atomic():
        Alert.objects.filter(pk=stored.pk).update(status="delivered", delivered_at=AT)
        write_event()
        (noted,) = changes_noted()
        transaction.set_rollback(True)

    assert (noted.row_id, noted.operation, noted.columns) == (str(stored.pk), "UPDATE", ["delivered_at", "status"])


@pytest.mark.parametrize(
    ("operation", "outcome"),
    [
        (Operation.CONSULTATION, "done"),
        (Operation.DISCLOSURE, "done"),
        (Operation.SECURITY, "denied"),
        (Operation.ALTERATION, "refused"),
    ],
    ids=["a look", "a disclosure", "a denial", "a refusal"],
)
def test_an_event_that_writes_nothing_does_not_account_for_a_write(
    rows: Any, operation: Operation, outcome: str
) -> None:
    with pytest.raises(ProgrammingError, match="unaudited"), transaction.atomic():
        write_event(operation, outcome)
        rows[Person][0].save()


def test_an_event_of_the_transaction_before_does_not_account_for_a_write(rows: Any) -> None:
    with transaction.atomic():
        write_event()

    with pytest.raises(ProgrammingError, match="unaudited"):
        rows[Person][0].save()


def test_an_event_that_was_rolled_back_does_not_account_for_a_write(rows: Any) -> None:
    with pytest.raises(ProgrammingError, match="unaudited"), transaction.atomic():
        with transaction.atomic():
            write_event()
            transaction.set_rollback(True)
        rows[Person][0].save()


def write_event(operation: Operation = Operation.ALTERATION, outcome: str = "done") -> None:
    event = EventType("test.written", "A test wrote something.", operation)
    write(Entry(event, builders.BUILDER, Reason("system"), outcome=outcome))


def changes_noted() -> list[RowChange]:
    """What PostgreSQL noted of this transaction, as it will do at commit."""
    connection.check_constraints()
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_current_xact_id()::text")
        (xid,) = cursor.fetchone()
    return list(RowChange.objects.filter(xid=xid).order_by("pk"))
