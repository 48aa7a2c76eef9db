"""Risk: the level somebody set, when, and by which tool."""

from __future__ import annotations

from django.db import models

from accounts.models import Force, User
from cases.models.case import Case
from register.models import Person


class RiskAssessment(models.Model):
    """The officer's own judgement. There is no level called "no risk"; the newest assessment is the one that counts."""

    class Level(models.TextChoices):
        STANDARD = "standard", "Standard"
        MEDIUM = "medium", "Medium"
        HIGH = "high", "High"

    case = models.ForeignKey(Case, models.PROTECT, related_name="assessments")
    person = models.ForeignKey(Person, models.PROTECT, related_name="assessments")
    force = models.ForeignKey(Force, models.PROTECT, related_name="+")
    level = models.CharField(max_length=10, choices=Level.choices)
    instrument = models.CharField(max_length=40, blank=True)
    judgement = models.TextField(max_length=4000)
    assessed_at = models.DateTimeField()
    assessed_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    review_on = models.DateField()

    class Meta:
        ordering = ["-assessed_at", "-pk"]
        indexes = [models.Index(fields=["person", "-assessed_at"], name="assessment_newest")]

    def __str__(self) -> str:
        return f"{self.get_level_display()} risk"
