"""The written acknowledgement of a notification: that it was handed over, in which language, and exactly which text."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from accounts.models import User
from register.models.notification import Notification


class Acknowledgement(models.Model):
    """One printing of an acknowledgement. `digest` is the SHA-256 of its text; never changed afterwards."""

    class Language(models.TextChoices):
        ENGLISH = "en", "English"
        WELSH = "cy", "Welsh"
        BOTH = "both", "English and Welsh"

    notification = models.ForeignKey(Notification, models.PROTECT, related_name="acknowledgements")
    language = models.CharField(max_length=4, choices=Language.choices)
    digest = models.CharField(max_length=64)
    printed_at = models.DateTimeField(auto_now_add=True)
    printed_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["printed_at", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(digest__regex="^[0-9a-f]{64}$"), name="an_acknowledgement_has_a_digest")
        ]

    def __str__(self) -> str:
        return f"Acknowledgement {self.pk}"
