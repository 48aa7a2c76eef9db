"""Recording protective orders."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from accounts.actor import Actor
from accounts.models import Force
from audit.core.action import action
from audit.core.entry import Entry, Reason
from audit.core.errors import Refused
from register import events, policies
from register.lookup.upkeep import refresh
from register.models import OrderCondition, Person, ProtectiveOrder
from register.rules.orders import ORDER_KINDS


@action(event=events.ORDER_RECORDED, policy=policies.RECORD_ORDER)
def record_order(
    person: Person, *, entry: Entry, actor: Actor, reason: Reason, force: Force, kind: str, made_on: date,
    court: str = "", reference_number: str = "", served_on: date | None = None, ends_on: date | None = None,
    conditions: Iterable[Mapping[str, Any]] = (),
) -> ProtectiveOrder:  # fmt: skip
    """Record an order with its conditions. The same order received again adds only conditions it did not have."""
    conditions = list(conditions)
    if kind not in ORDER_KINDS:
        raise Refused(f"There is no kind of order {kind!r}.", field="kind")
    if ends_on and ends_on < made_on:
        raise Refused("The order would end before it was made. Check both dates.", field="ends_on")
    if served_on and served_on < made_on:
        raise Refused("The order would be served before it was made. Check both dates.", field="served_on")

    status = ProtectiveOrder.Status.SERVED if served_on else ProtectiveOrder.Status.MADE
    order, is_new = ProtectiveOrder.objects.get_or_create(
        person=person, kind=kind, made_on=made_on, court=court,
        defaults={
            "force": force, "reference_number": reference_number, "served_on": served_on, "ends_on": ends_on,
            "status": status,
        },
    )  # fmt: skip
    for condition in conditions:
        OrderCondition.objects.get_or_create(order=order, **condition)
    if is_new and reference_number:
        refresh([person.pk])
    entry.about(order, subject=person)
    entry.record(kind=kind, made_on=made_on, court=court, conditions=[str(c["text"]) for c in conditions])
    return order
