"""What the nightly integrity checks found, and that they ran at all."""

from __future__ import annotations

from datetime import date

from django.db import models
from django.db.models import F, Q

from accounts.actor import Actor
from accounts.models import Force
from register import policies


class IntegrityRun(models.Model):
    """One check of one night: the heartbeat. A check that failed says so; one that did not end never ran."""

    check_code = models.CharField(max_length=60)
    checked_on = models.DateField()
    started_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)
    found = models.PositiveIntegerField(default=0)
    is_cut = models.BooleanField(default=False, help_text="There was more than a check may give")
    problem = models.CharField(max_length=120, blank=True, help_text="Kind of the error that stopped it")

    class Meta:
        ordering = ["-checked_on", "check_code"]
        constraints = [
            models.UniqueConstraint(fields=["check_code", "checked_on"], name="one_check_runs_once_a_day"),
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True) | Q(ended_at__gte=F("started_at")),
                name="a_check_ends_after_it_starts",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.check_code} on {self.checked_on}"


class IntegrityFindingQuerySet(models.QuerySet["IntegrityFinding"]):
    def visible_to(self, actor: Actor) -> IntegrityFindingQuerySet:
        return policies.SEE_INTEGRITY.rows(self, actor)  # type: ignore[return-value]

    def standing(self) -> IntegrityFindingQuerySet:
        return self.filter(gone_at__isnull=True)


class IntegrityFinding(models.Model):
    """One thing that is not as it must be: since when, and until when it was found. It names nobody."""

    check_code = models.CharField(max_length=60)
    what = models.CharField(max_length=60, blank=True, help_text="Kind of the row that was found")
    number = models.BigIntegerField(help_text="Primary key of the row among its kind")
    reference = models.CharField(max_length=60, help_text="Its opaque reference")
    argument = models.CharField(max_length=60, blank=True, help_text="Reference in the address of its page")
    force = models.ForeignKey(Force, models.PROTECT, null=True, blank=True, related_name="+")
    first_found_on = models.DateField()
    last_found_on = models.DateField()
    gone_at = models.DateTimeField(null=True, blank=True)

    objects = IntegrityFindingQuerySet.as_manager()

    class Meta:
        ordering = ["first_found_on", "pk"]
        indexes = [
            models.Index(
                fields=["force", "check_code", "first_found_on"],
                condition=Q(gone_at__isnull=True),
                name="finding_standing",
            )
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["check_code", "what", "number"],
                condition=Q(gone_at__isnull=True),
                name="one_fault_is_found_once_at_a_time",
            ),
            models.CheckConstraint(
                condition=Q(last_found_on__gte=F("first_found_on")),
                name="a_fault_is_found_last_after_it_is_found_first",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.check_code} {self.reference}"

    def days(self, *, on: date) -> int:
        """For how many days it has been found."""
        return (on - self.first_found_on).days
