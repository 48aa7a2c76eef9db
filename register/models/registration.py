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

    def of_human_being(self, person: Person) -> RegistrationQuerySet:
        """Those of every record that stands for the same human being as this one."""
        return self.filter(person__in=Person.objects.joined_with(person).order_by().values("pk"))

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
        DA_REGISTER = "da_register", "Notification to the domestic abuse register"
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
    system_proposal = models.CharField(max_length=500, blank=True, help_text="The gates that seemed to follow, and why")
    risk_of_serious_harm = models.CharField(max_length=10, choices=HarmRisk.choices, blank=True)
    regime = models.CharField(max_length=12, choices=Regime.choices, help_text="As it seemed to follow when proposed")
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
                fields=["managing_force", "next_review_on"],
                condition=~Q(status__in=ENDED),
                name="registration_by_next_review",
            ),
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
    def harm_risk(self) -> str:
        """The risk of serious harm as it is managed, or as it was said of the registration while nobody has set it."""
        return self.management_level or self.risk_of_serious_harm

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


class ConvictionQuerySet(models.QuerySet["Conviction"]):
    def visible_to(self, actor: Actor) -> ConvictionQuerySet:
        return self.filter(person__in=Person.objects.visible_to(actor))

    def standing(self) -> ConvictionQuerySet:
        """Those that no court has quashed."""
        return self.filter(quashed_on__isnull=True)


class Conviction(models.Model):
    """A conviction, finding or caution that may open a gate, with its sentence.

    A term that runs beside another names it in `follows`: one sentence of several terms counts as one (Sexual Offences
    Act 2003 s.82(3), (4)). `is_under_18` is as on the relevant date, `convicted_on`; None where nobody knows.
    """

    class Kind(models.TextChoices):
        CONVICTION = "conviction", "Conviction"
        NOT_GUILTY_INSANITY = "not_guilty_insanity", "Not guilty by reason of insanity"
        DISABILITY_DID_ACT = "disability_did_act", "Under a disability, and did the act"
        CAUTION = "caution", "Caution"

    class Court(models.TextChoices):
        MAGISTRATES = "magistrates", "Magistrates' court"
        CROWN = "crown", "Crown Court"
        YOUTH = "youth", "Youth court"

    class Disposal(models.TextChoices):
        LIFE = "life", "Life or another sentence without an end"
        IMPRISONMENT = "imprisonment", "Imprisonment"
        SUSPENDED_SENTENCE = "suspended_sentence", "Suspended sentence"
        HOSPITAL_RESTRICTED = "hospital_restricted", "Hospital order with a restriction order"
        HOSPITAL = "hospital", "Hospital order"
        COMMUNITY_ORDER = "community_order", "Community order"
        FINE = "fine", "Fine"
        CAUTION = "caution", "Caution"
        CONDITIONAL_DISCHARGE = "conditional_discharge", "Conditional discharge"
        OTHER = "other", "Other"

    class TermLink(models.TextChoices):
        CONSECUTIVE = "consecutive", "After it (consecutive)"
        PARTLY_CONCURRENT = "partly_concurrent", "Partly at the same time"
        CONCURRENT = "concurrent", "At the same time (concurrent)"

    person = models.ForeignKey(Person, models.PROTECT, related_name="convictions")
    force = models.ForeignKey(Force, models.PROTECT, related_name="+")
    kind = models.CharField(max_length=20, choices=Kind.choices, default=Kind.CONVICTION)
    cjs_code = models.CharField(max_length=10)
    offence_title = models.CharField(max_length=300)
    convicted_on = models.DateField(help_text="Day of the conviction, finding or caution: the relevant date")
    sentenced_on = models.DateField(null=True, blank=True)
    court = models.CharField(max_length=20, choices=Court.choices, blank=True)
    court_name = models.CharField(max_length=120, blank=True)
    disposal = models.CharField(max_length=30, choices=Disposal.choices)
    term_months = models.PositiveSmallIntegerField(null=True, blank=True)
    term_days = models.PositiveSmallIntegerField(default=0)
    follows = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="followed_by")
    term_link = models.CharField(max_length=20, choices=TermLink.choices, blank=True)
    overlap_months = models.PositiveSmallIntegerField(default=0)
    overlap_days = models.PositiveSmallIntegerField(default=0)
    is_under_18 = models.BooleanField(null=True, blank=True)
    is_schedule_3_offence = models.BooleanField(
        default=False, help_text="Sexual Offences Act 2003 Sch.3, as a person has checked"
    )
    has_domestic_abuse_finding = models.BooleanField(
        default=False, help_text="Stated by the court at sentencing (Sentencing Code s.56A)"
    )
    varied_on = models.DateField(null=True, blank=True)
    quashed_on = models.DateField(null=True, blank=True)
    appeal_court = models.CharField(max_length=120, blank=True)
    recorded_at = models.DateTimeField(auto_now_add=True)
    version = models.PositiveIntegerField(default=1)

    objects = ConvictionQuerySet.as_manager()

    class Meta:
        ordering = ["-convicted_on", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["person", "cjs_code", "convicted_on"], name="a_conviction_is_recorded_once"
            ),
            models.CheckConstraint(
                condition=Q(sentenced_on__isnull=True) | Q(sentenced_on__gte=F("convicted_on")),
                name="a_sentence_comes_after_its_conviction",
            ),
            models.CheckConstraint(
                condition=Q(quashed_on__isnull=True) | Q(quashed_on__gte=F("convicted_on")),
                name="a_conviction_is_quashed_after_it_was_made",
            ),
            models.CheckConstraint(
                condition=Q(varied_on__isnull=True) | Q(varied_on__gte=F("convicted_on")),
                name="a_sentence_is_varied_after_its_conviction",
            ),
            models.CheckConstraint(
                condition=Q(varied_on__isnull=True, quashed_on__isnull=True) | ~Q(appeal_court=""),
                name="a_court_of_appeal_is_named_with_its_decision",
            ),
            models.CheckConstraint(
                condition=Q(follows__isnull=True, term_link="") | Q(follows__isnull=False) & ~Q(term_link=""),
                name="a_term_beside_another_says_how_it_runs",
            ),
            models.CheckConstraint(
                condition=Q(term_link="partly_concurrent") | Q(overlap_months=0, overlap_days=0),
                name="only_partly_concurrent_terms_overlap",
            ),
            models.CheckConstraint(condition=~Q(follows=F("pk")), name="a_term_does_not_run_beside_itself"),
        ]

    def __str__(self) -> str:
        return f"{self.cjs_code} on {self.convicted_on}"


class MappaListingQuerySet(models.QuerySet["MappaListing"]):
    def visible_to(self, actor: Actor) -> MappaListingQuerySet:
        return self.filter(person__in=Person.objects.visible_to(actor))

    def running(self, *, on: date) -> MappaListingQuerySet:
        """Those in force on the day; the last day counts."""
        return self.filter(starts_on__lte=on).filter(Q(ends_on__isnull=True) | Q(ends_on__gte=on))


class MappaListing(models.Model):
    """How somebody is managed under MAPPA, from one day to another, as the police recorded it."""

    class Category(models.IntegerChoices):
        ONE = 1, "Category 1: subject to notification"
        TWO = 2, "Category 2: violent or other sexual offence"
        THREE = 3, "Category 3: other dangerous offender"
        FOUR = 4, "Category 4: terrorist or terrorist risk"

    class Level(models.IntegerChoices):
        ONE = 1, "Level 1: ordinary management"
        TWO = 2, "Level 2: active multi-agency management"
        THREE = 3, "Level 3: the critical few"

    person = models.ForeignKey(Person, models.PROTECT, related_name="mappa_listings")
    force = models.ForeignKey(Force, models.PROTECT, related_name="+")
    category = models.PositiveSmallIntegerField(choices=Category.choices)
    level = models.PositiveSmallIntegerField(choices=Level.choices)
    has_domestic_abuse_marker = models.BooleanField(default=False)
    starts_on = models.DateField()
    ends_on = models.DateField(null=True, blank=True)
    recorded_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    recorded_at = models.DateTimeField(auto_now_add=True)

    objects = MappaListingQuerySet.as_manager()

    class Meta:
        ordering = ["-starts_on", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(category__range=(1, 4), level__range=(1, 3)),
                name="a_mappa_listing_has_a_category_and_a_level",
            ),
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")),
                name="a_mappa_listing_ends_after_it_starts",
            ),
            models.UniqueConstraint(
                fields=["person"], condition=Q(ends_on__isnull=True), name="a_person_is_listed_once_at_a_time"
            ),
        ]

    def __str__(self) -> str:
        return f"MAPPA category {self.category}, level {self.level}"
