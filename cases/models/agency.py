"""Agencies that meet with a force, and the accounts through which they read what is shared with them."""

from __future__ import annotations

import secrets

from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower

from accounts.actor import Actor
from accounts.models import Force, User
from cases import policies


def new_reference() -> str:
    return f"AG-{secrets.token_hex(5)}"


class AgencyQuerySet(models.QuerySet["Agency"]):
    def visible_to(self, actor: Actor) -> AgencyQuerySet:
        return policies.SEE_AGENCIES.rows(self, actor)  # type: ignore[return-value]

    def listed(self) -> AgencyQuerySet:
        return self.filter(is_listed=True)


class Agency(models.Model):
    """An agency in the directory of a force. It is never taken out: what was shared with it must stay readable."""

    class Kind(models.TextChoices):
        POLICE = "police", "Police"
        IDVA = "idva", "IDVA service"
        CHILDREN = "children", "Children’s social care"
        ADULTS = "adults", "Adult social care"
        HEALTH = "health", "Health"
        MENTAL_HEALTH = "mental_health", "Mental health"
        SUBSTANCES = "substances", "Drug and alcohol service"
        PROBATION = "probation", "Probation"
        PRISON = "prison", "Prison"
        HOUSING = "housing", "Housing"
        EDUCATION = "education", "Education"
        VOLUNTARY = "voluntary", "Voluntary service"
        OTHER = "other", "Another agency"

    reference = models.CharField(max_length=20, unique=True, default=new_reference, editable=False)
    force = models.ForeignKey(Force, models.PROTECT, related_name="+")
    kind = models.CharField(max_length=14, choices=Kind.choices)
    name = models.CharField(max_length=120)
    is_listed = models.BooleanField(default=True)
    recorded_at = models.DateTimeField(auto_now_add=True)

    objects = AgencyQuerySet.as_manager()

    class Meta:
        ordering = ["name", "pk"]
        verbose_name_plural = "agencies"
        constraints = [
            models.UniqueConstraint("force", Lower("name"), name="a_force_lists_an_agency_once"),
            models.CheckConstraint(condition=~Q(name=""), name="an_agency_has_a_name"),
        ]

    def __str__(self) -> str:
        return self.name


class AgencyAccountQuerySet(models.QuerySet["AgencyAccount"]):
    def running(self) -> AgencyAccountQuerySet:
        return self.filter(ended_at__isnull=True)


class AgencyAccount(models.Model):
    """Which agency somebody's account reads for. Nobody reads for two at a time."""

    agency = models.ForeignKey(Agency, models.PROTECT, related_name="accounts")
    user = models.ForeignKey(User, models.PROTECT, related_name="agency_accounts")
    given_at = models.DateTimeField(auto_now_add=True)
    given_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")

    objects = AgencyAccountQuerySet.as_manager()

    class Meta:
        ordering = ["user__name", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["user"], condition=Q(ended_at__isnull=True), name="an_account_reads_for_one_agency"
            )
        ]

    def __str__(self) -> str:
        return f"Account {self.user_id} of {self.agency_id}"
