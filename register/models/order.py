"""Protective orders, their conditions, and what became of them. The kinds are those of `register.rules.orders`."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from django.contrib.postgres.expressions import ArraySubquery
from django.db import models
from django.db.models import F, Func, OuterRef, Q

from accounts.actor import Actor
from accounts.models import Force, User
from register import policies
from register.models.person import Person

IN_FORCE = ("interim", "made", "served", "varied")
NOT_MADE_YET = ("considered", "applied", "adjourned", "not_made")
SHA256 = r"^[0-9a-f]{64}$"


class ProtectiveOrderQuerySet(models.QuerySet["ProtectiveOrder"]):
    def visible_to(self, actor: Actor) -> ProtectiveOrderQuerySet:
        return policies.SEE_ORDER.rows(self, actor)  # type: ignore[return-value]

    def in_force(self, *, on: date) -> ProtectiveOrderQuerySet:
        """Made or served, not discharged, and not past their last day."""
        return self.filter(status__in=IN_FORCE, made_on__lte=on).filter(Q(ends_on__isnull=True) | Q(ends_on__gte=on))

    def due(self, *, on: date) -> ProtectiveOrderQuerySet:
        """Those that a reminder or their end waits for, longest waiting first."""
        return self.filter(next_check_on__lte=on).order_by("next_check_on", "pk")


class ProtectiveOrder(models.Model):
    """An order or notice that protects somebody from this person, from the day it is first considered.

    `ends_on` is its last day; `ended_on` the day on which a discharge took it out of force before that. `made_on` and
    `served_on` are those of the order as it stands; of an interim order that a full one replaced they are kept apart.
    `next_check_on` is the next day on which the register itself has something to do about it.
    """

    class Status(models.TextChoices):
        CONSIDERED = "considered", "Considered"
        APPLIED = "applied", "Applied for"
        ADJOURNED = "adjourned", "Adjourned"
        NOT_MADE = "not_made", "Not made"
        INTERIM = "interim", "Interim"
        MADE = "made", "Made"
        SERVED = "served", "Served"
        VARIED = "varied", "Varied"
        DISCHARGED = "discharged", "Discharged"
        EXPIRED = "expired", "Expired"

    class Means(models.TextChoices):
        """How it was brought to the person."""

        IN_COURT = "in_court", "In court, in their presence"
        PERSONAL = "personal", "In person, by an officer"
        PROCESS_SERVER = "process_server", "In person, by a process server"
        POST = "post", "By post"
        ELECTRONIC = "electronic", "Electronically"
        SUBSTITUTED = "substituted", "In another way that the court allowed"

    class ArrestPower(models.TextChoices):
        """Whether a power of arrest is attached, where the kind of order needs one."""

        NOT_KNOWN = "", "Not known"
        ATTACHED = "attached", "Attached"
        NOT_ATTACHED = "not_attached", "Not attached"

    person = models.ForeignKey(Person, models.PROTECT, related_name="orders")
    force = models.ForeignKey(Force, models.PROTECT, related_name="+")
    kind = models.CharField(max_length=10)
    reference_number = models.CharField(max_length=60, blank=True)
    court = models.CharField(max_length=120, blank=True)
    status = models.CharField(max_length=12, choices=Status.choices)
    considered_at = models.DateTimeField(null=True, blank=True)
    decision_due_at = models.DateTimeField(null=True, blank=True)
    applied_on = models.DateField(null=True, blank=True)
    applicant = models.CharField(max_length=120, blank=True)
    hearing_on = models.DateField(null=True, blank=True)
    hearing_due_at = models.DateTimeField(null=True, blank=True)
    interim_made_on = models.DateField(null=True, blank=True)
    interim_served_on = models.DateField(null=True, blank=True)
    made_on = models.DateField(null=True, blank=True)
    is_without_notice = models.BooleanField(default=False)
    aware_on = models.DateField(null=True, blank=True)
    served_on = models.DateField(null=True, blank=True)
    served_at = models.DateTimeField(null=True, blank=True)
    served_by = models.CharField(max_length=120, blank=True)
    served_means = models.CharField(max_length=20, choices=Means.choices, blank=True)
    ends_on = models.DateField(null=True, blank=True)
    ends_when = models.CharField(max_length=200, blank=True)
    ended_on = models.DateField(null=True, blank=True)
    arrest_power = models.CharField(max_length=15, choices=ArrestPower.choices, blank=True)
    responsible_person = models.CharField(max_length=200, blank=True)
    appealed_on = models.DateField(null=True, blank=True)
    appeal_ended_on = models.DateField(null=True, blank=True)
    certificate_sha256 = models.CharField(max_length=64, blank=True)
    breach_count = models.PositiveIntegerField(default=0)
    doubt = models.CharField(max_length=600, blank=True)
    next_check_on = models.DateField(null=True, blank=True)
    recorded_at = models.DateTimeField(auto_now_add=True)
    version = models.PositiveIntegerField(default=1)

    objects = ProtectiveOrderQuerySet.as_manager()

    class Meta:
        ordering = ["-made_on", "-pk"]
        indexes = [
            models.Index(
                fields=["next_check_on"], condition=Q(next_check_on__isnull=False), name="order_by_next_check"
            ),
            models.Index(fields=["force", "ends_on"], condition=Q(ends_on__isnull=False), name="order_by_last_day"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("made_on")),
                name="an_order_ends_after_it_was_made",
            ),
            models.CheckConstraint(
                condition=Q(served_on__isnull=True) | Q(served_on__gte=F("made_on")),
                name="an_order_is_served_after_it_was_made",
            ),
            models.UniqueConstraint(fields=["person", "kind", "made_on", "court"], name="an_order_is_recorded_once"),
            models.CheckConstraint(
                condition=Q(status__in=NOT_MADE_YET, made_on__isnull=True)
                | (~Q(status__in=NOT_MADE_YET) & Q(made_on__isnull=False)),
                name="an_order_that_was_made_has_the_day_it_was_made",
            ),
            models.CheckConstraint(
                condition=~Q(status="served") | Q(served_on__isnull=False), name="a_served_order_has_the_day_of_service"
            ),
            models.CheckConstraint(
                condition=Q(status="discharged", ended_on__isnull=False)
                | (~Q(status="discharged") & Q(ended_on__isnull=True)),
                name="a_discharged_order_has_the_day_it_ended",
            ),
            models.CheckConstraint(
                condition=~Q(status="considered") | Q(considered_at__isnull=False),
                name="a_considered_order_has_the_moment_it_was_considered",
            ),
            models.CheckConstraint(
                condition=Q(appeal_ended_on__isnull=True) | Q(appeal_ended_on__gte=F("appealed_on")),
                name="an_appeal_ends_after_it_was_made",
            ),
            models.CheckConstraint(
                condition=Q(certificate_sha256="") | Q(certificate_sha256__regex=SHA256),
                name="the_hash_of_an_order_is_a_sha256",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"

    @property
    def is_under_appeal(self) -> bool:
        return self.appealed_on is not None and self.appeal_ended_on is None


class OrderStatusChange(models.Model):
    """What an order became, on which day, recorded when and by whom. Never changed afterwards."""

    order = models.ForeignKey(ProtectiveOrder, models.PROTECT, related_name="status_changes")
    from_status = models.CharField(max_length=12, choices=ProtectiveOrder.Status.choices, blank=True)
    to_status = models.CharField(max_length=12, choices=ProtectiveOrder.Status.choices)
    happened_on = models.DateField()
    why = models.TextField(max_length=2000, blank=True)
    changed_at = models.DateTimeField(auto_now_add=True)
    changed_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["changed_at", "pk"]

    def __str__(self) -> str:
        return self.to_status


class OrderConditionQuerySet(models.QuerySet["OrderCondition"]):
    def with_protected(self) -> OrderConditionQuerySet:
        """Each with the keys and the names of the people it protects, read in the same query."""
        links = OrderCondition.protected_people.through.objects.filter(ordercondition=OuterRef("pk"))
        links = links.order_by("person")
        return self.annotate(
            protected_ids=ArraySubquery(links.values("person")),
            protected_names=ArraySubquery(links.values("person__display_name")),
        )

    def naming(self, people: Collection[int] | Func) -> OrderConditionQuerySet:
        """Conditions of orders that bind any of these people, and those that protect any of them."""
        binding = OrderCondition.objects.order_by().filter(order__person__in=people).values("pk")
        protecting = OrderCondition.protected_people.through.objects.order_by().filter(person__in=people)
        return self.filter(pk__in=binding.union(protecting.values("ordercondition")))

    def visible_to(self, actor: Actor) -> OrderConditionQuerySet:
        """Those of orders that the actor may read."""
        return self.filter(order__in=ProtectiveOrder.objects.visible_to(actor))

    def holding(self, *, on: date) -> OrderConditionQuerySet:
        """Those whose own last day has not passed."""
        return self.filter(Q(ends_on__isnull=True) | Q(ends_on__gte=on))


class OrderCondition(models.Model):
    """One condition: its type (`register.rules.orders.ConditionType`), its place, whom it protects, and its time.

    The place is an address in words, a UPRN, a postcode, a point, or an area: points of the British National Grid in
    metres, `[[easting, northing], …]`. Any of them may be a protected address and is never shown unasked. A tag that
    watches over the condition has a time of its own.
    """

    order = models.ForeignKey(ProtectiveOrder, models.PROTECT, related_name="conditions")
    type = models.CharField(max_length=30)
    text = models.CharField(max_length=500)
    distance_metres = models.PositiveIntegerField(null=True, blank=True)
    place = models.CharField(max_length=300, blank=True, help_text="May be a protected address: never shown unasked")
    postcode = models.CharField(max_length=10, blank=True)
    uprn = models.CharField(max_length=12, blank=True)
    easting = models.PositiveIntegerField(null=True, blank=True)
    northing = models.PositiveIntegerField(null=True, blank=True)
    area = models.JSONField(null=True, blank=True)
    protected_people = models.ManyToManyField(Person, related_name="+", blank=True)
    starts_on = models.DateField(null=True, blank=True)
    ends_on = models.DateField(null=True, blank=True)
    is_monitored = models.BooleanField(default=False)
    monitoring_starts_on = models.DateField(null=True, blank=True)
    monitoring_ends_on = models.DateField(null=True, blank=True)

    objects = OrderConditionQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(starts_on__isnull=True) | Q(ends_on__gte=F("starts_on")),
                name="a_condition_ends_after_it_starts",
            ),
            models.CheckConstraint(
                condition=Q(easting__isnull=True, northing__isnull=True)
                | Q(easting__isnull=False, northing__isnull=False),
                name="a_point_of_a_condition_has_two_coordinates",
            ),
            models.CheckConstraint(
                condition=Q(is_monitored=False, monitoring_starts_on__isnull=True, monitoring_ends_on__isnull=True)
                | Q(is_monitored=True, monitoring_starts_on__isnull=False),
                name="a_monitored_condition_says_since_when",
            ),
            models.CheckConstraint(
                condition=Q(monitoring_ends_on__isnull=True) | Q(monitoring_ends_on__gte=F("monitoring_starts_on")),
                name="monitoring_ends_after_it_starts",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.type} condition"

    @property
    def protected_by_key(self) -> dict[int, str]:
        """The people it protects, key → name: as `with_protected` read them, or by a query of its own."""
        known = getattr(self, "protected_ids", None)
        if known is None:
            return dict(self.protected_people.order_by("pk").values_list("pk", "display_name"))
        return dict(zip(known, self.protected_names, strict=True))  # type: ignore[attr-defined]


class OrderBreach(models.Model):
    """One incident in which an order was broken, as it was reported. Whether it is charged is decided elsewhere."""

    order = models.ForeignKey(ProtectiveOrder, models.PROTECT, related_name="breaches")
    force = models.ForeignKey(Force, models.PROTECT, related_name="+", help_text="The force that recorded it")
    occurred_at = models.DateTimeField()
    cjs_code = models.CharField(max_length=10, blank=True)
    incident_number = models.CharField(max_length=40, blank=True)
    account = models.TextField(max_length=4000)
    arrested_at = models.DateTimeField(null=True, blank=True)
    court_due_at = models.DateTimeField(null=True, blank=True)
    limit_code = models.CharField(max_length=60, blank=True)
    recorded_at = models.DateTimeField(auto_now_add=True)
    recorded_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["-occurred_at", "-pk"]
        verbose_name_plural = "order breaches"
        constraints = [
            models.CheckConstraint(
                condition=Q(arrested_at__isnull=True) | Q(arrested_at__gte=F("occurred_at")),
                name="an_arrest_follows_the_breach",
            ),
            models.CheckConstraint(
                condition=Q(court_due_at__isnull=True, limit_code="")
                | (Q(court_due_at__isnull=False, arrested_at__isnull=False) & ~Q(limit_code="")),
                name="a_clock_of_a_breach_runs_from_an_arrest_under_a_limit",
            ),
        ]

    def __str__(self) -> str:
        return f"Breach {self.pk}"


class ComplianceReport(models.Model):
    """What the responsible person told the chief officer of a positive requirement (Domestic Abuse Act 2021 s.36)."""

    class Outcome(models.TextChoices):
        COMPLIED = "complied", "Complied in full"
        FAILED = "failed", "Failed to comply"

    order = models.ForeignKey(ProtectiveOrder, models.PROTECT, related_name="compliance_reports")
    outcome = models.CharField(max_length=10, choices=Outcome.choices)
    reported_on = models.DateField()
    reported_by = models.CharField(max_length=200)
    note = models.TextField(max_length=2000, blank=True)
    recorded_at = models.DateTimeField(auto_now_add=True)
    recorded_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["-reported_on", "-pk"]

    def __str__(self) -> str:
        return f"{self.get_outcome_display()} {self.pk}"
