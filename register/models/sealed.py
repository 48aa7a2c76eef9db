"""Records that are sealed: whoever they are about works for the police, and a named team of another force alone reads
them."""

from __future__ import annotations

import secrets

from django.db import models
from django.db.models import F, Q

from accounts.actor import Actor
from accounts.models import Force, User
from register import policies
from register.models.person import Person


def new_reference() -> str:
    return f"SL-{secrets.token_hex(5)}"


class SealedRecordQuerySet(models.QuerySet["SealedRecord"]):
    def visible_to(self, actor: Actor) -> SealedRecordQuerySet:
        """For professional standards of the force that sealed it, and for the team of the force that reads it."""
        return policies.SEE_SEALED.rows(self, actor)  # type: ignore[return-value]

    def live(self) -> SealedRecordQuerySet:
        return self.filter(opened_at__isnull=True)


class SealedRecord(models.Model):
    """That a record is sealed, and every record joined with it.

    It is there for nobody but those of `reading_force` who hold the role of a reader of sealed records. `force` sealed
    it."""

    reference = models.CharField(max_length=20, unique=True, default=new_reference, editable=False)
    person = models.ForeignKey(Person, models.PROTECT, related_name="sealings")
    force = models.ForeignKey(Force, models.PROTECT, related_name="+")
    reading_force = models.ForeignKey(Force, models.PROTECT, related_name="+")
    why = models.CharField(max_length=1000)
    sealed_at = models.DateTimeField(auto_now_add=True)
    sealed_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    opened_at = models.DateTimeField(null=True, blank=True)
    opened_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    opened_why = models.CharField(max_length=1000, blank=True)
    version = models.PositiveIntegerField(default=1)

    objects = SealedRecordQuerySet.as_manager()

    class Meta:
        ordering = ["-sealed_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["person"], condition=Q(opened_at__isnull=True), name="a_record_is_sealed_once_at_a_time"
            ),
            models.CheckConstraint(
                condition=~Q(reading_force=F("force")), name="a_sealed_record_is_read_by_another_force"
            ),
            models.CheckConstraint(condition=~Q(why=""), name="whoever_seals_a_record_says_why"),
            models.CheckConstraint(
                condition=Q(opened_at__isnull=True, opened_by__isnull=True, opened_why="")
                | (Q(opened_at__isnull=False, opened_by__isnull=False) & ~Q(opened_why="")),
                name="whoever_opens_a_sealed_record_says_why",
            ),
        ]

    def __str__(self) -> str:
        return self.reference
