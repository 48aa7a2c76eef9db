"""What is watched until it is done: each thing with a day, the steps that were taken about it, and who was told."""

from __future__ import annotations

from datetime import date

from django.db import models
from django.db.models import Q

from accounts.actor import Actor
from accounts.models import Force
from register import policies


class WatchQuerySet(models.QuerySet["Watch"]):
    def visible_to(self, actor: Actor) -> WatchQuerySet:
        return self.filter(policies.watched_for(actor))

    def open(self) -> WatchQuerySet:
        return self.filter(closed_at__isnull=True)

    def due(self, *, on: date) -> WatchQuerySet:
        """Open, and the day of their next step has come."""
        return self.open().filter(next_on__lte=on)


class Watch(models.Model):
    """One thing that must be done by a day, from the day on which its owner is first reminded until it is done."""

    source = models.CharField(max_length=40, help_text="Code in register.watched.sources")
    number = models.BigIntegerField(help_text="Primary key of the row that is watched")
    force = models.ForeignKey(Force, models.PROTECT, related_name="+")
    due_on = models.DateField()
    next_on = models.DateField(help_text="The day of the next step")
    opened_at = models.DateTimeField(auto_now_add=True)
    closed_at = models.DateTimeField(null=True, blank=True)

    objects = WatchQuerySet.as_manager()

    class Meta:
        ordering = ["due_on", "pk"]
        verbose_name_plural = "watches"
        indexes = [
            models.Index(fields=["next_on", "id"], condition=Q(closed_at__isnull=True), name="watch_next_step"),
            models.Index(fields=["source", "due_on"], condition=Q(closed_at__isnull=True), name="watch_open_of_source"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["source", "number"],
                condition=Q(closed_at__isnull=True),
                name="one_thing_is_watched_once_at_a_time",
            )
        ]

    def __str__(self) -> str:
        return f"{self.source} {self.number}"


class Escalation(models.Model):
    """One step that was taken about a watched thing: who had to be told, and how many were. It is never changed."""

    class Step(models.TextChoices):
        REMINDED = "reminded", "Reminded before the day"
        DUE = "due", "Due on the day"
        LATE = "late", "Late"
        SUPERVISOR = "supervisor", "With the supervisor"
        LEAD = "lead", "With the force lead"
        STANDARDS = "standards", "With professional standards"
        OVERSIGHT = "oversight", "Visible to oversight"
        AGAIN = "again", "Reminded again"

    watch = models.ForeignKey(Watch, models.PROTECT, related_name="escalations")
    force = models.ForeignKey(Force, models.PROTECT, related_name="+")
    step = models.CharField(max_length=12, choices=Step.choices)
    round = models.PositiveSmallIntegerField(default=0, help_text="Counts the reminders after the last step")
    taken_on = models.DateField()
    told = models.PositiveSmallIntegerField(help_text="How many people were told; nobody may be there to tell")
    limit_code = models.CharField(max_length=60)
    taken_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["taken_at", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["watch", "step", "round"], name="a_step_is_taken_once"),
            models.CheckConstraint(
                condition=Q(step="again", round__gt=0) | ~Q(step="again") & Q(round=0),
                name="only_repeated_reminders_are_counted",
            ),
        ]

    def __str__(self) -> str:
        return self.get_step_display()
