"""The people and systems that sign in."""

from __future__ import annotations

import secrets
from datetime import date
from typing import TYPE_CHECKING, Any

from django.apps import apps
from django.contrib.auth.hashers import check_password
from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models.functions import Lower

from accounts import policies
from accounts.actor import NOBODY, Actor, grants_of
from accounts.models.force import Force

if TYPE_CHECKING:
    from accounts.models.membership import Membership


def new_reference() -> str:
    return f"U-{secrets.token_hex(6)}"


class UserQuerySet(models.QuerySet["User"]):
    def visible_to(self, actor: Actor) -> UserQuerySet:
        return policies.SEE_USERS.rows(self, actor)  # type: ignore[return-value]

    def holding(self, *roles: str, on: date) -> UserQuerySet:
        """Those who hold one of the roles on the day."""
        memberships: Any = apps.get_model("accounts", "Membership")._default_manager
        return self.filter(pk__in=memberships.running(on=on).filter(role__code__in=roles).values("user"))

    def with_roles(self, *, on: date) -> UserQuerySet:
        """Each with `held`: the memberships of the day, with their roles."""
        memberships: Any = apps.get_model("accounts", "Membership")._default_manager
        return self.prefetch_related(
            models.Prefetch(
                "memberships",
                memberships.running(on=on).select_related("role").order_by("role__title"),
                to_attr="held",
            )
        )


class UserManager(BaseUserManager["User"].from_queryset(UserQuerySet)):  # type: ignore[misc]
    def create_user(self, email: str, *, password: str | None = None, **fields: Any) -> User:
        user: User = self.model(email=self.normalize_email(email).lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def get_by_natural_key(self, username: str | None) -> User:
        user: User = self.get(email__iexact=username)
        return user


class User(AbstractBaseUser):
    """Someone who signs in by e-mail address. What they may do comes from memberships alone: nobody is a superuser."""

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

    def check_password(self, raw_password: str | None) -> bool:
        """Django would rewrite an old hash here; that would be a write to a protected table without an event."""
        return check_password(raw_password, self.password)

    def running_memberships(self, *, on: date) -> list[Membership]:
        """The memberships in force on the date, with their roles and grants."""
        running = self.memberships.running(on=on)  # type: ignore[attr-defined]
        return list(running.select_related("role").prefetch_related("role__grants"))

    def actor(self, *, on: date, on_behalf_of: str = "") -> Actor:
        """This user as an actor with the memberships that run on the given date; nobody if switched off."""
        return self.actor_holding(self.running_memberships(on=on), on_behalf_of=on_behalf_of)

    def actor_holding(self, memberships: list[Membership], *, on_behalf_of: str = "") -> Actor:
        """This user as an actor with these memberships, which were read already; nobody if switched off."""
        if not self.is_active:
            return NOBODY
        return Actor(
            ref=self.reference,
            kind=self.kind,
            label=self.name,
            user_id=self.pk,
            force_id=self.force_id,
            force_code=self.force.code if self.force else "",
            roles=tuple(sorted({m.role.code for m in memberships})),
            grants=grants_of((g.permission, g.breadth) for m in memberships for g in m.role.grants.all()),
            on_behalf_of=on_behalf_of,
        )
