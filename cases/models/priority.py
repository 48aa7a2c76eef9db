"""Where people stand in the priority list: worked out from what is held, and made again at any time."""

from __future__ import annotations

from datetime import date

from django.db import models
from django.db.models import F, Q

from accounts.actor import Actor
from accounts.models import Force
from cases import policies
from register.models import Person


class PriorityStandingQuerySet(models.QuerySet["PriorityStanding"]):
    def visible_to(self, actor: Actor) -> PriorityStandingQuerySet:
        return policies.SEE_PRIORITY.rows(self, actor)  # type: ignore[return-value]

    def to_look_at(self, *, on: date) -> PriorityStandingQuerySet:
        """Those that change by themselves by the day."""
        return self.filter(look_on__lte=on)

    def highest_first(self) -> PriorityStandingQuerySet:
        return self.order_by("-total", "pk")


class PriorityStanding(models.Model):
    """Where one person stands, as it was last worked out (`cases.rules.priority`).

    Somebody of whom nothing counts has no row. The components are points of 100, `total` hundredths of a point. `force`
    repeats the record's owner for the list; `look_on` is the day on which it changes by itself.
    """

    person = models.OneToOneField(Person, models.PROTECT, primary_key=True, related_name="priority")
    force = models.ForeignKey(Force, models.PROTECT, related_name="+")
    recency = models.PositiveSmallIntegerField()
    frequency = models.PositiveSmallIntegerField()
    gravity = models.PositiveSmallIntegerField()
    victims = models.PositiveSmallIntegerField()
    total = models.PositiveIntegerField()
    last_crime_on = models.DateField(null=True, blank=True)
    crimes = models.PositiveIntegerField()
    incidents = models.PositiveIntegerField()
    harm_days = models.PositiveIntegerField()
    victim_count = models.PositiveIntegerField()
    weights = models.CharField(max_length=30)
    look_on = models.DateField(null=True, blank=True)
    worked_out_on = models.DateField()

    objects = PriorityStandingQuerySet.as_manager()

    class Meta:
        ordering = ["-total", "pk"]
        indexes = [
            models.Index(F("force"), F("total").desc(), F("person"), name="priority_of_force"),
            models.Index(fields=["look_on"], condition=Q(look_on__isnull=False), name="priority_to_look_at"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(recency__lte=100, frequency__lte=100, gravity__lte=100, victims__lte=100),
                name="a_component_of_priority_has_a_hundred_points_at_most",
            ),
            models.CheckConstraint(
                condition=Q(crimes__gt=0) | Q(incidents__gt=0) | Q(victim_count__gt=0),
                name="somebody_in_the_priority_list_has_something_that_counts",
            ),
        ]

    def __str__(self) -> str:
        return f"Priority {self.total}"
