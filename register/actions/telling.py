"""Who is told of what: raising alerts with the act that causes them, by the routes of `register.rules.alerts`."""

from __future__ import annotations

from collections.abc import Mapping
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
from register.models import Address, Alert, ManagementTransfer, Match, Person, Protection, Registration
from register.rules.alerts import ROUTES, Circle, Told, Unroutable, receivers

DUAL_LIMIT = "register.dual_registration"
# Whoever records an order or an incident need not decide whom to tell: it follows by itself, and says who caused it.
TELLER = system_actor("teller", {"alert.raise": "national"})
BY_ITSELF = Reason("system")
Kind = Alert.Kind
KIND_OF_PLACE: Mapping[str, Alert.Kind] = {Address.Kind.HOME: Kind.MOVED_IN, Address.Kind.STAYS: Kind.VISITING}


def responsible_force(person: Person) -> Force:
    """The force that manages the live registration, or the one that entered the person."""
    live = Registration.objects.live().filter(person=person).select_related("managing_force").first()
    return live.managing_force if live else person.owner_force


def tell_of_address(person: Person, *, actor: Actor, reason: Reason, address: Address) -> None:
    """Tell the force in whose area a new address lies, unless it is responsible for the person already; and of a new
    home, the force in whose area the last one lay. Where no force's area is known, the national queue is told of
    somebody registered: somebody must find out who looks after them there.

    An alert names its two forces to many: of an address that is protected, such as a refuge in which somebody stands
    who is held as a suspect too, the area alone would say too much. Whoever protects it tells whom they must.
    """
    if address.protection != Protection.OPEN:
        return
    responsible, area = responsible_force(person), address.police_force
    if area is None and address.kind in KIND_OF_PLACE and _is_registered(person):
        queue_for_the_nation(
            person, actor=TELLER, reason=BY_ITSELF, kind=KIND_OF_PLACE[address.kind], cause=Unroutable.NO_AREA,
            sender=responsible, by=actor.user_id, about={"address": address},
        )  # fmt: skip
    if area is not None and area != responsible and address.kind == Address.Kind.HOME:
        raise_move_alert(person, actor=actor, reason=reason, address=address, receiver=area)
    where: dict[Told, set[int]] = {Told.AREA: {area.pk} if area else set()}
    if address.kind == Address.Kind.HOME:
        where[Told.LEFT] = _left_for(address) - where[Told.AREA]
        _tell(Kind.MOVING_OUT, person, {"address": address}, responsible, actor.user_id, where)
    elif address.kind == Address.Kind.STAYS:
        _tell(Kind.VISITING, person, {"address": address}, responsible, actor.user_id, where)


def tell_forces(
    kind: Alert.Kind, person: Person, *, about: str, sender: Force, by: int | None, concerned: int | None = None
) -> None:
    """Tell the forces to whom the person matters, once for `about`, however often it is asked. `concerned` is the key
    of the force whose order or registration it is, `by` that of the user who caused it."""
    where = {Told.CONCERNED: {concerned} if concerned else set[int]()}
    _tell(kind, person, {"about": about}, sender, by, where)


def _tell(
    kind: Alert.Kind, person: Person, about: Mapping[str, Any], sender: Force, by: int | None,
    where: Mapping[Told, set[int]],
) -> None:  # fmt: skip
    if not any(where.get(each, True) for each in ROUTES[kind].told):
        return  # nobody is left to ask about: most who move have left no other force's area
    told = receivers(kind, _circle_of(person, sender, where))
    for force in Force.objects.filter(pk__in=told).order_by("pk") if told else ():
        raise_alert(
            person, actor=TELLER, reason=BY_ITSELF, kind=kind, about=about, sender=sender, receiver=force, by=by
        )


def _circle_of(person: Person, sender: Force, where: Mapping[Told, set[int]]) -> Circle:
    """The forces around the human being that this record stands for. Where they stay under protection is nobody's to
    learn from an alert."""
    joined = Person.objects.joined_with(person)
    owners = frozenset(joined.values_list("owner_force", flat=True))
    managing = Registration.objects.live().filter(person__in=joined).values_list("managing_force", flat=True)
    managers = frozenset(managing)
    homes = Address.objects.filter(
        person__in=joined, kind__in=(Address.Kind.HOME, Address.Kind.STAYS), police_force__isnull=False,
        protection=Protection.OPEN,
    ).current(on=timezone.localdate())  # fmt: skip
    lives = frozenset(force for force in homes.values_list("police_force", flat=True) if force is not None)
    found = {Told.MANAGER: managers or owners, Told.HOLDERS: owners, Told.LIVES: lives}
    return Circle(sender.pk, bool(managers), {**found, **{each: frozenset(keys) for each, keys in where.items()}})


def _is_registered(person: Person) -> bool:
    return Registration.objects.live().filter(person__in=Person.objects.joined_with(person)).exists()


def _left_for(address: Address) -> set[int]:
    """The force in whose area the home lay that ended when this one began, if it is known."""
    homes = Address.objects.filter(
        person=address.person_id, kind=Address.Kind.HOME, ends_on__isnull=False, protection=Protection.OPEN
    )
    last = homes.exclude(pk=address.pk).order_by("-ends_on", "-pk").first()
    is_replaced = last is not None and last.ends_on == (address.starts_on or timezone.localdate())
    return {last.police_force_id} if last and is_replaced and last.police_force_id else set()


@action(event=events.ALERT_RAISED, policy=policies.RAISE_ALERT, lock=False)
def raise_alert(
    person: Person, *, entry: Entry, actor: Actor, reason: Reason, kind: Alert.Kind, about: Mapping[str, Any],
    sender: Force, receiver: Force, by: int | None,
) -> Alert:  # fmt: skip
    """Tell one force. `about` names what it is about: an address, or the reference of what was recorded."""
    told = {"person": person, "from_force": sender, "raised_by_id": by}
    return _raise_once(
        entry, {"kind": kind, "to_force": receiver, "person": person, **about}, told, danger_limit(person)
    )


@action(event=events.ALERT_RAISED, policy=policies.EDIT_PERSON)
def raise_move_alert(
    person: Person, *, entry: Entry, actor: Actor, reason: Reason, address: Address, receiver: Force
) -> Alert:
    """Tell another force of a home address in its area. One alert for one address, however often it is asked."""
    told = {"person": person, "from_force": responsible_force(person), "raised_by_id": actor.user_id}
    about = {"kind": Kind.MOVED_IN, "to_force": receiver, "address": address}
    return _raise_once(entry, about, told, danger_limit(person))


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
