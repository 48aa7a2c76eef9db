"""Records that professional standards planted: of nobody, so that whoever touches one is found."""

from __future__ import annotations

import secrets

from django.db import models
from django.db.models import Q

from accounts.actor import Actor
from accounts.models import Force, User
from register import policies
from register.models.feed import FeedRun
from register.models.person import Person


def new_reference() -> str:
    return f"CN-{secrets.token_hex(5)}"


class CanaryRecordQuerySet(models.QuerySet["CanaryRecord"]):
    def visible_to(self, actor: Actor) -> CanaryRecordQuerySet:
        return policies.SEE_CANARIES.rows(self, actor)  # type: ignore[return-value]


class CanaryRecord(models.Model):
    """That a record is of nobody, who planted it and why. Whoever finds the record sees one like any other; counts,
    matching and the comparison with the force's own system leave it out, also after it was taken out again.

    It is written by an import of its own (`run`), of a file that is kept here until then (`content`). That this row
    names its person is all that tells the record from those of other imports.
    """

    reference = models.CharField(max_length=20, unique=True, default=new_reference, editable=False)
    person = models.OneToOneField(Person, models.PROTECT, null=True, blank=True, related_name="canary")
    force = models.ForeignKey(Force, models.PROTECT, related_name="+")
    local_reference = models.CharField(
        max_length=60, blank=True, help_text="Which the force's own system gives to nobody"
    )
    file_name = models.CharField(max_length=120, blank=True)
    content = models.BinaryField(default=bytes)
    run = models.OneToOneField(FeedRun, models.PROTECT, null=True, blank=True, related_name="canary")
    why = models.CharField(max_length=300)
    planted_at = models.DateTimeField(auto_now_add=True)
    planted_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    retired_at = models.DateTimeField(null=True, blank=True)
    retired_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    retired_why = models.CharField(max_length=300, blank=True)

    objects = CanaryRecordQuerySet.as_manager()

    class Meta:
        ordering = ["-planted_at", "-pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(why=""), name="whoever_plants_a_record_says_why"),
            models.CheckConstraint(
                condition=Q(person__isnull=True) | Q(content=b""), name="a_planted_record_says_once_what_it_is"
            ),
            models.CheckConstraint(
                condition=Q(retired_at__isnull=True, retired_by__isnull=True, retired_why="")
                | (Q(retired_at__isnull=False, retired_by__isnull=False) & ~Q(retired_why="")),
                name="whoever_takes_a_planted_record_out_says_why",
            ),
        ]

    def __str__(self) -> str:
        return self.reference
