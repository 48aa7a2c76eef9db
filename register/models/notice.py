"""What waits in somebody's inbox. It names nobody: kinds, references, days and counts alone."""

from __future__ import annotations

import secrets

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from accounts.actor import Actor
from accounts.models import User
from register import policies


def new_reference() -> str:
    return f"I-{secrets.token_hex(5)}"


class NoticeQuerySet(models.QuerySet["Notice"]):
    def visible_to(self, actor: Actor) -> NoticeQuerySet:
        return policies.SEE_INBOX.rows(self, actor)  # type: ignore[return-value]

    def unread(self) -> NoticeQuerySet:
        return self.filter(read_at__isnull=True, acknowledged_at__isnull=True)

    def standing(self) -> NoticeQuerySet:
        """Not acknowledged yet."""
        return self.filter(acknowledged_at__isnull=True)

    def of_one(self) -> NoticeQuerySet:
        """What stands on a line of its own."""
        return self.filter(is_of_team=False)

    def of_team(self) -> NoticeQuerySet:
        """What nobody has: it is told in one line for each kind of work."""
        return self.filter(is_of_team=True)

    def as_lines(self) -> NoticeQuerySet:
        """One row for each line in which these are told."""
        first = self.of_team().order_by("source", "pk").distinct("source")
        return self.filter(Q(is_of_team=False) | Q(pk__in=first.values("pk")))


class Notice(models.Model):
    """One line of somebody's inbox. A later reminder of the same thing renews it and makes it unread again."""

    class Topic(models.TextChoices):
        WATCHED = "watched", "Something with a day"
        GIVEN = "given", "Given to you"
        HANDED_OVER = "handed_over", "Work of somebody who is away or has left"
        COUNTERSIGN = "countersign", "Asked for a second person"
        ANSWERED = "answered", "What you asked for was answered"
        RESUMED = "resumed", "Back from hold"
        STANDARDS = "standards", "For professional standards"
        BROKEN_GLASS = "broken_glass", "A closed record was opened in an emergency"
        GLASS_FOUND = "glass_found", "Your break-glass was reviewed"
        REASON = "reason", "The reason for a reading"

    reference = models.CharField(max_length=20, unique=True, default=new_reference, editable=False)
    user = models.ForeignKey(User, models.PROTECT, related_name="notices")
    topic = models.CharField(max_length=12, choices=Topic.choices)
    key = models.CharField(max_length=80, help_text="What it is about, so that nobody is told of one thing twice")
    source = models.CharField(max_length=40, blank=True, help_text="Code in register.watched.sources")
    step = models.CharField(max_length=12, blank=True)
    people = ArrayField(models.BigIntegerField(), default=list, help_text="Keys of the people whom it is about")
    page = models.CharField(max_length=40, help_text="Name of the address it leads to")
    argument = models.CharField(max_length=40, blank=True, help_text="Reference in that address")
    due_on = models.DateField(null=True, blank=True)
    count = models.PositiveIntegerField(null=True, blank=True)
    is_of_team = models.BooleanField(default=False, help_text="Work that nobody has: told with others of its kind")
    created_at = models.DateTimeField(auto_now_add=True)
    renewed_at = models.DateTimeField()
    read_at = models.DateTimeField(null=True, blank=True)
    acknowledged_at = models.DateTimeField(null=True, blank=True)
    emailed_at = models.DateTimeField(null=True, blank=True)

    objects = NoticeQuerySet.as_manager()

    class Meta:
        ordering = ["-renewed_at", "-pk"]
        indexes = [
            models.Index(
                fields=["user", "-renewed_at"],
                condition=Q(acknowledged_at__isnull=True),
                name="notice_standing",
            ),
            models.Index(
                fields=["user"],
                condition=Q(read_at__isnull=True, acknowledged_at__isnull=True),
                name="notice_unread",
            ),
            models.Index(
                fields=["user"],
                condition=Q(read_at__isnull=True, acknowledged_at__isnull=True, emailed_at__isnull=True),
                name="notice_to_mail",
            ),
            models.Index(
                fields=["source"], condition=Q(acknowledged_at__isnull=True, is_of_team=True), name="notice_of_team"
            ),
        ]
        constraints = [
            models.UniqueConstraint(fields=["user", "topic", "key"], name="one_person_is_told_of_one_thing_once"),
            models.CheckConstraint(
                condition=Q(is_of_team=False) | Q(topic="watched") & ~Q(source=""),
                name="what_a_team_is_told_of_is_watched_and_of_a_kind",
            ),
        ]

    def __str__(self) -> str:
        return self.reference


class Digest(models.Model):
    """One e-mail that says how much waits in somebody's inbox: one a day at the most."""

    user = models.ForeignKey(User, models.PROTECT, related_name="+")
    sent_on = models.DateField()
    count = models.PositiveIntegerField()
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-sent_on", "-pk"]
        constraints = [models.UniqueConstraint(fields=["user", "sent_on"], name="one_person_has_one_digest_a_day")]

    def __str__(self) -> str:
        return f"Digest of {self.sent_on}"
