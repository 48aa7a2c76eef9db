"""Lookup for other systems: the answer of the page as JSON.

The terms come in the body: they name people and telephones, and an address is kept by histories and logs (ADR 7).
"""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from accounts.api.fields import Body, Line
from accounts.api.rows import Asking, Read, Row, Shown
from register import policies
from register.actions.lookup import look_up
from register.api.answers import reply_to
from register.lookup.search import LONGEST_QUERY


class LookupBody(Body):
    """What to look up: `q` is the box of the page, `phone` a caller's number; both together narrow."""

    q = Line(max_length=LONGEST_QUERY, required=False, allow_blank=True)
    phone = Line(max_length=30, required=False, allow_blank=True)

    def validate(self, attrs: Any) -> dict[str, str]:
        """The terms, as the page's box would hold them."""
        terms = " ".join(attrs.get(name, "") for name in ("q", "phone")).strip()
        if not terms:
            raise serializers.ValidationError("Say whom to look up: `q`, `phone` or both.", code="required")
        if len(terms) > LONGEST_QUERY:
            raise serializers.ValidationError(f"At most {LONGEST_QUERY} letters together.", code="max_length")
        return {"terms": terms}


def _looked_up(asking: Asking, terms: str) -> Shown:
    return Shown(reply_to(look_up(terms, **asking.act), address_of=asking.address_of))


ROWS: tuple[Row, ...] = (
    Read(
        "lookup", "api-lookup", "Who may be meant, best first.", _looked_up, policy=policies.LOOK_UP, query=LookupBody,
        acts=(look_up,), is_posted=True,
    ),
)  # fmt: skip
