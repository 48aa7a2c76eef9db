"""The life of an order: considered, applied for, made, served, varied, discharged."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from datetime import date, datetime, timedelta
from typing import Any

from django.utils import timezone

from accounts.actor import Actor
from accounts.models import Force
from audit.core.action import action
from audit.core.entry import Entry, Reason
from audit.core.errors import Refused
from register import policies
from register.actions.orders import (
    after_order_change,
    ask_to_register,
    move,
    new_condition,
    note_status,
    require_dates,
    require_kind,
    tell_team,
)
from register.events import orders as events
from register.lookup.upkeep import refresh
from register.models import OrderCondition, Person, ProtectiveOrder
from register.rules.order_durations import decision_due, hearing_due
from register.rules.orders import ORDER_KINDS
from register.rules.transitions import ORDER_IN_FORCE

Status = ProtectiveOrder.Status


@action(event=events.ORDER_CONSIDERED, policy=policies.RECORD_ORDER)
def consider_order(
    person: Person, *, entry: Entry, actor: Actor, reason: Reason, force: Force, kind: str, considered_at: datetime,
) -> ProtectiveOrder:  # fmt: skip
    """Begin to decide whether to apply for an order. The decision has a clock (Raneem's Law), and a task until then."""
    require_kind(kind)
    _require_past(considered_at, field="considered_at")

    clock = decision_due(considered_at)
    order = ProtectiveOrder.objects.create(
        person=person, force=force, kind=kind, status=Status.CONSIDERED, considered_at=considered_at,
        decision_due_at=clock.at if clock else None,
    )  # fmt: skip
    note_status(order, on=timezone.localdate(considered_at), actor=actor)
    after_order_change(order, actor=actor, reason=reason)
    title = f"Decide whether to apply for order {order.pk} ({order.kind})"
    due_on = clock.due_on if clock else timezone.localdate(considered_at)
    tell_team(order, title, due_on=due_on, actor=actor, reason=reason, detail=clock.explanation if clock else "")
    entry.about(order, subject=person)
    entry.record(kind=kind, decision_due_at=order.decision_due_at)
    return order


@action(event=events.ORDER_APPLIED_FOR, policy=policies.RECORD_ORDER)
def apply_for_order(
    person: Person, *, entry: Entry, actor: Actor, reason: Reason, force: Force, kind: str, applied_on: date,
    applicant: str = "", court: str = "", hearing_on: date | None = None,
) -> ProtectiveOrder:  # fmt: skip
    """An order was applied for that was not in the register before."""
    require_kind(kind)

    order = ProtectiveOrder(person=person, force=force, kind=kind, status=Status.APPLIED)
    told = {"applied_on": applied_on, "applicant": applicant, "court": court, "hearing_on": hearing_on}
    _apply(order, entry, told, actor=actor, reason=reason)
    note_status(order, on=applied_on, actor=actor)
    return order


@action(event=events.ORDER_APPLIED_FOR, policy=policies.WORK_ORDER)
def apply_as_considered(
    order: ProtectiveOrder, *, entry: Entry, actor: Actor, reason: Reason, applied_on: date, applicant: str = "",
    court: str = "", hearing_on: date | None = None,
) -> ProtectiveOrder:  # fmt: skip
    """The order that was considered was applied for."""
    move(order, Status.APPLIED, on=applied_on, actor=actor)
    told = {"applied_on": applied_on, "applicant": applicant, "court": court, "hearing_on": hearing_on}
    _apply(order, entry, told, actor=actor, reason=reason)
    return order


def _apply(order: ProtectiveOrder, entry: Entry, told: Mapping[str, Any], *, actor: Actor, reason: Reason) -> None:
    if told["hearing_on"] and told["hearing_on"] < told["applied_on"]:
        raise Refused("The hearing would be before the application. Check both dates.", field="hearing_on")
    for name, value in told.items():
        setattr(order, name, value.strip() if isinstance(value, str) else value)
    after_order_change(order, actor=actor, reason=reason)
    entry.about(order, subject=order.person)
    entry.record(kind=order.kind, applied_on=order.applied_on, applicant=order.applicant, court=order.court)


@action(event=events.ORDER_ADJOURNED, policy=policies.WORK_ORDER)
def adjourn(
    order: ProtectiveOrder, *, entry: Entry, actor: Actor, reason: Reason, on: date, why: str,
    hearing_on: date | None = None,
) -> ProtectiveOrder:  # fmt: skip
    """The court put the application off: to a day, or until it is listed again."""
    _require_why(why, "Say why it was adjourned.")
    if hearing_on and hearing_on < on:
        raise Refused("The next hearing would be before the adjournment. Check both dates.", field="hearing_on")

    if order.status == Status.ADJOURNED:
        move(order, Status.APPLIED, on=on, actor=actor, why=why)
    move(order, Status.ADJOURNED, on=on, actor=actor, why=why)
    order.hearing_on = hearing_on
    after_order_change(order, actor=actor, reason=reason)
    entry.about(order, subject=order.person)
    entry.record(status=order.status, hearing_on=hearing_on, why=why)
    return order


@action(event=events.ORDER_NOT_MADE, policy=policies.DECIDE_ORDER)
def end_application(
    order: ProtectiveOrder, *, entry: Entry, actor: Actor, reason: Reason, on: date, why: str
) -> ProtectiveOrder:
    """It was decided not to apply, or the application was refused or withdrawn."""
    _require_why(why, "Say why there will be no order: who decided, and on what grounds.")

    move(order, Status.NOT_MADE, on=on, actor=actor, why=why)
    after_order_change(order, actor=actor, reason=reason)
    entry.about(order, subject=order.person)
    entry.record(why=why)
    return order


@action(event=events.ORDER_MADE, policy=policies.WORK_ORDER)
def make_interim(
    order: ProtectiveOrder, /, *, entry: Entry, actor: Actor, reason: Reason, made_on: date, **terms: Any
) -> ProtectiveOrder:
    """The court made an interim order."""
    return _make(order, Status.INTERIM, entry, made_on=made_on, actor=actor, reason=reason, terms=terms)


@action(event=events.ORDER_MADE, policy=policies.WORK_ORDER)
def make_order(
    order: ProtectiveOrder, /, *, entry: Entry, actor: Actor, reason: Reason, made_on: date, **terms: Any
) -> ProtectiveOrder:
    """The court made the order. The days of an interim order that it replaces are kept: a clock may run from them."""
    return _make(order, Status.MADE, entry, made_on=made_on, actor=actor, reason=reason, terms=terms)


def _make(
    order: ProtectiveOrder, status: ProtectiveOrder.Status, entry: Entry, *, made_on: date, actor: Actor,
    reason: Reason, terms: Mapping[str, Any],
) -> ProtectiveOrder:  # fmt: skip
    """`terms` are the fields that the order brings: its last day, court, number, and whether it was without notice."""
    require_dates(made_on, ends_on=terms.get("ends_on"))
    if order.made_on and made_on < order.made_on:
        raise Refused("The order would be made before the interim order that it replaces.", field="made_on")
    _require_once(order, made_on, terms.get("court") or order.court)

    if order.status == Status.INTERIM:
        order.interim_made_on, order.interim_served_on = order.made_on, order.served_on
        order.served_on, order.served_at, order.served_by, order.served_means = None, None, "", ""
    move(order, status, on=made_on, actor=actor)
    order.made_on, order.hearing_on = made_on, None
    for name, value in terms.items():
        setattr(order, name, value)
    after_order_change(order, actor=actor, reason=reason)
    ask_to_register(order, actor=actor, reason=reason)
    if order.reference_number:
        refresh([order.person_id])
    entry.about(order, subject=order.person)
    entry.record(
        status=order.status, made_on=made_on, ends_on=order.ends_on, is_without_notice=order.is_without_notice,
        court=order.court,
    )  # fmt: skip
    return order


def _require_once(order: ProtectiveOrder, made_on: date, court: str) -> None:
    same = ProtectiveOrder.objects.filter(person=order.person_id, kind=order.kind, made_on=made_on, court=court)
    if same.exclude(pk=order.pk).exists():
        raise Refused("This order is in the record already, with the same kind, day and court. Open that one.")


@action(event=events.ORDER_SERVED, policy=policies.WORK_ORDER)
def serve_order(
    order: ProtectiveOrder, *, entry: Entry, actor: Actor, reason: Reason, served_on: date, served_by: str,
    means: ProtectiveOrder.Means, served_at: datetime | None = None,
) -> ProtectiveOrder:  # fmt: skip
    """The order was brought to the person: when, by whom and by what means. Serving a notice starts the clock of the
    hearing; an interim order stays one."""
    if order.made_on is None or order.status not in ORDER_IN_FORCE:
        raise Refused("Only an order that was made and is in force can be served. Record that first.")
    require_dates(order.made_on, served_on=served_on)
    if served_at is not None and timezone.localdate(served_at) != served_on:
        raise Refused("The time is not on that day. Check both.", field="served_at")
    if not served_by.strip():
        raise Refused("Say who served it.", field="served_by")

    if order.status == Status.INTERIM:
        note_status(order, on=served_on, actor=actor, why="The interim order was served.", before=order.status)
        order.version += 1
    else:
        move(order, Status.SERVED, on=served_on, actor=actor)
    order.served_on, order.served_at = served_on, served_at
    order.served_by, order.served_means = served_by.strip(), means
    clock = hearing_due(order.kind, served_at) if served_at else None
    order.hearing_due_at = clock.at if clock else order.hearing_due_at
    after_order_change(order, actor=actor, reason=reason)
    ask_to_register(order, actor=actor, reason=reason)
    if clock:
        title = f"Have the application after notice {order.pk} ({order.kind}) heard in time"
        tell_team(order, title, due_on=clock.due_on, actor=actor, reason=reason, detail=clock.explanation)
    entry.about(order, subject=order.person)
    entry.record(served_on=served_on, served_means=means, served_by=served_by, hearing_due_at=order.hearing_due_at)
    return order


@action(event=events.ORDER_AWARENESS_NOTED, policy=policies.WORK_ORDER)
def note_awareness(
    order: ProtectiveOrder, *, entry: Entry, actor: Actor, reason: Reason, aware_on: date
) -> ProtectiveOrder:
    """Since when the person knows of an order made without notice, though it is not served: from then on breaking it is
    a crime."""
    if not order.is_without_notice or order.made_on is None:
        raise Refused("This order was not made without notice. Record its service instead.")
    if aware_on < order.made_on:
        raise Refused("They would know of the order before it was made. Check the day.", field="aware_on")

    order.aware_on = aware_on
    order.version += 1
    after_order_change(order, actor=actor, reason=reason)
    entry.about(order, subject=order.person)
    entry.record(aware_on=aware_on)
    return order


@action(event=events.ORDER_VARIED, policy=policies.DECIDE_ORDER)
def vary_order(
    order: ProtectiveOrder, *, entry: Entry, actor: Actor, reason: Reason, on: date, why: str,
    ended: Collection[OrderCondition] = (), added: Iterable[Mapping[str, Any]] = (), ends_on: date | None = None,
) -> ProtectiveOrder:  # fmt: skip
    """The court varied the order: conditions ended with the day before, new ones began on the day. `ends_on` is the
    last day of the order where the court moved it."""
    _require_why(why, "Say what the court decided.")
    if order.made_on is None or on < order.made_on:
        raise Refused("The order would be varied before it was made. Check the day.", field="on")
    if ends_on and ends_on < on:
        raise Refused("The order would end before it was varied. Check both dates.", field="ends_on")
    if any(condition.order_id != order.pk for condition in ended):
        raise Refused("A condition that would end is not one of this order.")

    move(order, Status.VARIED, on=on, actor=actor, why=why)
    for condition in ended:
        condition.ends_on = max(on - timedelta(days=1), condition.starts_on or date.min)
        condition.save(update_fields=["ends_on"])
    for fields in added:
        new_condition(order, **{"starts_on": on, **fields})
    order.ends_on = ends_on or order.ends_on
    after_order_change(order, actor=actor, reason=reason)
    entry.about(order, subject=order.person)
    entry.record(varied_on=on, ends_on=order.ends_on, ended_conditions=[each.pk for each in ended], why=why)
    return order


@action(event=events.ORDER_DISCHARGED, policy=policies.DECIDE_ORDER)
def discharge_order(
    order: ProtectiveOrder, *, entry: Entry, actor: Actor, reason: Reason, on: date, why: str
) -> ProtectiveOrder:
    """The court discharged the order: from this day on it protects nobody."""
    _require_why(why, "Say which court discharged it, and why.")
    if order.made_on and on < order.made_on:
        raise Refused("The order would be discharged before it was made. Check the day.", field="on")
    _require_past_day(on)

    move(order, Status.DISCHARGED, on=on, actor=actor, why=why)
    order.ended_on = on
    after_order_change(order, actor=actor, reason=reason)
    title = f"Order {order.pk} ({order.kind}) was discharged: look at the safeguards"
    tell_team(order, title, due_on=timezone.localdate(), actor=actor, reason=reason, detail=_what_it_was(order))
    entry.about(order, subject=order.person)
    entry.record(ended_on=on, why=why)
    return order


def _what_it_was(order: ProtectiveOrder) -> str:
    return f"{ORDER_KINDS[order.kind].title}. Whoever it protected has lost its protection: tell them, and plan anew."


def _require_why(why: str, sentence: str) -> None:
    if not why.strip():
        raise Refused(sentence, field="why")


def _require_past(moment: datetime, *, field: str) -> None:
    if moment > timezone.now():
        raise Refused("This lies in the future. Check the day and the time.", field=field)


def _require_past_day(on: date) -> None:
    if on > timezone.localdate():
        raise Refused("The day is in the future. Record it when that day has come.", field="on")
