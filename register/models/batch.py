"""Batches of a force's systems: the sources, the numbers of their batches, and what came of each."""

from __future__ import annotations

import secrets

from django.db import models
from django.db.models import F, Q

from accounts.actor import Actor
from accounts.models import Force
from register import policies


def new_reference() -> str:
    return f"B-{secrets.token_hex(5)}"


class FeedSourceQuerySet(models.QuerySet["FeedSource"]):
    def visible_to(self, actor: Actor) -> FeedSourceQuerySet:
        """The sources of the forces whose records the actor sends."""
        return self.filter(force__in=policies.SEND_RECORDS.rows(Force.objects.all(), actor))


class FeedSource(models.Model):
    """A system of a force that sends batches and numbers them from 1. `last_sequence` is the highest number so far."""

    force = models.ForeignKey(Force, models.PROTECT, related_name="feed_sources")
    code = models.CharField(max_length=40)
    last_sequence = models.PositiveIntegerField(default=0)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = FeedSourceQuerySet.as_manager()

    class Meta:
        ordering = ["force", "code"]
        constraints = [models.UniqueConstraint(fields=["force", "code"], name="a_force_has_each_source_once")]

    def __str__(self) -> str:
        return self.code


class SequenceGap(models.Model):
    """Numbers of a source that have not come, while later ones have. A row goes when its batches have come."""

    source = models.ForeignKey(FeedSource, models.PROTECT, related_name="gaps")
    first = models.PositiveIntegerField()
    last = models.PositiveIntegerField()
    noticed_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["source", "first"]
        constraints = [
            models.UniqueConstraint(fields=["source", "first"], name="a_gap_of_a_source_begins_once"),
            models.CheckConstraint(condition=Q(first__lte=F("last"), first__gte=1), name="a_gap_ends_after_it_begins"),
        ]

    def __str__(self) -> str:
        return f"{self.first} to {self.last}"


class ReceivedBatchQuerySet(models.QuerySet["ReceivedBatch"]):
    def visible_to(self, actor: Actor) -> ReceivedBatchQuerySet:
        return self.filter(source__in=FeedSource.objects.visible_to(actor))


class ReceivedBatch(models.Model):
    """One batch, and what came of its items.

    `outcomes` holds of each item its outcome, the reference of the person, the code of the problem and where it is, and
    not a word of what was sent.
    """

    reference = models.CharField(max_length=20, unique=True, default=new_reference, editable=False)
    source = models.ForeignKey(FeedSource, models.PROTECT, related_name="batches")
    sequence = models.PositiveIntegerField()
    content_sha256 = models.CharField(max_length=64)
    items = models.PositiveIntegerField(default=0)
    outcomes = models.JSONField(default=list)
    received_at = models.DateTimeField(auto_now_add=True)

    objects = ReceivedBatchQuerySet.as_manager()

    class Meta:
        ordering = ["source", "-sequence"]
        verbose_name_plural = "received batches"
        constraints = [
            models.UniqueConstraint(fields=["source", "sequence"], name="a_source_uses_a_number_once"),
            models.CheckConstraint(condition=Q(sequence__gte=1), name="the_numbers_of_a_source_begin_with_one"),
        ]

    def __str__(self) -> str:
        return self.reference
