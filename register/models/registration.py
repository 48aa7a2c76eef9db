"""A person's registration: why, since when, under whose management, and what it has been."""

from __future__ import annotations

from datetime import date

from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from accounts.actor import Actor
from accounts.models import Force, User
from register.models.person import Person
from register.rules.plans import plan_clock
from register.rules.visits import visit_clock

ENDED = ("transferred_out", "expired", "discharged", "deceased", "removed_on_review")
NOTIFIED = ("active", "indefinite", "suspended_custody", "suspended_hospital", "suspended_abroad", "under_appeal")
DESIGNATION = "police_designation"


def first_visit_on() -> date:
    """The last day for the first visit under a registration that is entered today."""
    return visit_clock(timezone.localdate(), ()).next_on


def first_plan_on() -> date:
    """The last day for the first risk management plan under a registration that is entered today."""
    return plan_clock(timezone.localdate(), ()).due_on


class RegistrationQuerySet(models.QuerySet["Registration"]):
    def visible_to(self, actor: Actor) -> RegistrationQuerySet:
        return self.filter(person__in=Person.objects.visible_to(actor))

    def live(self) -> RegistrationQuerySet:
        """Registrations that have not ended."""
        return self.exclude(status__in=ENDED)

    def managed(self) -> RegistrationQuerySet:
        """Registrations whose people are visited and managed: decided, and not ended."""
        return self.live().exclude(status=Registration.Status.PROPOSED)


class Registration(models.Model):
    """One registration. The gate and the status codes are those of `register.rules.gates` and `.transitions`."""

    class Status(models.TextChoices):
        PROPOSED = "proposed", "Proposed"
        AWAITING_NOTICE = "awaiting_notice", "Awaiting notice"
        ACTIVE = "active", "Active"
        INDEFINITE = "indefinite", "Indefinite"
        SUSPENDED_CUSTODY = "suspended_custody", "Suspended in custody"
        SUSPENDED_HOSPITAL = "suspended_hospital", "Suspended in hospital"
        SUSPENDED_ABROAD = "suspended_abroad", "Suspended abroad"
        UNDER_APPEAL = "under_appeal", "Under appeal"
        TRANSFERRED_OUT = "transferred_out", "Transferred out"
        EXPIRED = "expired", "Expired"
        DISCHARGED = "discharged", "Discharged"
        DECEASED = "deceased", "Deceased"
        REMOVED = "removed_on_review", "Removed on review"

    class Regime(models.TextChoices):
        SOA = "soa", "Notification as modelled on the Sexual Offences Act 2003 Part 2"
        DAPO = "dapo", "Domestic Abuse Act 2021 s.41"
        SPO = "spo", "Stalking Protection Act 2019 s.9"
        SHPO = "shpo", "Sexual harm prevention order"
        NONE = "none", "No notification requirement"

    class HarmRisk(models.TextChoices):
        LOW = "low", "Low"
        MEDIUM = "medium", "Medium"
        HIGH = "high", "High"
        VERY_HIGH = "very_high", "Very high"

    class NoticeMeans(models.TextChoices):
        HANDED_OVER = "handed_over", "Handed over in person"
        AT_COURT = "at_court", "Handed over at court"
        AT_STATION = "at_station", "Handed over at a police station"
        IN_PRISON = "in_prison", "Through the prison"
        IN_HOSPITAL = "in_hospital", "Through the hospital"
        RECORDED_POST = "recorded_post", "By recorded post"
        NOT_RECORDED = "not_recorded", "Means not recorded"

    person = models.ForeignKey(Person, models.PROTECT, related_name="registrations")
    managing_force = models.ForeignKey(Force, models.PROTECT, related_name="registrations")
    offender_manager = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    gate = models.CharField(max_length=30)
    gate_reason = models.TextField(max_length=2000)
    proportionality = models.TextField(max_length=2000, blank=True, help_text="Asked of a police designation")
    risk_of_serious_harm = models.CharField(max_length=10, choices=HarmRisk.choices, blank=True)
    regime = models.CharField(max_length=10, choices=Regime.choices)
    status = models.CharField(max_length=20, choices=Status.choices, default=Status.PROPOSED)
    starts_on = models.DateField()
    ends_on = models.DateField(null=True, blank=True)
    is_indefinite = models.BooleanField(default=False)
    next_review_on = models.DateField()
    review_limit_code = models.CharField(max_length=60, blank=True)
    proposed_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    decided_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)
    notice_given_on = models.DateField(null=True, blank=True)
    notice_given_by = models.CharField(max_length=120, blank=True)
    notice_means = models.CharField(max_length=20, choices=NoticeMeans.choices, blank=True)
    management_level = models.CharField(max_length=10, choices=HarmRisk.choices, blank=True)
    is_reactive = models.BooleanField(default=False)
    next_visit_on = models.DateField(default=first_visit_on)
    plan_due_on = models.DateField(default=first_plan_on)
    created_at = models.DateTimeField(auto_now_add=True)
    version = models.PositiveIntegerField(default=1)

    objects = RegistrationQuerySet.as_manager()

    class Meta:
        ordering = ["-starts_on", "-pk"]
        indexes = [
            models.Index(fields=["managing_force", "status", "next_review_on"], name="registration_by_review"),
            models.Index(
                fields=["managing_force", "next_visit_on"],
                condition=~Q(status__in=ENDED),
                name="registration_by_next_visit",
            ),
            models.Index(
                fields=["offender_manager", "next_visit_on"],
                condition=~Q(status__in=ENDED),
                name="registration_by_manager_visit",
            ),
            models.Index(
                fields=["managing_force", "plan_due_on"],
                condition=~Q(status__in=ENDED),
                name="registration_by_plan",
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["person"], condition=~Q(status__in=ENDED), name="a_person_has_one_live_registration"
            ),
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")),
                name="a_registration_ends_after_it_starts",
            ),
            models.CheckConstraint(
                condition=~Q(is_indefinite=True) | Q(ends_on__isnull=True),
                name="an_indefinite_registration_has_no_end",
            ),
            models.CheckConstraint(
                condition=~Q(status="indefinite") | Q(is_indefinite=True),
                name="an_indefinite_status_has_an_indefinite_period",
            ),
            models.CheckConstraint(
                condition=Q(notice_given_on__isnull=True, notice_given_by="", notice_means="")
                | Q(notice_given_on__isnull=False) & ~Q(notice_given_by="") & ~Q(notice_means=""),
                name="a_notice_has_a_day_a_giver_and_a_means",
            ),
            models.CheckConstraint(
                condition=~Q(status__in=NOTIFIED) | Q(gate=DESIGNATION) | Q(notice_given_on__isnull=False),
                name="a_person_on_the_register_was_told_in_writing",
            ),
            models.CheckConstraint(
                condition=~Q(gate=DESIGNATION) | ~Q(proportionality=""),
                name="a_designation_says_why_it_is_proportionate",
            ),
            models.CheckConstraint(
                condition=~Q(gate=DESIGNATION, status__in=NOTIFIED)
                | Q(decided_at__isnull=False) & (Q(decided_by__isnull=True) | ~Q(decided_by=F("proposed_by"))),
                name="a_designation_is_approved_by_a_second_person",
            ),
            models.CheckConstraint(
                condition=Q(is_reactive=False) | Q(management_level="low"),
                name="low_risk_alone_goes_without_planned_visits",
            ),
        ]

    def __str__(self) -> str:
        return f"Registration {self.pk}"

    @property
    def is_designation(self) -> bool:
        """Whether it stands in the police's own tier, apart from the statutory one."""
        return self.gate == DESIGNATION


class RegistrationStatusChange(models.Model):
    """What a registration became, when and by whom. Never changed afterwards."""

    registration = models.ForeignKey(Registration, models.PROTECT, related_name="status_changes")
    from_status = models.CharField(max_length=20, blank=True)
    to_status = models.CharField(max_length=20, choices=Registration.Status.choices)
    changed_at = models.DateTimeField(auto_now_add=True)
    changed_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    why = models.TextField(max_length=2000)
    effective_on = models.DateField(null=True, blank=True, help_text="The day of the event itself, if it has one")
    authority = models.CharField(max_length=200, blank=True, help_text="Court, source or other jurisdiction")

    class Meta:
        ordering = ["changed_at", "pk"]

    def __str__(self) -> str:
        return f"{self.from_status or 'nothing'} to {self.to_status}"


class Conviction(models.Model):
    """A conviction or caution that may open a gate."""

    class Court(models.TextChoices):
        MAGISTRATES = "magistrates", "Magistrates' court"
        CROWN = "crown", "Crown Court"
        YOUTH = "youth", "Youth court"

    class Sentence(models.TextChoices):
        IMPRISONMENT = "imprisonment", "Imprisonment"
        SUSPENDED = "suspended_sentence", "Suspended sentence"
        COMMUNITY = "community_order", "Community order"
        FINE = "fine", "Fine"
        CAUTION = "caution", "Caution"
        DISCHARGE = "conditional_discharge", "Conditional discharge"
        OTHER = "other", "Other"

    person = models.ForeignKey(Person, models.PROTECT, related_name="convictions")
    force = models.ForeignKey(Force, models.PROTECT, related_name="+")
    cjs_code = models.CharField(max_length=10)
    offence_title = models.CharField(max_length=300)
    convicted_on = models.DateField()
    court = models.CharField(max_length=20, choices=Court.choices, blank=True)
    sentence = models.CharField(max_length=30, choices=Sentence.choices)
    months = models.PositiveSmallIntegerField(null=True, blank=True)
    has_domestic_abuse_finding = models.BooleanField(
        default=False, help_text="Stated by the court at sentencing (Sentencing Code s.56A)"
    )
    recorded_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-convicted_on", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["person", "cjs_code", "convicted_on"], name="a_conviction_is_recorded_once")
        ]

    def __str__(self) -> str:
        return f"{self.cjs_code} on {self.convicted_on}"
