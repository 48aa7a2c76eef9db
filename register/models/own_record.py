"""What people who work in the register have declared of themselves, and the records that are closed to them by it."""

from __future__ import annotations

import secrets

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Q

from accounts.actor import Actor
from accounts.models import User
from register import policies
from register.models.person import Person


def new_particular() -> str:
    return f"PD-{secrets.token_hex(5)}"


def new_bar() -> str:
    return f"OB-{secrets.token_hex(5)}"


class ParticularQuerySet(models.QuerySet["Particular"]):
    def visible_to(self, actor: Actor) -> ParticularQuerySet:
        """One's own, and for professional standards those of their force."""
        return policies.SEE_PARTICULARS.rows(self, actor)  # type: ignore[return-value]

    def live(self) -> ParticularQuerySet:
        return self.filter(ended_at__isnull=True)


class Particular(models.Model):
    """One name, address, number, vehicle or relative of somebody who works in the register.

    It is read by themselves and by professional standards of their force, and by nobody else.
    `keys` are those of `register.rules.own_record`, by which records are found that are theirs; they are worked out of
    all that the same person has declared.
    """

    class Kind(models.TextChoices):
        OWN = "own", "A name of yours, with your date of birth"
        RELATIVE = "relative", "A relative, a partner or somebody of the household"
        ADDRESS = "address", "An address"
        PHONE = "phone", "A telephone number"
        VEHICLE = "vehicle", "A vehicle"

    class Source(models.TextChoices):
        SELF = "self", "Declared by themselves"
        STANDARDS = "standards", "Entered by professional standards"
        HR = "hr", "From the personnel system"

    reference = models.CharField(max_length=20, unique=True, default=new_particular, editable=False)
    user = models.ForeignKey(User, models.PROTECT, related_name="particulars")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    forenames = models.CharField(max_length=120, blank=True)
    surname = models.CharField(max_length=120, blank=True)
    date_of_birth = models.DateField(null=True, blank=True)
    relationship = models.CharField(max_length=60, blank=True)
    line_1 = models.CharField(max_length=200, blank=True)
    postcode = models.CharField(max_length=10, blank=True)
    number_or_mark = models.CharField(max_length=40, blank=True)
    content_digest = models.CharField(
        max_length=64, help_text="SHA-256 of what is declared, so that it is declared once"
    )
    keys = ArrayField(models.CharField(max_length=80), default=list)
    source = models.CharField(max_length=10, choices=Source.choices)
    why = models.CharField(max_length=300, blank=True)
    declared_at = models.DateTimeField(auto_now_add=True)
    declared_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    ended_why = models.CharField(max_length=300, blank=True)

    objects = ParticularQuerySet.as_manager()

    class Meta:
        ordering = ["kind", "-declared_at", "-pk"]
        indexes = [GinIndex(fields=["keys"], condition=Q(ended_at__isnull=True), name="particular_by_key")]
        constraints = [
            models.UniqueConstraint(
                fields=["user", "content_digest", "source"],
                condition=Q(ended_at__isnull=True),
                name="somebody_declares_a_thing_once",
            ),
            models.CheckConstraint(
                condition=Q(kind__in=("address", "phone", "vehicle"), date_of_birth__isnull=True)
                | Q(kind__in=("own", "relative"), date_of_birth__isnull=False),
                name="a_declared_human_being_has_a_date_of_birth",
            ),
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True, ended_by__isnull=True, ended_why="")
                | (Q(ended_at__isnull=False, ended_by__isnull=False) & ~Q(ended_why="")),
                name="whoever_ends_a_particular_says_why",
            ),
            models.CheckConstraint(
                condition=~Q(source="standards") | ~Q(why=""),
                name="professional_standards_say_why_they_enter_a_particular",
            ),
        ]

    def __str__(self) -> str:
        return self.reference


class OwnRecordBarQuerySet(models.QuerySet["OwnRecordBar"]):
    def visible_to(self, actor: Actor) -> OwnRecordBarQuerySet:
        """For professional standards of the force: from records that they may see, by details that are open, and never
        one's own."""
        return policies.SEE_OWN_RECORDS.rows(self, actor)  # type: ignore[return-value]

    def live(self) -> OwnRecordBarQuerySet:
        return self.filter(lifted_at__isnull=True)


class OwnRecordBar(models.Model):
    """A record that is somebody's own, or that of their household: for them it is not there.

    `hits` say by which particulars, as `birth:12`: the kind of hit and the key of the particular. A bar that was lifted
    stays lifted until something else hits. `open_hits` are those by which anybody may find the record: whoever were
    told of any other would learn what is protected.
    """

    reference = models.CharField(max_length=20, unique=True, default=new_bar, editable=False)
    user = models.ForeignKey(User, models.PROTECT, related_name="own_records")
    person = models.ForeignKey(Person, models.PROTECT, related_name="own_record_bars")
    hits = ArrayField(models.CharField(max_length=40))
    open_hits = ArrayField(models.CharField(max_length=40), default=list)
    barred_at = models.DateTimeField(auto_now_add=True)
    lifted_at = models.DateTimeField(null=True, blank=True)
    lifted_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    lifted_why = models.CharField(max_length=1000, blank=True)
    version = models.PositiveIntegerField(default=1)

    objects = OwnRecordBarQuerySet.as_manager()

    class Meta:
        ordering = ["-barred_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["user", "person"], condition=Q(lifted_at__isnull=True),
                name="a_record_is_somebodys_own_once",
            ),
            models.CheckConstraint(
                condition=Q(lifted_at__isnull=True, lifted_by__isnull=True, lifted_why="")
                | (Q(lifted_at__isnull=False, lifted_by__isnull=False) & ~Q(lifted_why="")),
                name="whoever_lifts_a_bar_says_why",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.reference
