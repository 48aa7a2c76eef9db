"""Failures to notify, each once, and what became of them."""

from __future__ import annotations

import secrets

from django.db import models
from django.db.models import Q

from accounts.actor import Actor
from accounts.models import User
from register import policies
from register.models.duty import NotificationDuty
from register.models.notification import Notification, NotificationItem, NotificationRegime
from register.models.registration import Registration
from register.rules.notifications.breaches import UNDECIDED, BreachStatus, Failure


def new_reference() -> str:
    return f"B-{secrets.token_hex(5)}"


class BreachQuerySet(models.QuerySet["Breach"]):
    def visible_to(self, actor: Actor) -> BreachQuerySet:
        return policies.READ_NOTIFICATION.rows(self, actor)  # type: ignore[return-value]

    def undecided(self) -> BreachQuerySet:
        return self.filter(status__in=[each.value for each in UNDECIDED])


class Breach(models.Model):
    """One failure to notify, which stays one however long it goes on (Sexual Offences Act 2003 s.91).

    It is of a duty that was not met in time, of an item that is incomplete or may be false, or of a notification at
    which somebody refused to be identified.

    `offence_code` is the CJS code that fits by `register.rules.notifications.breaches`, "" where no law makes it an
    offence. `excuse` is what the person gives as the reason; whether it is a reasonable one is decided apart.
    """

    class Kind(models.TextChoices):
        NOT_IN_TIME = Failure.NOT_IN_TIME.value, "Not notified in time"
        INCOMPLETE = Failure.INCOMPLETE.value, "Incomplete"
        FALSE = Failure.FALSE.value, "Suspected to be false"
        REFUSED_IDENTITY = Failure.REFUSED_IDENTITY.value, "Refused fingerprints or a photograph"

    class Status(models.TextChoices):
        SUSPECTED = BreachStatus.SUSPECTED.value, "Suspected"
        REFERRED = BreachStatus.REFERRED.value, "Referred for prosecution"
        EXCUSED = BreachStatus.EXCUSED.value, "Reasonable excuse accepted"
        NO_BREACH = BreachStatus.NO_BREACH.value, "No breach"
        CONCLUDED = BreachStatus.CONCLUDED.value, "Concluded"

    class Outcome(models.TextChoices):
        CONVICTED = "convicted", "Convicted"
        ACQUITTED = "acquitted", "Acquitted"
        CAUTIONED = "cautioned", "Cautioned"
        NO_FURTHER_ACTION = "no_further_action", "No further action"
        OTHER = "other", "Another outcome"

    reference = models.CharField(max_length=20, unique=True, default=new_reference, editable=False)
    registration = models.ForeignKey(Registration, models.PROTECT, related_name="breaches")
    kind = models.CharField(max_length=20, choices=Kind.choices)
    regime = models.CharField(max_length=12, choices=NotificationRegime.choices)
    duty = models.OneToOneField(NotificationDuty, models.PROTECT, null=True, blank=True, related_name="breach")
    item = models.OneToOneField(NotificationItem, models.PROTECT, null=True, blank=True, related_name="breach")
    notification = models.OneToOneField(Notification, models.PROTECT, null=True, blank=True, related_name="breach")
    status = models.CharField(max_length=12, choices=Status.choices, default=Status.SUSPECTED)
    offence_code = models.CharField(max_length=10, blank=True)
    offence_title = models.CharField(max_length=300)
    offence_note = models.CharField(max_length=300, blank=True)
    excuse = models.TextField(max_length=2000, blank=True)
    excuse_recorded_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    referred_to = models.CharField(max_length=200, blank=True)
    referral_number = models.CharField(max_length=60, blank=True)
    outcome = models.CharField(max_length=20, choices=Outcome.choices, blank=True)
    opened_at = models.DateTimeField(auto_now_add=True)
    opened_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    version = models.PositiveIntegerField(default=1)

    objects = BreachQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "breaches"
        ordering = ["-opened_at", "-pk"]
        indexes = [models.Index(fields=["registration", "status"], name="breach_by_registration")]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind="not_in_time", duty__isnull=False, item__isnull=True, notification__isnull=True)
                | Q(kind__in=("incomplete", "false"), duty__isnull=True, item__isnull=False, notification__isnull=True)
                | Q(kind="refused_identity", duty__isnull=True, item__isnull=True, notification__isnull=False),
                name="a_breach_is_of_one_failure",
            ),
            models.CheckConstraint(
                condition=~Q(status__in=("referred", "concluded")) | ~Q(referred_to=""),
                name="a_referred_breach_says_to_whom",
            ),
            models.CheckConstraint(
                condition=Q(status="concluded") & ~Q(outcome="") | ~Q(status="concluded") & Q(outcome=""),
                name="a_concluded_breach_has_an_outcome",
            ),
            models.CheckConstraint(
                condition=~Q(status="excused") | ~Q(excuse=""), name="an_excused_breach_has_an_excuse"
            ),
        ]

    def __str__(self) -> str:
        return self.reference


class BreachStatusChange(models.Model):
    """What a breach became, when, by whom and why. Never changed afterwards."""

    breach = models.ForeignKey(Breach, models.PROTECT, related_name="status_changes")
    from_status = models.CharField(max_length=12, blank=True)
    to_status = models.CharField(max_length=12, choices=Breach.Status.choices)
    changed_at = models.DateTimeField(auto_now_add=True)
    changed_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    why = models.TextField(max_length=2000)

    class Meta:
        ordering = ["changed_at", "pk"]
        constraints = [models.CheckConstraint(condition=~Q(why=""), name="a_step_of_a_breach_says_why")]

    def __str__(self) -> str:
        return f"{self.from_status or 'nothing'} to {self.to_status}"
