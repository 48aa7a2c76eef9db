"""Break-glass through the API: opening a closed record in an emergency, and looking at it afterwards."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from accounts.actor import Actor
from accounts.api.bodies import line, prose
from accounts.api.lists import Paged, newest_first
from accounts.api.representations import named, shown
from accounts.api.rows import Asking, Place, Read, Row, Shown, Write
from accounts.models import Force
from accounts.web import get_or_404
from audit.core.errors import PermissionDenied
from register import policies
from register.actions.glass import break_glass, list_glasses, read_glass, review_glass
from register.glass import reads_under
from register.models import BrokenGlass
from register.readable import reading_of


@dataclass(frozen=True, slots=True)
class GlassBrief:
    """A closed record that somebody opened in an emergency, as a list says it."""

    reference: str
    person: str
    user: str
    force: str
    owner_force: str
    ground: str
    opened_at: datetime
    until_at: datetime
    review_due_at: datetime
    outcome: str


@dataclass(frozen=True, slots=True)
class ReadUnderGlass:
    """One thing that was done with the record while it was open. `code` is that of the event."""

    at: datetime
    code: str


@dataclass(frozen=True, slots=True)
class GlassShown:
    """Who opened the record, why, what they read, and what somebody else found of it."""

    reference: str
    version: int
    person: str
    user: str
    force: str
    owner_force: str
    ground: str
    why: str
    incident_number: str
    opened_at: datetime
    until_at: datetime
    review_due_at: datetime
    outcome: str
    reviewed_at: datetime | None
    reviewed_by: str
    review_reason: str
    reads: tuple[ReadUnderGlass, ...]


def _glasses(asking: Asking, after: Any = None) -> Shown:
    page, then = newest_first(_with_names(BrokenGlass.objects.visible_to(asking.actor)), after)
    list_glasses(page, **asking.act)
    return Shown({"break_glasses": [shown(GlassBrief, each, str) for each in page], "next": then})


def _glass(asking: Asking, glass: BrokenGlass) -> Shown:
    read_glass(glass, **asking.act)
    read = reading_of(asking.actor, {glass.person_id})
    reads = tuple(ReadUnderGlass(each.at, each.code) for each in reads_under(glass))
    return Shown(shown(GlassShown, glass, read, reviewed_by=named(glass.reviewed_by), reads=reads), glass.version)


def _with_names(rows: Any) -> Any:
    return rows.select_related("person", "user", "force", "owner_force", "reviewed_by")


def glass_of(actor: Actor, reference: str) -> BrokenGlass:
    """A broken glass by its reference."""
    found: BrokenGlass = get_or_404(_with_names(BrokenGlass.objects.visible_to(actor)), reference=reference)
    return found


def _own_force(actor: Actor) -> Force:
    """The force as whose officer the actor opens it. The record is named in the body: no address tells of one."""
    force = Force.objects.filter(pk=actor.force_id or 0).first()
    if force is None:
        raise PermissionDenied(policies.BREAK_GLASS.permission)
    return force


AT = Place("api-glass", lambda glass: {"reference": glass.reference})
ROWS: tuple[Row, ...] = (
    Read("break-glass", "api-glasses", "Closed records that were opened in an emergency, newest first.", _glasses,
         policy=policies.SEE_GLASS, query=Paged, acts=(list_glasses,)),
    Read("break-glass/<str:reference>", "api-glass", "One of them: who, why, what was read, what was found of it.",
         _glass, glass_of, policy=policies.SEE_GLASS, acts=(read_glass,)),
    Write("break-glass", "api-break-glass", break_glass, _own_force, AT, makes=True,
          texts={"named": line(40), "why": prose(2000), "incident_number": line(40)},
          tells=("until_at", "review_due_at")),
    Write("break-glass/<str:reference>/review", "api-review-glass", review_glass, glass_of, AT, has_version=True,
          texts={"why": prose(2000)}, tells=("outcome",)),
)  # fmt: skip
