"""Two people joined by abuse, and the children around them."""

from __future__ import annotations

from collections.abc import Collection

from django.db import models
from django.db.models import F, Q

from accounts.actor import Actor
from accounts.models import Force, User
from cases import policies
from cases.models.case import Case
from register.models import Person, SubjectCategory


class PairQuerySet(models.QuerySet["Pair"]):
    def of_groups(self, groups: Collection[int]) -> PairQuerySet:
        """Those that any record of these human beings (`Person.group_id`) is in, on either side. Each side is found by
        its own index, which "either" in one condition would not use."""
        theirs = Person.objects.of_groups(groups).order_by().values("pk")
        harming = Pair.objects.order_by().filter(person__in=theirs).values("pk")
        return self.filter(pk__in=harming.union(Pair.objects.order_by().filter(victim__in=theirs).values("pk")))


class Pair(models.Model):
    """A registered person and somebody they harmed, each with a role (DPA 2018 s.38(3))."""

    class Relationship(models.TextChoices):
        """How two people are personally connected (Domestic Abuse Act 2021 s.2)."""

        SPOUSE = "spouse", "Husband or wife"
        EX_SPOUSE = "ex_spouse", "Former husband or wife"
        CIVIL_PARTNER = "civil_partner", "Civil partner"
        EX_CIVIL_PARTNER = "ex_civil_partner", "Former civil partner"
        ENGAGED = "engaged", "Engaged"
        EX_ENGAGED = "ex_engaged", "Formerly engaged"
        INTIMATE_PARTNER = "intimate_partner", "Partner"
        EX_INTIMATE_PARTNER = "ex_intimate_partner", "Former partner"
        CO_PARENT = "co_parent", "Parents of the same child"
        PARENT = "parent", "Parent"
        CHILD = "child", "Child aged 16 or over"
        SIBLING = "sibling", "Brother or sister"
        GRANDPARENT = "grandparent", "Grandparent"
        GRANDCHILD = "grandchild", "Grandchild aged 16 or over"
        AUNT_UNCLE = "aunt_uncle", "Aunt or uncle"
        NIECE_NEPHEW = "niece_nephew", "Niece or nephew"
        COUSIN = "cousin", "Cousin"
        IN_LAW = "in_law", "Relative by marriage or partnership"
        STEP_RELATIVE = "step_relative", "Step-relative"
        OTHER_RELATIVE = "other_relative", "Other relative"
        NOT_KNOWN = "not_known", "Not known yet"

    case = models.ForeignKey(Case, models.PROTECT, related_name="pairs")
    force = models.ForeignKey(Force, models.PROTECT, related_name="+")
    person = models.ForeignKey(Person, models.PROTECT, related_name="pairs")
    person_role = models.CharField(max_length=10, choices=SubjectCategory.choices)
    victim = models.ForeignKey(Person, models.PROTECT, related_name="pairs_as_victim")
    victim_role = models.CharField(max_length=10, choices=SubjectCategory.choices, default=SubjectCategory.VICTIM)
    relationship = models.CharField(max_length=24, choices=Relationship.choices, default=Relationship.NOT_KNOWN)
    starts_on = models.DateField(null=True, blank=True)
    ends_on = models.DateField(null=True, blank=True)
    recorded_at = models.DateTimeField(auto_now_add=True)
    version = models.PositiveIntegerField(default=1)

    objects = PairQuerySet.as_manager()

    class Meta:
        ordering = ["-recorded_at", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["case", "victim"], name="a_case_has_each_victim_once"),
            models.CheckConstraint(condition=~Q(person=F("victim")), name="a_pair_is_of_two_people"),
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(starts_on__isnull=True) | Q(ends_on__gte=F("starts_on")),
                name="a_pair_ends_after_it_starts",
            ),
        ]

    def __str__(self) -> str:
        return f"Pair {self.pk}"


class PairChange(models.Model):
    """What a pair said from this moment on, and why: the rows of a pair are its history, and none is ever changed."""

    pair = models.ForeignKey(Pair, models.PROTECT, related_name="changes")
    person_role = models.CharField(max_length=10, choices=SubjectCategory.choices)
    victim_role = models.CharField(max_length=10, choices=SubjectCategory.choices)
    relationship = models.CharField(max_length=24, choices=Pair.Relationship.choices)
    starts_on = models.DateField(null=True, blank=True)
    ends_on = models.DateField(null=True, blank=True)
    why = models.CharField(max_length=2000, blank=True)
    changed_at = models.DateTimeField(auto_now_add=True)
    changed_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["-changed_at", "-pk"]

    def __str__(self) -> str:
        return f"Change of pair {self.pair_id}"


class CounterAllegationQuerySet(models.QuerySet["CounterAllegation"]):
    def visible_to(self, actor: Actor) -> CounterAllegationQuerySet:
        return policies.SEE_COUNTER_ALLEGATIONS.rows(self, actor)  # type: ignore[return-value]


class CounterAllegation(models.Model):
    """Somebody known as harmed was entered as having abused, or the reverse. Both roles stay; who is afraid of whom,
    and what shows it, stands here in the officer's own words. It is written once and never changed."""

    class Direction(models.TextChoices):
        KNOWN_OFFENDER = "known_offender", "Known as having abused, entered as harmed"
        KNOWN_VICTIM = "known_victim", "Known as harmed, entered as having abused"

    class Primary(models.TextChoices):
        """Who is the primary aggressor: who holds the power, not who struck first."""

        PERSON = "person", "The person the case is about"
        OTHER = "other", "The other one"
        UNCLEAR = "unclear", "It is not clear yet"

    case = models.ForeignKey(Case, models.PROTECT, related_name="counter_allegations")
    pair = models.ForeignKey(Pair, models.PROTECT, null=True, blank=True, related_name="counter_allegations")
    person = models.ForeignKey(
        Person, models.PROTECT, related_name="counter_allegations", help_text="Who now stands on both sides"
    )
    force = models.ForeignKey(Force, models.PROTECT, related_name="+")
    direction = models.CharField(max_length=15, choices=Direction.choices)
    primary = models.CharField(max_length=10, choices=Primary.choices)
    afraid = models.CharField(max_length=2000, help_text="Who is afraid of whom, and how that shows")
    injuries = models.CharField(max_length=2000, blank=True, help_text="On whom, and whether from defending oneself")
    control = models.CharField(max_length=2000, blank=True, help_text="Who decides over money, movements, contact")
    history = models.CharField(max_length=2000, blank=True, help_text="What was reported before, by whom")
    evidence = models.CharField(max_length=2000, blank=True, help_text="What shows it besides their words")
    recorded_at = models.DateTimeField(auto_now_add=True)
    recorded_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")

    objects = CounterAllegationQuerySet.as_manager()

    class Meta:
        ordering = ["-recorded_at", "-pk"]
        indexes = [models.Index(fields=["force", "-recorded_at", "-id"], name="counter_allegation_newest")]
        constraints = [
            models.CheckConstraint(condition=~Q(afraid=""), name="a_counter_allegation_says_who_is_afraid"),
        ]

    def __str__(self) -> str:
        return f"Counter-allegation {self.pk}"


class Child(models.Model):
    """A child who sees, hears or lives with the abuse (Domestic Abuse Act 2021 s.3)."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="children")
    person = models.ForeignKey(Person, models.PROTECT, related_name="children", help_text="The registered person")
    force = models.ForeignKey(Force, models.PROTECT, related_name="+")
    name = models.CharField(max_length=120)
    date_of_birth = models.DateField(null=True, blank=True)
    lives_with_victim = models.BooleanField(default=True)
    note = models.CharField(max_length=300, blank=True)
    recorded_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["date_of_birth", "pk"]
        verbose_name_plural = "children"

    def __str__(self) -> str:
        return f"Child {self.pk}"
