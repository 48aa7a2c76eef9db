"""What happens in a criminal matter, and who must be told of it by when (Victims' Code)."""

from __future__ import annotations

import secrets
from datetime import date

from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from accounts.actor import Actor
from accounts.models import Force, User
from cases import policies
from cases.models.case import Case
from cases.models.incident import Incident
from cases.models.pair import Pair
from cases.rules.victims_code import TELLINGS, Happened
from register.models import Person


def new_reference() -> str:
    return f"V-{secrets.token_hex(5)}"


class Development(models.Model):
    """One thing that happened in the matter of a case, on the day it happened or, at court, became known."""

    class Kind(models.TextChoices):
        REPORT = Happened.REPORT.value, TELLINGS[Happened.REPORT].title
        ARREST = Happened.ARREST.value, TELLINGS[Happened.ARREST].title
        INTERVIEW = Happened.INTERVIEW.value, TELLINGS[Happened.INTERVIEW].title
        BAIL = Happened.BAIL.value, TELLINGS[Happened.BAIL].title
        BAIL_CHANGE = Happened.BAIL_CHANGE.value, TELLINGS[Happened.BAIL_CHANGE].title
        UNDER_INVESTIGATION = Happened.UNDER_INVESTIGATION.value, TELLINGS[Happened.UNDER_INVESTIGATION].title
        RELEASE = Happened.RELEASE.value, TELLINGS[Happened.RELEASE].title
        CHARGE = Happened.CHARGE.value, TELLINGS[Happened.CHARGE].title
        OUT_OF_COURT = Happened.OUT_OF_COURT.value, TELLINGS[Happened.OUT_OF_COURT].title
        NO_FURTHER_ACTION = Happened.NO_FURTHER_ACTION.value, TELLINGS[Happened.NO_FURTHER_ACTION].title
        PROSECUTION_STOPPED = Happened.PROSECUTION_STOPPED.value, TELLINGS[Happened.PROSECUTION_STOPPED].title
        COURT_BAIL = Happened.COURT_BAIL.value, TELLINGS[Happened.COURT_BAIL].title
        HEARING = Happened.HEARING.value, TELLINGS[Happened.HEARING].title
        SENTENCE = Happened.SENTENCE.value, TELLINGS[Happened.SENTENCE].title
        LONG_SENTENCE = Happened.LONG_SENTENCE.value, TELLINGS[Happened.LONG_SENTENCE].title
        APPEAL = Happened.APPEAL.value, TELLINGS[Happened.APPEAL].title

    case = models.ForeignKey(Case, models.PROTECT, related_name="developments")
    person = models.ForeignKey(Person, models.PROTECT, related_name="developments", help_text="The registered person")
    force = models.ForeignKey(Force, models.PROTECT, related_name="+")
    incident = models.ForeignKey(Incident, models.PROTECT, null=True, blank=True, related_name="developments")
    kind = models.CharField(max_length=20, choices=Kind.choices)
    happened_on = models.DateField()
    note = models.TextField(max_length=2000, blank=True)
    recorded_at = models.DateTimeField(auto_now_add=True)
    recorded_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    why_withdrawn = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["-happened_on", "-pk"]
        indexes = [models.Index(fields=["case", "-happened_on"], name="development_of_case")]
        constraints = [
            models.CheckConstraint(
                condition=Q(withdrawn_at__isnull=True, withdrawn_by__isnull=True, why_withdrawn="")
                | Q(withdrawn_at__isnull=False, withdrawn_by__isnull=False) & ~Q(why_withdrawn=""),
                name="a_withdrawn_development_says_when_by_whom_and_why",
            ),
        ]

    def __str__(self) -> str:
        return self.get_kind_display()


class VictimUpdateQuerySet(models.QuerySet["VictimUpdate"]):
    def visible_to(self, actor: Actor) -> VictimUpdateQuerySet:
        return policies.SEE_VICTIM_UPDATES.rows(self, actor)  # type: ignore[return-value]

    def waiting(self) -> VictimUpdateQuerySet:
        return self.filter(status=VictimUpdate.Status.WAITING)


class VictimUpdate(models.Model):
    """One victim who must be told of one development by a day, and whether they were.

    `due_on` is computed from the day of the development under `limit_code` and stored; a nightly check compares.
    """

    class Status(models.TextChoices):
        WAITING = "waiting", "To be told"
        TOLD = "told", "Told"
        NOT_WANTED = "not_wanted", "Asked not to be told"
        WITHDRAWN = "withdrawn", "Not needed: recorded by mistake"

    reference = models.CharField(max_length=20, unique=True, default=new_reference, editable=False)
    development = models.ForeignKey(Development, models.PROTECT, related_name="updates")
    case = models.ForeignKey(Case, models.PROTECT, related_name="victim_updates")
    pair = models.ForeignKey(Pair, models.PROTECT, related_name="victim_updates")
    person = models.ForeignKey(Person, models.PROTECT, related_name="victim_updates", help_text="The victim")
    force = models.ForeignKey(Force, models.PROTECT, related_name="+")
    is_enhanced = models.BooleanField()
    limit_code = models.CharField(max_length=60)
    due_on = models.DateField()
    explanation = models.CharField(max_length=500)
    status = models.CharField(max_length=10, choices=Status.choices, default=Status.WAITING)
    told_at = models.DateTimeField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    objects = VictimUpdateQuerySet.as_manager()

    class Meta:
        ordering = ["due_on", "pk"]
        indexes = [
            models.Index(fields=["force", "due_on"], condition=Q(status="waiting"), name="victim_update_waiting"),
            models.Index(fields=["case", "due_on"], name="victim_update_of_case"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["development", "pair"], name="a_victim_is_told_of_a_development_once"),
            models.CheckConstraint(
                condition=Q(status="told", told_at__isnull=False) | ~Q(status="told") & Q(told_at__isnull=True),
                name="a_victim_who_was_told_was_told_at_a_time",
            ),
        ]

    def __str__(self) -> str:
        return self.reference

    def is_late(self, *, on: date) -> bool:
        """Whether they were told after the last day, or still wait past it."""
        if self.status == self.Status.TOLD and self.told_at is not None:
            return timezone.localtime(self.told_at).date() > self.due_on
        return self.status == self.Status.WAITING and self.due_on < on


class VictimUpdateStep(models.Model):
    """One step towards telling a victim: tried, told, not wanted. Never changed afterwards."""

    class Means(models.TextChoices):
        PHONE = "phone", "By telephone"
        IN_PERSON = "in_person", "In person"
        TEXT = "text", "By text message"
        EMAIL = "email", "By e-mail"
        THROUGH_IDVA = "through_idva", "Through their adviser (IDVA)"
        OTHER = "other", "Another way"

    update = models.ForeignKey(VictimUpdate, models.PROTECT, related_name="steps")
    to_status = models.CharField(max_length=10, choices=VictimUpdate.Status.choices)
    means = models.CharField(max_length=15, choices=Means.choices, blank=True)
    note = models.TextField(max_length=2000, blank=True)
    taken_at = models.DateTimeField()
    recorded_at = models.DateTimeField(auto_now_add=True)
    recorded_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["-taken_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(to_status="told") | ~Q(means=""), name="a_victim_was_told_by_some_means"
            ),
            models.CheckConstraint(
                condition=Q(to_status="told") | ~Q(note=""), name="a_victim_who_was_not_told_has_a_reason"
            ),
            models.CheckConstraint(
                condition=Q(taken_at__lte=F("recorded_at")), name="a_step_was_taken_before_it_was_recorded"
            ),
        ]

    def __str__(self) -> str:
        return self.to_status
