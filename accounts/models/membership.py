"""Who holds which role, from when to when."""

from __future__ import annotations

from datetime import date

from django.db import models
from django.db.models import F, Q

from accounts.models.role import Role
from accounts.models.user import User


class MembershipQuerySet(models.QuerySet["Membership"]):
    def running(self, *, on: date) -> MembershipQuerySet:
        """Memberships in force on the date: the end date is the last day, unless it was ended at once before."""
        return self.filter(starts_on__lte=on, ended_at__isnull=True).filter(
            Q(ends_on__isnull=True) | Q(ends_on__gte=on)
        )


class Membership(models.Model):
    """One role held by one user for a period."""

    user = models.ForeignKey(User, models.PROTECT, related_name="memberships")
    role = models.ForeignKey(Role, models.PROTECT, related_name="memberships")
    starts_on = models.DateField()
    ends_on = models.DateField(null=True, blank=True)
    why = models.CharField(max_length=300, blank=True, help_text="Why somebody holds more than they usually do")
    given_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")

    objects = MembershipQuerySet.as_manager()

    class Meta:
        ordering = ["starts_on"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")),
                name="a_membership_ends_after_it_starts",
            ),
            models.UniqueConstraint(
                fields=["user", "role"],
                condition=Q(ends_on__isnull=True, ended_at__isnull=True),
                name="a_role_without_an_end_is_held_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.role} from {self.starts_on}"

    def standing(self, *, on: date) -> str:
        """`held`, `to come` or `ended` on a day."""
        if self.ended_at is not None or (self.ends_on is not None and self.ends_on < on):
            return "ended"
        return "held" if self.starts_on <= on else "to come"
