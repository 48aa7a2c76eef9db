"""What the register itself does with an order when a day comes: reminders before its end, and the end."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.utils import timezone

from accounts.actor import Actor, system_actor
from audit.core.action import action
from audit.core.entry import Entry, Reason
from register import policies
from register.actions.orders import after_order_change, move, next_check_of, tags_end_on, tell_team
from register.events import orders as events
from register.models import ProtectiveOrder
from register.rules.order_durations import is_reminder_due
from register.rules.orders import ORDER_KINDS
from register.rules.time_limits import in_words

SWEEPER = system_actor("order-sweeper", {"order.sweep": "national", "task.raise": "national"})
BY_ITSELF = Reason("system")
AT_A_TIME = 200


@action(event=events.ORDER_EXPIRED, policy=policies.SWEEP_ORDERS)
def expire(order: ProtectiveOrder, *, entry: Entry, actor: Actor, reason: Reason, on: date) -> ProtectiveOrder:
    """The last day of the order has passed. Nothing to do where it was varied or discharged meanwhile."""
    entry.about(order, subject=order.person)
    if order.next_check_on is None or order.ends_on is None or order.ends_on >= on:
        return order
    move(order, ProtectiveOrder.Status.EXPIRED, on=order.ends_on, actor=actor)
    after_order_change(order, actor=actor, reason=reason)
    return order


@action(event=events.ORDER_END_REMINDED, policy=policies.SWEEP_ORDERS)
def remind_of_end(order: ProtectiveOrder, *, entry: Entry, actor: Actor, reason: Reason, on: date) -> ProtectiveOrder:
    """A task to the team of the force that recorded the order: it, or an electronic tag of it, ends soon. Each reminder
    comes once, however often the sweep runs; of several that were missed the last one alone."""
    entry.about(order, subject=order.person)
    since = order.next_check_on
    if since is None or since > on:
        return order
    act: dict[str, Any] = {"actor": actor, "reason": reason}
    if order.ends_on and is_reminder_due(order.ends_on, since=since, on=on):
        tell_team(
            order, f"Order {order.pk} ({order.kind}) ends {_when(order.ends_on, on)}", due_on=order.ends_on, **act,
            detail=f"{ORDER_KINDS[order.kind].title}: its last day is {in_words(order.ends_on)}. Decide whether to "
            "apply to vary or renew it, tell whoever it protects, and look at the safeguards.",
        )  # fmt: skip
    for last in tags_end_on(order):
        if is_reminder_due(last, since=since, on=on):
            tell_team(
                order, f"The electronic tag of order {order.pk} ({order.kind}) ends {_when(last, on)}", due_on=last,
                detail=f"Its last day is {in_words(last)}. Decide whether to ask the court to extend it.", **act,
            )  # fmt: skip
    order.next_check_on = next_check_of(order, on=on + timedelta(days=1))
    order.save(update_fields=["next_check_on"])
    entry.record(ends_on=order.ends_on)
    return order


def _when(last: date, on: date) -> str:
    left = (last - on).days
    return "today" if left == 0 else "in 1 day" if left == 1 else f"in {left} days"


def sweep_orders() -> int:
    """Work on the orders that are due, a bounded number at a time: an index finds them, whatever else is held. Gives
    how many."""
    today = timezone.localdate()
    due = list(ProtectiveOrder.objects.due(on=today)[:AT_A_TIME])
    for order in due:
        has_ended = order.ends_on is not None and order.ends_on < today
        deed = expire if has_ended else remind_of_end
        deed(order, actor=SWEEPER, reason=BY_ITSELF, on=today)
    return len(due)
