"""The people and systems that sign in."""

from __future__ import annotations

import secrets
from typing import Any

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models.functions import Lower

from accounts.actor import NOBODY, Actor, grants_of
from accounts.models.force import Force


def new_reference() -> str:
    return f"U-{secrets.token_hex(6)}"


class UserManager(BaseUserManager["User"]):
    def create_user(self, email: str, *, password: str | None = None, **fields: Any) -> User:
        user = self.model(email=self.normalize_email(email).lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def get_by_natural_key(self, username: str | None) -> User:
        return self.get(email__iexact=username)


class User(AbstractBaseUser):
    """Someone who signs in by e-mail address. What they may do comes from memberships alone: there are no superusers."""

    class Kind(models.TextChoices):
        PERSON = "person", "Person"
        SYSTEM = "system", "System"

    reference = models.CharField(max_length=20, unique=True, default=new_reference, editable=False)
    email = models.EmailField("e-mail address", unique=True)
    name = models.CharField(max_length=120)
    collar_number = models.CharField(max_length=20, blank=True)
    force = models.ForeignKey(Force, models.PROTECT, null=True, blank=True, related_name="users")
    kind = models.CharField(max_length=10, choices=Kind.choices, default=Kind.PERSON)
    is_active = models.BooleanField(default=True)
    last_login = None  # every sign-in is an event of the log; a second, unaudited copy would be a write without one

    objects = UserManager()

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS = ["name"]

    class Meta:
        ordering = ["name"]
        constraints = [models.UniqueConstraint(Lower("email"), name="one_user_for_an_email_address")]

    def __str__(self) -> str:
        return self.name

    def get_full_name(self) -> str:
        return self.name

    def actor(self, *, on: Any, on_behalf_of: str = "") -> Actor:
        """This user as an actor with the memberships that run on the given date; nobody if switched off."""
        if not self.is_active:
            return NOBODY
        memberships = list(
            self.memberships.running(on=on).select_related("role").prefetch_related("role__grants")  # type: ignore[attr-defined]
        )
        pairs = [(g.permission, g.breadth) for m in memberships for g in m.role.grants.all()]
        return Actor(
            ref=self.reference,
            kind=self.kind,
            label=self.name,
            user_id=self.pk,
            force_id=self.force_id,
            force_code=self.force.code if self.force else "",
            roles=tuple(sorted(m.role.code for m in memberships)),
            grants=grants_of(pairs),
            on_behalf_of=on_behalf_of,
        )
