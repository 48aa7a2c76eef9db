"""Opening a protective order: a read that is logged before anything is shown."""

from __future__ import annotations

from django.utils import timezone

from accounts.actor import Actor
from audit.core.action import action
from audit.core.entry import Entry, Reason
from cases.holdings import holdings_of
from cases.order_page import OrderPage, order_page_of
from register.events import orders as events
from register.models import ProtectiveOrder
from register.policies import SEE_ORDER


@action(event=events.ORDER_OPENED, policy=SEE_ORDER, lock=False)
def open_order(order: ProtectiveOrder, *, entry: Entry, actor: Actor, reason: Reason) -> OrderPage:
    """An order with its conditions and its history, as far as this actor may see them."""
    held = holdings_of(order.person, actor=actor, on=timezone.localdate())
    entry.about(order, subject=order.person)
    entry.showed([order.person.reference])
    return order_page_of(order, held)
