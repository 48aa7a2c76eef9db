"""Exceptional access to one record: django-guardian's direct-foreign-key model, dated."""

from __future__ import annotations

from datetime import datetime

from django.db import models
from django.db.models import Q
from guardian.models import UserObjectPermissionBase

from accounts.models import User
from register.models.person import Person


class PersonGrantQuerySet(models.QuerySet["PersonGrant"]):
    def running(self, *, at: datetime) -> PersonGrantQuerySet:
        return self.filter(Q(expires_at__isnull=True) | Q(expires_at__gt=at))


class PersonGrant(UserObjectPermissionBase):
    """This user may open this person until a moment (`open_person`), or must never open them (`never_open_person`)."""

    content_object = models.ForeignKey(Person, models.CASCADE, related_name="grants")
    expires_at = models.DateTimeField(null=True, blank=True)
    given_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    given_at = models.DateTimeField(auto_now_add=True)
    why = models.CharField(max_length=300)

    objects = PersonGrantQuerySet.as_manager()  # type: ignore[assignment, misc]

    class Meta(UserObjectPermissionBase.Meta):
        abstract = False

    def __str__(self) -> str:
        return f"Exception {self.pk}"

    @property
    def person(self) -> Person:
        return self.content_object
