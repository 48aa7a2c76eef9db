"""An application to end indefinite notification, from receipt to decision (Sexual Offences Act 2003 ss.91A to 91F)."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from accounts.models import User
from register.models.notification import NotificationRequirement
from register.models.registration import Registration


class IndefiniteReview(models.Model):
    """One application in writing, and what became of it. The due days are those of the catalogue."""

    class Outcome(models.TextChoices):
        GRANTED = "granted", "The requirement ends"
        REFUSED = "refused", "The requirement goes on"
        WITHDRAWN = "withdrawn", "Application withdrawn"

    registration = models.ForeignKey(Registration, models.PROTECT, related_name="indefinite_reviews")
    requirement = models.ForeignKey(NotificationRequirement, models.PROTECT, related_name="+")
    first_notified_on = models.DateField(help_text="First notification after release")
    applied_on = models.DateField(help_text="Day on which the application was received")
    acknowledgement_due_on = models.DateField()
    acknowledged_on = models.DateField(null=True, blank=True)
    information_asked_on = models.DateField(null=True, blank=True)
    information_due_on = models.DateField(null=True, blank=True)
    decision_due_on = models.DateField(null=True, blank=True)
    outcome = models.CharField(max_length=10, choices=Outcome.choices, blank=True)
    reasons = models.TextField(max_length=4000, blank=True)
    decided_on = models.DateField(null=True, blank=True)
    decided_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    appeal_due_on = models.DateField(null=True, blank=True)
    again_from_on = models.DateField(null=True, blank=True)
    appeal_court = models.CharField(max_length=120, blank=True)
    appeal_allowed_on = models.DateField(null=True, blank=True)
    recorded_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-applied_on", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["registration"], condition=Q(outcome=""), name="a_registration_has_one_open_application"
            ),
            models.CheckConstraint(
                condition=Q(outcome="", decided_on__isnull=True) | ~Q(outcome="") & Q(decided_on__isnull=False),
                name="a_decided_application_has_an_outcome_and_a_day",
            ),
            models.CheckConstraint(
                condition=~Q(outcome__in=("granted", "refused")) | ~Q(reasons=""),
                name="a_decision_on_an_application_gives_its_reasons",
            ),
            models.CheckConstraint(
                condition=~Q(outcome="refused") | Q(appeal_due_on__isnull=False, again_from_on__isnull=False),
                name="a_refusal_says_when_to_appeal_and_to_apply_again",
            ),
            models.CheckConstraint(
                condition=Q(acknowledged_on__isnull=True) | Q(acknowledged_on__gte=F("applied_on")),
                name="an_application_is_acknowledged_after_it_was_made",
            ),
            models.CheckConstraint(
                condition=Q(decided_on__isnull=True) | Q(decided_on__gte=F("applied_on")),
                name="an_application_is_decided_after_it_was_made",
            ),
            models.CheckConstraint(
                condition=Q(information_asked_on__isnull=True, information_due_on__isnull=True,
                            decision_due_on__isnull=True)
                | Q(information_asked_on__isnull=False, information_due_on__isnull=False,
                    decision_due_on__isnull=False),
                name="information_that_was_asked_for_has_its_due_days",
            ),
            models.CheckConstraint(
                condition=Q(appeal_allowed_on__isnull=True) | Q(outcome="refused") & ~Q(appeal_court=""),
                name="an_appeal_that_was_allowed_names_its_court",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"Application of {self.applied_on}"
