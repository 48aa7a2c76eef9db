"""The management of a registered person, offered by one force to another, which takes it or says why not."""

from __future__ import annotations

import secrets

from django.db import models
from django.db.models import F, Q

from accounts.actor import Actor
from accounts.models import Force, User
from register import policies
from register.models.alert import Alert
from register.models.person import Person
from register.models.registration import Registration


def new_reference() -> str:
    return f"TR-{secrets.token_hex(5)}"


class TransferQuerySet(models.QuerySet["ManagementTransfer"]):
    def visible_to(self, actor: Actor) -> TransferQuerySet:
        return policies.SEE_TRANSFERS.rows(self, actor)  # type: ignore[return-value]

    def open(self) -> TransferQuerySet:
        return self.filter(status=ManagementTransfer.Status.OFFERED)


class ManagementTransfer(models.Model):
    """One offer. The force that offers stays responsible until the other has accepted and named a manager."""

    class Status(models.TextChoices):
        OFFERED = "offered", "Offered"
        ACCEPTED = "accepted", "Accepted"
        REFUSED = "refused", "Refused"
        CANCELLED = "cancelled", "Taken back"

    reference = models.CharField(max_length=20, unique=True, default=new_reference, editable=False)
    registration = models.ForeignKey(Registration, models.PROTECT, related_name="transfers")
    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    from_force = models.ForeignKey(Force, models.PROTECT, related_name="+")
    to_force = models.ForeignKey(Force, models.PROTECT, related_name="+")
    status = models.CharField(max_length=10, choices=Status.choices, default=Status.OFFERED)
    level = models.CharField(max_length=10, choices=Registration.HarmRisk.choices, blank=True)
    why = models.TextField(max_length=2000)
    summary = models.TextField(max_length=4000)
    move_alert = models.ForeignKey(Alert, models.PROTECT, null=True, blank=True, related_name="+")
    offered_at = models.DateTimeField(auto_now_add=True)
    offered_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    due_at = models.DateTimeField()
    limit_code = models.CharField(max_length=60)
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    answer_reason = models.TextField(max_length=2000, blank=True)
    manager = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    version = models.PositiveIntegerField(default=1)

    objects = TransferQuerySet.as_manager()

    class Meta:
        ordering = ["-offered_at", "-pk"]
        indexes = [
            models.Index(fields=["to_force", "due_at"], condition=Q(status="offered"), name="transfer_open_to"),
            models.Index(fields=["from_force", "due_at"], condition=Q(status="offered"), name="transfer_open_from"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["registration"], condition=Q(status="offered"), name="a_registration_is_offered_once_at_a_time"
            ),
            models.CheckConstraint(condition=~Q(from_force=F("to_force")), name="an_offer_goes_to_another_force"),
            models.CheckConstraint(
                condition=Q(status="offered", answered_at__isnull=True, answered_by__isnull=True)
                | (
                    ~Q(status="offered")
                    & Q(answered_at__isnull=False, answered_by__isnull=False)
                    & ~Q(answer_reason="")
                ),
                name="an_answered_offer_has_a_time_a_person_and_a_reason",
            ),
            models.CheckConstraint(
                condition=Q(status="accepted", manager__isnull=False)
                | (~Q(status="accepted") & Q(manager__isnull=True)),
                name="whoever_takes_a_person_over_names_a_manager",
            ),
        ]

    def __str__(self) -> str:
        return self.reference


class TransferStatusChange(models.Model):
    """What an offer became, when and by whom. Never changed afterwards."""

    transfer = models.ForeignKey(ManagementTransfer, models.PROTECT, related_name="status_changes")
    to_status = models.CharField(max_length=10, choices=ManagementTransfer.Status.choices)
    changed_at = models.DateTimeField(auto_now_add=True)
    changed_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["changed_at", "pk"]

    def __str__(self) -> str:
        return self.to_status
