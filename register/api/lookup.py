"""Lookup for other systems: the answer of the page as JSON.

The terms come in the body: they name people and telephones, and an address is kept by histories and logs (ADR 7).
"""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.api.fields import Body, Line
from accounts.api.views import View
from register import policies
from register.actions.lookup import look_up
from register.api.answers import reply_to
from register.lookup.search import LONGEST_QUERY


class LookupBody(Body):
    """What to look up: `q` is the box of the page, `phone` a caller's number; both together narrow."""

    q = Line(max_length=LONGEST_QUERY, required=False, allow_blank=True)
    phone = Line(max_length=30, required=False, allow_blank=True)

    def validate(self, attrs: Any) -> str:
        """The terms, as the page's box would hold them."""
        terms = " ".join(attrs.get(name, "") for name in ("q", "phone")).strip()
        if not terms:
            raise serializers.ValidationError("Say whom to look up: `q`, `phone` or both.", code="required")
        if len(terms) > LONGEST_QUERY:
            raise serializers.ValidationError(f"At most {LONGEST_QUERY} letters together.", code="max_length")
        return terms


class Lookup(View):
    """`POST` {"q": …, "phone": …}: who may be meant."""

    def post(self, request: Request) -> Response:
        policies.LOOK_UP.require(self.actor)
        body = LookupBody(data=request.data)
        body.is_valid(raise_exception=True)
        answer = look_up(body.validated_data, actor=self.actor, reason=self.reason)
        return Response(asdict(reply_to(answer, address_of=request.build_absolute_uri)))
