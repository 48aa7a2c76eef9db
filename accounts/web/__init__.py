"""What every page of the service needs: the row that was asked for, or the answer of something that does not exist."""

from __future__ import annotations

import re
from typing import Any, TypeVar

from django.core.exceptions import ValidationError
from django.db.models import Model, QuerySet

from audit.core.errors import OutOfReach

Row = TypeVar("Row", bound=Model)

# What may be named in the log when a row is not found: a reference, never free text out of an address.
_REFERENCE = re.compile(r"[A-Za-z0-9-]{1,40}", re.ASCII)


def get_or_404(queryset: QuerySet[Row], **lookup: Any) -> Row:
    """The one row of `queryset` (already narrowed by `visible_to`) that `lookup` names.

    Raises:
        OutOfReach: there is none, or the actor may not see it: the same answer, and the attempt is logged.
    """
    row = None if _is_hostile(lookup) else _first(queryset, lookup)
    if row is None:
        asked = str(next(iter(lookup.values()), ""))
        raise OutOfReach(
            "not-visible",
            object_type=queryset.model._meta.label_lower,
            object_ref=asked if _REFERENCE.fullmatch(asked) else "",
        )
    return row


def _first(queryset: QuerySet[Row], lookup: dict[str, Any]) -> Row | None:
    try:
        return queryset.filter(**lookup).first()
    except (ValueError, ValidationError):
        return None


def _is_hostile(lookup: dict[str, Any]) -> bool:
    return any(isinstance(value, str) and not value.isprintable() for value in lookup.values())
