"""What protects a victim: safeguards, and how to make contact safely."""

from __future__ import annotations

from datetime import date

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from accounts.models import Force, User
from cases.models.pair import Pair
from cases.models.service import SupportService
from register.models import Address, Person, Phone


class SafeguardQuerySet(models.QuerySet["Safeguard"]):
    def in_force(self, *, on: date) -> SafeguardQuerySet:
        return self.filter(starts_on__lte=on).running(on=on)

    def running(self, *, on: date) -> SafeguardQuerySet:
        """Those that have not ended, those that begin later among them."""
        return self.filter(Q(ends_on__isnull=True) | Q(ends_on__gte=on))


class Safeguard(models.Model):
    """One measure for one victim, with its owner, its review date and its last day."""

    class Kind(models.TextChoices):
        ADDRESS_MARKER = "address_marker", "Address marker"
        PHONE_MARKER = "phone_marker", "Phone marker"
        TECSOS = "tecsos", "TecSOS phone"
        SILENT_CALL = "silent_call", "Silent-call instruction"
        ALARM = "alarm", "Alarm"
        SAFETY_PLAN = "safety_plan", "Safety plan"
        IDVA = "idva", "Independent domestic violence adviser"
        SUPPORT = "support", "Support service at work"

    pair = models.ForeignKey(Pair, models.PROTECT, related_name="safeguards")
    person = models.ForeignKey(Person, models.PROTECT, related_name="safeguards", help_text="The victim")
    force = models.ForeignKey(Force, models.PROTECT, related_name="+")
    kind = models.CharField(max_length=20, choices=Kind.choices)
    instruction = models.CharField(max_length=500, help_text="What the control room must do. No address.")
    owner = models.ForeignKey(User, models.PROTECT, related_name="+")
    starts_on = models.DateField()
    review_on = models.DateField()
    ends_on = models.DateField(null=True, blank=True)
    address = models.ForeignKey(Address, models.PROTECT, null=True, blank=True, related_name="+")
    phone = models.ForeignKey(Phone, models.PROTECT, null=True, blank=True, related_name="+")
    device = models.CharField(max_length=60, blank=True, help_text="What is written on it; no telephone number")
    supplier = models.CharField(max_length=120, blank=True)
    adviser = models.CharField(max_length=120, blank=True, help_text="Whom to speak to there")
    service = models.ForeignKey(SupportService, models.PROTECT, null=True, blank=True, related_name="+")
    tested_on = models.DateField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    ended_why = models.CharField(max_length=2000, blank=True)
    version = models.PositiveIntegerField(default=1)

    objects = SafeguardQuerySet.as_manager()

    class Meta:
        ordering = ["kind", "pk"]
        indexes = [
            models.Index(fields=["force", "review_on"], name="safeguard_by_review"),
            models.Index(fields=["force", "ends_on"], condition=Q(ends_on__isnull=False), name="safeguard_by_last_day"),
            models.Index(fields=["review_on"], name="safeguard_by_day"),
            models.Index(
                fields=["ends_on"], condition=Q(ends_on__isnull=False, ended_at__isnull=True), name="safeguard_ending"
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True) | (Q(ends_on__isnull=False) & ~Q(ended_why="")),
                name="a_safeguard_that_somebody_ended_says_why",
            ),
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")),
                name="a_safeguard_ends_after_it_starts",
            ),
            models.CheckConstraint(condition=~Q(instruction=""), name="a_safeguard_says_what_to_do"),
        ]

    def __str__(self) -> str:
        return self.get_kind_display()


class SafeguardChange(models.Model):
    """What was done about a safeguard, with the dates it has from then on. It is written once and never changed."""

    class What(models.TextChoices):
        ADDED = "added", "Put in place"
        RENEWED = "renewed", "Renewed"
        TESTED = "tested", "Tested"
        ENDED = "ended", "Ended"

    safeguard = models.ForeignKey(Safeguard, models.PROTECT, related_name="changes")
    what = models.CharField(max_length=10, choices=What.choices)
    owner = models.ForeignKey(User, models.PROTECT, related_name="+")
    review_on = models.DateField()
    ends_on = models.DateField(null=True, blank=True)
    why = models.CharField(max_length=2000, blank=True)
    changed_at = models.DateTimeField(auto_now_add=True)
    changed_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["-changed_at", "-pk"]

    def __str__(self) -> str:
        return f"{self.get_what_display()}: safeguard {self.safeguard_id}"


class SafetyPlanStepQuerySet(models.QuerySet["SafetyPlanStep"]):
    def waiting(self, *, on: date) -> SafetyPlanStepQuerySet:
        """Steps that nobody has done, of plans that run in cases that are open."""
        runs = Q(safeguard__ends_on__isnull=True) | Q(safeguard__ends_on__gte=on)
        return self.filter(runs, done_on__isnull=True, safeguard__pair__case__closed_at__isnull=True)


class SafetyPlanStep(models.Model):
    """One step of a safety plan: what, who does it, by when, and what came of it."""

    safeguard = models.ForeignKey(Safeguard, models.PROTECT, related_name="steps")
    measure = models.CharField(max_length=500)
    who = models.CharField(max_length=120)
    due_on = models.DateField()
    done_on = models.DateField(null=True, blank=True)
    outcome = models.CharField(max_length=500, blank=True)
    recorded_at = models.DateTimeField(auto_now_add=True)
    done_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    version = models.PositiveIntegerField(default=1)

    objects = SafetyPlanStepQuerySet.as_manager()

    class Meta:
        ordering = ["due_on", "pk"]
        indexes = [models.Index(fields=["due_on"], condition=Q(done_on__isnull=True), name="plan_step_waiting")]
        constraints = [
            models.CheckConstraint(condition=~Q(measure="") & ~Q(who=""), name="a_step_says_what_is_done_and_by_whom"),
            models.CheckConstraint(
                condition=Q(done_on__isnull=True, outcome="") | (Q(done_on__isnull=False) & ~Q(outcome="")),
                name="a_step_that_is_done_says_what_came_of_it",
            ),
        ]

    def __str__(self) -> str:
        return f"Step {self.pk}"


class SafeContactRuleQuerySet(models.QuerySet["SafeContactRule"]):
    def in_force(self) -> SafeContactRuleQuerySet:
        return self.filter(ended_at__isnull=True)

    def closing(self) -> SafeContactRuleQuerySet:
        """Those in force that close every contact detail: in refuge, or out of it and nothing decided yet."""
        return self.in_force().filter(Q(is_in_refuge=True) | Q(has_left_refuge=True))


class SafeContactRule(models.Model):
    """How a victim may be contacted. One is in force at a time; older ones stay."""

    class Channel(models.TextChoices):
        ASK_FIRST = "ask_first", "Ask the case owner first"
        PHONE = "phone", "Telephone"
        TEXT = "text", "Text message"
        EMAIL = "email", "E-mail"
        THROUGH_IDVA = "through_idva", "Through the adviser only"
        NO_CONTACT = "no_contact", "Do not make contact"

    person = models.ForeignKey(Person, models.PROTECT, related_name="safe_contact_rules", help_text="The victim")
    force = models.ForeignKey(Force, models.PROTECT, related_name="+")
    channel = models.CharField(max_length=15, choices=Channel.choices, default=Channel.ASK_FIRST)
    days = ArrayField(models.PositiveSmallIntegerField(), default=list, blank=True, help_text="1 is Monday")
    rings_from = models.TimeField(null=True, blank=True)
    rings_until = models.TimeField(null=True, blank=True)
    hours = models.CharField(max_length=120, blank=True, help_text="What else is to be known of the time")
    who_may_answer = models.CharField(max_length=200, blank=True)
    code_word = models.CharField(max_length=60, blank=True)
    what_to_say = models.CharField(max_length=300, blank=True)
    may_leave_voicemail = models.BooleanField(default=False)
    is_in_refuge = models.BooleanField(default=False)
    has_left_refuge = models.BooleanField(default=False, help_text="Nobody has decided yet what may be shown again")
    confirmed_on = models.DateField()
    confirmed_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    confirm_by_on = models.DateField(help_text="The last day on which it may be relied on")
    recorded_at = models.DateTimeField(auto_now_add=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = SafeContactRuleQuerySet.as_manager()

    class Meta:
        ordering = ["-recorded_at", "-pk"]
        indexes = [
            models.Index(
                fields=["force", "confirm_by_on"],
                condition=Q(ended_at__isnull=True),
                name="safe_contact_by_confirm_day",
            ),
            models.Index(fields=["confirm_by_on"], condition=Q(ended_at__isnull=True), name="safe_contact_by_day"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["person"],
                condition=Q(ended_at__isnull=True),
                name="a_victim_has_one_safe_contact_rule_in_force",
            ),
            models.CheckConstraint(
                condition=Q(rings_from__isnull=True, rings_until__isnull=True)
                | (Q(rings_from__isnull=False, rings_until__isnull=False) & ~Q(rings_from=F("rings_until"))),
                name="a_safe_time_begins_and_ends",
            ),
            models.CheckConstraint(
                condition=Q(days__contained_by=[1, 2, 3, 4, 5, 6, 7]), name="a_safe_day_is_a_day_of_the_week"
            ),
            models.CheckConstraint(
                condition=Q(is_in_refuge=False) | Q(has_left_refuge=False),
                name="nobody_is_in_refuge_and_has_left_it",
            ),
        ]

    @property
    def is_closing(self) -> bool:
        """Whether no detail of theirs is open to anybody: in refuge, or out of it and nothing decided yet."""
        return self.is_in_refuge or self.has_left_refuge

    def __str__(self) -> str:
        return f"Safe-contact rule {self.pk}"
