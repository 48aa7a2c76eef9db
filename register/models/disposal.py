"""The proof that a record was disposed of, and what keeps it from coming back unseen."""

from __future__ import annotations

import secrets
from datetime import date

from django.db import models
from django.db.models import F, Q

from accounts.actor import Actor
from accounts.models import Force, User
from register import policies
from register.models.person import Person


def new_reference() -> str:
    return f"D-{secrets.token_hex(5)}"


class DisposalQuerySet(models.QuerySet["Disposal"]):
    def visible_to(self, actor: Actor) -> DisposalQuerySet:
        return policies.SEE_DISPOSALS.rows(self, actor)  # type: ignore[return-value]

    def log_due(self, *, on: date) -> DisposalQuerySet:
        """Disposals of which the log still says who looked at the record and why, past its own period."""
        return self.filter(log_erased_at__isnull=True, log_due_on__lte=on)


class Disposal(models.Model):
    """What was erased, under which rule, who asked for it and who approved it. It says nothing of the person.

    `erased` counts the rows by table, `blanked` those that stay for somebody else with nothing of this person in them.
    `digest` is the SHA-256 of the proof itself (`register.retention.proof`) and stands in the event too.
    """

    reference = models.CharField(max_length=20, unique=True, default=new_reference, editable=False)
    person = models.OneToOneField(Person, models.PROTECT, related_name="disposal")
    force = models.ForeignKey(Force, models.PROTECT, related_name="+")
    group = models.PositiveSmallIntegerField()
    limit_code = models.CharField(max_length=60)
    due_on = models.DateField()
    asked_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    approved_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    disposed_at = models.DateTimeField()
    erased = models.JSONField()
    blanked = models.JSONField()
    log_values_erased = models.PositiveIntegerField()
    digest = models.CharField(max_length=64)
    log_due_on = models.DateField()
    log_erased_at = models.DateTimeField(null=True, blank=True)

    objects = DisposalQuerySet.as_manager()

    class Meta:
        ordering = ["-disposed_at", "-pk"]
        indexes = [
            models.Index(fields=["force", "-disposed_at"], name="disposal_by_force"),
            models.Index(fields=["log_due_on"], condition=Q(log_erased_at__isnull=True), name="disposal_by_log_day"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=~Q(asked_by=F("approved_by")), name="a_disposal_is_approved_by_a_second_person"
            ),
        ]

    def __str__(self) -> str:
        return self.reference


class DisposedReference(models.Model):
    """A local reference of a force whose record was disposed of, as a keyed hash: a feed that sends it again is known,
    and nobody reads the reference out of it."""

    force = models.ForeignKey(Force, models.PROTECT, related_name="+")
    key = models.CharField(max_length=64)
    disposal = models.ForeignKey(Disposal, models.PROTECT, related_name="references")

    class Meta:
        ordering = ["force", "key"]
        constraints = [
            models.UniqueConstraint(fields=["force", "key"], name="a_reference_is_disposed_of_once_until_let_in_again")
        ]

    def __str__(self) -> str:
        return f"Disposed reference {self.pk}"
