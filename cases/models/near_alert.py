"""Alerts of the move check: somebody's address is near to what is protected from them. Kept apart from the alerts
between forces: fewer people may read them, and whoever typed the address never may."""

from __future__ import annotations

import secrets
from datetime import datetime

from django.db import models
from django.db.models import Q

from accounts.actor import Actor
from accounts.models import Force, User
from cases import policies
from cases.models.case import Case
from register.models import Address, OrderCondition, Person


def new_reference() -> str:
    return f"N-{secrets.token_hex(5)}"


class NearAlertQuerySet(models.QuerySet["NearAlert"]):
    def visible_to(self, actor: Actor) -> NearAlertQuerySet:
        return policies.SEE_NEAR_ALERTS.rows(self, actor)  # type: ignore[return-value]

    def open(self) -> NearAlertQuerySet:
        return self.exclude(status="answered")

    def in_box(self, box: str) -> NearAlertQuerySet:
        """Those that were answered ("answered"), or those that wait for an answer."""
        return self.filter(status="answered") if box == "answered" else self.open()

    def overdue(self, *, at: datetime) -> NearAlertQuerySet:
        return self.open().filter(due_at__lt=at)


class NearAlert(models.Model):
    """One address of somebody, near to one protected place, for one force that protects it.

    `place` is the protected address or `condition` the zone of an order: it is compared and never shown. `typed_by` is
    who recorded the address of the person, `caused_by` whose act had it compared. `is_linked` says that the place is
    protected from this very person.
    """

    class Status(models.TextChoices):
        RAISED = "raised", "Raised"
        READ = "read", "Read"
        ANSWERED = "answered", "Answered"

    class Nearness(models.TextChoices):
        SAME_PROPERTY = "same_property", "The same property"
        IN_ZONE = "in_zone", "Inside the zone"
        SAME_POSTCODE = "same_postcode", "The same postcode"
        WITHIN = "within", "Within a distance"
        SAME_SECTOR = "same_sector", "The same postcode sector"

    reference = models.CharField(max_length=20, unique=True, default=new_reference, editable=False)
    person = models.ForeignKey(Person, models.PROTECT, related_name="near_alerts")
    address = models.ForeignKey(Address, models.PROTECT, related_name="+")
    typed_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    caused_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    force = models.ForeignKey(Force, models.PROTECT, related_name="+", help_text="The force of the protected side")
    victim = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    case = models.ForeignKey(Case, models.PROTECT, null=True, blank=True, related_name="+")
    place = models.ForeignKey(Address, models.PROTECT, null=True, blank=True, related_name="+")
    condition = models.ForeignKey(OrderCondition, models.PROTECT, null=True, blank=True, related_name="+")
    nearness = models.CharField(max_length=15, choices=Nearness.choices)
    metres = models.PositiveIntegerField(null=True, blank=True)
    is_linked = models.BooleanField()
    status = models.CharField(max_length=10, choices=Status.choices, default=Status.RAISED)
    raised_at = models.DateTimeField(auto_now_add=True)
    due_at = models.DateTimeField()
    limit_code = models.CharField(max_length=60)
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    what_was_done = models.TextField(max_length=2000, blank=True)
    version = models.PositiveIntegerField(default=1)

    objects = NearAlertQuerySet.as_manager()

    class Meta:
        ordering = ["-raised_at", "-pk"]
        indexes = [
            models.Index(fields=["force", "due_at", "id"], condition=~Q(status="answered"), name="near_alert_open"),
            models.Index(
                fields=["force", "-answered_at", "-id"], condition=Q(status="answered"), name="near_alert_answered"
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["address", "place", "force"], name="a_force_is_told_of_a_near_address_once"
            ),
            models.UniqueConstraint(
                fields=["address", "condition", "force"], name="a_force_is_told_of_an_address_near_a_zone_once"
            ),
            models.CheckConstraint(
                condition=Q(place__isnull=False, condition__isnull=True)
                | Q(place__isnull=True, condition__isnull=False),
                name="a_near_alert_is_about_a_place_or_a_zone",
            ),
            models.CheckConstraint(
                condition=(Q(status="answered", answered_at__isnull=False) & ~Q(what_was_done=""))
                | (~Q(status="answered") & Q(answered_at__isnull=True)),
                name="an_answered_near_alert_says_what_was_done",
            ),
        ]

    def __str__(self) -> str:
        return self.reference


class NearAlertStatusChange(models.Model):
    """What an alert of the move check became, when and by whom. Never changed afterwards."""

    alert = models.ForeignKey(NearAlert, models.PROTECT, related_name="status_changes")
    to_status = models.CharField(max_length=10, choices=NearAlert.Status.choices)
    changed_at = models.DateTimeField(auto_now_add=True)
    changed_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["changed_at", "pk"]

    def __str__(self) -> str:
        return self.to_status
