"""Records that are open to somebody because they broke the glass: which, until when, and what they read."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils import timezone

from accounts.actor import Actor, Breadth
from audit.core.action import remarks
from audit.core.entry import MOST_REFERENCES, Entry
from audit.models import Event
from register import policies
from register.models import BrokenGlass, Person

MOST_READ = 100


@dataclass(frozen=True, slots=True)
class Banner:
    """What stands over a record that is open for a time."""

    reference: str
    until_at: datetime
    minutes: int


def closed_record(reference: str, actor: Actor) -> Person | None:
    """The record that this actor can open by breaking the glass, open to them already or not. One query: what is barred
    and what does not exist are the same."""
    return Person.objects.filter(policies.behind_glass(actor), reference=reference).first()


def is_open_by_role(person: Person, actor: Actor) -> bool:
    """What PERSON_REACH says of a record, without asking the database: most that is opened needs no glass."""
    breadths = actor.breadths(policies.SEE_PERSON.permission)
    is_own = actor.force_id is not None and person.owner_force_id == actor.force_id
    if person.is_restricted:
        return is_own and Breadth.OWN in breadths
    if is_own:
        return bool(breadths & {Breadth.FORCE, Breadth.NATIONAL})
    return person.is_perpetrator and Breadth.NATIONAL in breadths


def glass_over(person: Person, actor: Actor) -> BrokenGlass | None:
    """The broken glass through which this very user sees the record now; None where they see it without."""
    if actor.user_id is None or is_open_by_role(person, actor):
        return None
    found: BrokenGlass | None = _running(actor).filter(person=person).order_by("-until_at", "-pk").first()
    return found


def banner_over(person: Person, actor: Actor) -> Banner | None:
    """What to say over the record, if it is open for a time alone."""
    glass = glass_over(person, actor)
    return Banner(glass.reference, glass.until_at, glass.minutes_left(at=timezone.now())) if glass else None


def open_now(actor: Actor) -> list[BrokenGlass]:
    """What this very user has open and may read of, the one that closes last first."""
    mine = _running(actor).visible_to(actor).select_related("person")
    return list(mine.order_by("-until_at", "-pk")[:MOST_READ])


def reads_under(glass: BrokenGlass) -> list[Event]:
    """What was done with the record while it was open, in the order of time. The glass names these entries; whoever
    may read it may read them."""
    rows = Event.objects.concerning(glass.reference).filter(actor_ref=glass.user.reference)
    return list(rows.exclude(object_ref=glass.reference).order_by("at", "id")[:MOST_READ])


def _running(actor: Actor) -> Any:
    return BrokenGlass.objects.running(at=timezone.now()).filter(user=actor.user_id or 0)


def _name_glass(entry: Entry, thing: Any) -> None:
    """Name, in the entry of whatever is done with a record, the glass through which it is seen."""
    if not isinstance(thing, Person) or not isinstance(entry.actor, Actor):
        return
    glass = glass_over(thing, entry.actor)
    if glass is not None and glass.reference not in entry.references:
        entry.references = [*entry.references[: MOST_REFERENCES - 1], glass.reference]


remarks.append(_name_glass)
