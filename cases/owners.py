"""Who may own a case or a safeguard."""

from __future__ import annotations

from datetime import date

from django.db.models import QuerySet

from accounts.models import Membership, User

OWNING_ROLES = ("safeguarding-officer", "supervisor", "offender-manager")


def owners_in(force_id: int | None, *, on: date, roles: tuple[str, ...] = OWNING_ROLES) -> QuerySet[User]:
    """The people of a force who hold, on the day, a role that works cases, or one of the roles given."""
    holders = Membership.objects.running(on=on).filter(role__code__in=roles).values("user")
    people: QuerySet[User] = User.objects.filter(force=force_id, is_active=True, kind=User.Kind.PERSON)
    return people.filter(pk__in=holders).order_by("name", "pk")
