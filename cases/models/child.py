"""The children in a case: where they learn, and that their school is told in time."""

from __future__ import annotations

import secrets

from django.db import models
from django.db.models import Q

from accounts.actor import Actor
from accounts.models import Force, User
from cases import policies
from cases.models.case import Case
from cases.models.pair import Child
from register.models import Person, Protection


def new_reference() -> str:
    return f"SN-{secrets.token_hex(5)}"


class ChildSchool(models.Model):
    """Where a child learns, from when until when.

    It tells where a victim can be found: `cases.contact.may_show` decides who sees it, and a refuge of anybody harmed
    in the case closes it.
    """

    class Education(models.TextChoices):
        SCHOOL = "school", "At a school, nursery class or college"
        HOME = "home", "At home"
        NONE = "none", "Nowhere: not of school age"
        NOT_KNOWN = "not_known", "Not known yet"

    child = models.ForeignKey(Child, models.PROTECT, related_name="schools")
    person = models.ForeignKey(Person, models.PROTECT, related_name="+", help_text="The person the case is about")
    force = models.ForeignKey(Force, models.PROTECT, related_name="+")
    education = models.CharField(max_length=10, choices=Education.choices)
    name = models.CharField(max_length=160, blank=True)
    lead = models.CharField(max_length=120, blank=True, help_text="The designated safeguarding lead")
    contact = models.CharField(max_length=160, blank=True, help_text="How the lead is told in confidence")
    recorded_at = models.DateTimeField(auto_now_add=True)
    recorded_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-recorded_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["child"], condition=Q(ended_at__isnull=True), name="a_child_learns_at_one_place_at_a_time"
            ),
            models.CheckConstraint(
                condition=Q(education="school") | Q(name="", lead="", contact=""),
                name="only_a_school_has_a_name_and_a_lead",
            ),
        ]

    def __str__(self) -> str:
        return f"School {self.pk}"

    @property
    def protection(self) -> Protection:
        """A school is never open: it tells where a child is every day."""
        return Protection.CONFIDENTIAL

    @property
    def in_one_line(self) -> str:
        """The school in words. Only what `may_show` let through may call this."""
        if self.education != self.Education.SCHOOL:
            return self.get_education_display()
        return ", ".join(part for part in (self.name, self.lead, self.contact) if part) or "School not recorded"


class SchoolNoticeQuerySet(models.QuerySet["SchoolNotice"]):
    def visible_to(self, actor: Actor) -> SchoolNoticeQuerySet:
        return policies.SEE_SCHOOL_NOTICES.rows(self, actor)  # type: ignore[return-value]

    def open(self) -> SchoolNoticeQuerySet:
        return self.filter(status=SchoolNotice.Status.DUE)


class SchoolNotice(models.Model):
    """That a child's school is to be told before its next school day (Domestic Abuse Act 2021 s.49A), and that it was.

    `text` is kept as it was sent. `due_on` is the day by which it is sent whether or not it is holidays; `due_at` the
    last moment, before the school next opens.
    """

    class Status(models.TextChoices):
        DUE = "due", "To be sent"
        SENT = "sent", "Sent"
        NOT_NEEDED = "not_needed", "Not needed"

    class Means(models.TextChoices):
        SECURE_EMAIL = "secure_email", "Secure e-mail to the lead"
        PORTAL = "portal", "Safeguarding portal"
        TELEPHONE = "telephone", "Telephone to the lead in person"

    reference = models.CharField(max_length=20, unique=True, default=new_reference, editable=False)
    child = models.ForeignKey(Child, models.PROTECT, related_name="school_notices")
    case = models.ForeignKey(Case, models.PROTECT, related_name="school_notices")
    person = models.ForeignKey(Person, models.PROTECT, related_name="+", help_text="The person the case is about")
    force = models.ForeignKey(Force, models.PROTECT, related_name="+")
    status = models.CharField(max_length=10, choices=Status.choices, default=Status.DUE)
    attended_at = models.DateTimeField(help_text="When police attended")
    police_reference = models.CharField(max_length=40, blank=True)
    is_present = models.BooleanField(default=True, help_text="The child was there")
    voice = models.CharField(max_length=500, blank=True, help_text="What the child said or showed")
    due_at = models.DateTimeField()
    due_on = models.DateField()
    limit_code = models.CharField(max_length=60)
    text = models.TextField(max_length=4000, blank=True)
    means = models.CharField(max_length=15, choices=Means.choices, blank=True)
    sent_at = models.DateTimeField(null=True, blank=True)
    why_not = models.CharField(max_length=500, blank=True)
    asked_at = models.DateTimeField(auto_now_add=True)
    version = models.PositiveIntegerField(default=1)

    objects = SchoolNoticeQuerySet.as_manager()

    class Meta:
        ordering = ["due_at", "pk"]
        indexes = [
            models.Index(fields=["force", "due_on"], condition=Q(status="due"), name="school_notice_open_by_day")
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["child", "attended_at"], name="a_school_is_told_of_an_incident_once_for_each_child"
            ),
            models.CheckConstraint(
                condition=(Q(status="sent", sent_at__isnull=False) & ~Q(text="") & ~Q(means=""))
                | (~Q(status="sent") & Q(sent_at__isnull=True, text="", means="")),
                name="a_notice_that_was_sent_has_its_text_time_and_means",
            ),
            models.CheckConstraint(
                condition=(Q(status="not_needed") & ~Q(why_not="")) | (~Q(status="not_needed") & Q(why_not="")),
                name="a_notice_that_is_not_needed_says_why",
            ),
        ]

    def __str__(self) -> str:
        return self.reference


class SchoolNoticeStatusChange(models.Model):
    """When a notice came to a status, and by whom. It is written once and never changed."""

    notice = models.ForeignKey(SchoolNotice, models.PROTECT, related_name="status_changes")
    to_status = models.CharField(max_length=10, choices=SchoolNotice.Status.choices)
    changed_at = models.DateTimeField(auto_now_add=True)
    changed_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["changed_at", "pk"]

    def __str__(self) -> str:
        return f"{self.notice_id}: {self.get_to_status_display()}"
