"""What one person asks and another must approve, because it reads or hands out very much at once."""

from __future__ import annotations

import hashlib
import json
import secrets
from collections.abc import Mapping
from datetime import datetime, timedelta

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q, Sum

from accounts import policies
from accounts.actor import Actor
from accounts.models.force import Force
from accounts.models.user import User

COUNTED_FOR = timedelta(hours=24)
"""For so long what somebody took counts towards what one person may take alone."""


def new_reference() -> str:
    return f"BR-{secrets.token_hex(5)}"


def digest_of(scope: Mapping[str, str]) -> str:
    """The same for the same scope, in whatever order it stands."""
    return hashlib.sha256(json.dumps(dict(scope), sort_keys=True).encode()).hexdigest()


class BulkRequestQuerySet(models.QuerySet["BulkRequest"]):
    def visible_to(self, actor: Actor) -> BulkRequestQuerySet:
        return policies.SEE_BULK.rows(self, actor)  # type: ignore[return-value]

    def waiting(self) -> BulkRequestQuerySet:
        """Those that nobody has answered."""
        return self.filter(is_approved__isnull=True)

    def usable(self, *, at: datetime) -> BulkRequestQuerySet:
        """Those that were approved, and whose time has not run out."""
        return self.filter(is_approved=True, valid_until_at__gt=at)


class BulkRequest(models.Model):
    """Somebody asks to read or to take away more at once than one person may decide on.

    Another person of another team approves exactly this scope, for a time.

    `scope` holds references, codes and days; `roles` are those that whoever asked held.
    """

    class Act(models.TextChoices):
        EXPORT = "export", "Download entries of the log"
        SEARCH = "search", "Read far into the log"

    reference = models.CharField(max_length=20, unique=True, default=new_reference, editable=False)
    act = models.CharField(max_length=10, choices=Act.choices)
    scope = models.JSONField()
    scope_digest = models.CharField(max_length=64)
    count = models.PositiveIntegerField(help_text="How many entries, or how many at the least")
    why = models.TextField(max_length=2000)
    asked_at = models.DateTimeField(auto_now_add=True)
    asked_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    force = models.ForeignKey(Force, models.PROTECT, null=True, blank=True, related_name="+")
    roles = ArrayField(models.CharField(max_length=40), default=list)
    is_approved = models.BooleanField(null=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    answer_reason = models.TextField(max_length=2000, blank=True)
    valid_until_at = models.DateTimeField(null=True, blank=True)
    used_at = models.DateTimeField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    objects = BulkRequestQuerySet.as_manager()

    class Meta:
        ordering = ["-asked_at", "-pk"]
        indexes = [
            models.Index(fields=["asked_by", "act", "scope_digest"], name="bulk_request_by_scope"),
            models.Index(fields=["force", "-asked_at"], name="bulk_request_of_force"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["asked_by", "act", "scope_digest"],
                condition=Q(is_approved__isnull=True),
                name="one_person_asks_for_one_scope_once",
            ),
            models.CheckConstraint(condition=~Q(why=""), name="a_bulk_request_says_why"),
            models.CheckConstraint(
                condition=Q(is_approved__isnull=True, answered_at__isnull=True, answered_by__isnull=True)
                & Q(answer_reason="")
                | Q(is_approved__isnull=False, answered_at__isnull=False, answered_by__isnull=False)
                & ~Q(answer_reason=""),
                name="an_answered_bulk_request_says_when_by_whom_and_why",
            ),
            models.CheckConstraint(
                condition=Q(is_approved__isnull=False, is_approved=True, valid_until_at__isnull=False)
                | Q(valid_until_at__isnull=True) & (Q(is_approved__isnull=True) | Q(is_approved=False)),
                name="an_approved_bulk_request_is_valid_until_a_moment",
            ),
            models.CheckConstraint(
                condition=Q(used_at__isnull=True) | Q(is_approved__isnull=False, is_approved=True),
                name="only_an_approved_bulk_request_is_used",
            ),
            models.CheckConstraint(
                condition=Q(answered_by__isnull=True) | ~Q(answered_by=F("asked_by")),
                name="nobody_answers_their_own_bulk_request",
            ),
        ]

    def __str__(self) -> str:
        return self.reference


class BulkTakenQuerySet(models.QuerySet["BulkTaken"]):
    def taken_alone(self, user_id: int, act: str, *, at: datetime) -> int:
        """How many entries somebody has taken by this act within `COUNTED_FOR` without a second person."""
        rows = self.filter(taken_by=user_id, act=act, request__isnull=True, taken_at__gt=at - COUNTED_FOR)
        return rows.aggregate(all=Sum("count", default=0))["all"]  # type: ignore[no-any-return]


class BulkTaken(models.Model):
    """So many entries of the log, taken at once: by whom, when and by which act.

    Slices add up to what takes a second person. A row is written beside the event of the download or the search, and
    is read to decide instead of the log. `request` is the approval under which it was done: what was approved does not
    add up.
    """

    act = models.CharField(max_length=10, choices=BulkRequest.Act.choices)
    count = models.PositiveIntegerField()
    taken_at = models.DateTimeField()
    taken_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    request = models.ForeignKey(BulkRequest, models.PROTECT, null=True, blank=True, related_name="+")

    objects = BulkTakenQuerySet.as_manager()

    class Meta:
        ordering = ["-taken_at", "-pk"]
        indexes = [models.Index(fields=["taken_by", "act", "taken_at"], name="bulk_taken_of_user")]
        constraints = [models.CheckConstraint(condition=Q(count__gt=0), name="what_was_taken_was_something")]

    def __str__(self) -> str:
        return f"{self.get_act_display()}: {self.count}"
