"""Imports of a force's records: each run, and the rows that could not be loaded."""

from __future__ import annotations

import secrets

from django.db import models
from django.db.models import Q

from accounts.actor import Actor
from accounts.models import Force, User
from register import policies
from register.models.person import Person


def new_reference() -> str:
    return f"F-{secrets.token_hex(5)}"


class FeedRunQuerySet(models.QuerySet["FeedRun"]):
    def visible_to(self, actor: Actor) -> FeedRunQuerySet:
        return policies.SEE_FEEDS.rows(self, actor)  # type: ignore[return-value]


class FeedRun(models.Model):
    """One import of one file. The file's own bytes are kept in parts until it has ended, so that it can be resumed."""

    class Status(models.TextChoices):
        WAITING = "waiting", "Waiting"
        RUNNING = "running", "Running"
        DONE = "done", "Done"
        FAILED = "failed", "Could not be read"

    reference = models.CharField(max_length=20, unique=True, default=new_reference, editable=False)
    force = models.ForeignKey(Force, models.PROTECT, related_name="feed_runs")
    file_name = models.CharField(max_length=120)
    file_sha256 = models.CharField(max_length=64)
    mapping = models.CharField(max_length=60, blank=True)
    encoding = models.CharField(max_length=40, blank=True)
    status = models.CharField(max_length=10, choices=Status.choices, default=Status.WAITING)
    problem = models.CharField(max_length=300, blank=True)
    rows_total = models.PositiveIntegerField(default=0)
    rows_read = models.PositiveIntegerField(default=0)
    rows_new = models.PositiveIntegerField(default=0)
    rows_changed = models.PositiveIntegerField(default=0)
    rows_same = models.PositiveIntegerField(default=0)
    rows_quarantined = models.PositiveIntegerField(default=0)
    rows_doubtful = models.PositiveIntegerField(default=0)
    started_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    finished_at = models.DateTimeField(null=True, blank=True)

    objects = FeedRunQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at", "-pk"]
        indexes = [models.Index(fields=["force", "-created_at"], name="feed_run_by_force")]

    def __str__(self) -> str:
        return self.reference

    @property
    def status_colour(self) -> str:
        """The colour of the status tag; the word says the same."""
        return {"done": "green", "failed": "red"}.get(self.status, "blue")


class FeedPart(models.Model):
    """A piece of the file of a run that has not ended: a large file is never in memory as a whole."""

    run = models.ForeignKey(FeedRun, models.CASCADE, related_name="parts")
    number = models.PositiveIntegerField()
    content = models.BinaryField()

    class Meta:
        ordering = ["run", "number"]
        constraints = [models.UniqueConstraint(fields=["run", "number"], name="a_run_has_each_part_once")]

    def __str__(self) -> str:
        return f"Part {self.number}"


class QuarantinedRowQuerySet(models.QuerySet["QuarantinedRow"]):
    def visible_to(self, actor: Actor) -> QuarantinedRowQuerySet:
        return self.filter(run__in=FeedRun.objects.visible_to(actor))

    def open(self) -> QuarantinedRowQuerySet:
        return self.filter(settled_at__isnull=True)


class QuarantinedRow(models.Model):
    """A row that could not be loaded: as received, with what is wrong, where, and what to do."""

    run = models.ForeignKey(FeedRun, models.PROTECT, related_name="quarantine")
    number = models.PositiveIntegerField(help_text="Which row of the file it is: several may stand in one line of JSON")
    line = models.PositiveIntegerField()
    local_reference = models.CharField(max_length=60, blank=True)
    record = models.JSONField(help_text="The row as read: column and value in pairs, in the order of the file")
    digest = models.CharField(max_length=64, blank=True, help_text="SHA-256 of the row: known when it comes again")
    column = models.CharField(max_length=60)
    problem = models.CharField(max_length=300)
    remedy = models.CharField(max_length=300)
    settled_at = models.DateTimeField(null=True, blank=True)
    settled_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    person = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    version = models.PositiveIntegerField(default=1)

    objects = QuarantinedRowQuerySet.as_manager()

    class Meta:
        ordering = ["run", "number"]
        indexes = [
            models.Index(fields=["run"], condition=Q(settled_at__isnull=True), name="quarantine_open_by_run"),
            models.Index(fields=["digest"], name="quarantine_by_digest"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["run", "number"], name="a_row_of_a_run_is_in_the_quarantine_once")
        ]

    def __str__(self) -> str:
        return f"Line {self.line}"

    @property
    def columns(self) -> dict[str, str]:
        """The row as read: column to value, in the order of the file."""
        return dict(self.record)
