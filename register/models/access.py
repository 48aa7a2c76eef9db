"""Exceptional access to one record: django-guardian's direct-foreign-key model, dated."""

from __future__ import annotations

from datetime import datetime

from django.db import models
from django.db.models import F, Q
from guardian.models import UserObjectPermissionBase

from accounts.actor import Actor
from accounts.models import User
from register import policies
from register.models.person import Person


class PersonGrantQuerySet(models.QuerySet["PersonGrant"]):
    def visible_to(self, actor: Actor) -> PersonGrantQuerySet:
        return policies.SEE_EXCEPTIONS.rows(self, actor)  # type: ignore[return-value]

    def running(self, *, at: datetime) -> PersonGrantQuerySet:
        begun = Q(starts_at__isnull=True) | Q(starts_at__lte=at)
        return self.filter(begun, Q(expires_at__isnull=True) | Q(expires_at__gt=at))

    def to_look_at(self) -> PersonGrantQuerySet:
        """Those that people gave, which somebody looks at again. What a broken glass opens is reviewed with it."""
        return self.filter(review_on__isnull=False)


class PersonGrant(UserObjectPermissionBase):
    """This user may open this person (`open_person`), or must not (`never_open_person`), from a moment to a moment."""

    content_object = models.ForeignKey(Person, models.CASCADE, related_name="grants")
    starts_at = models.DateTimeField(null=True, blank=True)
    expires_at = models.DateTimeField(null=True, blank=True)
    given_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    given_at = models.DateTimeField(auto_now_add=True)
    why = models.CharField(max_length=300)
    review_on = models.DateField(null=True, blank=True, help_text="Day on which somebody looks at it again")

    objects = PersonGrantQuerySet.as_manager()  # type: ignore[assignment, misc]

    class Meta(UserObjectPermissionBase.Meta):
        abstract = False
        indexes = [models.Index(fields=["review_on"], condition=Q(review_on__isnull=False), name="exception_by_review")]
        constraints = [
            models.CheckConstraint(
                condition=Q(starts_at__isnull=True) | Q(expires_at__isnull=True) | Q(expires_at__gt=F("starts_at")),
                name="an_exception_ends_after_it_begins",
            )
        ]

    def __str__(self) -> str:
        return f"Exception {self.pk}"

    @property
    def person(self) -> Person:
        return self.content_object
