"""Webhooks through the API: where a force's systems are told of what changes. A system looks after its own, a force's
administrator after those of all its systems."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from accounts.actor import Actor
from accounts.api.bodies import line
from accounts.api.lists import Paged, newest_first
from accounts.api.representations import shown
from accounts.api.rows import Asking, Place, Read, Row, Shown, Write
from accounts.models import ForceClient
from accounts.web import get_or_404
from register import policies
from register.actions.webhooks import Secret, change_secret, create_webhook, stop_webhook
from register.models import Webhook

LONGEST_URL = 500


@dataclass(frozen=True, slots=True)
class WebhookShown:
    """Where a system is told of what changes, and until when an old secret signs beside the new one. `end` says how it
    ended."""

    reference: str
    system: str
    url: str
    created_at: datetime
    old_secret_until: datetime | None
    ended_at: datetime | None
    end: str


@dataclass(frozen=True, slots=True)
class SystemShown:
    """A system of the force that may have webhooks."""

    reference: str
    name: str


def _webhooks(asking: Asking, after: Any = None) -> Shown:
    rows = Webhook.objects.visible_to(asking.actor).select_related("client")
    page, then = newest_first(rows, after)
    systems = [SystemShown(each.reference, each.name) for each in _systems(asking.actor).order_by("name")]
    return Shown({"webhooks": [_shown(each) for each in page], "next": then, "systems": systems})


def _webhook(asking: Asking, webhook: Webhook) -> Shown:
    return Shown(_shown(webhook))


def _shown(webhook: Webhook) -> WebhookShown:
    return shown(WebhookShown, webhook, str, system=webhook.client.reference)


def _systems(actor: Actor) -> Any:
    """The live systems of the actor's force; of a system, itself."""
    return policies.GIVE_WEBHOOK.rows(ForceClient.objects.live(), actor)


def system_of(actor: Actor, reference: str) -> ForceClient:
    """A system that the actor may give a webhook."""
    found: ForceClient = get_or_404(_systems(actor).select_related("force"), reference=reference)
    return found


def webhook_of(actor: Actor, reference: str) -> Webhook:
    """A webhook that the actor looks after."""
    return get_or_404(Webhook.objects.visible_to(actor).select_related("client__force"), reference=reference)


def _told_once(made: Secret) -> Mapping[str, Any]:
    return {"reference": made.webhook.reference, "secret": made.secret}


def _taken_away(actor: Actor, webhook: Webhook, sent: dict[str, Any]) -> dict[str, Any]:
    return {"end": Webhook.End.TAKEN_AWAY}


AT = Place("api-webhook", lambda row: {"reference": row.reference})
ROWS: tuple[Row, ...] = (
    Read("webhooks", "api-webhooks", "Where the force's systems are told of what changes, newest first; and those that "
         "may be told.", _webhooks, policy=policies.SEE_WEBHOOKS, query=Paged, is_about_nobody=True),
    Read("webhooks/<str:reference>", "api-webhook", "One webhook.", _webhook, webhook_of,
         policy=policies.SEE_WEBHOOKS),
    Write("webhooks/systems/<str:reference>", "api-create-webhook", create_webhook, system_of,
          Place("api-webhooks", lambda system: {}), makes=True, texts={"url": line(LONGEST_URL)}, gives=_told_once,
          hides=("secret",)),
    Write("webhooks/<str:reference>/secret", "api-change-webhook-secret", change_secret, webhook_of, AT,
          gives=_told_once, hides=("secret",)),
    Write("webhooks/<str:reference>/end", "api-end-webhook", stop_webhook, webhook_of, AT, leaves_out=("end",),
          fills=_taken_away, tells=("end", "ended_at"), says="Send nothing to a webhook any more."),
)  # fmt: skip
