"""Work that changed hands because its owner was away or had left."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from accounts.models import Force, Leave, User


class Handover(models.Model):
    """One thing that somebody left behind: where it went, and whether it came back after their leave."""

    class Why(models.TextChoices):
        LEAVE = "leave", "On leave"
        LEFT = "left", "Left, or holds the role no longer"
        KEPT = "kept", "Must not see whom it is about"

    user = models.ForeignKey(User, models.PROTECT, related_name="+", help_text="Whose it was")
    to_user = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    force = models.ForeignKey(Force, models.PROTECT, related_name="+")
    source = models.CharField(max_length=40, help_text="Code in register.actions.handover")
    number = models.BigIntegerField(help_text="Primary key of the row that was handed over")
    why = models.CharField(max_length=10, choices=Why.choices)
    leave = models.ForeignKey(Leave, models.PROTECT, null=True, blank=True, related_name="+")
    handed_over_at = models.DateTimeField(auto_now_add=True)
    settled_at = models.DateTimeField(null=True, blank=True, help_text="When the leave was over and it was looked at")

    class Meta:
        ordering = ["-handed_over_at", "-pk"]
        indexes = [
            models.Index(
                fields=["leave", "id"],
                condition=Q(leave__isnull=False, settled_at__isnull=True),
                name="handover_to_come_back",
            )
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(why="leave", leave__isnull=False) | ~Q(why="leave") & Q(leave__isnull=True),
                name="work_handed_over_for_leave_names_it",
            ),
            models.CheckConstraint(
                condition=Q(to_user__isnull=True) | ~Q(to_user=models.F("user")),
                name="work_is_handed_over_to_somebody_else",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.source} {self.number}"
