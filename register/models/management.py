"""Who manages a registered person, and at which level of risk: dated rows with their reasons, never overwritten."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from accounts.models import Force, User
from register.models.registration import Registration


class ManagerAssignment(models.Model):
    """Who has managed a registration since when; with no manager, the queue of the force's team held it."""

    registration = models.ForeignKey(Registration, models.PROTECT, related_name="assignments")
    force = models.ForeignKey(Force, models.PROTECT, related_name="+")
    manager = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    assigned_at = models.DateTimeField(auto_now_add=True)
    assigned_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    why = models.TextField(max_length=2000)

    class Meta:
        ordering = ["-assigned_at", "-pk"]

    def __str__(self) -> str:
        return f"Assignment {self.pk}"


class ManagementRisk(models.Model):
    """The level of risk of serious harm by which a person is managed: who decided it, when and why.

    A lower level, and management without planned visits, was asked for by one person and agreed by another.
    """

    registration = models.ForeignKey(Registration, models.PROTECT, related_name="risks")
    level = models.CharField(max_length=10, choices=Registration.HarmRisk.choices)
    is_reactive = models.BooleanField(default=False)
    decided_on = models.DateField()
    decided_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    asked_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    why = models.TextField(max_length=4000)
    recorded_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-decided_on", "-pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(why=""), name="a_level_of_risk_has_its_reasons"),
            models.CheckConstraint(
                condition=Q(is_reactive=False) | Q(level="low"), name="low_risk_alone_is_managed_reactively"
            ),
            models.CheckConstraint(
                condition=Q(asked_by__isnull=True) | ~Q(asked_by=F("decided_by")),
                name="the_second_person_of_a_level_is_another",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_level_display()} risk"


class RiskLoweringQuerySet(models.QuerySet["RiskLowering"]):
    def waiting(self) -> RiskLoweringQuerySet:
        return self.filter(answered_at__isnull=True)


class RiskLowering(models.Model):
    """Somebody asks a supervisor to agree to a lower level, or to management without planned visits."""

    registration = models.ForeignKey(Registration, models.PROTECT, related_name="lowerings")
    level = models.CharField(max_length=10, choices=Registration.HarmRisk.choices)
    is_reactive = models.BooleanField(default=False)
    why = models.TextField(max_length=4000)
    asked_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(auto_now_add=True)
    is_agreed = models.BooleanField(null=True, blank=True)
    answered_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    answered_at = models.DateTimeField(null=True, blank=True)
    answer_reason = models.TextField(max_length=2000, blank=True)

    objects = RiskLoweringQuerySet.as_manager()

    class Meta:
        ordering = ["-asked_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["registration"],
                condition=Q(answered_at__isnull=True),
                name="a_registration_has_one_open_request_to_lower_its_risk",
            ),
            models.CheckConstraint(
                condition=Q(answered_at__isnull=True, answered_by__isnull=True, is_agreed__isnull=True)
                | (
                    Q(answered_at__isnull=False, answered_by__isnull=False, is_agreed__isnull=False)
                    & ~Q(answer_reason="")
                ),
                name="an_answer_to_a_lower_level_has_all_its_parts",
            ),
            models.CheckConstraint(
                condition=~Q(is_agreed=True) | ~Q(asked_by=F("answered_by")),
                name="nobody_agrees_to_a_lower_level_alone",
            ),
        ]

    def __str__(self) -> str:
        return f"Request {self.pk}"
