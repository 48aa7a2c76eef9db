"""Legal holds: nothing of a record under one is disposed of."""

from __future__ import annotations

from datetime import date

from django.utils import timezone

from accounts.actor import Actor
from audit.core.action import action
from audit.core.entry import Entry, Reason
from audit.core.errors import OutOfReach, Refused
from register import policies
from register.events import retention as events
from register.models import LegalHold, Person


@action(event=events.HOLD_PLACED, policy=policies.PLACE_HOLD)
def place_legal_hold(
    person: Person, *, entry: Entry, actor: Actor, reason: Reason, why: str, authority: str, review_on: date
) -> LegalHold:
    """Hold a record, on somebody's authority, until another person lifts the hold. Somebody looks at it again on its
    review day; it never ends by itself."""
    if actor.person_id is None:
        raise Refused("A person places a hold, never a system.")
    if not why.strip():
        raise Refused("Say why the record must be held.", field="why")
    if not authority.strip():
        raise Refused("Say who asks for the hold: a court, an inquiry, a senior officer.", field="authority")
    if review_on <= timezone.localdate():
        raise Refused("Give a day after today on which somebody looks at the hold again.", field="review_on")

    hold = LegalHold.objects.create(
        person=person, force=person.owner_force, why=why.strip(), authority=authority.strip(), review_on=review_on,
        placed_by_id=actor.person_id,
    )  # fmt: skip
    entry.record(hold=hold.reference, review_on=review_on, why=hold.why, authority=hold.authority)
    return hold


@action(event=events.HOLD_LIFTED, policy=policies.LIFT_HOLD)
def lift_legal_hold(
    person: Person, *, entry: Entry, actor: Actor, reason: Reason, hold: LegalHold, why: str
) -> LegalHold:
    """Lift a hold that another person placed."""
    hold = LegalHold.objects.select_for_update().get(pk=hold.pk)
    if hold.person_id != person.pk:
        raise OutOfReach("hold.lift", object_type=hold._meta.label_lower, object_ref=hold.reference)
    if hold.lifted_at:
        raise Refused("This hold has been lifted already. Nothing was changed.")
    if actor.person_id in (None, hold.placed_by_id):
        raise Refused("You placed this hold yourself. Somebody else must lift it.")
    if not why.strip():
        raise Refused("Say why the hold is no longer needed.", field="why")

    hold.lifted_at, hold.lifted_by_id, hold.lifted_why = timezone.now(), actor.person_id, why.strip()
    hold.version += 1
    hold.save()
    entry.record(hold=hold.reference, why=hold.lifted_why)
    return hold
