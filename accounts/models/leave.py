"""Days on which somebody is away, and who stands in for them."""

from __future__ import annotations

import secrets
from datetime import date

from django.db import models
from django.db.models import F, Q

from accounts import policies
from accounts.actor import Actor
from accounts.models.user import User


def new_reference() -> str:
    return f"LV-{secrets.token_hex(5)}"


class LeaveQuerySet(models.QuerySet["Leave"]):
    def visible_to(self, actor: Actor) -> LeaveQuerySet:
        return self.filter(user__in=policies.DECLARE_LEAVE.rows(User.objects.all(), actor))

    def standing(self) -> LeaveQuerySet:
        return self.filter(withdrawn_at__isnull=True)

    def running(self, *, on: date) -> LeaveQuerySet:
        """Leave in which the day lies: the first and the last day are both away."""
        return self.standing().filter(starts_on__lte=on, ends_on__gte=on)


class Leave(models.Model):
    """One absence of somebody from their work, declared by themselves or by whoever leads them. It says no reason."""

    reference = models.CharField(max_length=20, unique=True, default=new_reference, editable=False)
    user = models.ForeignKey(User, models.PROTECT, related_name="leaves")
    deputy = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    starts_on = models.DateField()
    ends_on = models.DateField()
    declared_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    declared_at = models.DateTimeField(auto_now_add=True)
    withdrawn_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    objects = LeaveQuerySet.as_manager()

    class Meta:
        ordering = ["-starts_on", "-pk"]
        indexes = [
            models.Index(fields=["user", "ends_on"], condition=Q(withdrawn_at__isnull=True), name="leave_standing")
        ]
        constraints = [
            models.CheckConstraint(condition=Q(ends_on__gte=F("starts_on")), name="a_leave_ends_after_it_starts"),
            models.CheckConstraint(
                condition=Q(deputy__isnull=True) | ~Q(deputy=F("user")), name="nobody_stands_in_for_themselves"
            ),
        ]

    def __str__(self) -> str:
        return self.reference
