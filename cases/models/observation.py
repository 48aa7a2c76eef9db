"""Observations: what was seen, said or heard of a person, in one sentence and graded."""

from __future__ import annotations

import secrets

from django.db import models
from django.db.models import Q

from accounts.actor import Actor
from accounts.models import Force, User
from cases import policies
from cases.models.case import Case
from register.models import Person, Source


def new_reference() -> str:
    return f"O-{secrets.token_hex(5)}"


class ObservationQuerySet(models.QuerySet["Observation"]):
    def visible_to(self, actor: Actor) -> ObservationQuerySet:
        return policies.SEE_OBSERVATION.rows(self, actor)  # type: ignore[return-value]


class Observation(models.Model):
    """What somebody saw, was told or heard, graded 3x5x2 (Intelligence Grading Guidance of the College of Policing):
    how good the source is, how it is known, how it may be shared. Until somebody grades it: untested, not known."""

    class Kind(models.TextChoices):
        SEEN = "seen", "Seen"
        SAID = "said", "Said"
        HEARD = "heard", "Heard"

    class SourceGrade(models.TextChoices):
        RELIABLE = "1", "1: Reliable"
        UNTESTED = "2", "2: Untested"
        NOT_RELIABLE = "3", "3: Not reliable"

    class Known(models.TextChoices):
        DIRECTLY = "A", "A: Known directly to the source"
        CORROBORATED = "B", "B: Known indirectly, but corroborated"
        INDIRECTLY = "C", "C: Known indirectly"
        NOT_KNOWN = "D", "D: Not known"
        SUSPECTED_FALSE = "E", "E: Suspected to be false"

    class Sharing(models.TextChoices):
        PERMITTED = "P", "P: Lawful sharing permitted"
        WITH_CONDITIONS = "C", "C: Lawful sharing permitted with conditions"

    reference = models.CharField(max_length=20, unique=True, default=new_reference, editable=False)
    force = models.ForeignKey(Force, models.PROTECT, related_name="+")
    person = models.ForeignKey(Person, models.PROTECT, related_name="observations")
    case = models.ForeignKey(Case, models.PROTECT, null=True, blank=True, related_name="observations")
    kind = models.CharField(max_length=5, choices=Kind.choices, default=Kind.SEEN)
    observed_at = models.DateTimeField()
    words = models.TextField(max_length=2000)
    source = models.CharField(max_length=20, choices=Source.choices, default=Source.OFFICER)
    source_grade = models.CharField(max_length=1, choices=SourceGrade.choices, default=SourceGrade.UNTESTED)
    known = models.CharField(max_length=1, choices=Known.choices, default=Known.NOT_KNOWN)
    sharing = models.CharField(max_length=1, choices=Sharing.choices, default=Sharing.PERMITTED)
    conditions = models.CharField(max_length=300, blank=True)
    recorded_at = models.DateTimeField(auto_now_add=True)
    recorded_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    graded_at = models.DateTimeField(null=True, blank=True)
    graded_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    version = models.PositiveIntegerField(default=1)

    objects = ObservationQuerySet.as_manager()

    class Meta:
        ordering = ["-observed_at", "-pk"]
        indexes = [models.Index(fields=["person", "-observed_at"], name="observation_of_person")]
        constraints = [
            models.CheckConstraint(condition=~Q(words=""), name="an_observation_says_what_was_observed"),
            models.CheckConstraint(
                condition=Q(sharing="P") | ~Q(conditions=""), name="sharing_with_conditions_says_which"
            ),
            models.CheckConstraint(
                condition=Q(graded_at__isnull=True, graded_by__isnull=True)
                | Q(graded_at__isnull=False, graded_by__isnull=False),
                name="a_graded_observation_says_when_and_by_whom",
            ),
        ]

    @property
    def grade(self) -> str:
        """ "2D P", as it is written."""
        return f"{self.source_grade}{self.known} {self.sharing}"

    def __str__(self) -> str:
        return self.reference
