"""Work that leaves the database. A row is written in the transaction of the act; a worker claims it afterwards."""

from __future__ import annotations

from datetime import datetime

from django.db import models
from django.db.models import Q


class OutboxQuerySet(models.QuerySet["Outbox"]):
    def due(self, *, at: datetime) -> OutboxQuerySet:
        """Neither done nor parked, past their time, and leased by nobody."""
        return self.filter(done_at__isnull=True, parked_at__isnull=True, not_before__lte=at).filter(
            Q(leased_until__isnull=True) | Q(leased_until__lt=at)
        )


class Outbox(models.Model):
    """One piece of work. `payload` holds references only, never personal data."""

    kind = models.CharField(max_length=40)
    payload = models.JSONField()
    created_at = models.DateTimeField(auto_now_add=True)
    not_before = models.DateTimeField()
    leased_until = models.DateTimeField(null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    done_at = models.DateTimeField(null=True, blank=True)
    parked_at = models.DateTimeField(null=True, blank=True)
    last_error = models.CharField(max_length=200, blank=True)

    objects = OutboxQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        verbose_name_plural = "outbox"
        indexes = [
            models.Index(
                fields=["not_before"],
                condition=Q(done_at__isnull=True, parked_at__isnull=True),
                name="outbox_waiting",
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"
