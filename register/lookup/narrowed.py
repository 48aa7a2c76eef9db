"""The people a query is narrowed to, as SQL. What a policy says of a reader is written once for each reader and kept:
writing it takes Django as long as all the rest of a lookup."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from functools import lru_cache, wraps
from typing import Any, NoReturn

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import QuerySet
from django.utils import timezone

from accounts.actor import Actor, Breadth
from register.models import Person

NOBODY = "SELECT 0 WHERE false"
MOST_READERS = 500


@dataclass(frozen=True, slots=True)
class Narrowed:
    """`sql` selects the primary keys; `values` fill its named places."""

    sql: str
    values: Mapping[str, Any]

    @classmethod
    def to(cls, people: QuerySet[Person]) -> Narrowed:
        """Narrowed to the people of a queryset; to nobody if it can hold nobody."""
        try:
            sql, values = people.order_by().values("pk").query.sql_with_params()
        except EmptyResultSet:
            return cls(NOBODY, {})
        names = [f"among_{number}" for number in range(len(values))]
        return cls(sql % tuple(f"%({name})s" for name in names), dict(zip(names, values, strict=True)))

    def write(self, statement: str) -> str:
        """The statement with these people in the place of `{among}`."""
        return statement.replace("{among}", self.sql)

    def now(self) -> Narrowed:
        """The same with the present moment in the place of every moment."""
        moment = timezone.now()
        return replace(self, values={
            name: moment if isinstance(value, datetime) else value for name, value in self.values.items()
        })  # fmt: skip


def written_once(people: Callable[[Actor], QuerySet[Person]]) -> Callable[[Actor], Narrowed]:
    """Narrows to the people whom a reader's policies reach, written once for each reader and what they may do.

    The function is given no more of the actor than that and may ask the database nothing, so that what is kept cannot
    hang on anything else. Every moment in it is the present one, each time anew.
    """

    @lru_cache(maxsize=MOST_READERS)
    def written(
        user_id: int | None, force_id: int | None, asks_for: tuple[int, ...],
        grants: frozenset[tuple[str, frozenset[Breadth]]],
    ) -> Narrowed:  # fmt: skip
        with connection.execute_wrapper(_refuse):
            reader = Actor(ref="", user_id=user_id, force_id=force_id, asks_for=asks_for, grants=dict(grants))
            return Narrowed.to(people(reader))

    @wraps(people)
    def for_reader(actor: Actor) -> Narrowed:
        return written(actor.user_id, actor.force_id, actor.asks_for, frozenset(actor.grants.items())).now()

    return for_reader


def _refuse(*_: object) -> NoReturn:
    raise AssertionError("What is written once for a reader must not hang on what the database holds now")


@written_once
def seen_by(actor: Actor) -> QuerySet[Person]:
    """Whom the reader may see."""
    return Person.objects.visible_to(actor)
