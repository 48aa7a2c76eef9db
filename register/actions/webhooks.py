"""Webhooks of a force's systems: set up, given a new secret, and ended."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from django.utils import timezone

from accounts.actor import Actor, system_actor
from accounts.models import ForceClient
from audit.core.action import action
from audit.core.entry import Entry, Reason
from audit.core.errors import Refused
from register import policies
from register.actions.tasks import raise_task
from register.change_feed.log import horizon, now
from register.events import webhooks as events
from register.models import Task, Webhook, WebhookProgress
from register.webhooks.posting import problem_of
from register.webhooks.signing import locked, new_secret

OLD_SECRET_VALID = timedelta(days=7)
MOST_FOR_A_SYSTEM = 5
SENDER = system_actor("webhooks", {"webhook.keep": "national", "task.raise": "national"})
SENDING = Reason("system")


@dataclass(frozen=True, slots=True)
class Secret:
    """A webhook and its new secret in the clear: shown once."""

    webhook: Webhook
    secret: str


@action(event=events.WEBHOOK_CREATED, policy=policies.GIVE_WEBHOOK)
def create_webhook(client: ForceClient, *, entry: Entry, actor: Actor, reason: Reason, url: str) -> Secret:
    """Tell a system of a force at this address of what changes from now on."""
    problem = problem_of(url)
    if problem:
        raise Refused(problem, field="url")
    if client.ended_at is not None:
        raise Refused("The credentials of this system have been ended.")
    live = Webhook.objects.filter(client=client, ended_at__isnull=True)
    if live.filter(url=url).exists():
        raise Refused("This system has a webhook at that address already. Nothing was changed.", field="url")
    if live.count() >= MOST_FOR_A_SYSTEM:
        raise Refused(f"A system may have {MOST_FOR_A_SYSTEM} webhooks. End one first.")

    secret = new_secret()
    webhook = Webhook.objects.create(client=client, url=url, secret=locked(secret))
    at = now(horizon())
    WebhookProgress.objects.create(webhook=webhook, began=at.began, transaction=at.xid, event=at.event)
    entry.about(webhook)
    entry.record(force=client.force.code, client=client.reference, url=url)
    return Secret(webhook, secret)


@action(event=events.WEBHOOK_SECRET_CHANGED, policy=policies.KEEP_WEBHOOK)
def change_secret(webhook: Webhook, *, entry: Entry, actor: Actor, reason: Reason) -> Secret:
    """Give a webhook a new secret. For a week each message is signed with the old one too."""
    if webhook.ended_at is not None:
        raise Refused("This webhook has been ended.")

    secret = new_secret()
    webhook.old_secret, webhook.old_secret_until = webhook.secret, timezone.now() + OLD_SECRET_VALID
    webhook.secret = locked(secret)
    webhook.save(update_fields=["secret", "old_secret", "old_secret_until"])
    entry.record(old_valid_until_at=webhook.old_secret_until)
    return Secret(webhook, secret)


@action(event=events.WEBHOOK_ENDED, policy=policies.KEEP_WEBHOOK)
def stop_webhook(webhook: Webhook, *, entry: Entry, actor: Actor, reason: Reason, end: Webhook.End) -> Webhook:
    """End a webhook. When its receiver brought that about, the force's supervisors get a task."""
    if webhook.ended_at is not None:
        raise Refused("This webhook has been ended already. Nothing was changed.")

    webhook.ended_at, webhook.end = timezone.now(), end
    webhook.save(update_fields=["ended_at", "end"])
    entry.record(end=end.value)
    if end != Webhook.End.TAKEN_AWAY:
        raise_task(
            webhook.client.force,
            actor=actor,
            reason=reason,
            kind=Task.Kind.REVIEW,
            title=f"Webhook {webhook.reference} of {webhook.client.name} was stopped",
            team="supervisor",
            due_on=timezone.localdate(),
            detail=f"{end.label}. Nothing is lost: the system reads on from its place in the change feed. When the "
            "receiver is well, ask for a new webhook.",
        )
    return webhook
