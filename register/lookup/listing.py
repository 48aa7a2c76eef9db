"""What a list says of the people found, with the records joined with theirs, by one query."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from functools import cache
from typing import Any

from django.db import models

from accounts.models import Force
from accounts.planned import planned_cursor
from register.lookup.narrowed import Narrowed
from register.models import Person
from register.models.registration import ENDED

_LISTED = """
SELECT {person_and_force},
    (SELECT status FROM register_registration WHERE person_id = person.id AND status <> ALL(%(ended)s)
        ORDER BY starts_on DESC, id DESC LIMIT 1)
FROM register_person AS person JOIN accounts_force AS force ON force.id = person.owner_force_id
WHERE (person.id = ANY(%(groups)s) OR person.lead_id = ANY(%(groups)s)) AND person.id IN ({among})
ORDER BY person.id
"""


def listed_by_group(groups: Collection[int], narrowed: Narrowed) -> Mapping[int, list[Person]]:
    """The records of each group that may be seen, each with its force and, as `live_status`, its live registration."""
    with planned_cursor() as cursor:
        cursor.execute(narrowed.write(_statement()), {"groups": list(groups), "ended": list(ENDED), **narrowed.values})
        rows = cursor.fetchall()
    by_group: defaultdict[int, list[Person]] = defaultdict(list)
    for row in rows:
        record, status = person_in(row)
        record.live_status = status  # type: ignore[attr-defined]
        by_group[record.group_id].append(record)
    return by_group


@cache
def _statement() -> str:
    return with_columns(_LISTED)


def with_columns(statement: str) -> str:
    """The statement with every column of `person` and then of `force` in the place of `{person_and_force}`."""
    columns = [f"person.{field.column}" for field in _fields(Person)]
    columns += [f"force.{field.column}" for field in _fields(Force)]
    return statement.replace("{person_and_force}", ", ".join(columns))


def person_in(row: tuple[Any, ...]) -> tuple[Person, Any]:
    """The person of a row of such a statement, with the force, and the one column that stands after them."""
    ours = [field.attname for field in _fields(Person)]
    theirs = [field.attname for field in _fields(Force)]
    person = Person.from_db("default", ours, row[: len(ours)])
    person.owner_force = Force.from_db("default", theirs, row[len(ours) : -1])
    return person, row[-1]


def _fields(model: type[models.Model]) -> list[models.Field]:  # type: ignore[type-arg]
    return list(model._meta.concrete_fields)
