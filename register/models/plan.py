"""Risk management plans: versions that are never rewritten, and the actions that follow from them."""

from __future__ import annotations

import secrets
from datetime import date

from django.db import models
from django.db.models import F, Q

from accounts.actor import Actor
from accounts.models import Force, User
from register import policies
from register.models.person import Person
from register.models.registration import Registration


def new_reference() -> str:
    return f"PA-{secrets.token_hex(5)}"


class RiskPlan(models.Model):
    """One version of the plan by which somebody's risk is managed.

    What it says is never changed: a new version takes its place, where the risk is high once a supervisor has approved
    it.
    """

    class Status(models.TextChoices):
        AWAITING_APPROVAL = "awaiting_approval", "Waits for approval"
        IN_FORCE = "in_force", "In force"
        REPLACED = "replaced", "Replaced"
        NOT_APPROVED = "not_approved", "Not approved"

    class Mappa(models.TextChoices):
        NONE = "", "Not managed under MAPPA"
        LEVEL_1 = "1", "MAPPA level 1"
        LEVEL_2 = "2", "MAPPA level 2"
        LEVEL_3 = "3", "MAPPA level 3"

    registration = models.ForeignKey(Registration, models.PROTECT, related_name="plans")
    force = models.ForeignKey(Force, models.PROTECT, related_name="+")
    number = models.PositiveIntegerField()
    status = models.CharField(max_length=20, choices=Status.choices)
    level = models.CharField(max_length=10, choices=Registration.HarmRisk.choices, blank=True)
    mappa_level = models.CharField(max_length=1, choices=Mappa.choices, blank=True)
    risks = models.TextField(max_length=4000)
    protection = models.TextField(max_length=4000, blank=True)
    strategy = models.TextField(max_length=4000)
    written_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    written_at = models.DateTimeField(auto_now_add=True)
    in_force_on = models.DateField(null=True, blank=True)
    answered_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    answered_at = models.DateTimeField(null=True, blank=True)
    answer_reason = models.TextField(max_length=2000, blank=True)

    class Meta:
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(fields=["registration", "number"], name="a_registration_has_each_plan_once"),
            models.UniqueConstraint(
                fields=["registration"], condition=Q(status="in_force"), name="a_registration_has_one_plan_in_force"
            ),
            models.UniqueConstraint(
                fields=["registration"],
                condition=Q(status="awaiting_approval"),
                name="one_plan_at_a_time_waits_for_approval",
            ),
            models.CheckConstraint(
                condition=~Q(status__in=("in_force", "replaced")) | Q(in_force_on__isnull=False),
                name="a_plan_in_force_has_its_first_day",
            ),
            models.CheckConstraint(
                condition=Q(answered_at__isnull=True, answered_by__isnull=True, answer_reason="")
                | (Q(answered_at__isnull=False, answered_by__isnull=False) & ~Q(answer_reason="")),
                name="an_answer_to_a_plan_has_all_its_parts",
            ),
            models.CheckConstraint(
                condition=~Q(status__in=("in_force", "replaced")) | ~Q(answered_by=F("written_by")),
                name="nobody_approves_a_plan_of_their_own",
            ),
            models.CheckConstraint(
                condition=~Q(status__in=("in_force", "replaced"))
                | Q(level__in=("low", "medium"))
                | Q(answered_by__isnull=False),
                name="a_plan_for_high_risk_was_approved",
            ),
        ]

    def __str__(self) -> str:
        return f"Plan {self.number}"


class PlanStatusChange(models.Model):
    """What a version of a plan became, when and by whom. Never changed afterwards."""

    plan = models.ForeignKey(RiskPlan, models.PROTECT, related_name="status_changes")
    from_status = models.CharField(max_length=20, blank=True)
    to_status = models.CharField(max_length=20, choices=RiskPlan.Status.choices)
    changed_at = models.DateTimeField(auto_now_add=True)
    changed_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["changed_at", "pk"]

    def __str__(self) -> str:
        return f"{self.from_status or 'nothing'} to {self.to_status}"


class PlanActionQuerySet(models.QuerySet["PlanAction"]):
    def visible_to(self, actor: Actor) -> PlanActionQuerySet:
        return policies.SEE_PLAN_ACTIONS.rows(self, actor)  # type: ignore[return-value]

    def open(self) -> PlanActionQuerySet:
        return self.filter(status=PlanAction.Status.OPEN)

    def overdue(self, *, on: date) -> PlanActionQuerySet:
        return self.open().filter(due_on__lt=on)


class PlanAction(models.Model):
    """Something to do under a plan, by somebody, by a day. With no owner, the queue of the force's team holds it."""

    class Status(models.TextChoices):
        OPEN = "open", "Open"
        DONE = "done", "Done"
        DROPPED = "dropped", "Not done"

    reference = models.CharField(max_length=20, unique=True, default=new_reference, editable=False)
    registration = models.ForeignKey(Registration, models.PROTECT, related_name="plan_actions")
    plan = models.ForeignKey(RiskPlan, models.PROTECT, related_name="actions")
    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    measure = models.TextField(max_length=1000)
    owner = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    due_on = models.DateField()
    status = models.CharField(max_length=10, choices=Status.choices, default=Status.OPEN)
    outcome = models.TextField(max_length=2000, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    created_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    closed_at = models.DateTimeField(null=True, blank=True)
    closed_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")

    objects = PlanActionQuerySet.as_manager()

    class Meta:
        ordering = ["due_on", "pk"]
        indexes = [
            models.Index(
                fields=["registration", "due_on"], condition=Q(status="open"), name="plan_action_open_by_due_date"
            )
        ]
        constraints = [
            models.CheckConstraint(condition=~Q(measure=""), name="an_action_of_a_plan_says_what_to_do"),
            models.CheckConstraint(
                condition=Q(status="open", closed_at__isnull=True)
                | (Q(status__in=("done", "dropped"), closed_at__isnull=False) & ~Q(outcome="")),
                name="a_closed_action_of_a_plan_has_its_outcome",
            ),
        ]

    def __str__(self) -> str:
        return self.reference


class PlanActionChange(models.Model):
    """What an action of a plan became: its status, its owner and its day, when, by whom and why."""

    action = models.ForeignKey(PlanAction, models.PROTECT, related_name="changes")
    to_status = models.CharField(max_length=10, choices=PlanAction.Status.choices)
    owner = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    due_on = models.DateField()
    changed_at = models.DateTimeField(auto_now_add=True)
    changed_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    why = models.TextField(max_length=2000, blank=True)

    class Meta:
        ordering = ["changed_at", "pk"]

    def __str__(self) -> str:
        return self.to_status
