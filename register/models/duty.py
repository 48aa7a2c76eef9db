"""What the law requires of a registered person by a date."""

from __future__ import annotations

from datetime import date

from django.db import models
from django.db.models import F, Q

from register.models.registration import Registration


class NotificationDutyQuerySet(models.QuerySet["NotificationDuty"]):
    def open(self) -> NotificationDutyQuerySet:
        return self.filter(met_at__isnull=True, ended_at__isnull=True)

    def overdue(self, *, on: date) -> NotificationDutyQuerySet:
        return self.open().filter(due_on__lt=on)


class NotificationDuty(models.Model):
    """Something the law requires of a registered person by a date. `limit_code` names the rule that gave the date."""

    class Kind(models.TextChoices):
        INITIAL = "initial", "Initial notification"

    registration = models.ForeignKey(Registration, models.PROTECT, related_name="duties")
    kind = models.CharField(max_length=30, choices=Kind.choices)
    limit_code = models.CharField(max_length=60)
    starts_on = models.DateField()
    due_on = models.DateField()
    explanation = models.TextField()
    met_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = NotificationDutyQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "notification duties"
        ordering = ["due_on", "pk"]
        indexes = [models.Index(fields=["due_on"], condition=Q(met_at__isnull=True), name="duty_open_by_due_date")]
        constraints = [
            models.UniqueConstraint(
                fields=["registration", "kind"],
                condition=Q(met_at__isnull=True, ended_at__isnull=True),
                name="a_registration_has_one_open_duty_of_a_kind",
            ),
            models.CheckConstraint(condition=Q(due_on__gte=F("starts_on")), name="a_duty_is_due_after_it_starts"),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} due {self.due_on}"
