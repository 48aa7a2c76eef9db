"""PostgreSQL's own number of a transaction, as Django reads it."""

from __future__ import annotations

from typing import Any

from django.db import models


class TransactionId(models.Field):  # type: ignore[type-arg]
    """An `xid8`. It compares with other transaction ids only, so it is passed as text, never as a number."""

    description = "A 64-bit transaction id"

    def db_type(self, connection: Any) -> str:
        return "xid8"

    def from_db_value(self, value: Any, expression: Any, connection: Any) -> int | None:
        return None if value is None else int(value)

    def get_prep_value(self, value: Any) -> str | None:
        return None if value is None else str(int(value))
