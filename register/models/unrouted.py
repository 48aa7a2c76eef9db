"""The national queue: what a force must learn and no force could be told of."""

from __future__ import annotations

import secrets
from datetime import datetime

from django.db import models
from django.db.models import Exists, OuterRef, Q

from accounts.actor import Actor
from accounts.models import Force, User
from register import policies
from register.models.alert import Alert
from register.models.facts import Address
from register.models.person import Person
from register.rules.alerts import Unroutable, may_go_elsewhere


def new_reference() -> str:
    return f"UA-{secrets.token_hex(5)}"


class UnroutedAlertQuerySet(models.QuerySet["UnroutedAlert"]):
    def visible_to(self, actor: Actor) -> UnroutedAlertQuerySet:
        return policies.SEE_UNROUTED.rows(self, actor)  # type: ignore[return-value]

    def naming_for(self, actor: Actor) -> UnroutedAlertQuerySet:
        """Each with `is_named`: whether the actor may know who the person is."""
        return self.annotate(is_named=Exists(Person.objects.visible_to(actor).filter(pk=OuterRef("person"))))

    def open(self) -> UnroutedAlertQuerySet:
        return self.filter(settled_at__isnull=True)

    def of_no_force(self) -> UnroutedAlertQuerySet:
        """What was told to no force at all. The rest is an alert besides, with its own clock and chain."""
        return self.filter(alert__isnull=True)

    def overdue(self, *, at: datetime) -> UnroutedAlertQuerySet:
        """Open and past the clock."""
        return self.open().filter(due_at__lt=at)


class UnroutedAlert(models.Model):
    """What reached nobody: an address in no force's area, or an alert to a force in which nobody can answer.

    Whoever sends alerts on for the nation settles it; the force that sent it stays responsible until another accepts.
    """

    class Cause(models.TextChoices):
        NO_AREA = Unroutable.NO_AREA, "The address lies in no force’s area"
        NOBODY_THERE = Unroutable.NOBODY_THERE, "Nobody in the force can answer"

    class Outcome(models.TextChoices):
        ROUTED = "routed", "Sent on"
        CLOSED = "closed", "Closed"
        ANSWERED = "answered", "Answered after all"

    reference = models.CharField(max_length=20, unique=True, default=new_reference, editable=False)
    kind = models.CharField(max_length=20, choices=Alert.Kind.choices)
    cause = models.CharField(max_length=12, choices=Cause.choices)
    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    from_force = models.ForeignKey(Force, models.PROTECT, related_name="+")
    address = models.ForeignKey(Address, models.PROTECT, null=True, blank=True, related_name="+")
    alert = models.ForeignKey(
        Alert, models.PROTECT, null=True, blank=True, related_name="+", help_text="The alert that nobody can answer"
    )
    raised_at = models.DateTimeField(auto_now_add=True)
    raised_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    due_at = models.DateTimeField()
    limit_code = models.CharField(max_length=60)
    escalated_at = models.DateTimeField(null=True, blank=True)
    outcome = models.CharField(max_length=10, choices=Outcome.choices, blank=True)
    settled_at = models.DateTimeField(null=True, blank=True)
    settled_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    settle_reason = models.TextField(max_length=2000, blank=True)
    sent_on_as = models.ForeignKey(
        Alert, models.PROTECT, null=True, blank=True, related_name="+", help_text="The alert that came of sending it on"
    )
    version = models.PositiveIntegerField(default=1)

    objects = UnroutedAlertQuerySet.as_manager()

    class Meta:
        ordering = ["due_at", "pk"]
        indexes = [
            models.Index(fields=["due_at"], condition=Q(settled_at__isnull=True), name="unrouted_open"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["kind", "address"], name="an_address_waits_in_the_national_queue_once"),
            models.UniqueConstraint(fields=["alert"], name="an_alert_waits_in_the_national_queue_once"),
            models.CheckConstraint(
                condition=Q(cause="no_area", address__isnull=False, alert__isnull=True)
                | Q(cause="nobody_there", address__isnull=True, alert__isnull=False),
                name="what_waits_in_the_national_queue_says_what_reached_nobody",
            ),
            models.CheckConstraint(
                condition=Q(outcome="", settled_at__isnull=True, settled_by__isnull=True, settle_reason="")
                | (~Q(outcome="") & Q(settled_at__isnull=False) & ~Q(settle_reason="")),
                name="what_leaves_the_national_queue_says_how_when_and_why",
            ),
            models.CheckConstraint(
                condition=Q(outcome="routed", sent_on_as__isnull=False)
                | (~Q(outcome="routed") & Q(sent_on_as__isnull=True)),
                name="what_is_sent_on_names_the_alert_that_came_of_it",
            ),
        ]

    def __str__(self) -> str:
        return self.reference

    @property
    def meant_for(self) -> Force | None:
        """The force that was told and in which nobody answers; none where no force's area is known."""
        return self.alert.to_force if self.alert else None

    @property
    def may_go_elsewhere(self) -> bool:
        """Whether another force can answer it."""
        return may_go_elsewhere(self.kind)
