"""A case that is referred to a meeting, what was said and decided there, and who does what by when."""

from __future__ import annotations

import secrets
from datetime import date
from typing import ClassVar

from django.db import models
from django.db.models import Q

from accounts.actor import Actor
from accounts.models import Force, User
from cases import policies
from cases.models.agency import Agency
from cases.models.case import Case
from cases.models.meeting import Meeting, MeetingKind
from cases.rules import meetings as rules
from register.models import Person, Task


def new_reference() -> str:
    return f"MR-{secrets.token_hex(5)}"


class MeetingReferralQuerySet(models.QuerySet["MeetingReferral"]):
    def visible_to(self, actor: Actor) -> MeetingReferralQuerySet:
        return policies.SEE_REFERRALS.rows(self, actor)  # type: ignore[return-value]

    def waiting(self) -> MeetingReferralQuerySet:
        return self.filter(status=MeetingReferral.Status.WAITING)

    def open(self) -> MeetingReferralQuerySet:
        """Waiting for a meeting, or on the agenda of one."""
        return self.filter(status__in=MeetingReferral.OPEN)

    def flagged(self, *, on: date) -> MeetingReferralQuerySet:
        """Heard by that day, and flagged on it."""
        return self.filter(heard_on__lte=on, flag_ends_on__gte=on)


class MeetingReferral(models.Model):
    """A case on its way to a meeting, heard for the `victim`; MATAC and MAPPA may look at the person alone.

    `hear_by_on` is when it should be heard, `last_heard_on` when the same two were last heard before. `flag_ends_on` is
    the last day of the 12-month flag of a case that MARAC has heard.
    """

    class Status(models.TextChoices):
        WAITING = rules.Status.WAITING.value, "Waiting for a meeting"
        ON_AGENDA = rules.Status.ON_AGENDA.value, "On an agenda"
        HEARD = rules.Status.HEARD.value, "Heard"
        WITHDRAWN = rules.Status.WITHDRAWN.value, "Withdrawn"

    class Criterion(models.TextChoices):
        PROFESSIONAL_JUDGEMENT = rules.Criterion.PROFESSIONAL_JUDGEMENT.value, "Professional judgement"
        VISIBLE_HIGH_RISK = rules.Criterion.VISIBLE_HIGH_RISK.value, "Visible high risk: 14 or more on Dash"
        ESCALATION = rules.Criterion.ESCALATION.value, "Escalation: more calls to the police within 12 months"
        REPEAT = rules.Criterion.REPEAT.value, "Repeat: a further incident within 12 months of being heard"
        RANKED_HIGH = rules.Criterion.RANKED_HIGH.value, "High on the priority list"
        SERIAL = rules.Criterion.SERIAL.value, "Has harmed two or more"
        PARTNER_CONCERN = rules.Criterion.PARTNER_CONCERN.value, "Another agency is concerned"
        LEVEL_2 = rules.Criterion.LEVEL_2.value, "Level 2: needs active management by several agencies"
        LEVEL_3 = rules.Criterion.LEVEL_3.value, "Level 3: needs senior staff or special resources"

    class Knows(models.TextChoices):
        """Whether the victim knows of the referral. Nobody is asked where asking is not safe."""

        AGREES = "agrees", "Yes, and agrees"
        DISAGREES = "disagrees", "Yes, and does not agree"
        NOT_SAFE = "not_safe", "No: asking was not safe"
        NOT_REACHED = "not_reached", "No: not reached yet"
        NOBODY = "nobody", "It is about no single victim"

    reference = models.CharField(max_length=20, unique=True, default=new_reference, editable=False)
    kind = models.CharField(max_length=5, choices=MeetingKind.choices)
    force = models.ForeignKey(Force, models.PROTECT, related_name="+")
    case = models.ForeignKey(Case, models.PROTECT, related_name="referrals")
    person = models.ForeignKey(Person, models.PROTECT, related_name="referrals")
    victim = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="referrals_for")
    criterion = models.CharField(max_length=24, choices=Criterion.choices)
    why = models.TextField(max_length=4000)
    knows = models.CharField(max_length=12, choices=Knows.choices)
    view = models.TextField(max_length=2000, blank=True, help_text="What the victim wants, or why they were not asked")
    referred_by = models.ForeignKey(Agency, models.PROTECT, null=True, blank=True, related_name="+")
    referred_at = models.DateTimeField(auto_now_add=True)
    recorded_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    last_heard_on = models.DateField(null=True, blank=True)
    is_repeat = models.BooleanField(default=False)
    hear_by_on = models.DateField()
    status = models.CharField(max_length=9, choices=Status.choices, default=Status.WAITING)
    meeting = models.ForeignKey(Meeting, models.PROTECT, null=True, blank=True, related_name="referrals")
    heard_on = models.DateField(null=True, blank=True)
    flag_ends_on = models.DateField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    objects = MeetingReferralQuerySet.as_manager()
    OPEN: ClassVar = (rules.Status.WAITING.value, rules.Status.ON_AGENDA.value)

    class Meta:
        ordering = ["hear_by_on", "pk"]
        indexes = [
            models.Index(
                fields=["force", "hear_by_on"], condition=Q(status__in=("waiting", "on_agenda")),
                name="referral_open_by_day",
            ),
            models.Index(fields=["person"], condition=Q(flag_ends_on__isnull=False), name="referral_flag_of_person"),
            models.Index(fields=["victim"], condition=Q(flag_ends_on__isnull=False), name="referral_flag_of_victim"),
        ]  # fmt: skip
        constraints = [
            models.UniqueConstraint(
                fields=["case", "victim", "kind"], condition=Q(status__in=("waiting", "on_agenda")),
                nulls_distinct=False, name="a_case_waits_for_a_meeting_once",
            ),
            models.CheckConstraint(
                condition=~Q(kind="marac") | Q(victim__isnull=False), name="marac_hears_a_case_for_a_victim"
            ),
            models.CheckConstraint(
                condition=Q(status__in=("on_agenda", "heard"), meeting__isnull=False)
                | Q(status__in=("waiting", "withdrawn"), meeting__isnull=True),
                name="a_referral_on_an_agenda_names_its_meeting",
            ),
            models.CheckConstraint(
                condition=Q(status="heard", heard_on__isnull=False) | ~Q(status="heard") & Q(heard_on__isnull=True),
                name="a_referral_is_heard_on_a_day",
            ),
            models.CheckConstraint(
                condition=Q(status="heard", kind="marac", flag_ends_on__isnull=False)
                | ~Q(status="heard", kind="marac") & Q(flag_ends_on__isnull=True),
                name="what_marac_has_heard_is_flagged",
            ),
            models.CheckConstraint(condition=~Q(why=""), name="a_referral_says_why"),
            models.CheckConstraint(
                condition=Q(victim__isnull=False) | Q(knows="nobody"), name="only_a_victim_knows_of_a_referral"
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.reference


class ReferralStatusChange(models.Model):
    """What a referral became, for which meeting, by whom and why. Never changed afterwards."""

    referral = models.ForeignKey(MeetingReferral, models.PROTECT, related_name="status_changes")
    to_status = models.CharField(max_length=9, choices=MeetingReferral.Status.choices)
    meeting = models.ForeignKey(Meeting, models.PROTECT, null=True, blank=True, related_name="+")
    changed_at = models.DateTimeField(auto_now_add=True)
    changed_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    why = models.TextField(max_length=2000, blank=True)

    class Meta:
        ordering = ["changed_at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(to_status="withdrawn") | ~Q(why=""), name="a_referral_is_withdrawn_for_a_reason"
            )
        ]

    def __str__(self) -> str:
        return self.to_status


class MeetingMinutes(models.Model):
    """What was said of a case at a meeting, and what was decided. What is added later is a row of its own."""

    referral = models.ForeignKey(MeetingReferral, models.PROTECT, related_name="minutes")
    meeting = models.ForeignKey(Meeting, models.PROTECT, related_name="+")
    said = models.TextField(max_length=8000)
    decided = models.TextField(max_length=4000, blank=True)
    written_at = models.DateTimeField(auto_now_add=True)
    written_by = models.ForeignKey(User, models.PROTECT, related_name="+")

    class Meta:
        ordering = ["written_at", "pk"]
        verbose_name_plural = "meeting minutes"
        constraints = [models.CheckConstraint(condition=~Q(said=""), name="minutes_say_what_was_said")]

    def __str__(self) -> str:
        return f"Minutes of {self.referral_id}"


class MeetingActionQuerySet(models.QuerySet["MeetingAction"]):
    def open(self) -> MeetingActionQuerySet:
        """Not closed, here or as a task."""
        return self.filter(Q(task__isnull=True) | Q(task__done_at__isnull=True), status=MeetingAction.Status.OPEN)


class MeetingAction(models.Model):
    """Something that a meeting decided somebody does by a day: an agency, or the police by a task."""

    class Status(models.TextChoices):
        OPEN = "open", "To be done"
        DONE = "done", "Done"
        NOT_DONE = "not_done", "Not done"

    referral = models.ForeignKey(MeetingReferral, models.PROTECT, related_name="actions")
    meeting = models.ForeignKey(Meeting, models.PROTECT, related_name="+")
    force = models.ForeignKey(Force, models.PROTECT, related_name="+")
    agency = models.ForeignKey(Agency, models.PROTECT, null=True, blank=True, related_name="+")
    task = models.OneToOneField(Task, models.PROTECT, null=True, blank=True, related_name="meeting_action")
    measure = models.TextField(max_length=2000)
    due_on = models.DateField()
    status = models.CharField(max_length=8, choices=Status.choices, default=Status.OPEN)
    outcome = models.TextField(max_length=2000, blank=True)
    recorded_at = models.DateTimeField(auto_now_add=True)
    recorded_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")

    objects = MeetingActionQuerySet.as_manager()

    class Meta:
        ordering = ["due_on", "pk"]
        indexes = [models.Index(fields=["force", "due_on"], condition=Q(status="open"), name="meeting_action_open")]
        constraints = [
            models.CheckConstraint(
                condition=Q(agency__isnull=False, task__isnull=True) | Q(agency__isnull=True, task__isnull=False),
                name="an_action_is_an_agencys_or_a_task",
            ),
            models.CheckConstraint(
                condition=Q(status="open") | ~Q(outcome=""), name="a_closed_action_of_a_meeting_has_an_outcome"
            ),
            models.CheckConstraint(condition=~Q(measure=""), name="an_action_of_a_meeting_says_what"),
        ]

    def __str__(self) -> str:
        return f"Action {self.pk}"


class MeetingActionChange(models.Model):
    """What an action of a meeting became, by whom, and what came of it. Never changed afterwards.

    `agency` is the one for which it was reported; without one the police recorded it.
    """

    action = models.ForeignKey(MeetingAction, models.PROTECT, related_name="changes")
    to_status = models.CharField(max_length=8, choices=MeetingAction.Status.choices)
    changed_at = models.DateTimeField(auto_now_add=True)
    changed_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    outcome = models.TextField(max_length=2000, blank=True)
    agency = models.ForeignKey(Agency, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["changed_at", "pk"]

    def __str__(self) -> str:
        return self.to_status
