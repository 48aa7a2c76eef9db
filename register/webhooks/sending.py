"""Sending what is new in the change feed to each webhook: taken down first, tried until it is received, for days.

What has to be sent stands in PostgreSQL; the broker only wakes. One worker at a time sends to a webhook, under a lease.
A receiver that does not answer costs one attempt, then it rests: it holds up neither the worker nor other forces.
"""

from __future__ import annotations

import json
import time
from datetime import datetime, timedelta

import structlog
from django.conf import settings
from django.db import transaction
from django.db.models import F
from django.db.models.functions import Coalesce
from django.utils import timezone

from accounts.actor import Actor
from accounts.api.machines import actor_of
from register.actions.webhooks import SENDER, SENDING, stop_webhook
from register.change_feed.log import Position, event_of
from register.change_feed.reading import Change, page_after, thin, told
from register.models import Webhook, WebhookDelivery, WebhookProgress
from register.policies import FOLLOW_CHANGES
from register.webhooks.posting import Unreachable, post
from register.webhooks.signing import headers_of, unlocked

LEASE = timedelta(seconds=30)  # longer than the time limit of a task
AT_ONCE = 500
SECONDS_OF_SENDING = 8.0  # no attempt begins later; the last one ends within the time limit of a task
RETRIES = tuple(timedelta(seconds=seconds) for seconds in (5, 300, 1800, 7200, 18_000, 36_000, 50_400, 72_000, 86_400))
"""How long it waits after each attempt: the tenth, over three days after the first, is the last."""
LONGEST_REST = timedelta(minutes=5)
FAILING_FOR = timedelta(days=5)
KEPT_FOR = timedelta(days=30)
GONE = 410
WAS_DOWN = 3  # so many failures in a row are the receiver's, not the message's

log = structlog.get_logger(__name__)


def due_webhooks() -> list[int]:
    """The webhooks for which something waits, once what is new has been taken down for each."""
    for number in Webhook.objects.live().values_list("pk", flat=True):
        take_down(number)
    now = timezone.now()
    waiting = WebhookDelivery.objects.due(at=now).order_by().values("webhook")
    return list(Webhook.objects.due(at=now).filter(pk__in=waiting).values_list("pk", flat=True))


def take_down(number: int) -> int:
    """Make a row for each change that is new to the webhook's system, and move on. Another worker at it leaves none."""
    with transaction.atomic():
        rows = WebhookProgress.objects.select_for_update(skip_locked=True, of=("self",))
        progress = rows.select_related("webhook__client__user__force", "webhook__client__credential").filter(
            webhook=number
        ).first()  # fmt: skip
        if progress is None:
            return 0
        actor = actor_of(progress.webhook.client)
        if not FOLLOW_CHANGES.allows(actor):
            return 0
        at = Position(progress.began, progress.transaction, progress.event)
        page = page_after(at, actor, limit=AT_ONCE)
        now = timezone.now()
        WebhookDelivery.objects.bulk_create(
            [WebhookDelivery(webhook=progress.webhook, event=each.id, not_before=now) for each in page.changes],
            ignore_conflicts=True,
        )
        progress.transaction, progress.event = page.position.xid, page.position.event
        progress.save(update_fields=["transaction", "event"])
        return len(page.changes)


def send(number: int) -> int:
    """Send what waits for a webhook, oldest first, until nothing does, an attempt fails or the time is over.

    Gives how many were received.
    """
    webhook = _leased(number)
    if webhook is None:
        return 0
    end, received = time.monotonic() + SECONDS_OF_SENDING, 0
    try:
        while time.monotonic() < end:
            delivery = webhook.deliveries.due(at=timezone.now()).first()
            if delivery is None or not _attempt(webhook, delivery):
                break
            received += 1
    finally:
        WebhookProgress.objects.filter(webhook=webhook).update(leased_until=None)
    return received


def sweep() -> int:
    """Forget what was settled long ago, a part at a time."""
    old = WebhookDelivery.objects.settled_before(timezone.now() - KEPT_FOR).values("pk")[:1000]
    return WebhookDelivery.objects.filter(pk__in=old).delete()[0]


def _leased(number: int) -> Webhook | None:
    """The webhook, for this worker alone for as long as a task may take."""
    now = timezone.now()
    with transaction.atomic():
        webhook = Webhook.objects.due(at=now).filter(pk=number).first()
        if webhook is None:
            return None
        progress = WebhookProgress.objects.select_for_update(skip_locked=True).filter(webhook=number).first()
        if progress is None or (progress.leased_until and progress.leased_until >= now):
            return None
        progress.leased_until = now + LEASE
        progress.save(update_fields=["leased_until"])
    return webhook


def _attempt(webhook: Webhook, delivery: WebhookDelivery) -> bool:
    """Try once. That it is tried is written before: a worker that dies at it is followed by one that waits its turn."""
    now = timezone.now()
    wait = RETRIES[min(delivery.attempts, len(RETRIES) - 1)]
    delivery.attempts, delivery.not_before = delivery.attempts + 1, now + wait
    delivery.save(update_fields=["attempts", "not_before"])
    change = _change_of(webhook, delivery)
    if change is None:
        _settle(delivery, "not_visible", done_at=now)
        return True
    try:
        status = _sent(webhook, change, now)
    except Unreachable as failure:
        return _failed(webhook, delivery, failure.why)
    if 200 <= status < 300:
        _settle(delivery, str(status), done_at=timezone.now())
        _answers(webhook)
        return True
    if status == GONE:
        _settle(delivery, str(status), given_up_at=timezone.now())
        stop_webhook(webhook, actor=SENDER, reason=SENDING, end=Webhook.End.GONE)
        return False
    return _failed(webhook, delivery, str(status))


def _change_of(webhook: Webhook, delivery: WebhookDelivery) -> Change | None:
    """The change as the system may know it now: what has gone out of its sight meanwhile is not sent any more."""
    event = event_of(delivery.event)
    began = webhook.progress.began
    found = told([event], _actor(webhook), began=began) if event else []
    return found[0] if found else None


def _actor(webhook: Webhook) -> Actor:
    return actor_of(webhook.client)


def _sent(webhook: Webhook, change: Change, at: datetime) -> int:
    body = json.dumps(
        {"type": change.type, "timestamp": change.at, "data": thin(change, f"{settings.SITE_URL}/api/v1/")},
        separators=(",", ":"),
    ).encode()
    valid = [webhook.secret]
    if webhook.old_secret_until is not None and webhook.old_secret_until > at:
        valid.append(webhook.old_secret)
    signed = headers_of([unlocked(each) for each in valid], str(change.id), int(at.timestamp()), body)
    return post(webhook.url, body, signed)


def _settle(delivery: WebhookDelivery, answer: str, **at: datetime) -> None:
    WebhookDelivery.objects.filter(pk=delivery.pk).update(last_answer=answer, **at)


def _answers(webhook: Webhook) -> None:
    """The receiver is well. What it missed while it was down is sent now."""
    moved = WebhookProgress.objects.filter(webhook=webhook, failures__gte=WAS_DOWN).update(failures=0)
    if moved:
        webhook.deliveries.waiting().update(not_before=timezone.now())
    WebhookProgress.objects.filter(webhook=webhook).update(failures=0, failing_since=None, rests_until=None)


def _failed(webhook: Webhook, delivery: WebhookDelivery, answer: str) -> bool:
    now = timezone.now()
    is_last = delivery.attempts > len(RETRIES)
    _settle(delivery, answer, **({"given_up_at": now} if is_last else {}))
    WebhookProgress.objects.filter(webhook=webhook).update(
        failures=F("failures") + 1, failing_since=Coalesce("failing_since", now)
    )
    progress = WebhookProgress.objects.get(webhook=webhook)
    rest = min(timedelta(seconds=2 ** min(progress.failures, 10)), LONGEST_REST)
    WebhookProgress.objects.filter(webhook=webhook).update(rests_until=now + rest)
    log.warning("webhook_failed", code=webhook.reference, count=progress.failures, answer=answer)
    if progress.failing_since is not None and now - progress.failing_since >= FAILING_FOR:
        stop_webhook(webhook, actor=SENDER, reason=SENDING, end=Webhook.End.FAILED)
    return False
