"""Alerts of the move check through the API, for the side that protects somebody. Whoever typed the address sees
none."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Exists, OuterRef

from accounts.actor import Actor
from accounts.api.lists import Paged, newest_first
from accounts.api.representations import named, shown
from accounts.api.rows import Asking, Place, Read, Row, Shown, Write
from accounts.web import get_or_404
from cases import policies
from cases.actions.near_alerts import answer_near_alert, read_near_alert
from cases.contact import may_show
from cases.models import Case, NearAlert
from cases.rules.proximity import Near, Nearness, near_in_words
from register.api.texts import TEXTS
from register.models import Person
from register.policies import SEE_PERSON
from register.readable import reading_of


@dataclass(frozen=True, slots=True)
class NearAlertBrief:
    """An alert of a list. `person` is empty where whoever asks may not know who it is."""

    reference: str
    version: int
    person: str
    force: str
    status: str
    is_linked: bool
    raised_at: datetime
    due_at: datetime


@dataclass(frozen=True, slots=True)
class NearAlertShown:
    """One alert. `near` says how near in words, no more exactly than whoever asks may know; no place stands in it."""

    reference: str
    person: str
    victim: str
    case: str
    force: str
    status: str
    is_linked: bool
    near: str
    is_of_order: bool
    raised_at: datetime
    due_at: datetime
    answered_at: datetime | None
    answered_by: str
    what_was_done: str


def _inbox(asking: Asking, after: Any = None) -> Shown:
    seen = Person.objects.visible_to(asking.actor).filter(pk=OuterRef("person"))
    rows = NearAlert.objects.visible_to(asking.actor).annotate(is_named=Exists(seen))
    page, then = newest_first(rows.select_related("person", "force"), after)
    found = [shown(NearAlertBrief, each, str, person=each.person.reference if each.is_named else "") for each in page]
    return Shown({"alerts": found, "next": then})


def _alert(asking: Asking, alert: NearAlert) -> Shown:
    actor = asking.actor
    read_near_alert(alert, **asking.act)
    alert = near_alert_of(actor, alert.reference)
    read = reading_of(actor, {alert.person_id, *([alert.victim_id] if alert.victim_id else [])})
    detail = alert.place or alert.condition
    may_know = detail is not None and may_show(detail, actor=actor).is_shown
    is_case_seen = Case.objects.visible_to(actor).filter(pk=alert.case_id or 0).exists()
    found = shown(
        NearAlertShown, alert, read, answered_by=named(alert.answered_by), is_of_order=alert.condition_id is not None,
        person=alert.person.reference if SEE_PERSON.allows(actor, alert.person) else "",
        victim=alert.victim.reference if alert.victim and SEE_PERSON.allows(actor, alert.victim) else "",
        case=alert.case.reference if alert.case and is_case_seen else "",
        near=near_in_words(Near(Nearness(alert.nearness), alert.metres), is_secret=not may_know),
    )  # fmt: skip
    return Shown(found, alert.version)


def near_alert_of(actor: Actor, reference: str) -> NearAlert:
    """An alert to the actor's force."""
    rows = NearAlert.objects.visible_to(actor).select_related(
        "person__owner_force", "victim", "case", "force", "answered_by", "place", "condition__order"
    )
    return get_or_404(rows, reference=reference)


AT = Place("api-near-alert", lambda row: {"reference": row.reference})
ROWS: tuple[Row, ...] = (
    Read("move-check", "api-near-alerts", "Alerts of the move check to the force, newest first.", _inbox,
         policy=policies.SEE_NEAR_ALERTS, query=Paged),
    Read("move-check/<str:reference>", "api-near-alert", "One alert of the move check. Reading it is noted on it.",
         _alert, near_alert_of, acts=(read_near_alert,)),
    Write("move-check/<str:reference>/answer", "api-answer-near-alert", answer_near_alert, near_alert_of, AT,
          has_version=True, texts=TEXTS, tells=("status",)),
)  # fmt: skip
