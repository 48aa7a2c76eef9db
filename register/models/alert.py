"""Alerts from one force to another: tasks that the receiver must close."""

from __future__ import annotations

import secrets
from datetime import datetime

from django.db import models
from django.db.models import Exists, F, OuterRef, Q

from accounts.actor import Actor
from accounts.models import Force, User
from register import policies
from register.models.facts import Address
from register.models.match import Match
from register.models.person import Person
from register.rules.transitions import ALERT_ANSWERED

OPEN = ("raised", "delivered", "read")


def new_reference() -> str:
    return f"A-{secrets.token_hex(5)}"


class AlertQuerySet(models.QuerySet["Alert"]):
    def visible_to(self, actor: Actor) -> AlertQuerySet:
        return policies.SEE_ALERTS.rows(self, actor)  # type: ignore[return-value]

    def naming_for(self, actor: Actor) -> AlertQuerySet:
        """Each with `is_named`: whether the actor may know who the person is. A restricted record goes by reference."""
        return self.annotate(is_named=Exists(Person.objects.visible_to(actor).filter(pk=OuterRef("person"))))

    def open(self) -> AlertQuerySet:
        return self.filter(status__in=OPEN)

    def open_first(self) -> AlertQuerySet:
        """Open ones by their clock, then answered ones, newest answer first."""
        return self.order_by(F("answered_at").desc(nulls_first=True), "due_at", "-pk")

    def moves(self) -> AlertQuerySet:
        """What tells of a move of somebody's home."""
        return self.filter(kind=Alert.Kind.MOVED_IN)

    def accepted(self) -> AlertQuerySet:
        """What the receiving force took on, whether it has done what it asks or not yet."""
        return self.filter(status__in=(Alert.Status.ACCEPTED, Alert.Status.ACTIONED))

    def overdue(self, *, at: datetime) -> AlertQuerySet:
        """Open and past the clock. One about two records of which one is restricted waits: nobody can answer it."""
        hidden = Q(match__one__is_restricted=True) | Q(match__other__is_restricted=True)
        return self.open().filter(due_at__lt=at).exclude(Q(match__isnull=False) & hidden)


class Alert(models.Model):
    """One force tells another about a person. The sender stays responsible until the receiver accepts."""

    class Kind(models.TextChoices):
        MOVED_IN = "moved_in", "Moved into your area"
        DUAL_REGISTRATION = "dual_registration", "Known to two forces"
        TRANSFER = "transfer", "Management offered to you"
        MOVING_OUT = "moving_out", "Moved out of your area"
        VISITING = "visiting", "Stays in your area"
        RELEASED = "released", "Released to your area"
        ORDER_MADE = "order_made", "Order made elsewhere"
        BREACH = "breach", "Breach recorded"
        INCIDENT = "incident", "Incident with somebody registered"
        OVERDUE = "overdue", "Notification overdue"
        RISK_RAISED = "risk_raised", "Risk raised"
        BREAK_GLASS = "break_glass", "Closed record opened"

    class Status(models.TextChoices):
        RAISED = "raised", "Raised"
        DELIVERED = "delivered", "Delivered"
        READ = "read", "Read"
        ACCEPTED = "accepted", "Accepted"
        REJECTED = "rejected", "Rejected"
        ACTIONED = "actioned", "Actioned"

    reference = models.CharField(max_length=20, unique=True, default=new_reference, editable=False)
    kind = models.CharField(max_length=20, choices=Kind.choices)
    person = models.ForeignKey(Person, models.PROTECT, related_name="alerts")
    from_force = models.ForeignKey(Force, models.PROTECT, related_name="+")
    to_force = models.ForeignKey(Force, models.PROTECT, related_name="+")
    address = models.ForeignKey(Address, models.PROTECT, null=True, related_name="+")
    match = models.ForeignKey(Match, models.PROTECT, null=True, blank=True, related_name="alerts")
    transfer = models.ForeignKey(
        "register.ManagementTransfer", models.PROTECT, null=True, blank=True, related_name="alerts"
    )
    about = models.CharField(max_length=40, blank=True, help_text="What it was raised by, where that is none of these")
    status = models.CharField(max_length=12, choices=Status.choices, default=Status.RAISED)
    raised_at = models.DateTimeField(auto_now_add=True)
    raised_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    due_at = models.DateTimeField()
    limit_code = models.CharField(max_length=60)
    delivered_at = models.DateTimeField(null=True, blank=True)
    read_at = models.DateTimeField(null=True, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    answer_reason = models.TextField(max_length=2000, blank=True)
    actioned_at = models.DateTimeField(null=True, blank=True)
    actioned_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    action_taken = models.TextField(max_length=2000, blank=True)
    escalated_at = models.DateTimeField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    objects = AlertQuerySet.as_manager()

    class Meta:
        ordering = ["-raised_at", "-pk"]
        indexes = [
            models.Index(fields=["to_force", "status", "due_at"], name="alert_inbox"),
            models.Index(fields=["from_force", "-raised_at"], name="alert_sent"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["kind", "to_force", "address"], name="a_force_is_told_of_an_address_once"),
            models.UniqueConstraint(fields=["kind", "to_force", "match"], name="a_force_is_told_of_a_match_once"),
            models.UniqueConstraint(fields=["kind", "to_force", "transfer"], name="a_force_is_told_of_a_transfer_once"),
            models.UniqueConstraint(
                fields=["kind", "to_force", "person", "about"],
                condition=~Q(about=""),
                name="a_force_is_told_of_a_thing_once",
            ),
            models.CheckConstraint(condition=~Q(from_force=F("to_force")), name="an_alert_goes_to_another_force"),
            models.CheckConstraint(
                condition=Q(status="actioned", actioned_at__isnull=False) & ~Q(action_taken="")
                | ~Q(status="actioned") & Q(actioned_at__isnull=True, action_taken=""),
                name="an_actioned_alert_says_what_was_done",
            ),
            models.CheckConstraint(
                condition=Q(status__in=OPEN, answered_at__isnull=True)
                | (Q(status__in=ALERT_ANSWERED, answered_at__isnull=False) & ~Q(answer_reason="")),
                name="an_answered_alert_has_a_time_and_a_reason",
            ),
        ]

    def __str__(self) -> str:
        return self.reference

    @property
    def receivers_record(self) -> Person:
        """Whom the receiver knows: their own record of two, or the person who moved."""
        if self.match is None:
            return self.person
        return self.match.other if self.person_id == self.match.one_id else self.match.one

    @property
    def status_colour(self) -> str:
        """The colour of the status tag; the word says the same."""
        return {"accepted": "blue", "actioned": "green", "rejected": "grey"}.get(self.status, "orange")


class AlertStatusChange(models.Model):
    """What an alert became, when and by whom. Never changed afterwards."""

    alert = models.ForeignKey(Alert, models.PROTECT, related_name="status_changes")
    to_status = models.CharField(max_length=12, choices=Alert.Status.choices)
    changed_at = models.DateTimeField(auto_now_add=True)
    changed_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["changed_at", "pk"]

    def __str__(self) -> str:
        return self.to_status
