"""Who is told of what: raising alerts with the act that causes them, by the routes of `register.rules.alerts`."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from django.utils import timezone

from accounts.actor import Actor, system_actor
from accounts.models import Force
from audit.core.action import action
from audit.core.entry import Entry, Reason
from register import events, policies
from register.actions.alert_clock import clock_from_now, danger_limit
from register.actions.alerts import close, first_status
from register.actions.outbox import enqueue
from register.actions.unroutable import queue_for_the_nation
from register.around import Around
from register.models import Address, Alert, ManagementTransfer, Match, Person, Protection
from register.rules.alerts import ROUTES, Circle, Told, Unroutable, receivers

DUAL_LIMIT = "register.dual_registration"
# Whoever records an order or an incident need not decide whom to tell: it follows by itself, and says who caused it.
TELLER = system_actor("teller", {"alert.raise": "national"})
BY_ITSELF = Reason("system")
Kind = Alert.Kind
FOUND: Mapping[Told, Callable[[Around], frozenset[int]]] = {
    Told.MANAGER: lambda around: around.managers or around.owners,
    Told.HOLDERS: lambda around: around.owners,
    Told.LIVES: lambda around: around.lives,
}
KIND_OF_PLACE: Mapping[str, Alert.Kind] = {Address.Kind.HOME: Kind.MOVED_IN, Address.Kind.STAYS: Kind.VISITING}


def tell_of_address(person: Person, *, actor: Actor, reason: Reason, address: Address) -> None:
    """Tell the force in whose area a new address lies, unless it is responsible for the person already; and of a new
    home, the force in whose area the last one lay. Where no force's area is known, the national queue is told of
    somebody registered: somebody must find out who looks after them there.

    An alert names its two forces to many: of an address that is protected, such as a refuge in which somebody stands
    who is held as a suspect too, the area alone would say too much. Whoever protects it tells whom they must.
    """
    if address.protection != Protection.OPEN:
        return
    around, area = Around(person), address.police_force
    responsible = around.responsible
    if area is None and address.kind in KIND_OF_PLACE and around.live:
        queue_for_the_nation(
            person, actor=TELLER, reason=BY_ITSELF, kind=KIND_OF_PLACE[address.kind], cause=Unroutable.NO_AREA,
            sender=responsible, by=actor.user_id, about={"address": address},
        )  # fmt: skip
    if area is not None and area != responsible and address.kind == Address.Kind.HOME:
        raise_move_alert(person, actor=actor, reason=reason, address=address, receiver=area, around=around)
    where: dict[Told, set[int]] = {Told.AREA: {area.pk} if area else set()}
    if address.kind == Address.Kind.HOME:
        where[Told.LEFT] = _left_for(address) - where[Told.AREA]
        _tell(Kind.MOVING_OUT, person, {"address": address}, responsible, actor.user_id, where, around)
    elif address.kind == Address.Kind.STAYS:
        _tell(Kind.VISITING, person, {"address": address}, responsible, actor.user_id, where, around)


def tell_forces(
    kind: Alert.Kind, person: Person, *, about: str, sender: Force, by: int | None, concerned: int | None = None
) -> None:
    """Tell the forces to whom the person matters, once for `about`, however often it is asked. `concerned` is the key
    of the force whose order or registration it is, `by` that of the user who caused it."""
    where = {Told.CONCERNED: {concerned} if concerned else set[int]()}
    _tell(kind, person, {"about": about}, sender, by, where, Around(person))


def _tell(
    kind: Alert.Kind, person: Person, about: Mapping[str, Any], sender: Force, by: int | None,
    where: Mapping[Told, set[int]], around: Around,
) -> None:  # fmt: skip
    if not any(where.get(each, True) for each in ROUTES[kind].told):
        return  # nobody is left to ask about: most who move have left no other force's area
    told = receivers(kind, _circle_of(kind, around, sender, where))
    for force in Force.objects.filter(pk__in=told).order_by("pk") if told else ():
        raise_alert(
            person, actor=TELLER, reason=BY_ITSELF, kind=kind, about=about, sender=sender, receiver=force, by=by,
            around=around,
        )  # fmt: skip


def _circle_of(kind: Alert.Kind, around: Around, sender: Force, where: Mapping[Told, set[int]]) -> Circle:
    """The forces around the human being that this record stands for: those whom this kind of alert asks for."""
    found = {each: FOUND[each](around) for each in ROUTES[kind].told if each in FOUND}
    given = {each: frozenset(keys) for each, keys in where.items()}
    return Circle(sender.pk, bool(around.live), {**found, **given})


def _left_for(address: Address) -> set[int]:
    """The force in whose area the home lay that ended when this one began, if it is known."""
    homes = Address.objects.filter(
        person=address.person_id, kind=Address.Kind.HOME, ends_on__isnull=False, protection=Protection.OPEN
    )
    last = homes.exclude(pk=address.pk).order_by("-ends_on", "-pk").values_list("ends_on", "police_force").first()
    began_on = address.starts_on or timezone.localdate()
    return {last[1]} if last and last[0] == began_on and last[1] else set()


@action(event=events.ALERT_RAISED, policy=policies.RAISE_ALERT, lock=False)
def raise_alert(
    person: Person, *, entry: Entry, actor: Actor, reason: Reason, kind: Alert.Kind, about: Mapping[str, Any],
    sender: Force, receiver: Force, by: int | None, around: Around,
) -> Alert:  # fmt: skip
    """Tell one force. `about` names what it is about: an address, or the reference of what was recorded."""
    told = {"person": person, "from_force": sender, "raised_by_id": by}
    about = {"kind": kind, "to_force": receiver, "person": person, **about}
    return _raise_once(entry, about, told, danger_limit(around.live))


@action(event=events.ALERT_RAISED, policy=policies.EDIT_PERSON, lock=False)
def raise_move_alert(
    person: Person, *, entry: Entry, actor: Actor, reason: Reason, address: Address, receiver: Force, around: Around
) -> Alert:
    """Tell another force of a home address in its area. One alert for one address, however often it is asked."""
    told = {"person": person, "from_force": around.responsible, "raised_by_id": actor.user_id}
    about = {"kind": Kind.MOVED_IN, "to_force": receiver, "address": address}
    return _raise_once(entry, about, told, danger_limit(around.live))


@action(event=events.ALERT_RAISED, policy=policies.DECIDE_MATCH, lock=False)
def raise_dual_alert(
    match: Match, *, entry: Entry, actor: Actor, reason: Reason, receiver: Force, sender: Force, person: Person
) -> Alert:
    """Tell a force that somebody it knows is known to another force too: `person` is the other force's record. Once
    for a match, however often it is joined."""
    told = {"person": person, "from_force": sender, "raised_by_id": actor.user_id}
    about = {"kind": Kind.DUAL_REGISTRATION, "to_force": receiver, "match": match}
    return _raise_once(entry, about, told, DUAL_LIMIT)


@action(event=events.ALERT_RAISED, policy=policies.SEE_TRANSFERS, lock=False)
def raise_transfer_alert(transfer: ManagementTransfer, *, entry: Entry, actor: Actor, reason: Reason) -> Alert:
    """Tell another force that it is asked to take somebody over. It is answered with the offer, by the same clock."""
    told = {"person": transfer.person, "from_force": transfer.from_force, "raised_by_id": actor.user_id}
    about = {"kind": Kind.TRANSFER, "to_force": transfer.to_force, "transfer": transfer}
    return _raise_once(entry, about, told, transfer.limit_code)


@action(event=events.ALERT_ANSWERED, policy=policies.SEE_TRANSFERS, lock=False)
def close_transfer_alert(
    transfer: ManagementTransfer, *, entry: Entry, actor: Actor, reason: Reason, is_accepted: bool, why: str
) -> Alert:
    """Close the alert with the answer to the offer that it told of, or with the taking back of the offer."""
    alert = Alert.objects.select_for_update().get(transfer=transfer)
    close(alert, actor, is_accepted=is_accepted, why=why)
    entry.about(alert, subject=transfer.person)
    entry.recipients = [transfer.from_force.reference, transfer.to_force.reference]
    entry.record(status=alert.status, why=why)
    return alert


def _raise_once(entry: Entry, about: Mapping[str, Any], told: Mapping[str, Any], limit_code: str) -> Alert:
    """The alert about this, with its clock and its delivery if there was none yet; written into the entry."""
    alert, is_new = Alert.objects.get_or_create(**about, defaults={**told, **clock_from_now(limit_code)})
    if is_new:
        first_status(alert)
        enqueue("deliver_alert", {"alert": alert.reference})
    entry.about(alert, subject=told["person"])
    entry.recipients = [alert.to_force.reference]
    entry.record(kind=alert.kind, due_at=alert.due_at)
    return alert
