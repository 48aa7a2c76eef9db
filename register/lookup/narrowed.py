"""The people a reader may see, as SQL: written once for a lookup, whose queries all narrow to them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db.models import QuerySet

from register.models import Person

NOBODY = "SELECT 0 WHERE false"


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
