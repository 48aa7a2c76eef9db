"""Meetings of several agencies about cases: MARAC, MATAC and MAPPA."""

from __future__ import annotations

import secrets
from datetime import date

from django.db import models
from django.db.models import Q

from accounts.actor import Actor
from accounts.models import Force, User
from cases import policies
from cases.models.agency import Agency
from cases.rules.meetings import Kind


def new_reference() -> str:
    return f"ME-{secrets.token_hex(5)}"


class MeetingKind(models.TextChoices):
    """Which meeting it is: about somebody at high risk, about whoever harms again, about a dangerous offender."""

    MARAC = Kind.MARAC.value, "MARAC"
    MATAC = Kind.MATAC.value, "MATAC"
    MAPPA = Kind.MAPPA.value, "MAPPA"


class MeetingQuerySet(models.QuerySet["Meeting"]):
    def visible_to(self, actor: Actor) -> MeetingQuerySet:
        return policies.SEE_MEETINGS.rows(self, actor)  # type: ignore[return-value]

    def planned(self) -> MeetingQuerySet:
        return self.filter(status=Meeting.Status.PLANNED)

    def overdue(self, *, on: date) -> MeetingQuerySet:
        """Planned for a day that has passed: nobody has said whether they took place."""
        return self.planned().filter(held_on__lt=on)


class Meeting(models.Model):
    """One meeting. `held_on` is the day of `starts_at` in England and Wales; `owner` sees to it that it takes place.

    `place` says in words where, such as a room or a video link; it is no address of anybody.
    """

    class Status(models.TextChoices):
        PLANNED = "planned", "Planned"
        HELD = "held", "Held"
        CANCELLED = "cancelled", "Cancelled"

    reference = models.CharField(max_length=20, unique=True, default=new_reference, editable=False)
    kind = models.CharField(max_length=5, choices=MeetingKind.choices)
    force = models.ForeignKey(Force, models.PROTECT, related_name="+")
    owner = models.ForeignKey(User, models.PROTECT, related_name="+")
    starts_at = models.DateTimeField()
    held_on = models.DateField()
    place = models.CharField(max_length=200)
    chair = models.CharField(max_length=120)
    status = models.CharField(max_length=9, choices=Status.choices, default=Status.PLANNED)
    recorded_at = models.DateTimeField(auto_now_add=True)
    recorded_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    version = models.PositiveIntegerField(default=1)

    objects = MeetingQuerySet.as_manager()

    class Meta:
        ordering = ["starts_at", "pk"]
        indexes = [
            models.Index(fields=["force", "held_on"], condition=Q(status="planned"), name="meeting_planned_by_day"),
            models.Index(fields=["force", "-starts_at"], name="meeting_newest"),
        ]
        constraints = [models.CheckConstraint(condition=~Q(chair=""), name="somebody_chairs_a_meeting")]

    def __str__(self) -> str:
        return self.reference


class MeetingStatusChange(models.Model):
    """What a meeting became, for when it stood then, by whom and why. Never changed afterwards."""

    meeting = models.ForeignKey(Meeting, models.PROTECT, related_name="status_changes")
    to_status = models.CharField(max_length=9, choices=Meeting.Status.choices)
    starts_at = models.DateTimeField()
    changed_at = models.DateTimeField(auto_now_add=True)
    changed_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    why = models.TextField(max_length=2000, blank=True)

    class Meta:
        ordering = ["changed_at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(to_status="cancelled") | ~Q(why=""), name="a_meeting_is_cancelled_for_a_reason"
            )
        ]

    def __str__(self) -> str:
        return self.to_status


class Attendance(models.Model):
    """Whether an agency came to a meeting, and who for it."""

    class Presence(models.TextChoices):
        ATTENDED = "attended", "Attended"
        APOLOGIES = "apologies", "Apologies"
        ABSENT = "absent", "Absent without apologies"

    meeting = models.ForeignKey(Meeting, models.PROTECT, related_name="attendance")
    agency = models.ForeignKey(Agency, models.PROTECT, related_name="+")
    presence = models.CharField(max_length=9, choices=Presence.choices)
    who = models.CharField(max_length=200, blank=True)
    recorded_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["agency__name", "pk"]
        verbose_name_plural = "attendance"
        constraints = [
            models.UniqueConstraint(fields=["meeting", "agency"], name="an_agency_comes_to_a_meeting_once"),
        ]

    def __str__(self) -> str:
        return self.presence
