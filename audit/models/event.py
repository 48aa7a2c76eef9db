"""The log's tables as Django reads them. Migration 0001 makes them; only `audit.core.entry.write` inserts."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models

from audit.core.events import catalogue


class Event(models.Model):
    """One append-only event. Every column is derived by PostgreSQL from `payload`, the bytes that are proven."""

    id = models.UUIDField(primary_key=True)
    xid = models.BigIntegerField()
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
    xid = models.BigIntegerField()
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
