"""What the law requires of a registered person by a date."""

from __future__ import annotations

from datetime import date

from django.db import models
from django.db.models import Q

from accounts.actor import Actor
from register.models.notification import Notification, NotificationKind, NotificationRegime
from register.models.person import Person
from register.models.registration import Registration


class NotificationDutyQuerySet(models.QuerySet["NotificationDuty"]):
    def visible_to(self, actor: Actor) -> NotificationDutyQuerySet:
        return self.filter(registration__person__in=Person.objects.visible_to(actor))

    def open(self) -> NotificationDutyQuerySet:
        return self.filter(met_on__isnull=True, ended_on__isnull=True)

    def overdue(self, *, on: date) -> NotificationDutyQuerySet:
        return self.open().filter(due_on__lt=on)


class NotificationDuty(models.Model):
    """One duty, as `register.rules.regimes.duties` computes it from the facts; `key` names it among them.

    `limit_code` names the rule that gave the date, `explanation` says it in words. `due_on` is None while the clock
    stands still. `overdue_noted_at`: the sweep has told the offender manager. Only `register.duties` writes these rows.
    """

    registration = models.ForeignKey(Registration, models.PROTECT, related_name="duties")
    key = models.CharField(max_length=80)
    kind = models.CharField(max_length=20, choices=NotificationKind.choices)
    regime = models.CharField(max_length=12, choices=NotificationRegime.choices)
    limit_code = models.CharField(max_length=60)
    starts_on = models.DateField()
    due_at = models.DateTimeField(null=True, blank=True)
    due_on = models.DateField(null=True, blank=True)
    explanation = models.TextField()
    met_by = models.ForeignKey(Notification, models.PROTECT, null=True, blank=True, related_name="duties_met")
    met_on = models.DateField(null=True, blank=True)
    ended_on = models.DateField(null=True, blank=True)
    ended_why = models.CharField(max_length=200, blank=True)
    overdue_noted_at = models.DateTimeField(null=True, blank=True)

    objects = NotificationDutyQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "notification duties"
        ordering = ["due_on", "pk"]
        indexes = [
            models.Index(
                fields=["due_on"], condition=Q(met_on__isnull=True, ended_on__isnull=True), name="duty_open_by_due_date"
            ),
            models.Index(
                fields=["due_on"],
                condition=Q(met_on__isnull=True, ended_on__isnull=True, overdue_noted_at__isnull=True),
                name="duty_open_and_not_noted",
            ),
        ]
        constraints = [
            models.UniqueConstraint(fields=["registration", "key"], name="a_registration_has_a_duty_once"),
            models.CheckConstraint(
                condition=Q(due_on__isnull=True, due_at__isnull=True) | Q(due_on__isnull=False, due_at__isnull=False),
                name="a_due_day_has_its_moment",
            ),
            models.CheckConstraint(
                condition=Q(due_on__isnull=True) | Q(due_on__gte=models.F("starts_on")),
                name="a_duty_is_due_after_it_starts",
            ),
            models.CheckConstraint(
                condition=Q(met_on__isnull=True, met_by__isnull=True) | Q(met_on__isnull=False, met_by__isnull=False),
                name="a_duty_is_met_by_a_notification",
            ),
            models.CheckConstraint(
                condition=Q(ended_on__isnull=True, ended_why="") | (Q(ended_on__isnull=False) & ~Q(ended_why="")),
                name="an_ended_duty_says_why",
            ),
            models.CheckConstraint(
                condition=Q(met_on__isnull=True) | Q(ended_on__isnull=True), name="a_duty_is_met_or_ended_not_both"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} due {self.due_on}"

    @property
    def is_open(self) -> bool:
        return self.met_on is None and self.ended_on is None

    @property
    def was_late(self) -> bool:
        """Met, but after its last day."""
        return self.met_on is not None and self.due_on is not None and self.met_on > self.due_on
