"""Incidents: what a caller or an officer says happened, taken down while the call is live, complete or not."""

from __future__ import annotations

import secrets

from django.contrib.postgres.expressions import ArraySubquery
from django.db import models
from django.db.models import Func, OuterRef, Q
from django.db.models.functions import Coalesce, Concat

from accounts.actor import Actor
from accounts.models import Force, User
from cases import policies
from cases.models.case import Case
from register.models import Address, Person, ProtectiveOrder, Source


def new_reference() -> str:
    return f"I-{secrets.token_hex(5)}"


class Role(models.TextChoices):
    """In what capacity somebody is in an incident (Data Protection Act 2018 s.38(3))."""

    SUSPECT = "suspect", "Suspect"
    VICTIM = "victim", "Victim"
    WITNESS = "witness", "Witness"
    CHILD = "child", "Child"
    NOT_KNOWN = "not_known", "Not known yet"


class _Folded(Func):
    """Letters and digits alone, in lower case: however an address was typed, it is the same place."""

    template = "regexp_replace(lower(%(expressions)s), '[^a-z0-9]', '', 'g')"


class IncidentQuerySet(models.QuerySet["Incident"]):
    def visible_to(self, actor: Actor) -> IncidentQuerySet:
        return policies.SEE_INCIDENT.rows(self, actor)  # type: ignore[return-value]

    def unverified(self) -> IncidentQuerySet:
        return self.filter(status=Incident.Status.UNVERIFIED)

    def involving(
        self, people: models.QuerySet[Person] | list[int], *, case: Case | None = None
    ) -> IncidentQuerySet:  # fmt: skip
        """Incidents about any of these people, or that they were in, or of the case: each is searched by its own index,
        and their keys are put together."""
        about = Incident.objects.order_by().filter(person__in=people).values("pk")
        in_it = IncidentParty.objects.order_by().filter(person__in=people).values("incident")
        if case is None:
            return self.filter(pk__in=about.union(in_it))
        return self.filter(pk__in=about.union(in_it, Incident.objects.order_by().filter(case=case).values("pk")))

    def none_barred(self, actor: Actor) -> IncidentQuerySet:
        """Without those in which there is anybody the actor is barred from: they are not to learn that it is there."""
        return self.filter(policies.nobody_in_it_barred(actor))

    def with_people(self) -> IncidentQuerySet:
        """Each with whoever bears on its words: `parties_in`, the keys of the people who were in it beside the one it
        is about, `groups_in`, the human beings they are (`Person.group_id`), and `groups_there`, those who have an
        address at the place that it is linked to."""
        parties = IncidentParty.objects.filter(incident=OuterRef("pk"), person__isnull=False)
        one_line = _Folded(Concat("line_1", "line_2"))
        there = Address.objects.alias(folded=one_line).annotate(group=Coalesce("person__lead", "person"))
        same_line = there.exclude(postcode="").filter(
            postcode=OuterRef("address__postcode"),
            folded=_Folded(Concat(OuterRef("address__line_1"), OuterRef("address__line_2"))),
        )
        same_property = there.exclude(uprn="").filter(uprn=OuterRef("address__uprn"))
        return self.select_related("person", "address__person").annotate(
            parties_in=ArraySubquery(parties.values("person")),
            groups_in=ArraySubquery(parties.values_list(Coalesce("person__lead", "person"))),
            groups_at_line=ArraySubquery(same_line.values("group")),
            groups_at_property=ArraySubquery(same_property.values("group")),
        )


class Incident(models.Model):
    """Something that happened. Only its time is certain to be filled in; it is unverified until somebody confirms it.

    `person` is whom it is about, where that is known, in the capacity `person_role`; everybody else stands in
    `IncidentParty`. A box that is not ticked (`has_…`) says that nothing was said of it, never that it was not so.
    """

    class Status(models.TextChoices):
        UNVERIFIED = "unverified", "Unverified"
        CONFIRMED = "confirmed", "Confirmed"
        DISPROVED = "disproved", "Found not to be so"

    class Outcome(models.TextChoices):
        """The crime outcomes framework (1 to 22), and three of domestic abuse alone."""

        CHARGED = "1", "1: Charged or summonsed"
        CHARGED_ALTERNATE = "1A", "1A: Charged or summonsed for another offence"
        YOUTH_CAUTION = "2", "2: Youth caution"
        YOUTH_CONDITIONAL = "2A", "2A: Youth conditional caution"
        CAUTION = "3", "3: Adult caution"
        CONDITIONAL = "3A", "3A: Adult conditional caution"
        TAKEN_INTO_CONSIDERATION = "4", "4: Taken into consideration"
        DIED = "5", "5: The offender has died"
        PENALTY_NOTICE = "6", "6: Penalty notice"
        DRUG_WARNING = "7", "7: Cannabis or khat warning"
        COMMUNITY_RESOLUTION = "8", "8: Community resolution"
        PROSECUTOR_NOT_IN_INTEREST = "9", "9: Not in the public interest: decision of the prosecutor"
        POLICE_NOT_IN_INTEREST = "10", "10: Not in the public interest: decision of the police"
        UNDER_AGE = "11", "11: The suspect is under age"
        TOO_ILL = "12", "12: The suspect is too ill"
        VICTIM_DEAD_OR_ILL = "13", "13: The victim or key witness is dead or too ill"
        NO_SUSPECT_NO_SUPPORT = "14", "14: Suspect not identified; the victim does not support further action"
        EVIDENTIAL = "15", "15: Suspect identified, victim supports; evidential difficulties"
        NO_SUPPORT = "16", "16: Suspect identified; the victim does not support further action"
        OUT_OF_TIME = "17", "17: The time limit for prosecution has expired"
        NO_SUSPECT = "18", "18: Investigation complete; no suspect identified"
        FRAUD_BUREAU = "19", "19: Passed to the National Fraud Intelligence Bureau"
        OTHER_BODY = "20", "20: Action taken by another body"
        NOT_IN_INTEREST = "21", "21: Further investigation is not in the public interest"
        DIVERSION = "22", "22: Diversion, education or intervention"
        NO_CRIME = "NC", "Domestic abuse incident in which no crime was recorded"
        PROTECTION_NOTICE = "PN", "Domestic abuse protection notice given, no charge"
        WITHOUT_VICTIM = "EL", "Goes on without the victim, on other evidence"

    reference = models.CharField(max_length=20, unique=True, default=new_reference, editable=False)
    force = models.ForeignKey(Force, models.PROTECT, related_name="+")
    person = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="incidents")
    person_role = models.CharField(max_length=10, choices=Role.choices, default=Role.SUSPECT)
    case = models.ForeignKey(Case, models.PROTECT, null=True, blank=True, related_name="incidents")
    happened_at = models.DateTimeField()
    source = models.CharField(max_length=20, choices=Source.choices, default=Source.CALLER)
    caller = models.CharField(max_length=200, blank=True)
    caller_phone = models.CharField(max_length=60, blank=True)
    place = models.CharField(max_length=200, blank=True)
    address = models.ForeignKey(Address, models.PROTECT, null=True, blank=True, related_name="+")
    account = models.TextField(max_length=4000, blank=True)
    has_weapons = models.BooleanField(default=False)
    has_children = models.BooleanField(default=False)
    has_strangulation = models.BooleanField(default=False)
    has_injuries = models.BooleanField(default=False)
    officers_told = models.CharField(max_length=300, blank=True)
    incident_number = models.CharField(max_length=40, blank=True)
    orders = models.ManyToManyField(ProtectiveOrder, related_name="incidents", blank=True)
    status = models.CharField(max_length=10, choices=Status.choices, default=Status.UNVERIFIED)
    how_checked = models.TextField(max_length=2000, blank=True)
    checked_at = models.DateTimeField(null=True, blank=True)
    checked_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    outcome = models.CharField(max_length=3, choices=Outcome.choices, blank=True)
    outcome_on = models.DateField(null=True, blank=True)
    recorded_at = models.DateTimeField(auto_now_add=True)
    recorded_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    version = models.PositiveIntegerField(default=1)

    objects = IncidentQuerySet.as_manager()

    class Meta:
        ordering = ["-happened_at", "-pk"]
        indexes = [
            models.Index(fields=["person", "-happened_at"], name="incident_of_person"),
            models.Index(fields=["case", "-happened_at"], name="incident_of_case"),
            models.Index(fields=["force", "-happened_at", "-id"], name="incident_newest_of_force"),
            models.Index(
                fields=["force", "-happened_at", "-id"], condition=Q(status="unverified"), name="incident_unverified"
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(status="unverified", checked_at__isnull=True, checked_by__isnull=True, how_checked="")
                | (
                    Q(checked_at__isnull=False, checked_by__isnull=False) & ~Q(status="unverified") & ~Q(how_checked="")
                ),
                name="a_checked_incident_says_how_when_and_by_whom",
            ),
            models.CheckConstraint(
                condition=Q(outcome="", outcome_on__isnull=True) | (Q(outcome_on__isnull=False) & ~Q(outcome="")),
                name="an_outcome_of_an_incident_has_its_day",
            ),
        ]

    def __str__(self) -> str:
        return self.reference


class IncidentParty(models.Model):
    """Somebody else in an incident: a person of the register, or somebody known in words alone so far."""

    incident = models.ForeignKey(Incident, models.PROTECT, related_name="parties")
    person = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="incident_parties")
    words = models.CharField(max_length=300, blank=True)
    role = models.CharField(max_length=10, choices=Role.choices, default=Role.NOT_KNOWN)
    recorded_at = models.DateTimeField(auto_now_add=True)
    recorded_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["pk"]
        verbose_name_plural = "incident parties"
        constraints = [
            models.UniqueConstraint(fields=["incident", "person"], name="a_person_is_in_an_incident_once"),
            models.CheckConstraint(
                condition=Q(person__isnull=False) | ~Q(words=""), name="somebody_in_an_incident_is_named_or_described"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_role_display()} {self.pk}"


class IncidentChange(models.Model):
    """One change of an incident: what stood there before, what stands there since, by whom and why. Never changed."""

    class Kind(models.TextChoices):
        RECORDED = "recorded", "Recorded"
        CORRECTED = "corrected", "Corrected"
        CONFIRMED = "confirmed", "Confirmed"
        DISPROVED = "disproved", "Found not to be so"
        SOMEBODY_ADDED = "somebody_added", "Somebody added"
        IDENTIFIED = "identified", "Somebody identified"
        PUT_IN_CASE = "put_in_case", "Put into a case"
        OUTCOME = "outcome", "Outcome recorded"

    incident = models.ForeignKey(Incident, models.PROTECT, related_name="changes")
    kind = models.CharField(max_length=15, choices=Kind.choices)
    field = models.CharField(max_length=30, blank=True)
    before = models.TextField(blank=True)
    after = models.TextField(blank=True)
    why = models.TextField(max_length=2000, blank=True)
    changed_at = models.DateTimeField(auto_now_add=True)
    changed_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["-changed_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(kind__in=["corrected", "confirmed", "disproved"]) | ~Q(why=""),
                name="a_correction_of_an_incident_says_why",
            ),
        ]

    def __str__(self) -> str:
        return self.kind
