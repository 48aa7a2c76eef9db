"""What somebody and their team must act on, for other systems: the very list of the page."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any

from django.urls import reverse
from django.utils import timezone
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.api.fields import Body, Line
from accounts.api.views import View
from register import policies
from register.agenda.items import Item, When, Whose
from register.agenda.listing import Agenda, Place
from register.api.answers import AddressOf

LONGEST_PLACE = 60


@dataclass(frozen=True, slots=True)
class Duty:
    """One thing to act on. `person` is a reference, or nothing. `links` lead to the pages where it is done."""

    kind: str
    title: str
    why: str
    due_on: str
    owner: str
    person: str
    links: dict[str, str]


class DutiesAsked(Body):
    """Which part of the list, and from where on."""

    whose = serializers.ChoiceField([each.value for each in Whose], default=Whose.MINE.value)
    when = serializers.ChoiceField([each.value for each in When], default=When.OVERDUE.value)
    after = Line(max_length=LONGEST_PLACE, default="", allow_blank=True)

    def validate_after(self, text: str) -> Place | None:
        place = Place.read(text)
        if text and place is None:
            raise serializers.ValidationError("Send `next` of the answer before, unchanged.")
        return place


class Duties(View):
    """`GET ?whose=&when=&after=`: one page of one part, and how many things are in the others."""

    def get(self, request: Request) -> Response:
        policies.SEE_DUTIES.require(self.actor)
        body = DutiesAsked(data=request.query_params.dict())
        body.is_valid(raise_exception=True)
        asked: dict[str, Any] = body.validated_data
        whose, when, today = Whose(asked["whose"]), When(asked["when"]), timezone.localdate()
        agenda = Agenda(self.actor, whose, today=today)
        page = agenda.page(when, after=asked["after"] or None)
        return Response({
            "counts": {_code(part): count for part, count in agenda.counts().items()},
            "duties": [asdict(_duty(item, request.build_absolute_uri)) for item in page.items],
            "next": str(page.next) if page.next else None,
        })  # fmt: skip


def _duty(item: Item, address_of: AddressOf) -> Duty:
    return Duty(
        kind=item.source,
        title=item.title,
        why=item.why,
        due_on=item.due_on.isoformat(),
        owner=item.owner,
        person=item.person.reference if item.person else "",
        links={
            step.page.replace("-", "_"): address_of(reverse(step.page, args=list(step.arguments)))
            for step in item.steps
        },
    )  # fmt: skip


def _code(part: StrEnum) -> str:
    return part.value
