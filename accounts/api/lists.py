"""Lists of the API: bounded, and read on from where they stopped.

A list goes by one column and the key, so that what is written meanwhile moves nothing that was read.
"""

from __future__ import annotations

import re
from datetime import date
from typing import Any

from django.db.models import Q, QuerySet
from rest_framework import serializers

from accounts.api.fields import LARGEST_NUMBER, Body

PAGE = 50
_AFTER = re.compile(r"(?:(\d{4}-\d{2}-\d{2})\.)?(\d{1,10})", re.ASCII)


class AfterField(serializers.Field[Any, Any, Any, Any]):
    """Where the page before stopped: `next` of its answer."""

    default_error_messages = {"no_such_place": "Send `next` of the answer before, unchanged."}

    def to_internal_value(self, data: Any) -> tuple[date | None, int]:
        found = _AFTER.fullmatch(data)
        if found is None or int(found[2]) > LARGEST_NUMBER:
            self.fail("no_such_place")
        try:
            return (date.fromisoformat(found[1]) if found[1] else None), int(found[2])
        except ValueError:
            self.fail("no_such_place")


class Paged(Body):
    """A list that is read page by page."""

    after = AfterField(required=False)


def newest_first(rows: QuerySet[Any], after: tuple[date | None, int] | None) -> tuple[list[Any], str | None]:
    """The next page by falling key, and how to ask for the one after it."""
    if after is not None:
        rows = rows.filter(pk__lt=after[1])
    found = list(rows.order_by("-pk")[: PAGE + 1])
    return found[:PAGE], str(found[PAGE - 1].pk) if len(found) > PAGE else None


def soonest_first(
    rows: QuerySet[Any], column: str, after: tuple[date | None, int] | None
) -> tuple[list[Any], str | None]:  # fmt: skip
    """The next page by a rising day, and how to ask for the one after it."""
    if after is not None and after[0] is not None:
        rows = rows.filter(Q(**{f"{column}__gt": after[0]}) | Q(**{column: after[0]}, pk__gt=after[1]))
    found = list(rows.order_by(column, "pk")[: PAGE + 1])
    if len(found) <= PAGE:
        return found, None
    last = found[PAGE - 1]
    return found[:PAGE], f"{getattr(last, column):%Y-%m-%d}.{last.pk}"
