"""Records that somebody opened to themselves in an emergency."""

from __future__ import annotations

import secrets
from datetime import datetime

from django.db import models
from django.db.models import F, Q

from accounts.actor import Actor
from accounts.models import Force, User
from register import policies
from register.models.person import Person


def new_reference() -> str:
    return f"G-{secrets.token_hex(5)}"


class BrokenGlassQuerySet(models.QuerySet["BrokenGlass"]):
    def visible_to(self, actor: Actor) -> BrokenGlassQuerySet:
        return policies.SEE_GLASS.rows(self, actor)  # type: ignore[return-value]

    def running(self, *, at: datetime) -> BrokenGlassQuerySet:
        """Those under which a record is open at the moment."""
        return self.filter(until_at__gt=at)

    def to_review(self) -> BrokenGlassQuerySet:
        """Those on which nobody has decided whether there was reason enough."""
        return self.filter(outcome="")


class BrokenGlass(models.Model):
    """One user opened one record that was closed to them, until a moment, and why; and what somebody else found of it.

    `force` is that of the user, `owner_force` that which held the record then. To stay longer a new row is made.
    """

    class Ground(models.TextChoices):
        DANGER = "danger", "Somebody’s life or safety is in danger now"
        CALL = "call", "A call or an incident that is live"
        CHILD = "child", "A child is at risk"
        CUSTODY = "custody", "Somebody is under arrest or about to be released"
        OTHER = "other", "Something else that cannot wait"

    class Outcome(models.TextChoices):
        JUSTIFIED = "justified", "Justified"
        NOT_JUSTIFIED = "not_justified", "Not justified"

    reference = models.CharField(max_length=20, unique=True, default=new_reference, editable=False)
    person = models.ForeignKey(Person, models.PROTECT, related_name="broken_glasses")
    user = models.ForeignKey(User, models.PROTECT, related_name="+")
    force = models.ForeignKey(Force, models.PROTECT, related_name="+")
    owner_force = models.ForeignKey(Force, models.PROTECT, related_name="+")
    ground = models.CharField(max_length=10, choices=Ground.choices)
    why = models.TextField(max_length=2000, blank=True)
    incident_number = models.CharField(max_length=40, blank=True)
    opened_at = models.DateTimeField()
    until_at = models.DateTimeField()
    review_due_at = models.DateTimeField()
    outcome = models.CharField(max_length=13, choices=Outcome.choices, blank=True)
    reviewed_at = models.DateTimeField(null=True, blank=True)
    reviewed_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    review_reason = models.TextField(max_length=2000, blank=True)
    version = models.PositiveIntegerField(default=1)

    objects = BrokenGlassQuerySet.as_manager()

    class Meta:
        ordering = ["-opened_at", "-pk"]
        verbose_name_plural = "broken glasses"
        indexes = [
            models.Index(fields=["user", "-until_at"], name="glass_of_user"),
            models.Index(fields=["review_due_at"], condition=Q(outcome=""), name="glass_to_review"),
            models.Index(fields=["owner_force", "-opened_at"], name="glass_of_owner"),
            models.Index(fields=["force", "-opened_at"], name="glass_of_force"),
        ]
        constraints = [
            models.CheckConstraint(condition=~Q(why="") | ~Q(incident_number=""), name="a_broken_glass_has_a_reason"),
            models.CheckConstraint(condition=Q(until_at__gt=F("opened_at")), name="a_broken_glass_closes_again"),
            models.CheckConstraint(
                condition=Q(review_due_at__gt=F("opened_at")), name="a_broken_glass_is_reviewed_after_it_broke"
            ),
            models.CheckConstraint(
                condition=Q(outcome="", reviewed_at__isnull=True, reviewed_by__isnull=True, review_reason="")
                | (Q(reviewed_at__isnull=False, reviewed_by__isnull=False) & ~Q(outcome="") & ~Q(review_reason="")),
                name="a_reviewed_glass_says_when_by_whom_and_why",
            ),
            models.CheckConstraint(
                condition=Q(reviewed_by__isnull=True) | ~Q(reviewed_by=F("user")),
                name="a_glass_is_reviewed_by_another_than_who_broke_it",
            ),
        ]

    def __str__(self) -> str:
        return self.reference

    def minutes_left(self, *, at: datetime) -> int:
        """How many minutes the record stays open, the last begun one counted; 0 once it is closed."""
        return max(0, -int(-(self.until_at - at).total_seconds() // 60))
