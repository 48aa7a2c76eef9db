"""The national queue through the API: what reached nobody, sent on to a force or closed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from rest_framework import serializers

from accounts.actor import Actor
from accounts.api.bodies import named as named_by
from accounts.api.lists import Paged, newest_first
from accounts.api.representations import named, shown
from accounts.api.rows import Asking, Place, Read, Row, Shown, Write
from accounts.models import Force
from accounts.web import get_or_404
from register import policies
from register.actions.national_queue import close_unrouted, open_unrouted, send_on
from register.api.texts import TEXTS
from register.models import UnroutedAlert
from register.models.unrouted import UnroutedAlertQuerySet
from register.readable import Reading, reading_of

BY = ("from_force", "alert__to_force", "person", "settled_by", "sent_on_as")


@dataclass(frozen=True, slots=True)
class UnroutedShown:
    """What reached nobody, and why. `meant_for` is the force in which nobody can answer, empty where no force's area is
    known; `person` is empty where whoever asks may not know who it is; `sent_on_as` is the alert that came of it."""

    reference: str
    version: int
    kind: str
    cause: str
    person: str
    from_force: str
    meant_for: str
    raised_at: datetime
    due_at: datetime
    outcome: str
    settled_at: datetime | None
    settled_by: str
    settle_reason: str
    sent_on_as: str


class BoxAsked(Paged):
    """What waits, or what has been settled."""

    box = serializers.ChoiceField(["open", "settled"], default="open")


def _queue(asking: Asking, box: str, after: Any = None) -> Shown:
    rows = _rows(asking.actor).filter(settled_at__isnull=box == "open")
    page, then = newest_first(rows, after)
    read = reading_of(asking.actor, {each.person_id for each in page})
    return Shown({"alerts": [_shown(each, read) for each in page], "next": then})


def _one(asking: Asking, waiting: UnroutedAlert) -> Shown:
    open_unrouted(waiting, **asking.act)
    return Shown(_shown(waiting, reading_of(asking.actor, {waiting.person_id})), waiting.version)


def _rows(actor: Actor) -> UnroutedAlertQuerySet:
    return UnroutedAlert.objects.visible_to(actor).naming_for(actor).select_related(*BY)


def _shown(waiting: UnroutedAlert, read: Reading) -> UnroutedShown:
    is_named: bool = waiting.is_named  # type: ignore[attr-defined]
    return shown(
        UnroutedShown, waiting, read, person=waiting.person.reference if is_named else "",
        meant_for=waiting.meant_for.code if waiting.meant_for else "", settled_by=named(waiting.settled_by),
        sent_on_as=waiting.sent_on_as.reference if waiting.sent_on_as else "",
    )  # fmt: skip


def unrouted_of(actor: Actor, reference: str) -> UnroutedAlert:
    """What reached nobody, of the actor's force or, for the desk, of any."""
    return get_or_404(_rows(actor), reference=reference)


def _forces(actor: Any, target: Any) -> QuerySet[Force]:
    return Force.objects.all()


AT = Place("api-national-alert", lambda row: {"reference": row.reference})
ROWS: tuple[Row, ...] = (
    Read("national-queue", "api-national-queue", "What a force must learn and no force could be told, newest first.",
         _queue, policy=policies.SEE_UNROUTED, query=BoxAsked),
    Read("national-queue/<str:reference>", "api-national-alert", "One thing of the national queue.", _one, unrouted_of,
         policy=policies.SEE_UNROUTED, acts=(open_unrouted,)),
    Write("national-queue/<str:reference>/send-on", "api-send-on", send_on, unrouted_of, AT, has_version=True,
          texts=TEXTS, fields={"to_force": named_by(_forces, by="code")}, tells=("outcome",)),
    Write("national-queue/<str:reference>/close", "api-close-unrouted", close_unrouted, unrouted_of, AT,
          has_version=True, texts=TEXTS, tells=("outcome",)),
)  # fmt: skip
