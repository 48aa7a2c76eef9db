"""How long records are kept: when each is reviewed, what people decided, and what is held."""

from __future__ import annotations

import secrets
from datetime import date

from django.db import models
from django.db.models import F, Q

from accounts.actor import Actor
from accounts.models import Force, User
from register import policies
from register.models.person import Person


def new_review_reference() -> str:
    return f"V-{secrets.token_hex(5)}"


def new_hold_reference() -> str:
    return f"H-{secrets.token_hex(5)}"


class RetentionClockQuerySet(models.QuerySet["RetentionClock"]):
    def visible_to(self, actor: Actor) -> RetentionClockQuerySet:
        return self.filter(person__in=policies.SEE_RETENTION.rows(Person.objects.all(), actor))

    def due(self, *, on: date) -> RetentionClockQuerySet:
        """Records that somebody must review by now."""
        return self.filter(review_due_on__lte=on)

    def to_look_at(self, *, on: date) -> RetentionClockQuerySet:
        """Records whose review is to be worked out again."""
        return self.filter(look_on__lte=on)


class RetentionClock(models.Model):
    """When a record is reviewed, as it was last worked out from its facts (`register.rules.retention`).

    What happens later can only put the review off. What can bring it forward (a death, the end of a registration) is
    found on `look_on`, a year after it was worked out at the latest. `force` repeats the record's owner for the queue.
    """

    person = models.OneToOneField(Person, models.PROTECT, primary_key=True, related_name="retention_clock")
    force = models.ForeignKey(Force, models.PROTECT, related_name="+")
    group = models.PositiveSmallIntegerField()
    limit_code = models.CharField(max_length=60)
    review_due_on = models.DateField()
    look_on = models.DateField(db_index=True)
    worked_out_on = models.DateField()

    objects = RetentionClockQuerySet.as_manager()

    class Meta:
        ordering = ["review_due_on", "pk"]
        indexes = [models.Index(fields=["force", "review_due_on"], name="retention_by_force_and_review")]
        constraints = [
            models.CheckConstraint(condition=Q(group__gte=1, group__lte=4), name="a_review_group_is_one_of_four"),
            models.CheckConstraint(
                condition=Q(look_on__gt=F("worked_out_on")), name="a_record_is_looked_at_again_on_a_later_day"
            ),
        ]

    def __str__(self) -> str:
        return f"Review due {self.review_due_on}"


class LegalHoldQuerySet(models.QuerySet["LegalHold"]):
    def visible_to(self, actor: Actor) -> LegalHoldQuerySet:
        """Why a record is held is for its own force: it may speak of an inquiry into somebody."""
        people = policies.SEE_RETENTION.rows(Person.objects.all(), actor)
        return self.filter(person__in=people, force=actor.force_id or 0)

    def standing(self) -> LegalHoldQuerySet:
        return self.filter(lifted_at__isnull=True)


class LegalHold(models.Model):
    """Nothing of a record under a hold is disposed of until another person than who placed the hold has lifted it."""

    reference = models.CharField(max_length=20, unique=True, default=new_hold_reference, editable=False)
    person = models.ForeignKey(Person, models.PROTECT, related_name="legal_holds")
    force = models.ForeignKey(Force, models.PROTECT, related_name="+")
    why = models.TextField(max_length=2000)
    authority = models.CharField(max_length=200, help_text="Who asks for it: a court, an inquiry, a senior officer")
    placed_at = models.DateTimeField(auto_now_add=True)
    placed_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    review_on = models.DateField()
    lifted_at = models.DateTimeField(null=True, blank=True)
    lifted_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    lifted_why = models.TextField(max_length=2000, blank=True)
    version = models.PositiveIntegerField(default=1)

    objects = LegalHoldQuerySet.as_manager()

    class Meta:
        ordering = ["review_on", "pk"]
        indexes = [
            models.Index(fields=["force", "review_on"], condition=Q(lifted_at__isnull=True), name="hold_by_review")
        ]
        constraints = [
            models.CheckConstraint(
                condition=~Q(why="") & ~Q(authority=""), name="a_hold_says_why_and_on_whose_authority"
            ),
            models.CheckConstraint(
                condition=Q(lifted_at__isnull=True, lifted_by__isnull=True, lifted_why="")
                | (Q(lifted_at__isnull=False, lifted_by__isnull=False) & ~Q(lifted_why="")),
                name="a_lifted_hold_says_when_by_whom_and_why",
            ),
            models.CheckConstraint(
                condition=Q(lifted_by__isnull=True) | ~Q(lifted_by=F("placed_by")),
                name="a_hold_is_lifted_by_another_than_who_placed_it",
            ),
        ]

    def __str__(self) -> str:
        return self.reference


class RetentionReviewQuerySet(models.QuerySet["RetentionReview"]):
    def visible_to(self, actor: Actor) -> RetentionReviewQuerySet:
        return self.filter(person__in=policies.SEE_RETENTION.rows(Person.objects.all(), actor))

    def awaiting(self) -> RetentionReviewQuerySet:
        """Disposals that a second person has yet to approve."""
        return self.filter(status=RetentionReview.Status.AWAITING_APPROVAL)

    def kept(self) -> RetentionReviewQuerySet:
        return self.filter(status=RetentionReview.Status.KEPT)


class RetentionReview(models.Model):
    """What a person decided when a record was reviewed, and why. A disposal waits for a second person.

    `answers` are those to `register.rules.retention_review.QUESTIONS`, by code: true for yes. `due_on` is the day on
    which the review was due.
    """

    class Status(models.TextChoices):
        KEPT = "kept", "Kept"
        AWAITING_APPROVAL = "awaiting_approval", "Waiting for a second person"
        STOPPED = "stopped", "Not disposed of"

    reference = models.CharField(max_length=20, unique=True, default=new_review_reference, editable=False)
    person = models.ForeignKey(Person, models.PROTECT, related_name="retention_reviews")
    force = models.ForeignKey(Force, models.PROTECT, related_name="+")
    group = models.PositiveSmallIntegerField()
    limit_code = models.CharField(max_length=60)
    due_on = models.DateField()
    answers = models.JSONField(default=dict)
    why = models.TextField(max_length=4000)
    status = models.CharField(max_length=20, choices=Status.choices, default=Status.KEPT)
    next_review_on = models.DateField(null=True, blank=True)
    reviewed_at = models.DateTimeField(auto_now_add=True)
    reviewed_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    version = models.PositiveIntegerField(default=1)

    objects = RetentionReviewQuerySet.as_manager()

    class Meta:
        ordering = ["-reviewed_at", "-pk"]
        indexes = [
            models.Index(
                fields=["force", "reviewed_at"], condition=Q(status="awaiting_approval"), name="disposal_to_approve"
            )
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["person"], condition=Q(status="awaiting_approval"),
                name="a_record_has_one_disposal_that_waits",
            ),
            models.CheckConstraint(
                condition=Q(status="kept", next_review_on__isnull=False)
                | (~Q(status="kept") & Q(next_review_on__isnull=True)),
                name="a_record_that_is_kept_has_a_next_review",
            ),
            models.CheckConstraint(condition=~Q(why=""), name="a_retention_review_has_a_reason"),
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.reference

    @property
    def status_colour(self) -> str:
        """The colour of the status tag; the word says the same."""
        return {"kept": "green", "stopped": "grey"}.get(self.status, "orange")


class RetentionReviewStatusChange(models.Model):
    """What became of a review, when, by whom and why. Never changed afterwards."""

    review = models.ForeignKey(RetentionReview, models.PROTECT, related_name="status_changes")
    from_status = models.CharField(max_length=20, blank=True)
    to_status = models.CharField(max_length=20, choices=RetentionReview.Status.choices)
    changed_at = models.DateTimeField(auto_now_add=True)
    changed_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    why = models.TextField(max_length=4000)

    class Meta:
        ordering = ["changed_at", "pk"]

    def __str__(self) -> str:
        return f"{self.from_status or 'nothing'} to {self.to_status}"
