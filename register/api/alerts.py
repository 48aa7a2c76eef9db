"""Alerts between forces, through the API."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from rest_framework import serializers

from accounts.actor import Actor
from accounts.api.bodies import truth
from accounts.api.lists import Paged, newest_first
from accounts.api.representations import named, shown
from accounts.api.rows import Asking, Place, Read, Row, Shown, Write
from accounts.web import get_or_404
from register import policies
from register.actions.alerts import act_on_alert, answer_alert, read_alert
from register.api.texts import TEXTS
from register.models import Alert
from register.readable import reading_of

BY = ("answered_by", "actioned_by")
UNREAD = (Alert.Status.RAISED, Alert.Status.DELIVERED)


@dataclass(frozen=True, slots=True)
class AlertShown:
    """An alert from one force to another. `person` is empty where whoever asks may not know who it is."""

    reference: str
    version: int
    kind: str
    person: str
    from_force: str
    to_force: str
    status: str
    raised_at: datetime
    due_at: datetime
    delivered_at: datetime | None
    read_at: datetime | None
    answered_at: datetime | None
    answered_by: str
    answer_reason: str
    actioned_at: datetime | None
    actioned_by: str
    action_taken: str


class BoxAsked(Paged):
    """Alerts to the force, or by it."""

    box = serializers.ChoiceField(["received", "sent"], default="received")


def _alerts(asking: Asking, box: str, after: Any = None) -> Shown:
    rows = Alert.objects.visible_to(asking.actor).naming_for(asking.actor)
    if asking.actor.force_id:
        rows = rows.filter(**{"from_force" if box == "sent" else "to_force": asking.actor.force_id})
    page, then = newest_first(rows.select_related("to_force", "from_force", "person", *BY), after)
    read = reading_of(asking.actor, {each.person_id for each in page})
    found = [
        shown(AlertShown, each, read, person=each.person.reference if each.is_named else "",
              answered_by=named(each.answered_by), actioned_by=named(each.actioned_by))
        for each in page
    ]  # fmt: skip
    return Shown({"alerts": found, "next": then})


def _alert(asking: Asking, alert: Alert) -> Shown:
    """Whoever may answer it reads it by asking for it."""
    if alert.status in UNREAD and policies.ANSWER_ALERT.allows(asking.actor, alert):
        alert = read_alert(alert, **asking.act)
    read = reading_of(asking.actor, {alert.person_id, alert.receivers_record.pk})
    is_named = policies.SEE_PERSON.allows(asking.actor, alert.person)
    found = shown(
        AlertShown, alert, read, person=alert.person.reference if is_named else "",
        answered_by=named(alert.answered_by), actioned_by=named(alert.actioned_by),
    )  # fmt: skip
    return Shown(found, alert.version)


def alert_of(actor: Actor, reference: str) -> Alert:
    """An alert to or from the actor's force."""
    rows = Alert.objects.visible_to(actor).select_related(
        "to_force", "from_force", "person", *BY, "match__one", "match__other"
    )
    return get_or_404(rows, reference=reference)


AT = Place("api-alert", lambda row: {"reference": row.reference})
ROWS: tuple[Row, ...] = (
    Read("alerts", "api-alerts", "Alerts to the force or by it, newest first.", _alerts, policy=policies.SEE_ALERTS,
         query=BoxAsked),
    Read("alerts/<str:reference>", "api-alert", "One alert. Whoever may answer it reads it by this.", _alert, alert_of,
         policy=policies.SEE_ALERTS, acts=(read_alert,)),
    Write("alerts/<str:reference>/answer", "api-answer-alert", answer_alert, alert_of, AT, has_version=True,
          texts=TEXTS, fields={"is_accepted": truth}, points={"answer": "is_accepted"}, tells=("status",)),
    Write("alerts/<str:reference>/act", "api-act-on-alert", act_on_alert, alert_of, AT, has_version=True, texts=TEXTS,
          tells=("status",)),
)  # fmt: skip
