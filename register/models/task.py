"""Work that somebody must do. Nothing is ever unowned or undated: a task has a force, a team and a date."""

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
    return f"T-{secrets.token_hex(5)}"


class TaskQuerySet(models.QuerySet["Task"]):
    def visible_to(self, actor: Actor) -> TaskQuerySet:
        return policies.SEE_TASKS.rows(self, actor)  # type: ignore[return-value]

    def open(self) -> TaskQuerySet:
        return self.filter(done_at__isnull=True)

    def overdue(self, *, on: date) -> TaskQuerySet:
        return self.open().filter(due_on__lt=on)

    def waiting(self) -> TaskQuerySet:
        """Open and not on hold: what somebody can work on now."""
        return self.filter(status=Task.Status.OPEN)

    def back_from_hold(self, *, on: date) -> TaskQuerySet:
        """On hold until this day or an earlier one."""
        return self.filter(status=Task.Status.HELD, held_until__lte=on)


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
        COUNTERSIGN = "countersign", "Answer as the second person"
        MEETING = "meeting", "Do what a meeting asks for"

    class Status(models.TextChoices):
        OPEN = "open", "Open"
        HELD = "held", "On hold"
        DONE = "done", "Done"

    reference = models.CharField(max_length=20, unique=True, default=new_reference, editable=False)
    kind = models.CharField(max_length=30, choices=Kind.choices)
    title = models.CharField(max_length=200, help_text="Names nobody: shown in lists and in e-mail")
    detail = models.TextField(max_length=4000, blank=True)
    person = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="tasks")
    force = models.ForeignKey(Force, models.PROTECT, related_name="tasks")
    team = models.CharField(max_length=40, help_text="Code of the role whose queue it stands in")
    owner = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    due_on = models.DateField()
    first_due_on = models.DateField(null=True, blank=True, help_text="The last day it had before it was put off")
    status = models.CharField(max_length=5, choices=Status.choices, default=Status.OPEN)
    held_until = models.DateField(null=True, blank=True, help_text="The day on which it comes back by itself")
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
            ),
            models.Index(fields=["owner", "due_on"], condition=Q(done_at__isnull=True), name="task_open_by_owner"),
            models.Index(fields=["due_on"], condition=Q(done_at__isnull=True), name="task_open_by_day"),
            models.Index(fields=["held_until"], condition=Q(status="held"), name="task_back_from_hold"),
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
            models.CheckConstraint(
                condition=Q(status="done", done_at__isnull=False) | ~Q(status="done") & Q(done_at__isnull=True),
                name="a_task_is_done_when_it_has_a_time_of_doing",
            ),
            models.CheckConstraint(
                condition=Q(status="held", held_until__isnull=False) | ~Q(status="held") & Q(held_until__isnull=True),
                name="a_task_on_hold_says_until_when",
            ),
            models.CheckConstraint(
                condition=Q(held_until__isnull=True) | Q(held_until__lte=F("due_on")),
                name="a_task_comes_back_before_it_is_due",
            ),
            models.CheckConstraint(
                condition=Q(first_due_on__isnull=True) | Q(first_due_on__lte=F("due_on")),
                name="a_task_is_put_off_to_a_later_day",
            ),
        ]

    def __str__(self) -> str:
        return self.reference


class TaskStatusChange(models.Model):
    """One thing that happened to a task: who did it, and how the task stood afterwards. It is never changed."""

    class Step(models.TextChoices):
        RAISED = "raised", "Raised"
        TAKEN = "taken", "Taken"
        GIVEN = "given", "Given"
        RETURNED = "returned", "Returned to the team"
        HELD = "held", "Put on hold"
        RESUMED = "resumed", "Came back from hold"
        PUT_OFF = "put_off", "Put off"
        DONE = "done", "Done"

    task = models.ForeignKey(Task, models.PROTECT, related_name="status_changes")
    step = models.CharField(max_length=10, choices=Step.choices)
    to_status = models.CharField(max_length=5, choices=Task.Status.choices)
    owner = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    due_on = models.DateField()
    held_until = models.DateField(null=True, blank=True)
    why = models.TextField(max_length=2000, blank=True)
    changed_at = models.DateTimeField(auto_now_add=True)
    changed_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["changed_at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(step__in=["held", "put_off"]) | ~Q(why=""), name="putting_a_task_off_needs_a_reason"
            )
        ]

    def __str__(self) -> str:
        return self.get_step_display()
