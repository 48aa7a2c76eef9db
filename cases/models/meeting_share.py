"""What was shared with an agency about a case that a meeting hears, from when until when."""

from __future__ import annotations

import secrets
from datetime import date

from django.db import models
from django.db.models import F, Q

from accounts.actor import Actor
from accounts.models import Force, User
from cases import policies
from cases.models.agency import Agency
from cases.models.referral import MeetingReferral


def new_reference() -> str:
    return f"SH-{secrets.token_hex(5)}"


class MeetingShareQuerySet(models.QuerySet["MeetingShare"]):
    def visible_to(self, actor: Actor) -> MeetingShareQuerySet:
        return policies.SEE_SHARES.rows(self, actor)  # type: ignore[return-value]

    def running(self, *, on: date) -> MeetingShareQuerySet:
        """Shared on the day: begun, not past its last day, not taken back."""
        return self.filter(starts_on__lte=on, ends_on__gte=on, ended_at__isnull=True)


class MeetingShare(models.Model):
    """One agency, one referral, in the words that were written for it. It has a last day from the start."""

    reference = models.CharField(max_length=20, unique=True, default=new_reference, editable=False)
    referral = models.ForeignKey(MeetingReferral, models.PROTECT, related_name="shares")
    agency = models.ForeignKey(Agency, models.PROTECT, related_name="shares")
    force = models.ForeignKey(Force, models.PROTECT, related_name="+")
    words = models.TextField(max_length=4000)
    has_minutes = models.BooleanField(default=False)
    why = models.TextField(max_length=1000)
    starts_on = models.DateField()
    ends_on = models.DateField()
    shared_at = models.DateTimeField(auto_now_add=True)
    shared_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    why_ended = models.TextField(max_length=1000, blank=True)

    objects = MeetingShareQuerySet.as_manager()

    class Meta:
        ordering = ["-shared_at", "-pk"]
        indexes = [
            models.Index(fields=["agency", "ends_on"], condition=Q(ended_at__isnull=True), name="share_of_agency")
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["referral", "agency"], condition=Q(ended_at__isnull=True),
                name="a_referral_is_shared_with_an_agency_once",
            ),
            models.CheckConstraint(
                condition=Q(ends_on__gte=F("starts_on")), name="what_is_shared_ends_after_it_starts"
            ),
            models.CheckConstraint(condition=~Q(words="") & ~Q(why=""), name="what_is_shared_is_said_with_a_reason"),
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True) | ~Q(why_ended=""), name="sharing_ends_early_for_a_reason"
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.reference
