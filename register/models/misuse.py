"""Alerts of possible misuse: which entries of the log a rule found, and what came of it."""

from __future__ import annotations

import secrets
from datetime import datetime

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from accounts.actor import Actor
from accounts.models import Force, User
from register import policies


def new_reference() -> str:
    return f"MU-{secrets.token_hex(5)}"


class MisuseAlertQuerySet(models.QuerySet["MisuseAlert"]):
    def visible_to(self, actor: Actor) -> MisuseAlertQuerySet:
        return policies.SEE_MISUSE.rows(self, actor)  # type: ignore[return-value]

    def open(self) -> MisuseAlertQuerySet:
        """Nobody has said yet what came of it."""
        return self.filter(came_of_it="")

    def meeting(self, started_at: datetime, ended_at: datetime) -> MisuseAlertQuerySet:
        """Those whose entries share a moment with this stretch of time."""
        return self.filter(started_at__lte=ended_at, ended_at__gte=started_at)


class MisuseAlert(models.Model):
    """What one rule found of one user. It names entries of the log and nothing of what they say.

    `officer` is for whom a force's system asked (force code and collar number), where that is no one user's. `about` is
    the reference of the person whom it is about, where it is about one; it is no key, so that the alert outlives the
    record. `force` is that of the user; nobody's is the national bodies'.
    """

    class CameOfIt(models.TextChoices):
        NOTHING = "no_further_action", "No further action"
        ADVICE = "words_of_advice", "Words of advice"
        INVESTIGATION = "investigation", "Investigation"
        FALSE_ALARM = "false_alarm", "False alarm"

    reference = models.CharField(max_length=20, unique=True, default=new_reference, editable=False)
    rule = models.CharField(max_length=40, help_text="Code in register.rules.misuse.table")
    rule_version = models.PositiveSmallIntegerField()
    settings = models.JSONField(help_text="Threshold and its value, as they were")
    user = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    officer = models.CharField(max_length=23, blank=True)
    force = models.ForeignKey(Force, models.PROTECT, null=True, blank=True, related_name="+")
    about = models.CharField(max_length=60, blank=True, help_text="Reference of the person, if it is about one")
    measured = models.PositiveIntegerField()
    started_at = models.DateTimeField()
    ended_at = models.DateTimeField()
    entries = ArrayField(models.UUIDField(), help_text="The entries of the log that made it, the newest of many")
    entry_count = models.PositiveIntegerField()
    raised_at = models.DateTimeField(auto_now_add=True)
    due_on = models.DateField()
    came_of_it = models.CharField(max_length=20, choices=CameOfIt.choices, blank=True)
    words = models.TextField(max_length=2000, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    version = models.PositiveIntegerField(default=1)

    objects = MisuseAlertQuerySet.as_manager()

    class Meta:
        ordering = ["-raised_at", "-pk"]
        indexes = [
            models.Index(fields=["force", "-raised_at"], name="misuse_of_force"),
            models.Index(fields=["due_on"], condition=Q(came_of_it=""), name="misuse_open_by_day"),
            models.Index(fields=["user", "officer", "rule", "ended_at"], name="misuse_of_user"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["rule", "user", "officer", "about", "started_at"], nulls_distinct=False,
                name="one_stretch_of_entries_makes_one_alert",
            ),
            models.CheckConstraint(
                condition=Q(user__isnull=False, officer="") | Q(user__isnull=True) & ~Q(officer=""),
                name="an_alert_of_misuse_is_of_a_user_or_of_an_officer",
            ),
            models.CheckConstraint(
                condition=Q(ended_at__gte=F("started_at")), name="the_entries_of_an_alert_end_after_they_start"
            ),
            models.CheckConstraint(condition=Q(entry_count__gt=0), name="an_alert_of_misuse_has_entries"),
            models.CheckConstraint(
                condition=Q(came_of_it="", words="", answered_at__isnull=True, answered_by__isnull=True)
                | ~Q(came_of_it="") & ~Q(words="") & Q(answered_at__isnull=False, answered_by__isnull=False),
                name="what_came_of_an_alert_has_words_a_time_and_somebody",
            ),
            models.CheckConstraint(
                condition=Q(answered_by__isnull=True) | ~Q(answered_by=F("user")),
                name="nobody_answers_an_alert_about_themselves",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.reference

    @property
    def who(self) -> str:
        """The user by name, or the officer as the force's system named them."""
        return self.user.name if self.user else f"Officer {self.officer}"
