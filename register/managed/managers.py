"""Who may manage registered people of a force, and which registrations have nobody who can."""

from __future__ import annotations

from datetime import date

from django.db.models import Exists, OuterRef, Q, QuerySet

from accounts.models import Membership, RoleGrant, User
from register import policies
from register.models import Person, Registration


def managers_in(force_id: int | None, *, on: date) -> QuerySet[User]:
    """The people of a force who hold, on the day, a role that manages registered people."""
    people: QuerySet[User] = User.objects.filter(force=force_id, kind=User.Kind.PERSON, is_active=True)
    return people.filter(_manages(on)).order_by("name", "pk")


def managing_in(force_id: int | None) -> QuerySet[User]:
    """Whoever is named as manager of somebody whom the force manages now, at work or not."""
    named = Registration.objects.managed().filter(managing_force=force_id).values("offender_manager")
    people: QuerySet[User] = User.objects.filter(pk__in=named).order_by("name", "pk")
    return people


def may_manage(user: User, person: Person, *, force_id: int, on: date) -> bool:
    """Whether this user can be named: at work in the force, and not kept from the record of this very person."""
    is_at_work = managers_in(force_id, on=on).filter(pk=user.pk).exists()
    return is_at_work and policies.SEE_PERSON.allows(user.actor(on=on), person)


def without_a_manager(*, on: date) -> Q:
    """Registrations that nobody manages who could: none is named, or the one named has left, moved to another force,
    or holds no such role on the day. The queue of the team holds them."""
    at_work = User.objects.filter(pk=OuterRef("offender_manager"), force=OuterRef("managing_force"), is_active=True)
    return ~Q(Exists(at_work.filter(_manages(on))))


def _manages(on: date) -> Exists:
    granting = RoleGrant.objects.filter(permission=policies.WORK_MANAGEMENT.permission).values("role")
    running = Membership.objects.running(on=on).filter(role__in=granting)
    return Exists(running.filter(user=OuterRef("pk")))
