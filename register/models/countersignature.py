"""What needs a second person: asked by one, answered by another."""

from __future__ import annotations

import secrets

from django.db import models
from django.db.models import F, Q

from accounts.models import User
from register.models.task import Task


def new_reference() -> str:
    return f"CS-{secrets.token_hex(5)}"


class Countersignature(models.Model):
    """What one person asks and another of the right rank must answer. It stands behind a task of its kind."""

    reference = models.CharField(max_length=20, unique=True, default=new_reference, editable=False)
    task = models.OneToOneField(Task, models.PROTECT, related_name="countersignature")
    act = models.CharField(max_length=40, help_text="Code of what is done when it is agreed")
    rank = models.CharField(max_length=40, help_text="Code of the lowest role that may answer")
    target = models.CharField(max_length=40, help_text="Reference of what it is done to")
    details = models.JSONField(default=dict, help_text="Days and codes alone")
    why = models.TextField(max_length=2000)
    asked_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(auto_now_add=True)
    is_agreed = models.BooleanField(null=True, blank=True)
    answered_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    answered_at = models.DateTimeField(null=True, blank=True)
    answer_reason = models.TextField(max_length=2000, blank=True)

    class Meta:
        ordering = ["-asked_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(answered_by__isnull=True) | ~Q(answered_by=F("asked_by")),
                name="nobody_countersigns_what_they_asked_for",
            ),
            models.CheckConstraint(
                condition=Q(is_agreed__isnull=True, answered_by__isnull=True, answered_at__isnull=True)
                | Q(is_agreed__isnull=False, answered_by__isnull=False, answered_at__isnull=False)
                & ~Q(answer_reason=""),
                name="an_answered_countersignature_has_a_person_and_a_reason",
            ),
            models.UniqueConstraint(
                fields=["act", "target"],
                condition=Q(is_agreed__isnull=True),
                name="a_countersignature_is_asked_for_once_at_a_time",
            ),
        ]

    def __str__(self) -> str:
        return self.reference
