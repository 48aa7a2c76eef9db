"""Readings that were drawn from the log, so that somebody looks at the reason that was given."""

from __future__ import annotations

import secrets

from django.db import models
from django.db.models import F, Q

from accounts.actor import Actor
from accounts.models import Force, User
from register import policies
from register.models.person import Person


def new_reference() -> str:
    return f"RS-{secrets.token_hex(5)}"


class ReasonSampleQuerySet(models.QuerySet["ReasonSample"]):
    def visible_to(self, actor: Actor) -> ReasonSampleQuerySet:
        return policies.SEE_REASONS.rows(self, actor)  # type: ignore[return-value]

    def waiting(self) -> ReasonSampleQuerySet:
        """Those on which nobody has decided."""
        return self.filter(decision="")


class ReasonSample(models.Model):
    """One reading by one user. Why they read it stands in the entry of the log (`event`) and nowhere else.

    `officer` is for whom a force's system asked (force code and collar number), where that is no one user's.
    A reviewer accepts the reason or not; before that they may ask whoever read it, who answers in words.
    """

    class Decision(models.TextChoices):
        SATISFIED = "satisfied", "Satisfied"
        NOT_SATISFIED = "not_satisfied", "Not satisfied"

    reference = models.CharField(max_length=20, unique=True, default=new_reference, editable=False)
    force = models.ForeignKey(Force, models.PROTECT, related_name="+")
    month_on = models.DateField(help_text="First day of the month that it was drawn from")
    event = models.UUIDField(help_text="Number of the entry in the log")
    user = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    officer = models.CharField(max_length=23, blank=True)
    person = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="reason_samples")
    code = models.CharField(max_length=40, help_text="What was read: code in register.rules.reason_sample")
    reason = models.CharField(max_length=40, help_text="Code of the reason")
    has_incident = models.BooleanField()
    read_at = models.DateTimeField()
    drawn_at = models.DateTimeField(auto_now_add=True)
    due_on = models.DateField()
    question = models.TextField(max_length=2000, blank=True)
    asked_at = models.DateTimeField(null=True, blank=True)
    asked_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    explanation = models.TextField(max_length=2000, blank=True)
    explained_at = models.DateTimeField(null=True, blank=True)
    decision = models.CharField(max_length=13, choices=Decision.choices, blank=True)
    words = models.TextField(max_length=2000, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    version = models.PositiveIntegerField(default=1)

    objects = ReasonSampleQuerySet.as_manager()

    class Meta:
        ordering = ["due_on", "pk"]
        indexes = [
            models.Index(fields=["force", "due_on"], condition=Q(decision=""), name="reason_sample_waiting"),
            models.Index(fields=["due_on"], condition=Q(decision=""), name="reason_sample_by_day"),
            models.Index(fields=["user"], name="reason_sample_of_user"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["event"], name="a_reading_is_drawn_once"),
            models.CheckConstraint(condition=Q(month_on__day=1), name="a_sample_is_of_a_month"),
            models.CheckConstraint(
                condition=Q(user__isnull=False, officer="") | Q(user__isnull=True) & ~Q(officer=""),
                name="a_reading_is_by_a_user_or_for_an_officer",
            ),
            models.CheckConstraint(
                condition=Q(asked_at__isnull=True, asked_by__isnull=True, question="")
                | (Q(asked_at__isnull=False, asked_by__isnull=False) & ~Q(question="")),
                name="a_question_about_a_reason_has_words_a_time_and_somebody",
            ),
            models.CheckConstraint(
                condition=Q(explained_at__isnull=True, explanation="")
                | (Q(explained_at__isnull=False, asked_at__isnull=False) & ~Q(explanation="")),
                name="an_explanation_answers_a_question",
            ),
            models.CheckConstraint(
                condition=Q(decision="", decided_at__isnull=True, decided_by__isnull=True, words="")
                | (Q(decided_at__isnull=False, decided_by__isnull=False) & ~Q(decision="")),
                name="a_decided_sample_says_when_and_by_whom",
            ),
            models.CheckConstraint(
                condition=~Q(decision="not_satisfied") | ~Q(words=""), name="a_reason_is_not_accepted_for_a_reason"
            ),
            models.CheckConstraint(
                condition=(Q(decided_by__isnull=True) | ~Q(decided_by=F("user")))
                & (Q(asked_by__isnull=True) | ~Q(asked_by=F("user"))),
                name="nobody_looks_at_a_reason_of_their_own",
            ),
        ]

    def __str__(self) -> str:
        return self.reference

    @property
    def who(self) -> str:
        """The user by name, or the officer as the force's system named them."""
        return self.user.name if self.user else f"Officer {self.officer}"
