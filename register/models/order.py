"""Protective orders and their conditions. The kinds are those of `register.rules.orders`."""

from __future__ import annotations

from datetime import date

from django.db import models
from django.db.models import F, Q

from accounts.models import Force
from register.models.person import Person


class ProtectiveOrderQuerySet(models.QuerySet["ProtectiveOrder"]):
    def in_force(self, *, on: date) -> ProtectiveOrderQuerySet:
        """Made or served, not discharged, and not past their last day."""
        return self.filter(status__in=("interim", "made", "served", "varied"), made_on__lte=on).filter(
            Q(ends_on__isnull=True) | Q(ends_on__gte=on)
        )


class ProtectiveOrder(models.Model):
    """An order or notice that protects somebody from this person. Its end date is its last day."""

    class Status(models.TextChoices):
        APPLIED = "applied", "Applied for"
        INTERIM = "interim", "Interim"
        MADE = "made", "Made"
        SERVED = "served", "Served"
        VARIED = "varied", "Varied"
        DISCHARGED = "discharged", "Discharged"
        EXPIRED = "expired", "Expired"

    person = models.ForeignKey(Person, models.PROTECT, related_name="orders")
    force = models.ForeignKey(Force, models.PROTECT, related_name="+")
    kind = models.CharField(max_length=10)
    reference_number = models.CharField(max_length=60, blank=True)
    court = models.CharField(max_length=120, blank=True)
    status = models.CharField(max_length=12, choices=Status.choices)
    made_on = models.DateField()
    served_on = models.DateField(null=True, blank=True)
    ends_on = models.DateField(null=True, blank=True)
    recorded_at = models.DateTimeField(auto_now_add=True)
    version = models.PositiveIntegerField(default=1)

    objects = ProtectiveOrderQuerySet.as_manager()

    class Meta:
        ordering = ["-made_on", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("made_on")),
                name="an_order_ends_after_it_was_made",
            ),
            models.CheckConstraint(
                condition=Q(served_on__isnull=True) | Q(served_on__gte=F("made_on")),
                name="an_order_is_served_after_it_was_made",
            ),
            models.UniqueConstraint(fields=["person", "kind", "made_on", "court"], name="an_order_is_recorded_once"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} of {self.made_on}"


class OrderCondition(models.Model):
    """One condition: its type (`register.rules.orders.ConditionType`), its place, and whom it protects."""

    order = models.ForeignKey(ProtectiveOrder, models.PROTECT, related_name="conditions")
    type = models.CharField(max_length=30)
    text = models.CharField(max_length=500)
    distance_metres = models.PositiveIntegerField(null=True, blank=True)
    place = models.CharField(max_length=300, blank=True, help_text="May be a protected address: never shown unasked")
    protected_person = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    starts_on = models.DateField(null=True, blank=True)
    ends_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(starts_on__isnull=True) | Q(ends_on__gte=F("starts_on")),
                name="a_condition_ends_after_it_starts",
            )
        ]

    def __str__(self) -> str:
        return f"{self.type} condition"
