"""A force's casework around one registered person."""

from __future__ import annotations

import secrets
from datetime import date

from django.db import models
from django.db.models import Q

from accounts.actor import Actor
from accounts.models import Force, User
from cases import policies
from register.models import Person


def new_reference() -> str:
    return f"C-{secrets.token_hex(5)}"


class CaseQuerySet(models.QuerySet["Case"]):
    def visible_to(self, actor: Actor) -> CaseQuerySet:
        return policies.SEE_CASE.rows(self, actor)  # type: ignore[return-value]

    def open(self) -> CaseQuerySet:
        return self.filter(closed_at__isnull=True)

    def overdue(self, *, on: date) -> CaseQuerySet:
        return self.open().filter(next_review_on__lt=on)


class Case(models.Model):
    """One force's case about a registered person. An open case always has a live owner and a next date."""

    reference = models.CharField(max_length=20, unique=True, default=new_reference, editable=False)
    person = models.ForeignKey(Person, models.PROTECT, related_name="cases")
    force = models.ForeignKey(Force, models.PROTECT, related_name="cases")
    owner = models.ForeignKey(User, models.PROTECT, related_name="+")
    opened_at = models.DateTimeField(auto_now_add=True)
    next_review_on = models.DateField()
    closed_at = models.DateTimeField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    objects = CaseQuerySet.as_manager()

    class Meta:
        ordering = ["-opened_at", "-pk"]
        indexes = [
            models.Index(
                fields=["force", "next_review_on", "id"], condition=Q(closed_at__isnull=True), name="case_open_of_force"
            ),
            models.Index(
                fields=["owner", "next_review_on", "id"], condition=Q(closed_at__isnull=True), name="case_open_of_owner"
            ),
            models.Index(fields=["next_review_on"], condition=Q(closed_at__isnull=True), name="case_open_by_day"),
            models.Index(
                fields=["force", "-closed_at", "-id"], condition=Q(closed_at__isnull=False), name="case_closed_of_force"
            ),
            models.Index(
                fields=["owner", "-closed_at", "-id"], condition=Q(closed_at__isnull=False), name="case_closed_of_owner"
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["person", "force"],
                condition=Q(closed_at__isnull=True),
                name="a_force_has_one_open_case_about_a_person",
            )
        ]

    def __str__(self) -> str:
        return self.reference
