"""Leave through the API: one's own, or that of somebody of the force. It says days and a deputy, never a reason."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils import timezone

from accounts import policies
from accounts.absence import in_post, whose_leave
from accounts.actions.leave import declare_leave, withdraw_leave
from accounts.actor import Actor
from accounts.api.bodies import named as named_by
from accounts.api.lists import Paged, newest_first
from accounts.api.representations import named, shown
from accounts.api.rows import Asking, Place, Read, Row, Shown, Write
from accounts.models import Leave, User
from accounts.web import get_or_404

MOST = 20


@dataclass(frozen=True, slots=True)
class LeaveShown:
    """Days away, both counted. `deputy` is whoever stands in; without one the team takes the work."""

    reference: str
    starts_on: date
    ends_on: date
    deputy: str
    declared_by: str
    declared_at: datetime


@dataclass(frozen=True, slots=True)
class AwayShown:
    """Somebody whose leave may be declared, with the leave that runs or is to come, soonest first."""

    reference: str
    name: str
    leave: tuple[LeaveShown, ...]


@dataclass(frozen=True, slots=True)
class DeputyShown:
    """Somebody who may stand in."""

    reference: str
    name: str


def _away(asking: Asking, after: Any = None) -> Shown:
    page, then = newest_first(_people(asking.actor), after)
    return Shown({"people": [_shown(each) for each in page], "next": then})


def _leave(asking: Asking, user: User) -> Shown:
    return Shown(_shown(user))


def _shown(user: Any) -> AwayShown:
    return shown(AwayShown, user, str, leave=tuple(_days(each) for each in user.leave[:MOST]))


def _days(leave: Leave) -> LeaveShown:
    return shown(LeaveShown, leave, str, deputy=named(leave.deputy), declared_by=named(leave.declared_by))


def _deputies(asking: Asking, user: User, after: Any = None) -> Shown:
    page, then = newest_first(colleagues(asking.actor, user), after)
    return Shown({"people": [shown(DeputyShown, each, str) for each in page], "next": then})


def _people(actor: Actor) -> Any:
    """Each with `leave`, as the page shows it."""
    people: Any = whose_leave(actor, on=timezone.localdate())
    return people.prefetch_related("leave__declared_by")


def colleagues(actor: Actor, user: User) -> Any:
    """Who may stand in for somebody: people in post of the same force."""
    return in_post(on=timezone.localdate()).filter(force=user.force_id).exclude(pk=user.pk)


def _declared(actor: Actor, user: User) -> Any:
    return Leave.objects.visible_to(actor).standing().filter(user=user)


def somebody_of(actor: Actor, reference: str) -> User:
    """Somebody in post whose leave the actor may declare."""
    found: User = get_or_404(_people(actor), reference=reference)
    return found


AT = Place("api-leave-of", lambda row: {"reference": row.user.reference})
ONE = "leave/<str:reference>"
ROWS: tuple[Row, ...] = (
    Read("leave", "api-leave", "Who is away, or will be: oneself, or everybody of the force.", _away,
         policy=policies.DECLARE_LEAVE, query=Paged),
    Read(ONE, "api-leave-of", "The leave of one person that runs or is to come.", _leave, somebody_of,
         policy=policies.DECLARE_LEAVE),
    Read(f"{ONE}/deputies", "api-deputies", "Who may stand in for somebody.", _deputies, somebody_of,
         policy=policies.DECLARE_LEAVE, query=Paged),
    Write(ONE, "api-declare-leave", declare_leave, somebody_of, AT, makes=True,
          fields={"deputy": named_by(colleagues)}, tells=("starts_on", "ends_on")),
    Write(f"{ONE}/withdraw", "api-withdraw-leave", withdraw_leave, somebody_of, AT,
          fields={"leave": named_by(_declared)}, tells=("withdrawn_at",)),
)  # fmt: skip
