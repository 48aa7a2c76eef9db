"""The log's tables as Django reads them. Migration 0001 makes them; only `audit.core.entry.write` inserts."""

from __future__ import annotations

import json
from typing import Any, Protocol

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Prefetch, Q

from audit.core.actor import AuditedActor
from audit.core.events import catalogue
from audit.models.transaction_id import TransactionId

# What is kept apart of every event but belongs to the answer to "who, and why", so every reader of the log sees it.
WHO_AND_WHY = ("actor_label", "reason_text")


class RowPolicy(Protocol):
    """What the log needs of a policy to narrow itself (accounts.policy.Policy)."""

    def rows(self, queryset: Any, actor: Any) -> Any: ...


class EventQuerySet(models.QuerySet["Event"]):
    def visible_to(self, actor: AuditedActor, *, by: RowPolicy) -> EventQuerySet:
        """The events that the policy lets the actor reach. The policy is given: this floor knows none."""
        rows: EventQuerySet = by.rows(self, actor)
        return rows

    def concerning(self, reference: str) -> EventQuerySet:
        """Events about a record or its person, and those that put it before a reader among others."""
        # Only the lists that hold something are in the index, and PostgreSQL has to be told that this is one.
        shown = ~Q(references=[]) & Q(references__contains=[reference])
        return self.filter(Q(subject_ref=reference) | Q(object_ref=reference) | shown)

    def newest_first(self, *, after: Event | None = None) -> EventQuerySet:
        """In the order of a reader, going on after the given event."""
        rows = self.order_by("-at", "-id")
        if after is None:
            return rows
        return rows.filter(at__lte=after.at).exclude(at=after.at, id__gte=after.id)

    def with_details(self) -> EventQuerySet:
        """With what `Event.disclosed` gives, in one more query for all of them."""
        return self.prefetch_related(Prefetch("details", Detail.objects.filter(field__in=WHO_AND_WHY)))


class Event(models.Model):
    """One append-only event. Every column is derived by PostgreSQL from `payload`, the bytes that are proven."""

    id = models.UUIDField(primary_key=True)
    xid = TransactionId()
    at = models.DateTimeField()
    code = models.TextField()
    operation = models.TextField()
    outcome = models.TextField()
    actor_ref = models.TextField()
    actor_kind = models.TextField()
    actor_force = models.TextField()
    actor_roles = ArrayField(models.TextField())
    on_behalf_of = models.TextField()
    channel = models.TextField()
    session = models.TextField()
    request = models.TextField()
    object_type = models.TextField()
    object_ref = models.TextField()
    subject_ref = models.TextField()
    subject_category = models.TextField()
    references = ArrayField(models.TextField())
    recipients = ArrayField(models.TextField())
    reason = models.TextField()
    fields = models.JSONField()
    payload = models.BinaryField()
    leaf_hash = models.BinaryField()

    objects = EventQuerySet.as_manager()

    class Meta:
        managed = False
        db_table = "audit_event"
        ordering = ["-at", "-id"]

    def __str__(self) -> str:
        return f"{self.code} at {self.at:%Y-%m-%d %H:%M:%S}"

    @property
    def sentence(self) -> str:
        """What the event means, in words; an event that is no longer declared keeps its code."""
        declared = catalogue.get(self.code)
        return declared.sentence if declared else self.code

    @property
    def commitments(self) -> dict[str, str]:
        """Field → SHA-256 of salt and value, for each value that was kept apart."""
        found: dict[str, str] = json.loads(bytes(self.payload))["commitments"]
        return found

    @property
    def disclosed(self) -> list[Detail]:
        """Of the values kept apart, those that every reader of the log may see."""
        return [detail for detail in self.details.all() if detail.field in WHO_AND_WHY]

    def told(self, field: str) -> str:
        """One of the disclosed values in words; empty when it was not recorded or has been erased."""
        return next((str(json.loads(detail.value)) for detail in self.disclosed if detail.field == field), "")


class Detail(models.Model):
    """A personal value of an event, kept apart with its salt so that lawful erasure leaves the event provable."""

    id = models.BigIntegerField(primary_key=True)
    event = models.ForeignKey(Event, models.DO_NOTHING, related_name="details", db_constraint=False)
    field = models.TextField()
    value = models.TextField()
    salt = models.BinaryField()

    class Meta:
        managed = False
        db_table = "audit_detail"

    def __str__(self) -> str:
        return self.field


class RowChange(models.Model):
    """PostgreSQL's own note of one changed row: which table, which row, which columns, in which transaction."""

    id = models.BigIntegerField(primary_key=True)
    xid = TransactionId()
    at = models.DateTimeField()
    table_name = models.TextField()
    row_id = models.TextField()
    operation = models.TextField()
    columns = ArrayField(models.TextField(), null=True)

    class Meta:
        managed = False
        db_table = "audit_row_change"

    def __str__(self) -> str:
        return f"{self.operation} {self.table_name}"
