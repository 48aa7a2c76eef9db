"""Two records that may be the same human being: what the model said, and what was decided."""

from __future__ import annotations

import secrets
from datetime import datetime

from django.db import models
from django.db.models import F, Q

from accounts.actor import Actor
from accounts.models import Force, User
from register import policies
from register.models.person import Person

WAITING = ("open", "awaiting_second")


def new_reference() -> str:
    return f"M-{secrets.token_hex(5)}"


class MatchQuerySet(models.QuerySet["Match"]):
    def visible_to(self, actor: Actor) -> MatchQuerySet:
        return policies.SEE_MATCHES.rows(self, actor)  # type: ignore[return-value]

    def waiting(self) -> MatchQuerySet:
        """Matches that somebody has yet to decide."""
        return self.filter(status__in=WAITING)

    def of_force(self, force_id: int | None) -> MatchQuerySet:
        """Matches with a record of this force."""
        return self.filter(Q(force_one=force_id) | Q(force_other=force_id))

    def of_people(self, person_ids: list[int]) -> MatchQuerySet:
        return self.filter(Q(one__in=person_ids) | Q(other__in=person_ids))

    def overdue(self, *, at: datetime) -> MatchQuerySet:
        return self.waiting().filter(due_at__lt=at)


class Match(models.Model):
    """Two records that may be one person. There is one row for a pair, however often it is compared.

    `steps` is what the model said of each thing compared, as the reviewer reads it. What a person decided
    (`is_by_person`) is never changed by the model. `force_one` and `force_other` repeat the owners of the records, for
    the queues.
    """

    BESIDE = "beside"  # the rule of a join that was reopened because one beside it was wrong

    class Outcome(models.TextChoices):
        SAME = "same", "Same person"
        POSSIBLE = "possible", "Possibly the same person"

    class Status(models.TextChoices):
        OPEN = "open", "To decide"
        AWAITING_SECOND = "awaiting_second", "Waiting for a second person"
        JOINED = "joined", "Joined"
        KEPT_APART = "kept_apart", "Kept apart"
        WITHDRAWN = "withdrawn", "No longer alike"

    reference = models.CharField(max_length=20, unique=True, default=new_reference, editable=False)
    one = models.ForeignKey(Person, models.PROTECT, related_name="+")
    other = models.ForeignKey(Person, models.PROTECT, related_name="+")
    force_one = models.ForeignKey(Force, models.PROTECT, related_name="+")
    force_other = models.ForeignKey(Force, models.PROTECT, related_name="+")
    weight = models.FloatField()
    outcome = models.CharField(max_length=10, choices=Outcome.choices)
    rule = models.CharField(max_length=60, blank=True, help_text="Why the records are not joined by themselves")
    model_version = models.CharField(max_length=40)
    steps = models.JSONField(default=list)
    status = models.CharField(max_length=20, choices=Status.choices, default=Status.OPEN)
    is_by_person = models.BooleanField(default=False)
    asked_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    asked_at = models.DateTimeField(null=True, blank=True)
    asked_why = models.TextField(max_length=2000, blank=True)
    decided_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)
    why = models.TextField(max_length=2000, blank=True)
    due_at = models.DateTimeField()
    limit_code = models.CharField(max_length=60)
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)
    version = models.PositiveIntegerField(default=1)

    objects = MatchQuerySet.as_manager()

    class Meta:
        ordering = ["due_at", "pk"]
        verbose_name_plural = "matches"
        indexes = [
            models.Index(fields=["force_one", "due_at"], condition=Q(status__in=WAITING), name="match_open_of_one"),
            models.Index(fields=["force_other", "due_at"], condition=Q(status__in=WAITING), name="match_open_of_other"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["one", "other"], name="a_pair_of_records_is_matched_once"),
            models.CheckConstraint(condition=Q(one__lt=F("other")), name="a_match_is_of_two_records_in_order"),
            models.CheckConstraint(
                condition=Q(status__in=("joined", "kept_apart"), decided_at__isnull=False)
                | (~Q(status__in=("joined", "kept_apart")) & Q(decided_at__isnull=True)),
                name="a_match_is_decided_at_a_time",
            ),
            models.CheckConstraint(
                condition=Q(is_by_person=False, decided_by__isnull=True)
                | (Q(is_by_person=True, decided_by__isnull=False, decided_at__isnull=False) & ~Q(why="")),
                name="a_person_decides_a_match_with_a_reason",
            ),
            models.CheckConstraint(
                condition=~Q(status="kept_apart") | Q(is_by_person=True),
                name="people_alone_keep_two_records_apart",
            ),
            models.CheckConstraint(
                condition=~Q(status="awaiting_second")
                | (Q(asked_by__isnull=False, asked_at__isnull=False) & ~Q(asked_why="")),
                name="a_match_that_waits_for_a_second_says_who_asked",
            ),
            models.CheckConstraint(
                condition=~Q(status="joined")
                | Q(asked_by__isnull=True)
                | Q(decided_by__isnull=True)
                | ~Q(asked_by=F("decided_by")),
                name="the_second_person_of_a_match_is_another",
            ),
        ]

    def __str__(self) -> str:
        return self.reference

    @property
    def person(self) -> Person:
        """The data subject in the log; the other record stands among the references."""
        return self.one

    @property
    def is_waiting(self) -> bool:
        return self.status in WAITING

    @property
    def is_between_forces(self) -> bool:
        return self.force_one_id != self.force_other_id

    @property
    def status_colour(self) -> str:
        """The colour of the status tag; the word says the same."""
        return {"joined": "green", "kept_apart": "grey", "withdrawn": "grey"}.get(self.status, "orange")


class MatchStatusChange(models.Model):
    """What a match became, when, by whom and why. Never changed afterwards."""

    match = models.ForeignKey(Match, models.PROTECT, related_name="status_changes")
    from_status = models.CharField(max_length=20, blank=True)
    to_status = models.CharField(max_length=20, choices=Match.Status.choices)
    changed_at = models.DateTimeField(auto_now_add=True)
    changed_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    why = models.TextField(max_length=2000, blank=True)

    class Meta:
        ordering = ["changed_at", "pk"]

    def __str__(self) -> str:
        return f"{self.from_status or 'nothing'} to {self.to_status}"


class MatchRun(models.Model):
    """How far `match_all` has come. `changes` holds the keys of each pair that would change, and how."""

    model_version = models.CharField(max_length=40)
    last_person = models.BigIntegerField(default=0)
    people = models.PositiveIntegerField(default=0)
    changes = models.JSONField(default=list)
    applied = models.PositiveIntegerField(default=0, help_text="How many of the changes have been carried out")
    started_at = models.DateTimeField(auto_now_add=True)
    reported_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"Match run {self.pk}"
