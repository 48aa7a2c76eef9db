"""The legal timeline and the register entry of a person for other systems: the very words of the pages, in parts."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.api.fields import Body
from accounts.api.views import View
from accounts.web import get_or_404
from cases.actions.entries import open_entry
from cases.actions.timelines import open_timeline
from cases.timeline import KINDS, Line
from register.models import Person

PAGE = 200


class TimelineAsked(Body):
    """Which kind of line, and how many lines to leave out from the newest on."""

    kind = serializers.ChoiceField(list(KINDS), required=False)
    offset = serializers.IntegerField(min_value=0, max_value=100_000, default=0)


class Timeline(View):
    """`GET ?kind=&offset=`: what the law has had to do with a person, newest first. It is logged."""

    def get(self, request: Request, reference: str) -> Response:
        person = get_or_404(Person.objects.visible_to(self.actor), reference=reference)
        body = TimelineAsked(data=request.query_params.dict())
        body.is_valid(raise_exception=True)
        asked: dict[str, Any] = body.validated_data
        lines = open_timeline(person, actor=self.actor, reason=self.reason)
        chosen = [line for line in lines if asked.get("kind") in (None, line.kind)]
        end = asked["offset"] + PAGE
        return Response({
            "reference": person.reference,
            "lines": [_line(line) for line in chosen[asked["offset"] : end]],
            "next_offset": end if len(chosen) > end else None,
        })  # fmt: skip


class Entry(View):
    """`GET`: what the register holds about a person, as it is printed for a court, without the print. It is logged."""

    def get(self, request: Request, reference: str) -> Response:
        person = get_or_404(Person.objects.visible_to(self.actor), reference=reference)
        entry = open_entry(person, actor=self.actor, reason=self.reason)
        return Response({
            "reference": entry.reference,
            "identity": _rows(entry.identity),
            "registrations": [asdict(each) | {"rows": _rows(each.rows)} for each in entry.registrations],
            "orders": [asdict(each) | {"rows": _rows(each.rows)} for each in entry.orders],
        })  # fmt: skip


def _line(line: Line) -> dict[str, str]:
    return {
        "on": line.on.isoformat(), "kind": line.kind, "text": line.text, "authority": line.authority, "more": line.more
    }  # fmt: skip


def _rows(rows: tuple[tuple[str, str], ...]) -> list[dict[str, str]]:
    return [{"label": label, "value": value} for label, value in rows]
