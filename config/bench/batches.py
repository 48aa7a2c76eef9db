"""Batches of a force's own system, and the same rows put into the tables by plain SQL."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from itertools import islice
from statistics import median
from typing import Any

import psycopg
from django.db import models
from django.utils import timezone

from accounts.actions.roles import give_role
from accounts.actions.users import create_user
from accounts.actor import Actor
from accounts.api.parsing import object_in
from accounts.demo import SEEDER, SEEDING
from accounts.models import Force, Role, User
from config.bench import databases
from config.bench.figures import Reading, gives
from config.bench.nation import Invented, people
from config.bench.timing import seconds_of
from config.bench.world import World
from config.services.places import ServiceError
from register.actions.batches import Taken, take_batch
from register.models import Address, Identifier, LocalRecord, Person, PersonName, Phone, Vehicle

TABLES: tuple[type[models.Model], ...] = (Person, PersonName, Address, Phone, Vehicle, Identifier, LocalRecord)


def item_of(number: int, somebody: Invented) -> dict[str, Any]:
    """Somebody of the invented nation as a force's system sends them."""
    forenames, surname, _ = somebody.names[0]
    return {
        "local_reference": f"BENCH/{number}",
        "forenames": forenames,
        "surname": surname,
        "sex": somebody.sex,
        "date_of_birth": somebody.born.isoformat(),
        "aliases": [f"{each[1]}, {each[0]}" for each in somebody.names[1:]],
        "phones": list(somebody.phones),
        "vehicles": list(somebody.plates),
        "identifiers": [{"kind": kind, "value": value} for kind, value in somebody.identifiers],
        "addresses": [
            {"line_1": home.line_1, "town": home.town, "postcode": home.postcode, "is_current": home.is_current}
            for home in somebody.homes
        ],
        "changed_on": "2026-11-20",
    }


@gives("batch_people_per_s", "batch_ratio")
def batches(world: World) -> Mapping[str, Reading]:
    """One batch after another of people who are new, and after each the same rows by plain SQL."""
    world.empty()
    system = _system()
    size, crowd = world.scale.batch, people(0, world.scale.batch * (world.scale.rounds + 1))
    speeds, ratios = [], []
    _send(system, 1, _body(1, list(islice(crowd, size))))  # warm
    for number in world.rounds("Sending batches and inserting the same rows"):
        body = _body(number + 2, list(islice(crowd, size)))
        spent = seconds_of(lambda: _send(system, number + 2, body))  # noqa: B023 - called at once
        speeds.append(size / spent)
        ratios.append(_plain_insert(size) / spent)
    what = f"{size:,} new people a batch, {len(speeds)} rounds, one process"
    return {
        "batch_people_per_s": Reading(median(speeds), what),
        "batch_ratio": Reading(median(ratios), what, ratio=median(ratios)),
    }


def _system() -> Actor:
    """The account as which the systems of force 13 act."""
    act: dict[str, Any] = {"actor": SEEDER, "reason": SEEDING}
    force = Force.objects.get(code="13")
    user = create_user(force, **act, email="bench@example.org", name="Bench", kind=User.Kind.SYSTEM)
    give_role(user, **act, role=Role.objects.get(code="force-system"))
    found: Actor = user.actor(on=timezone.localdate())
    return found


def _body(sequence: int, crew: Sequence[Invented]) -> bytes:
    """What a force's system sends."""
    items = [item_of(sequence * 10_000 + number, each) for number, each in enumerate(crew)]
    return json.dumps({"items": items}).encode()


def _send(system: Actor, sequence: int, body: bytes) -> None:
    """A batch as it comes and goes: from the bytes of its body to those of its answer."""
    items = object_in(body)["items"]
    force = Force.objects.get(code="13")
    taken: Taken = take_batch(force, actor=system, reason=SEEDING, source="bench", sequence=sequence, items=items)
    json.dumps([asdict(told) for told in taken.results])
    if taken.counts != {"created": len(items)}:
        raise ServiceError(f"A batch was not taken as it should be: {taken.counts}")


def _plain_insert(count: int) -> float:
    """Seconds for the rows of the last so many people, a statement a table, into tables that are alike and have their
    keys and checks, and neither the guard of the log nor foreign keys."""
    with databases.as_owner(databases.in_use()) as owner:
        rows = {model: _rows_of(owner, model, count) for model in TABLES}
        statements = [_statement(owner, model, there) for model, there in rows.items() if there]
        for model in TABLES:
            table = model._meta.db_table
            owner.execute(f"DROP TABLE IF EXISTS plain_{table}")  # type: ignore[arg-type]
            owner.execute(f"CREATE TABLE plain_{table} (LIKE {table} INCLUDING ALL)")  # type: ignore[arg-type]
        return seconds_of(lambda: _insert(owner, statements))


def _rows_of(owner: psycopg.Connection, model: type[models.Model], count: int) -> list[tuple[Any, ...]]:
    """Each column as text: what a program would hold that sends the rows."""
    columns = ", ".join(f"{field.column}::text" for field in model._meta.concrete_fields)
    column = "id" if model is Person else "person_id"
    last = f"SELECT id FROM register_person ORDER BY id DESC LIMIT {count}"  # noqa: S608 - names of our own tables
    query = f"SELECT {columns} FROM {model._meta.db_table} WHERE {column} IN ({last})"  # noqa: S608 - names of our own tables
    return list(owner.execute(query))  # type: ignore[arg-type]


def _statement(owner: psycopg.Connection, model: type[models.Model], there: list[tuple[Any, ...]]) -> str:
    """One INSERT of many rows, with its values in it."""
    one = f"({', '.join(['%s'] * len(there[0]))})"
    columns = ", ".join(str(field.column) for field in model._meta.concrete_fields)
    table = f"plain_{model._meta.db_table}"
    text = f"INSERT INTO {table} ({columns}) OVERRIDING SYSTEM VALUE VALUES {', '.join([one] * len(there))}"  # noqa: S608 - names of our own tables
    return psycopg.ClientCursor(owner).mogrify(text, [value for row in there for value in row])


def _insert(owner: psycopg.Connection, statements: list[str]) -> None:
    with owner.transaction(), psycopg.ClientCursor(owner) as cursor:
        for statement in statements:
            cursor.execute(statement)  # type: ignore[arg-type]
