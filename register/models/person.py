"""A person in the register."""

from __future__ import annotations

import secrets
from collections.abc import Collection

from django.db import models
from django.db.models import F, Q

from accounts.actor import Actor
from accounts.models import Force
from register import policies

# Crockford's base 32 without the letters that are misheard on a radio (B/D/P/T/V and M/N keep one each).
_LETTERS = "0123456789ACEFGHJKMQRSWXYZ"


def new_reference() -> str:
    """Such as `DAR-7K3F-9QX2`: opaque, easily said, and short enough to type."""
    drawn = "".join(secrets.choice(_LETTERS) for _ in range(8))
    return f"DAR-{drawn[:4]}-{drawn[4:]}"


class SubjectCategory(models.TextChoices):
    """In which capacity somebody is held (Data Protection Act 2018 s.38(3))."""

    SUSPECT = "suspect", "Suspect"
    CONVICTED = "convicted", "Convicted"
    VICTIM = "victim", "Victim"
    WITNESS = "witness", "Witness or other"


def in_groups(groups: Collection[int]) -> Q:
    """The records of the human beings with these numbers (`Person.group_id`)."""
    return Q(pk__in=groups) | Q(lead__in=groups)


class PersonQuerySet(models.QuerySet["Person"]):
    def visible_to(self, actor: Actor) -> PersonQuerySet:
        return policies.SEE_PERSON.rows(self, actor)  # type: ignore[return-value]

    def registered(self) -> PersonQuerySet:
        """People held as having abused."""
        return self.filter(subject_category__in=policies.PERPETRATORS)

    def joined_with(self, person: Person) -> PersonQuerySet:
        """The records that stand for the same human being as this one, itself among them."""
        return self.of_groups([person.group_id])

    def of_groups(self, groups: Collection[int]) -> PersonQuerySet:
        """The records of the human beings with these numbers (`Person.group_id`)."""
        return self.filter(in_groups(groups))


class Person(models.Model):
    """Somebody the register knows. What changes about a person stands in dated facts; this row is their anchor.

    `display_name` repeats the current name so that lists need no join; the actions that write names keep it.

    Records of forces that are the same human being are joined by pointing at one of them, their `lead`. Nothing moves:
    each keeps its own facts, owner and local references, and a lead stands under nobody.

    Of a record that was disposed of this row stays, emptied, for the proof and the log to point at; nobody reaches it.
    """

    class Sex(models.TextChoices):
        MALE = "M", "Male"
        FEMALE = "F", "Female"
        NOT_STATED = "NS", "Not stated"

    reference = models.CharField(max_length=13, unique=True, default=new_reference, editable=False)
    display_name = models.CharField(max_length=240)
    owner_force = models.ForeignKey(Force, models.PROTECT, related_name="people")
    subject_category = models.CharField(max_length=10, choices=SubjectCategory.choices)
    sex = models.CharField(max_length=2, choices=Sex.choices, default=Sex.NOT_STATED)
    date_of_birth = models.DateField(null=True, blank=True)
    date_of_birth_as_received = models.CharField(max_length=60, blank=True)
    date_of_birth_doubt = models.CharField(max_length=200, blank=True)
    is_restricted = models.BooleanField(default=False)
    lead = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="joined")
    created_at = models.DateTimeField(auto_now_add=True)
    disposed_at = models.DateTimeField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    objects = PersonQuerySet.as_manager()

    class Meta:
        ordering = ["display_name", "pk"]
        default_permissions = ()
        permissions = [
            ("open_person", "May open this record by exception"),
            ("never_open_person", "Must never open this record"),
        ]
        indexes = [
            models.Index(fields=["owner_force", "subject_category"], name="person_by_force_and_category"),
            models.Index(fields=["created_at"], name="person_by_creation"),
            models.Index(fields=["date_of_birth"], condition=Q(is_restricted=True), name="restricted_person_by_birth"),
            models.Index(fields=["date_of_birth"], condition=Q(date_of_birth__isnull=False), name="person_by_birth"),
        ]
        constraints = [
            models.CheckConstraint(condition=~Q(display_name=""), name="a_person_has_a_name_to_be_shown"),
            models.CheckConstraint(
                condition=Q(date_of_birth__isnull=True) | Q(date_of_birth__gte="1890-01-01"),
                name="a_date_of_birth_is_of_a_living_memory",
            ),
            models.CheckConstraint(condition=~Q(lead=F("pk")), name="a_record_does_not_stand_under_itself"),
            models.CheckConstraint(
                condition=Q(disposed_at__isnull=True)
                | Q(
                    display_name="Disposed record",
                    sex="NS",
                    date_of_birth__isnull=True,
                    date_of_birth_as_received="",
                    date_of_birth_doubt="",
                    is_restricted=False,
                    lead__isnull=True,
                ),
                name="a_disposed_record_says_nothing_of_anybody",
            ),
        ]

    def __str__(self) -> str:
        return self.reference

    @property
    def person(self) -> Person:
        """The data subject of a person's own record."""
        return self

    @property
    def group_id(self) -> int:
        """The same number for all records that stand for one human being: that of their lead."""
        return self.lead_id or self.pk

    @property
    def is_perpetrator(self) -> bool:
        return self.subject_category in policies.PERPETRATORS


class LocalRecord(models.Model):
    """The record a force holds of a person in its own system: (force, local reference) is always the same record."""

    person = models.ForeignKey(Person, models.PROTECT, related_name="local_records")
    force = models.ForeignKey(Force, models.PROTECT, related_name="+")
    local_reference = models.CharField(max_length=60)
    digest = models.CharField(max_length=64, blank=True, help_text="SHA-256 of the last row received")
    received_at = models.DateTimeField()
    facts = models.JSONField(default=dict, help_text="What the force said last, compared with what it says next")
    remarks = models.TextField(max_length=4000, blank=True, help_text="The force's own remarks, as received")
    source = models.ForeignKey("FeedSource", models.PROTECT, null=True, blank=True, related_name="+")
    sequence = models.PositiveIntegerField(null=True, blank=True, help_text="Of the batch that spoke of it last")
    content_sha256 = models.CharField(max_length=64, blank=True, help_text="Of the item in that batch: canonical JSON")
    changed_on = models.DateField(null=True, blank=True, help_text="When the force last changed it, by its own word")

    class Meta:
        ordering = ["force", "local_reference"]
        indexes = [models.Index(fields=["force", "changed_on", "local_reference"], name="local_record_by_month")]
        constraints = [
            models.CheckConstraint(
                condition=Q(source__isnull=True, sequence__isnull=True, content_sha256="")
                | (Q(source__isnull=False, sequence__isnull=False) & ~Q(content_sha256="")),
                name="a_record_from_a_batch_names_source_number_and_content",
            ),
            models.UniqueConstraint(
                fields=["force", "local_reference"], name="a_force_has_one_record_for_a_local_reference"
            ),
        ]

    def __str__(self) -> str:
        return self.local_reference
