"""A request under the Domestic Violence Disclosure Scheme (Clare's Law)."""

from __future__ import annotations

import secrets
from datetime import date
from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from accounts.actor import Actor
from accounts.models import Force, User
from cases import policies
from cases.rules import disclosures as rules
from register.models import Person


def new_reference() -> str:
    return f"DS-{secrets.token_hex(5)}"


class DisclosureQuerySet(models.QuerySet["Disclosure"]):
    def visible_to(self, actor: Actor) -> DisclosureQuerySet:
        return policies.SEE_DISCLOSURES.rows(self, actor)  # type: ignore[return-value]

    def open(self) -> DisclosureQuerySet:
        return self.filter(next_due_on__isnull=False)

    def overdue(self, *, on: date) -> DisclosureQuerySet:
        return self.open().filter(next_due_on__lt=on)


class Disclosure(models.Model):
    """Whether somebody should be told of another's violent past, and what became of it.

    `person` is the one asked about and `at_risk` the one who may be harmed; until they are found in the register, or if
    they are not in it, the words of whoever asked stand for them. `due_on` is the 28th day with the days of stops,
    `next_due_on` the day by which the next step is due, and nothing at an end (a disclosure that could not wait is open
    until its second reading).
    """

    class Route(models.TextChoices):
        ASK = rules.Route.ASK.value, "Right to ask"
        KNOW = rules.Route.KNOW.value, "Right to know"

    class Status(models.TextChoices):
        RECEIVED = rules.Status.RECEIVED.value, "Received"
        CHECKED = rules.Status.CHECKED.value, "First checks done"
        MET = rules.Status.MET.value, "Met face to face"
        CONSIDERED = rules.Status.CONSIDERED.value, "Considered with other agencies"
        DECIDED = rules.Status.DECIDED.value, "Waits for the second reader"
        TO_DISCLOSE = rules.Status.TO_DISCLOSE.value, "To be disclosed"
        NOT_TO_DISCLOSE = rules.Status.NOT_TO_DISCLOSE.value, "To be told that nothing is disclosed"
        DISCLOSED = rules.Status.DISCLOSED.value, "Disclosed"
        NOT_DISCLOSED = rules.Status.NOT_DISCLOSED.value, "Not disclosed"
        WITHDRAWN = rules.Status.WITHDRAWN.value, "Taken back"
        OUTSIDE_SCHEME = rules.Status.OUTSIDE_SCHEME.value, "Outside the scheme"

    class Channel(models.TextChoices):
        ONLINE = "online", "Online form"
        PHONE = "phone", "Telephone (101)"
        COUNTER = "counter", "Police station"
        OFFICER = "officer", "To an officer"
        AGENCY = "agency", "Another agency"
        INCIDENT = "incident", "An incident or investigation"

    class AskedBy(models.TextChoices):
        AT_RISK = "at_risk", "The person who may be at risk"
        THIRD_PARTY = "third_party", "Somebody else"
        POLICE = "police", "The police or another agency"

    reference = models.CharField(max_length=20, unique=True, default=new_reference, editable=False)
    route = models.CharField(max_length=5, choices=Route.choices)
    force = models.ForeignKey(Force, models.PROTECT, related_name="+")
    owner = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    person = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="disclosures")
    person_words = models.CharField(max_length=300, blank=True)
    at_risk = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="disclosures_for")
    at_risk_words = models.CharField(max_length=300, blank=True)
    asked_by = models.CharField(max_length=12, choices=AskedBy.choices)
    asker_words = models.CharField(max_length=300, blank=True)
    safe_contact = models.CharField(max_length=500, blank=True)
    concern = models.TextField(max_length=4000)
    channel = models.CharField(max_length=10, choices=Channel.choices)
    received_at = models.DateTimeField()
    recorded_at = models.DateTimeField(auto_now_add=True)
    recorded_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    renews = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="renewed_by")
    status = models.CharField(max_length=16, choices=Status.choices, default=Status.RECEIVED)
    due_on = models.DateField()
    limit_code = models.CharField(max_length=60, default=rules.OVERALL)
    next_due_on = models.DateField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    objects = DisclosureQuerySet.as_manager()
    ENDED: ClassVar = tuple(each.value for each in rules.ENDED)

    class Meta:
        ordering = ["next_due_on", "pk"]
        indexes = [
            models.Index(
                fields=["force", "next_due_on"], condition=Q(next_due_on__isnull=False), name="disclosure_open_by_due"
            ),
            models.Index(fields=["force", "-received_at"], name="disclosure_by_receipt"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(person__isnull=False) | ~Q(person_words=""), name="a_disclosure_says_about_whom"
            ),
            models.CheckConstraint(
                condition=Q(at_risk__isnull=False) | ~Q(at_risk_words=""), name="a_disclosure_says_who_is_at_risk"
            ),
            models.CheckConstraint(
                condition=Q(person__isnull=True) | Q(at_risk__isnull=True) | ~Q(person=F("at_risk")),
                name="a_disclosure_is_about_two_people",
            ),
            models.CheckConstraint(
                condition=Q(status__in=("disclosed", "not_disclosed", "withdrawn", "outside_scheme"))
                | Q(next_due_on__isnull=False),
                name="an_open_disclosure_has_a_next_day",
            ),
            models.CheckConstraint(
                condition=Q(route="ask") & ~Q(asked_by="police") | Q(route="know", asked_by="police"),
                name="the_right_to_know_begins_with_the_police",
            ),
        ]

    def __str__(self) -> str:
        return self.reference

    @property
    def is_ended(self) -> bool:
        return self.status in self.ENDED


class DisclosureStatusChange(models.Model):
    """What a request became, when, by whom and why. Never changed afterwards."""

    disclosure = models.ForeignKey(Disclosure, models.PROTECT, related_name="status_changes")
    to_status = models.CharField(max_length=16, choices=Disclosure.Status.choices)
    changed_at = models.DateTimeField(auto_now_add=True)
    changed_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    why = models.TextField(max_length=2000, blank=True)

    class Meta:
        ordering = ["changed_at", "pk"]

    def __str__(self) -> str:
        return self.to_status


class DisclosureStop(models.Model):
    """Days on which the clock of a request stands, and why. It always has a last day."""

    disclosure = models.ForeignKey(Disclosure, models.PROTECT, related_name="stops")
    starts_on = models.DateField()
    ends_on = models.DateField()
    why = models.TextField(max_length=2000)
    stopped_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    ended_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    recorded_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["starts_on", "pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(why=""), name="a_stopped_clock_says_why"),
            models.CheckConstraint(condition=Q(ends_on__gte=F("starts_on")), name="a_clock_runs_again_after_it_stops"),
        ]

    def __str__(self) -> str:
        return f"{self.starts_on} to {self.ends_on}"
