"""What became of a case: opened, given to somebody, reviewed, closed, opened again."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from accounts.models import User
from cases.models.case import Case


class CaseChange(models.Model):
    """One step in the life of a case, and how it stood afterwards. It is never changed."""

    class Step(models.TextChoices):
        OPENED = "opened", "Opened"
        REASSIGNED = "reassigned", "Given to somebody else"
        REVIEWED = "reviewed", "Reviewed"
        CLOSED = "closed", "Closed"
        REOPENED = "reopened", "Opened again"

    case = models.ForeignKey(Case, models.PROTECT, related_name="changes")
    step = models.CharField(max_length=12, choices=Step.choices)
    owner = models.ForeignKey(User, models.PROTECT, related_name="+")
    next_review_on = models.DateField()
    limit_code = models.CharField(max_length=60, blank=True)
    why = models.TextField(max_length=4000, blank=True)
    changed_at = models.DateTimeField(auto_now_add=True)
    changed_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["changed_at", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(step="opened") | ~Q(why=""), name="a_change_of_a_case_says_why"),
            models.CheckConstraint(
                condition=~Q(step="reviewed") | ~Q(limit_code=""), name="a_review_of_a_case_names_its_clock"
            ),
        ]

    def __str__(self) -> str:
        return self.get_step_display()
