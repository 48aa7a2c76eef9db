"""Breaking the glass: opening to oneself, in an emergency, a record that is closed; and looking at it afterwards.

Nobody is asked first, so that nobody who is missing stands in the way. Everybody who must know is told at once, and
somebody who leads nobody in it reviews it. Only a reference that somebody was given opens anything, and what is barred
answers as what does not exist: asking tells nobody that a record is there.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from django.contrib.auth.models import Permission
from django.db.models import Q
from django.utils import timezone

from accounts import absence
from accounts.actor import Actor, system_actor
from accounts.models import Force, RoleGrant
from accounts.reasons import INCIDENT_NUMBER
from audit.core.action import action
from audit.core.entry import Entry, Reason
from audit.core.errors import Refused
from audit.web.scope import REFERENCE, tidied
from register import policies
from register.actions.inbox import put, take_back
from register.actions.tasks import raise_task
from register.actions.telling import tell_forces
from register.events import glass as events
from register.glass import closed_record, glass_over
from register.models import Alert, BrokenGlass, Notice, Person, PersonGrant, Task
from register.rules.time_limits import due, limit_in_force

BY_ITSELF = Reason("system")
TELLER = system_actor("glass", {"task.raise": "national"})
MOST_TOLD = 20
NOT_OPENED = (
    "No record was opened. Check the reference with whoever gave it to you. If it is right, ring the control room of "
    "the force that holds the record."
)


@action(event=events.GLASS_BROKEN, policy=policies.BREAK_GLASS, lock=False)
def break_glass(
    force: Force, *, entry: Entry, actor: Actor, reason: Reason, named: str, ground: BrokenGlass.Ground,
    why: str = "", incident_number: str = "",
) -> BrokenGlass:  # fmt: skip
    """Open the record of this reference to oneself for an hour, as somebody of `force`. The force that holds it and
    professional standards are told at once; to stay longer, give a new reason."""
    why, incident_number = why.strip(), incident_number.strip()
    _require_reason(ground, why, incident_number)
    if actor.user_id is None:
        raise Refused("A person must open it; a system cannot.")
    person = _required(named, actor, entry)
    last = _require_need(person, actor, why, incident_number)

    now = timezone.now()
    glass = BrokenGlass.objects.create(
        person=person, user_id=actor.user_id, force=force, owner_force=person.owner_force, ground=ground, why=why,
        incident_number=incident_number, opened_at=now, until_at=_clock("glass.open", now),
        review_due_at=_clock("glass.review", now),
    )  # fmt: skip
    _let_in(glass)
    tell_forces(
        Alert.Kind.BREAK_GLASS, person, about=glass.reference, sender=force, by=actor.user_id,
        concerned=person.owner_force_id,
    )  # fmt: skip
    told = _tell_standards(glass, timezone.localdate(now))
    entry.about(glass, subject=person)
    entry.recipients = [person.owner_force.reference]
    entry.record(
        ground=ground, until_at=glass.until_at, review_due_at=glass.review_due_at, is_longer=last is not None,
        told=told, why=why, incident_number=incident_number,
    )  # fmt: skip
    return glass


@action(event=events.GLASSES_LISTED, policy=policies.SEE_GLASS, lock=False)
def list_glasses(
    glasses: Sequence[BrokenGlass], *, entry: Entry, actor: Actor, reason: Reason
) -> Sequence[BrokenGlass]:
    """Read a page of the closed records that were opened in an emergency. The entry names no glass, and so stands under
    none of them as something that was done with its record."""
    entry.showed(dict.fromkeys(each.person.reference for each in glasses))
    return glasses


@action(event=events.GLASS_READ, policy=policies.SEE_GLASS, lock=False)
def read_glass(glass: BrokenGlass, *, entry: Entry, actor: Actor, reason: Reason) -> BrokenGlass:
    """Read who opened the record, why, and what they did with it."""
    return glass


@action(event=events.GLASS_REVIEWED, policy=policies.REVIEW_GLASS)
def review_glass(
    glass: BrokenGlass, *, entry: Entry, actor: Actor, reason: Reason, outcome: BrokenGlass.Outcome, why: str
) -> BrokenGlass:
    """Say whether there was reason enough to open the record. Where there was not, professional standards of the
    force whose officer it was get a task."""
    if glass.outcome:
        raise Refused("Somebody reviewed this already. Nothing was changed.")
    if not why.strip():
        raise Refused("Say what you found: whoever opened the record reads it.", field="why")

    glass.outcome, glass.review_reason = outcome, why.strip()
    glass.reviewed_at, glass.reviewed_by_id = timezone.now(), actor.user_id
    glass.version += 1
    glass.save()
    take_back(Notice.Topic.BROKEN_GLASS, [glass.reference])
    put([glass.user_id], Notice.Topic.GLASS_FOUND, glass.reference, people=[], page="glass", argument=glass.reference)
    if glass.outcome == BrokenGlass.Outcome.NOT_JUSTIFIED:
        _ask_standards(glass)
    entry.recipients = [glass.force.reference]
    entry.record(outcome=glass.outcome, why=glass.review_reason)
    return glass


def _require_reason(ground: str, why: str, incident_number: str) -> None:
    """An incident number is reason enough while a call is live; everything else takes words."""
    if incident_number and not INCIDENT_NUMBER.fullmatch(incident_number):
        raise Refused(
            "Enter the number of the incident, such as 4471 or 20261126-0042, and no names.", field="incident_number"
        )
    if not why and not (incident_number and ground == BrokenGlass.Ground.CALL):
        raise Refused(
            "Say why the record must be opened now. During a live call the number of the incident is enough.",
            field="why",
        )


def _required(named: str, actor: Actor, entry: Entry) -> Person:
    """The record of this reference. One that is barred, disposed of or does not exist gets the same sentence; what was
    asked for stands in the log."""
    reference = tidied(named)
    entry.object_type = Person._meta.label_lower
    entry.object_ref = reference if REFERENCE.fullmatch(reference) else ""
    person = closed_record(reference, actor) if actor.user_id is not None else None
    if person is None:
        raise Refused(NOT_OPENED, field="named")
    return person


def _require_need(person: Person, actor: Actor, why: str, incident_number: str) -> BrokenGlass | None:
    """The glass that is broken already, if there is one: to stay longer takes a reason of its own.

    Raises:
        Refused: the record is open to the actor without, or the reason is the one that was given before.
    """
    last = glass_over(person, actor)
    if last is None and Person.objects.visible_to(actor).filter(pk=person.pk).exists():
        raise Refused("This record is open to you already. Nothing was broken: look it up.", field="named")
    given = (why.casefold(), incident_number.casefold())
    if last is not None and given == (last.why.casefold(), last.incident_number.casefold()):
        raise Refused("Say what is new: to stay longer takes a new reason.", field="why")
    return last


def _clock(code: str, now: datetime) -> datetime:
    return due(limit_in_force(code, timezone.localdate(now)), now).at


def _let_in(glass: BrokenGlass) -> None:
    """Let the user open the record until then. An exception that lasts longer stays as it is."""
    allowed = Permission.objects.get(content_type__app_label="register", codename="open_person")
    of_them: dict[str, Any] = {"content_object": glass.person, "user_id": glass.user_id, "permission": allowed}
    lasting = Q(expires_at__isnull=True) | Q(expires_at__gte=glass.until_at)
    if PersonGrant.objects.filter(lasting, **of_them).exists():
        return
    PersonGrant.objects.update_or_create(
        **of_them,
        defaults={
            "starts_at": None, "expires_at": glass.until_at, "given_by_id": glass.user_id, "review_on": None,
            "given_at": glass.opened_at, "why": f"Break-glass {glass.reference}",
        },
    )  # fmt: skip


def _tell_standards(glass: BrokenGlass, on: date) -> int:
    """Put it into the inboxes of professional standards of both forces. Gives how many; where there is nobody, the
    owner's force knows of it by its alert, and the review goes up the chain."""
    roles = RoleGrant.objects.filter(permission=policies.ANSWER_FOR_GLASS.permission).values_list(
        "role__code", flat=True
    )
    there = absence.in_post(on=on).filter(force__in=[glass.force_id, glass.owner_force_id]).holding(*roles, on=on)
    people = there.exclude(pk=glass.user_id).order_by("pk")[:MOST_TOLD]
    told = [each.pk for each in people if policies.SEE_GLASS.allows(each.actor(on=on), glass)]
    return put(
        told, Notice.Topic.BROKEN_GLASS, glass.reference, people=[], page="glass", argument=glass.reference,
        due_on=timezone.localdate(glass.review_due_at),
    )  # fmt: skip


def _ask_standards(glass: BrokenGlass) -> None:
    """The task names nobody: whoever it is about stands on the page of the glass, for whoever may read that."""
    today = timezone.localdate()
    raise_task(
        glass.force, actor=TELLER, reason=BY_ITSELF, kind=Task.Kind.REVIEW, team="professional-standards",
        title=f"Break-glass {glass.reference} was not justified",
        due_on=due(limit_in_force("glass.answer_for", today), today).due_on,
        detail=f"A reviewer found that a closed record was opened without reason enough. Read {glass.reference}.",
    )  # fmt: skip
