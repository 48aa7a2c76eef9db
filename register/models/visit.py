"""Visits to a registered person: planned, made, and what they found."""

from __future__ import annotations

import secrets

from django.db import models
from django.db.models import Q

from accounts.actor import Actor
from accounts.models import Force, User
from register import policies
from register.models.person import Person
from register.models.registration import Registration


def new_reference() -> str:
    return f"V-{secrets.token_hex(5)}"


class VisitQuerySet(models.QuerySet["Visit"]):
    def visible_to(self, actor: Actor) -> VisitQuerySet:
        return policies.SEE_VISITS.rows(self, actor)  # type: ignore[return-value]

    def planned(self) -> VisitQuerySet:
        return self.filter(status=Visit.Status.PLANNED)

    def recorded(self) -> VisitQuerySet:
        """Visits that were made, or tried, and stand."""
        return self.filter(status=Visit.Status.RECORDED)


class Visit(models.Model):
    """One visit to see a registered person. It names a kind of place: addresses are dated facts of the person."""

    class Status(models.TextChoices):
        PLANNED = "planned", "Planned"
        RECORDED = "recorded", "Recorded"
        CANCELLED = "cancelled", "Cancelled"
        WITHDRAWN = "withdrawn", "Entered by mistake"

    class Outcome(models.TextChoices):
        SEEN = "seen", "Seen"
        NOT_AT_HOME = "not_at_home", "Not at home"
        REFUSED = "refused", "Refused to be seen"
        ADDRESS_DOUBTFUL = "address_doubtful", "May not live there"

    class Place(models.TextChoices):
        HOME = "home", "Home address"
        OTHER_ADDRESS = "other_address", "Another address"
        STATION = "station", "Police station"
        ESTABLISHMENT = "establishment", "Prison or hospital"
        ELSEWHERE = "elsewhere", "Somewhere else"

    reference = models.CharField(max_length=20, unique=True, default=new_reference, editable=False)
    registration = models.ForeignKey(Registration, models.PROTECT, related_name="visits")
    person = models.ForeignKey(Person, models.PROTECT, related_name="visits")
    force = models.ForeignKey(Force, models.PROTECT, related_name="+")
    status = models.CharField(max_length=10, choices=Status.choices)
    officer = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    planned_on = models.DateField(null=True, blank=True)
    plan_note = models.TextField(max_length=1000, blank=True)
    visited_at = models.DateTimeField(null=True, blank=True)
    outcome = models.CharField(max_length=20, choices=Outcome.choices, blank=True)
    place = models.CharField(max_length=20, choices=Place.choices, blank=True)
    is_unannounced = models.BooleanField(default=False)
    present = models.TextField(max_length=1000, blank=True)
    circumstances = models.TextField(max_length=4000, blank=True)
    concerns = models.TextField(max_length=4000, blank=True)
    follow_up = models.TextField(max_length=2000, blank=True)
    recorded_at = models.DateTimeField(auto_now_add=True)
    recorded_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    version = models.PositiveIntegerField(default=1)

    objects = VisitQuerySet.as_manager()

    class Meta:
        ordering = ["-visited_at", "-pk"]
        indexes = [models.Index(fields=["registration", "-visited_at"], name="visit_newest")]
        constraints = [
            models.UniqueConstraint(
                fields=["registration"], condition=Q(status="planned"), name="a_registration_has_one_planned_visit"
            ),
            models.CheckConstraint(
                condition=~Q(status__in=("planned", "cancelled")) | Q(planned_on__isnull=False),
                name="a_planned_visit_has_its_day",
            ),
            models.CheckConstraint(
                condition=Q(status__in=("planned", "cancelled"), visited_at__isnull=True, outcome="", place="")
                | (Q(status__in=("recorded", "withdrawn"), visited_at__isnull=False) & ~Q(outcome="") & ~Q(place="")),
                name="a_visit_that_was_made_says_when_where_and_how",
            ),
        ]

    def __str__(self) -> str:
        return self.reference

    @property
    def is_seen(self) -> bool:
        return self.outcome == self.Outcome.SEEN


class VisitStatusChange(models.Model):
    """What a visit became, when, by whom and why. Never changed afterwards."""

    visit = models.ForeignKey(Visit, models.PROTECT, related_name="status_changes")
    from_status = models.CharField(max_length=10, blank=True)
    to_status = models.CharField(max_length=10, choices=Visit.Status.choices)
    changed_at = models.DateTimeField(auto_now_add=True)
    changed_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    why = models.TextField(max_length=2000, blank=True)

    class Meta:
        ordering = ["changed_at", "pk"]

    def __str__(self) -> str:
        return f"{self.from_status or 'nothing'} to {self.to_status}"
