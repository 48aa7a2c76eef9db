"""Who is away or gone, and who is told of it: the floors above look after the work that somebody leaves behind.

Each of `told` is called with the user inside the transaction that disables them, ends a role of theirs, or declares
their leave: it may only write rows, and must not refuse.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from django.db.models import Exists, OuterRef, Prefetch, QuerySet

from accounts import policies
from accounts.actor import Actor
from accounts.models import Leave, Membership, User
from accounts.models.user import UserQuerySet

told: list[Callable[[User], None]] = []


def tell(user: User) -> None:
    """Tell whoever looks after the work of this user."""
    for each in told:
        each(user)


def at_work(*, on: date) -> UserQuerySet:
    """The people who can sign in, hold a role on the day and are not on leave."""
    return in_post(on=on).exclude(Exists(Leave.objects.running(on=on).filter(user=OuterRef("pk"))))


def in_post(*, on: date) -> UserQuerySet:
    """The people who can sign in and hold a role on the day, on leave or not."""
    held = Membership.objects.running(on=on).filter(user=OuterRef("pk"))
    people: UserQuerySet = User.objects.filter(Exists(held), is_active=True, kind=User.Kind.PERSON)
    return people


def whose_leave(actor: Actor, *, on: date) -> QuerySet[User]:
    """The people in post whose leave the actor may declare, each with `leave`: those that run or are to come."""
    people = policies.DECLARE_LEAVE.rows(in_post(on=on), actor)
    leaves = Leave.objects.standing().filter(ends_on__gte=on).select_related("deputy").order_by("starts_on")
    return people.prefetch_related(Prefetch("leaves", leaves, to_attr="leave")).order_by("name", "pk")
