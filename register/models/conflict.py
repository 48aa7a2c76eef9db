"""What a force's system says, while somebody else has settled it otherwise: kept until the force's staff decide."""

from __future__ import annotations

import secrets

from django.db import models
from django.db.models import Q

from accounts.actor import Actor
from accounts.models import Force, User
from register import policies
from register.models.person import LocalRecord, Person
from register.rules.merging import Field


def new_reference() -> str:
    return f"RC-{secrets.token_hex(5)}"


class RecordConflictQuerySet(models.QuerySet["RecordConflict"]):
    def visible_to(self, actor: Actor) -> RecordConflictQuerySet:
        return policies.SEE_CONFLICTS.rows(self, actor)  # type: ignore[return-value]

    def open(self) -> RecordConflictQuerySet:
        return self.filter(decided_at__isnull=True)


class RecordConflict(models.Model):
    """One field of which a force's system says something else than the register holds.

    `said` is the part of the record as received (`register.imports.received`); what is held stands with the person. The
    system may say something else again before anybody has decided: then `said` moves on, and the version with it.
    """

    class About(models.TextChoices):
        NAME = Field.NAME, "Name"
        SEX = Field.SEX, "Sex"
        DATE_OF_BIRTH = Field.DATE_OF_BIRTH, "Date of birth"
        HOME = Field.HOME, "Home address"

    class Outcome(models.TextChoices):
        KEPT = "kept", "The register’s stays"
        TAKEN = "taken", "The force’s system is right"
        AGREED = "agreed", "They say the same now"

    reference = models.CharField(max_length=20, unique=True, default=new_reference, editable=False)
    record = models.ForeignKey(LocalRecord, models.PROTECT, related_name="conflicts")
    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    force = models.ForeignKey(Force, models.PROTECT, related_name="+")
    field = models.CharField(max_length=20, choices=About.choices)
    said = models.JSONField()
    found_at = models.DateTimeField(auto_now_add=True)
    outcome = models.CharField(max_length=10, choices=Outcome.choices, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    why = models.TextField(max_length=2000, blank=True)
    version = models.PositiveIntegerField(default=1)

    objects = RecordConflictQuerySet.as_manager()

    class Meta:
        ordering = ["found_at", "pk"]
        indexes = [
            models.Index(
                fields=["force", "found_at"], condition=Q(decided_at__isnull=True), name="conflict_open_of_force"
            )
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["record", "field"], condition=Q(decided_at__isnull=True),
                name="a_field_of_a_record_has_one_open_conflict",
            ),
            models.CheckConstraint(
                condition=Q(decided_at__isnull=True, outcome="") | (Q(decided_at__isnull=False) & ~Q(outcome="")),
                name="a_decided_conflict_has_an_outcome_and_a_time",
            ),
            models.CheckConstraint(
                condition=Q(outcome__in=("", "agreed"), decided_by__isnull=True)
                | (Q(outcome__in=("kept", "taken"), decided_by__isnull=False) & ~Q(why="")),
                name="somebody_decides_a_conflict_with_a_reason",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.reference
