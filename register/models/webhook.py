"""Webhooks: where a force's system wants to be told of changes, and what was sent there."""

from __future__ import annotations

import secrets
from datetime import datetime

from django.db import models
from django.db.models import Q

from accounts.actor import Actor
from accounts.models import ForceClient
from register import policies


def new_reference() -> str:
    return f"WH-{secrets.token_hex(5)}"


class WebhookQuerySet(models.QuerySet["Webhook"]):
    def visible_to(self, actor: Actor) -> WebhookQuerySet:
        return policies.SEE_WEBHOOKS.rows(self, actor)  # type: ignore[return-value]

    def live(self) -> WebhookQuerySet:
        """Those that are sent to: not ended, of a system whose credentials have not ended either."""
        return self.filter(ended_at__isnull=True, client__in=ForceClient.objects.live())

    def due(self, *, at: datetime) -> WebhookQuerySet:
        """Those that nobody sends to at this moment, and that need no rest."""
        free = Q(progress__leased_until__isnull=True) | Q(progress__leased_until__lt=at)
        rested = Q(progress__rests_until__isnull=True) | Q(progress__rests_until__lte=at)
        return self.live().filter(free, rested)


class Webhook(models.Model):
    """An address of a force's system. The secrets by which it is signed are encrypted; while an old one is valid too,
    each message is signed with both."""

    class End(models.TextChoices):
        TAKEN_AWAY = "taken_away", "Taken away"
        GONE = "gone", "The receiver answered that it wants no more"
        FAILED = "failed", "Nothing was received for days"

    reference = models.CharField(max_length=20, unique=True, default=new_reference, editable=False)
    client = models.ForeignKey(ForceClient, models.PROTECT, related_name="webhooks")
    url = models.CharField(max_length=500)
    secret = models.TextField()
    old_secret = models.TextField(blank=True)
    old_secret_until = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    end = models.CharField(max_length=12, choices=End.choices, blank=True)

    objects = WebhookQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["client", "url"],
                condition=Q(ended_at__isnull=True),
                name="a_system_has_one_webhook_at_an_address",
            ),
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True, end="") | (Q(ended_at__isnull=False) & ~Q(end="")),
                name="an_ended_webhook_says_how_it_ended",
            ),
            models.CheckConstraint(
                condition=Q(old_secret="", old_secret_until__isnull=True)
                | (~Q(old_secret="") & Q(old_secret_until__isnull=False)),
                name="an_old_secret_is_valid_until_a_moment",
            ),
        ]

    def __str__(self) -> str:
        return self.reference


class WebhookProgress(models.Model):
    """How far a webhook has come in the change feed, and how its receiver answers. It moves with every message."""

    webhook = models.OneToOneField(Webhook, models.PROTECT, related_name="progress")
    began = models.BigIntegerField()
    transaction = models.BigIntegerField()
    event = models.UUIDField()
    leased_until = models.DateTimeField(null=True, blank=True)
    rests_until = models.DateTimeField(null=True, blank=True)
    failing_since = models.DateTimeField(null=True, blank=True)
    failures = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name_plural = "webhook progress"

    def __str__(self) -> str:
        return f"{self.webhook_id} at {self.transaction}"


class DeliveryQuerySet(models.QuerySet["WebhookDelivery"]):
    def waiting(self) -> DeliveryQuerySet:
        return self.filter(done_at__isnull=True, given_up_at__isnull=True)

    def due(self, *, at: datetime) -> DeliveryQuerySet:
        """Those to be tried now, oldest first."""
        return self.waiting().filter(not_before__lte=at).order_by("pk")

    def settled_before(self, at: datetime) -> DeliveryQuerySet:
        return self.filter(Q(done_at__lt=at) | Q(given_up_at__lt=at))


class WebhookDelivery(models.Model):
    """One event for one webhook. It holds no more than the event's number: what is sent is made when it is sent."""

    webhook = models.ForeignKey(Webhook, models.PROTECT, related_name="deliveries")
    event = models.UUIDField()
    created_at = models.DateTimeField(auto_now_add=True)
    not_before = models.DateTimeField()
    attempts = models.PositiveSmallIntegerField(default=0)
    last_answer = models.CharField(max_length=40, blank=True)
    done_at = models.DateTimeField(null=True, blank=True)
    given_up_at = models.DateTimeField(null=True, blank=True)

    objects = DeliveryQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        verbose_name_plural = "webhook deliveries"
        indexes = [
            models.Index(
                fields=["webhook", "not_before"],
                condition=Q(done_at__isnull=True, given_up_at__isnull=True),
                name="webhook_delivery_waiting",
            ),
        ]
        constraints = [
            models.UniqueConstraint(fields=["webhook", "event"], name="an_event_is_sent_to_a_webhook_once"),
            models.CheckConstraint(
                condition=Q(done_at__isnull=True) | Q(given_up_at__isnull=True), name="what_is_given_up_was_not_done"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.event} to {self.webhook_id}"
