"""What happens to a registration while it lives: it is looked at again, and it is appealed against."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from accounts.models import User
from register.models.registration import Registration


class RegistrationReview(models.Model):
    """One look at whether a registration is still necessary. Never changed afterwards."""

    class Outcome(models.TextChoices):
        KEEP = "keep", "Keep on the register"
        REMOVE = "remove", "Remove from the register"

    registration = models.ForeignKey(Registration, models.PROTECT, related_name="reviews")
    outcome = models.CharField(max_length=10, choices=Outcome.choices)
    reasons = models.TextField(max_length=4000)
    risk_of_serious_harm = models.CharField(max_length=10, choices=Registration.HarmRisk.choices, blank=True)
    was_due_on = models.DateField()
    reviewed_on = models.DateField()
    reviewed_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    next_review_on = models.DateField()
    limit_code = models.CharField(max_length=60)
    recorded_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-reviewed_on", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(next_review_on__gt=F("reviewed_on")), name="a_review_sets_the_next_review"
            ),
            models.CheckConstraint(condition=~Q(reasons=""), name="a_review_gives_its_reasons"),
        ]

    def __str__(self) -> str:
        return f"{self.get_outcome_display()}, {self.reviewed_on}"


class RegistrationAppeal(models.Model):
    """An appeal against what put somebody on the register.

    The clocks go on, unless the court says otherwise: then every requirement of the registration is suspended from
    `stayed_on` until `stay_ended_on`, or to the end of the appeal.
    """

    class Outcome(models.TextChoices):
        ALLOWED = "allowed", "Allowed"
        DISMISSED = "dismissed", "Dismissed"
        ABANDONED = "abandoned", "Abandoned"

    registration = models.ForeignKey(Registration, models.PROTECT, related_name="appeals")
    court = models.CharField(max_length=120)
    lodged_on = models.DateField()
    is_stayed = models.BooleanField(default=False, help_text="The court has suspended the requirements meanwhile")
    stayed_on = models.DateField(null=True, blank=True, help_text="First day on which the requirements were suspended")
    stay_ended_on = models.DateField(null=True, blank=True, help_text="Day on which they ran again, which counts")
    outcome = models.CharField(max_length=10, choices=Outcome.choices, blank=True)
    decided_on = models.DateField(null=True, blank=True)
    recorded_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-lodged_on", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(outcome="", decided_on__isnull=True) | ~Q(outcome="") & Q(decided_on__isnull=False),
                name="a_decided_appeal_has_an_outcome_and_a_day",
            ),
            models.CheckConstraint(
                condition=Q(decided_on__isnull=True) | Q(decided_on__gte=F("lodged_on")),
                name="an_appeal_is_decided_after_it_was_lodged",
            ),
            models.CheckConstraint(
                condition=Q(is_stayed=False, stayed_on__isnull=True) | Q(is_stayed=True, stayed_on__isnull=False),
                name="a_stay_has_its_first_day",
            ),
            models.CheckConstraint(
                condition=Q(stay_ended_on__isnull=True) | Q(stayed_on__lte=F("stay_ended_on")),
                name="a_stay_ends_after_it_begins",
            ),
            models.CheckConstraint(
                condition=Q(stayed_on__isnull=True) | Q(stayed_on__gte=F("lodged_on")),
                name="a_stay_follows_its_appeal",
            ),
            models.UniqueConstraint(
                fields=["registration"], condition=Q(outcome=""), name="a_registration_has_one_open_appeal"
            ),
        ]

    def __str__(self) -> str:
        return f"Appeal of {self.lodged_on}"
