"""What somebody and their team must act on, for other systems: the very list of the page."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from django.urls import reverse
from django.utils import timezone
from rest_framework import serializers

from accounts.api.fields import Body, Line
from accounts.api.rows import Asking, Read, Row, Shown
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


def _duties(asking: Asking, whose: str, when: str, after: Place | None) -> Shown:
    agenda = Agenda(asking.actor, Whose(whose), today=timezone.localdate())
    page = agenda.page(When(when), after=after or None)
    return Shown({
        "counts": {_code(part): count for part, count in agenda.counts().items()},
        "duties": [_duty(item, asking.address_of) for item in page.items],
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


ROWS: tuple[Row, ...] = (
    Read(
        "duties", "api-duties", "What somebody and their team must act on, soonest due first.", _duties,
        policy=policies.SEE_DUTIES, query=DutiesAsked,
    ),
)  # fmt: skip
