"""Two people joined by abuse, and the children around them."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from accounts.models import Force
from cases.models.case import Case
from register.models import Person, SubjectCategory


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
