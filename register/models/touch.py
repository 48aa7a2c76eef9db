"""What professional standards are told of: somebody tried to reach a record that is closed to them, or touched one that
nobody has work with."""

from __future__ import annotations

import secrets

from django.db import models
from django.db.models import Case, F, Q, Value, When

from accounts.actor import Actor
from accounts.models import Force, User
from register import policies
from register.models.person import Person


def new_reference() -> str:
    return f"ST-{secrets.token_hex(5)}"


class TouchQuerySet(models.QuerySet["Touch"]):
    def visible_to(self, actor: Actor) -> TouchQuerySet:
        """For professional standards of the force it fell to, and never what they did themselves."""
        return policies.SEE_TOUCHES.rows(self, actor)  # type: ignore[return-value]

    def as_told_to(self, actor: Actor) -> TouchQuerySet:
        """Each with `is_named`: whether its reader may learn whose record it was."""
        named = Case(When(policies.touches_named(actor), then=Value(True)), default=Value(False))
        return self.annotate(is_named=named)

    def open(self) -> TouchQuerySet:
        return self.filter(answered_at__isnull=True)


class Touch(models.Model):
    """One entry of the log that must be looked at by professional standards of `force`, that of whoever did it.

    `event` is the entry, and `code` its kind. Of lookups those count that would have found the record.
    """

    class Kind(models.TextChoices):
        OWN = "own", "A record that is their own, or that they are barred from"
        SEALED = "sealed", "A sealed record"
        CANARY = "canary", "A record that nobody has work with"

    class Outcome(models.TextChoices):
        EXPLAINED = "explained", "Explained: there was a proper reason"
        ADVICE = "advice", "Advice was given"
        INVESTIGATION = "investigation", "It goes to an investigation"

    reference = models.CharField(max_length=20, unique=True, default=new_reference, editable=False)
    kind = models.CharField(max_length=10, choices=Kind.choices)
    user = models.ForeignKey(User, models.PROTECT, related_name="touches")
    person = models.ForeignKey(Person, models.PROTECT, related_name="touches")
    force = models.ForeignKey(Force, models.PROTECT, null=True, blank=True, related_name="+")
    event = models.UUIDField()
    code = models.CharField(max_length=60)
    happened_at = models.DateTimeField()
    noticed_at = models.DateTimeField()
    outcome = models.CharField(max_length=16, choices=Outcome.choices, blank=True)
    words = models.TextField(max_length=2000, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    version = models.PositiveIntegerField(default=1)

    objects = TouchQuerySet.as_manager()

    class Meta:
        ordering = ["-happened_at", "-pk"]
        verbose_name_plural = "touches"
        indexes = [
            models.Index(fields=["force", "-happened_at"], name="touch_of_force"),
            models.Index(fields=["noticed_at"], condition=Q(answered_at__isnull=True), name="touch_to_answer"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["event", "person", "kind"], name="an_entry_touches_a_record_once"),
            models.CheckConstraint(
                condition=Q(answered_at__isnull=True, answered_by__isnull=True, outcome="")
                | (Q(answered_at__isnull=False, answered_by__isnull=False) & ~Q(outcome="") & ~Q(words="")),
                name="an_answered_touch_has_an_outcome_and_words",
            ),
            models.CheckConstraint(
                condition=Q(answered_by__isnull=True) | ~Q(answered_by=F("user")),
                name="nobody_answers_for_their_own_touch",
            ),
        ]

    def __str__(self) -> str:
        return self.reference


class LogReading(models.Model):
    """How far the log has been read for touches: the transaction and the event. It moves every few seconds."""

    name = models.CharField(max_length=20, unique=True)
    transaction = models.BigIntegerField()
    event = models.UUIDField()

    def __str__(self) -> str:
        return self.name
