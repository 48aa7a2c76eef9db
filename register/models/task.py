"""Work that somebody must do. Nothing is ever unowned or undated: a task has a force, a team and a date."""

from __future__ import annotations

import secrets
from datetime import date

from django.db import models
from django.db.models import Q

from accounts.actor import Actor
from accounts.models import Force, User
from register import policies
from register.models.person import Person


def new_reference() -> str:
    return f"T-{secrets.token_hex(5)}"


class TaskQuerySet(models.QuerySet["Task"]):
    def visible_to(self, actor: Actor) -> TaskQuerySet:
        return policies.SEE_TASKS.rows(self, actor)  # type: ignore[return-value]

    def open(self) -> TaskQuerySet:
        return self.filter(done_at__isnull=True)

    def overdue(self, *, on: date) -> TaskQuerySet:
        return self.open().filter(due_on__lt=on)


class Task(models.Model):
    """One thing to do about a person, by a date, in a force's queue, owned by a person or by the team's role."""

    class Kind(models.TextChoices):
        COMPLETE_RECORD = "complete_record", "Complete the record"
        CONFIRM_FACT = "confirm_fact", "Confirm what a caller said"
        DATA_QUALITY = "data_quality", "Check a doubtful value"
        FOLLOW_MOVE = "follow_move", "Take over after a move"
        ORDER = "order", "Act on a protective order"
        REVIEW = "review", "Review"
        NOTIFICATION_OVERDUE = "notification_overdue", "Deal with a late notification"

    reference = models.CharField(max_length=20, unique=True, default=new_reference, editable=False)
    kind = models.CharField(max_length=30, choices=Kind.choices)
    title = models.CharField(max_length=200, help_text="Names nobody: shown in lists and in e-mail")
    detail = models.TextField(max_length=4000, blank=True)
    person = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="tasks")
    force = models.ForeignKey(Force, models.PROTECT, related_name="tasks")
    team = models.CharField(max_length=40, help_text="Code of the role whose queue it stands in")
    owner = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    due_on = models.DateField()
    created_at = models.DateTimeField(auto_now_add=True)
    done_at = models.DateTimeField(null=True, blank=True)
    done_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    outcome = models.TextField(max_length=2000, blank=True)
    version = models.PositiveIntegerField(default=1)

    objects = TaskQuerySet.as_manager()

    class Meta:
        ordering = ["due_on", "pk"]
        indexes = [
            models.Index(
                fields=["force", "team", "due_on"],
                condition=Q(done_at__isnull=True),
                name="task_open_by_due_date",
            )
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["force", "person", "kind", "title"],
                condition=Q(done_at__isnull=True),
                name="an_open_task_is_not_asked_for_twice",
            ),
            models.CheckConstraint(
                condition=Q(done_at__isnull=True) | ~Q(outcome=""), name="a_done_task_has_an_outcome"
            ),
        ]

    def __str__(self) -> str:
        return self.reference
