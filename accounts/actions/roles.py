"""Giving roles and ending them. Nobody gives themselves a role."""

from __future__ import annotations

from datetime import date, timedelta

from django.utils import timezone

from accounts import absence, events, policies
from accounts.actor import Actor, Breadth
from accounts.models import Membership, Role, User
from accounts.sessions import end_sessions
from audit.core.action import action
from audit.core.entry import Entry, Reason
from audit.core.errors import OutOfReach, Refused

# A force administrator's own reach ends at the force; these roles would carry the holder beyond it.
GIVEN_NATIONALLY = frozenset({"oversight-auditor", "national-desk"})
OF_SYSTEMS = frozenset({"force-system"})
LONGEST_ELEVATION = timedelta(days=90)
"""How long somebody may hold a role on top of another before it is given anew."""


@action(event=events.ROLE_GIVEN, policy=policies.MANAGE_USERS)
def give_role(
    user: User, *, entry: Entry, actor: Actor, reason: Reason, role: Role, starts_on: date | None = None,
    ends_on: date | None = None, why: str = "",
) -> Membership:  # fmt: skip
    """Give a role from a day (today) to a day (its last) or until it is ended. Whoever holds one already is elevated by
    another: that has a last day and a reason."""
    starts_on = starts_on or timezone.localdate()
    _refuse_role(user, actor, role)
    if ends_on is not None and ends_on < starts_on:
        raise Refused("The last day must not be before the first day.", field="ends_on")
    if ends_on is not None and ends_on < timezone.localdate():
        raise Refused("The last day must be today or later.", field="ends_on")
    if _holds(user, role, starts_on, ends_on):
        raise Refused(f"{user.name} holds this role already for some of these days. End that one first.", field="role")

    _refuse_elevation(user, starts_on, ends_on, why.strip())

    entry.record(role=role.code, starts_on=starts_on, ends_on=ends_on, why=why.strip())
    return Membership.objects.create(
        user=user, role=role, starts_on=starts_on, ends_on=ends_on, why=why.strip(), given_by_id=actor.user_id
    )


@action(event=events.ROLE_ENDED, policy=policies.MANAGE_USERS)
def end_role(user: User, *, entry: Entry, actor: Actor, reason: Reason, membership: Membership) -> Membership:
    """End a role at once, and the user's sessions with it: what they may do has changed."""
    membership = Membership.objects.select_for_update(of=("self",)).select_related("role").get(pk=membership.pk)
    if membership.user_id != user.pk:
        raise OutOfReach(policies.MANAGE_USERS.permission, object_type="accounts.membership")
    if membership.ended_at is not None:
        raise Refused("This role has been ended already. Nothing was changed.")

    membership.ended_at = timezone.now()
    membership.ended_by_id = actor.user_id
    membership.save(update_fields=["ended_at", "ended_by"])
    end_sessions(user, why="role-ended", actor=actor, reason=reason)
    absence.tell(user)
    entry.record(role=membership.role.code)
    return membership


def roles_to_give(user: User, actor: Actor) -> list[Role]:
    """The roles this actor may give to this user."""
    return [role for role in Role.objects.all() if _why_not(user, actor, role) == ""]


def _refuse_role(user: User, actor: Actor, role: Role) -> None:
    if sentence := _why_not(user, actor, role):
        raise Refused(sentence, field="role")


def _why_not(user: User, actor: Actor, role: Role) -> str:
    if actor.user_id == user.pk:
        return "You cannot give yourself a role. Ask another force administrator."
    if role.code in GIVEN_NATIONALLY and Breadth.NATIONAL not in actor.breadths(policies.MANAGE_USERS.permission):
        return "This role reaches every force: it is given by the national administrator only."
    if (role.code in OF_SYSTEMS) != (user.kind == User.Kind.SYSTEM):
        return "A force system holds the role of a force system, and no person does."
    return ""


def _refuse_elevation(user: User, starts_on: date, ends_on: date | None, why: str) -> None:
    """A role on top of another gives more than somebody usually has: for some days, and for a reason. What is needed
    for longer is given again; what replaces the other role begins when that has ended."""
    held = Membership.objects.filter(user=user, ended_at__isnull=True)
    if not any(_overlap((starts_on, ends_on), (each.starts_on, each.ends_on)) for each in held):
        return
    last = starts_on + LONGEST_ELEVATION
    if ends_on is None or ends_on > last:
        raise Refused(
            f"{user.name} holds a role already. Give another one for {LONGEST_ELEVATION.days} days at the most, or end "
            "the other role first.",
            field="ends_on",
        )
    if not why:
        raise Refused(f"{user.name} holds a role already. Say why they need another one.", field="why")


def _holds(user: User, role: Role, starts_on: date, ends_on: date | None) -> bool:
    running = Membership.objects.filter(user=user, role=role, ended_at__isnull=True)
    others = [(m.starts_on, m.ends_on) for m in running]
    return any(_overlap((starts_on, ends_on), other) for other in others)


def _overlap(one: tuple[date, date | None], other: tuple[date, date | None]) -> bool:
    return one[0] <= (other[1] or date.max) and other[0] <= (one[1] or date.max)
