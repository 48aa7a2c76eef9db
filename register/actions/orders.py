"""Recording protective orders and their conditions, and what follows from every change of one."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from django.utils import timezone

from accounts.actor import Actor
from accounts.models import Force
from audit.core.action import action
from audit.core.entry import Entry, Reason
from audit.core.errors import Refused
from register import policies
from register.actions.facts import ask_to_check
from register.actions.moves import ask_for_move_check
from register.actions.tasks import raise_task
from register.actions.telling import tell_forces
from register.duties.recompute import recompute_for
from register.events import orders as events
from register.lookup.upkeep import refresh
from register.models import Alert, OrderCondition, OrderStatusChange, Person, ProtectiveOrder, Registration, Task
from register.rules.alerts import is_news
from register.rules.order_durations import duration_doubts, extension_problem, monitoring_problem, next_check
from register.rules.orders import ORDER_KINDS, ConditionType
from register.rules.places import read_postcode
from register.rules.time_limits import in_words
from register.rules.transitions import ORDER, ORDER_IN_FORCE, may_move
from register.rules.working_days import add_working_days
from register.rules.zones import NotAnArea, Point, read_point

REGISTRATION_WITHIN = 1
"""Working days in which the offender managers decide about somebody whom an order makes notify."""


@action(event=events.ORDER_RECORDED, policy=policies.RECORD_ORDER)
def record_order(
    person: Person, /, *, entry: Entry, actor: Actor, reason: Reason, force: Force, kind: str, made_on: date,
    court: str = "", reference_number: str = "", served_on: date | None = None, ends_on: date | None = None,
    conditions: Iterable[Mapping[str, Any]] = (), **more: Any,
) -> ProtectiveOrder:  # fmt: skip
    """Record an order with its conditions. The same order received again adds only conditions it did not have.

    An unusual length is no reason to refuse what a court made: it is kept with a doubt, and a task asks to check it.
    `more` are further fields of the order. Each condition gives fields of `OrderCondition`; `protected_people` are
    the people it protects.
    """
    conditions = list(conditions)
    require_kind(kind)
    require_dates(made_on, served_on=served_on, ends_on=ends_on)

    status = ProtectiveOrder.Status.SERVED if served_on else ProtectiveOrder.Status.MADE
    order, is_new = ProtectiveOrder.objects.get_or_create(
        person=person, kind=kind, made_on=made_on, court=court,
        defaults={
            "force": force, "reference_number": reference_number, "served_on": served_on, "ends_on": ends_on,
            "status": status, **more,
        },
    )  # fmt: skip
    for condition in conditions:
        new_condition(order, **condition)
    if is_new:
        note_status(order, on=served_on or made_on, actor=actor)
        after_order_change(order, actor=actor, reason=reason)
        ask_to_register(order, actor=actor, reason=reason)
        _tell_if_news(order, actor)
    if is_new and reference_number:
        refresh([person.pk])
    entry.about(order, subject=person)
    entry.record(kind=kind, made_on=made_on, court=court, conditions=[str(c["text"]) for c in conditions])
    return order


def _tell_if_news(order: ProtectiveOrder, actor: Actor) -> None:
    """Tell other forces of an order in force that was made or served lately. An old one, as the first import of a
    force's records brings, is read on the card."""
    today, kind = timezone.localdate(), Alert.Kind.ORDER_MADE
    happened_on = order.served_on or order.made_on
    is_over = order.status not in ORDER_IN_FORCE or (order.ends_on is not None and order.ends_on < today)
    if is_over or happened_on is None or not is_news(kind, happened_on, today):
        return

    tell_forces(kind, order.person, about=f"order {order.pk}", sender=order.force, by=actor.author_id)


@action(event=events.CONDITION_ADDED, policy=policies.WORK_ORDER)
def add_condition(
    order: ProtectiveOrder, /, *, entry: Entry, actor: Actor, reason: Reason, **fields: Any
) -> OrderCondition:  # fmt: skip
    """Complete the record of an order with a condition that it has. A condition that a court adds later is a
    variation."""
    if order.status not in ORDER_IN_FORCE:
        raise Refused("Conditions are added to an order that was made and is in force. Record that first.")

    condition = new_condition(order, **fields)
    order.version += 1
    after_order_change(order, actor=actor, reason=reason)
    record_condition(entry, order, condition)
    return condition


def record_condition(entry: Entry, order: ProtectiveOrder, condition: OrderCondition) -> None:
    """The condition in the entry, without its place."""
    entry.about(order, subject=order.person)
    entry.record(
        type=condition.type,
        text=condition.text,
        protected_people=[person.reference for person in condition.protected_people.all()],
        monitoring_ends_on=condition.monitoring_ends_on,
    )


@action(event=events.MONITORING_EXTENDED, policy=policies.WORK_ORDER)
def extend_monitoring(
    order: ProtectiveOrder, *, entry: Entry, actor: Actor, reason: Reason, condition: OrderCondition, until: date
) -> OrderCondition:
    """A court let the tag of a condition run on (Domestic Abuse Act 2021 s.44: by at most twelve months at a time)."""
    held = OrderCondition.objects.filter(pk=condition.pk, order=order, is_monitored=True).first()
    if held is None or held.monitoring_ends_on is None:
        raise Refused("This condition has no electronic monitoring with a last day. Nothing can be extended.")
    if problem := extension_problem(order.kind, held.monitoring_ends_on, until):
        raise Refused(problem, field="until")

    held.monitoring_ends_on = until
    held.save(update_fields=["monitoring_ends_on"])
    order.version += 1
    after_order_change(order, actor=actor, reason=reason)
    entry.about(order, subject=order.person)
    entry.record(condition=held.pk, monitoring_ends_on=until)
    return held


def require_kind(kind: str) -> None:
    """Raises Refused where the register knows no such kind of order."""
    if kind not in ORDER_KINDS:
        raise Refused(f"There is no kind of order {kind!r}.", field="kind")


def require_dates(made_on: date, *, served_on: date | None = None, ends_on: date | None = None) -> None:
    """Raises Refused where an order would end, or be served, before it was made."""
    if ends_on and ends_on < made_on:
        raise Refused("The order would end before it was made. Check both dates.", field="ends_on")
    if served_on and served_on < made_on:
        raise Refused("The order would be served before it was made. Check both dates.", field="served_on")


def new_condition(
    order: ProtectiveOrder, *, type: str, text: str, protected_people: Iterable[Person] = (), postcode: str = "",
    area: Iterable[Point] | None = None, **fields: Any,
) -> OrderCondition:  # fmt: skip
    """Write a condition, or give the one that says the same already. `area` has been through `read_area`.

    Raises:
        Refused: its dates, its point or its tag cannot be.
    """
    _require_time(fields.get("starts_on"), fields.get("ends_on"))
    if fields.get("easting") is not None and fields.get("northing") is not None:
        _require_point(fields["easting"], fields["northing"])
    if type == ConditionType.ELECTRONIC_MONITORING or fields.get("is_monitored"):
        fields = _monitored(order, fields)
    elif fields.get("monitoring_starts_on") or fields.get("monitoring_ends_on"):
        raise Refused("Say that a tag watches over it, or leave the days of the tag empty.", field="is_monitored")
    read = read_postcode(postcode).canonical if postcode.strip() else ""
    # Asked for as a value, None would be JSON's null and not the absence of an area.
    where: dict[str, Any] = {"area": [list(corner) for corner in area]} if area else {"area__isnull": True}
    condition, _ = OrderCondition.objects.get_or_create(
        order=order, type=type, text=text.strip(), postcode=read, **where, **fields
    )
    condition.protected_people.add(*protected_people)
    return condition


def _require_time(starts_on: date | None, ends_on: date | None) -> None:
    if starts_on and ends_on and ends_on < starts_on:
        raise Refused("The condition would end before it starts. Check both dates.", field="ends_on")


def _require_point(easting: int, northing: int) -> None:
    try:
        read_point(easting, northing)
    except NotAnArea as problem:
        raise Refused(str(problem), field="easting") from problem


def _monitored(order: ProtectiveOrder, fields: Mapping[str, Any]) -> dict[str, Any]:
    """The fields of a condition with a tag: since when it runs, and no longer than the Act allows. What a force's
    system says of a tag without saying until when is kept as it came: the record does not know its last day."""
    begins = fields.get("monitoring_starts_on") or fields.get("starts_on") or order.made_on or timezone.localdate()
    until = fields.get("monitoring_ends_on") or fields.get("ends_on")
    if until and until < begins:
        raise Refused("The tag would end before it begins. Check both dates.", field="monitoring_ends_on")
    if (until or fields.get("is_monitored")) and (problem := monitoring_problem(order.kind, begins, until)):
        raise Refused(problem, field="monitoring_ends_on")
    return {**fields, "is_monitored": True, "monitoring_starts_on": begins, "monitoring_ends_on": until}


def move(order: ProtectiveOrder, to: ProtectiveOrder.Status, *, on: date, actor: Actor, why: str = "") -> None:
    """Set the status, which the caller saves with `after_order_change`, and write what it became.

    Raises:
        Refused: the table of moves does not have this one.
    """
    if not may_move(ORDER, order.status, to):
        now = order.get_status_display().lower()
        raise Refused(f"This order is {now} and cannot become {to.label.lower()}. Nothing was changed.")
    before, order.status = order.status, to
    note_status(order, on=on, actor=actor, why=why, before=before)
    order.version += 1


def note_status(order: ProtectiveOrder, *, on: date, actor: Actor, why: str = "", before: str = "") -> None:
    """Write what an order became."""
    OrderStatusChange.objects.create(
        order=order, from_status=before, to_status=order.status, happened_on=on, why=why.strip(),
        changed_by_id=actor.user_id,
    )  # fmt: skip


def after_order_change(order: ProtectiveOrder, *, actor: Actor, reason: Reason) -> None:
    """What follows from every change of an order, in its transaction. Each action on an order ends with it: it saves
    the order with its next reminder, brings the duties to notify in step, and asks people for what the change makes
    necessary."""
    is_in_force = order.status in ORDER_IN_FORCE
    before = order.doubt
    if order.made_on and is_in_force:
        order.doubt = " ".join(duration_doubts(order.kind, order.made_on, order.ends_on))
    order.next_check_on = next_check_of(order, on=timezone.localdate()) if is_in_force else None
    order.save()
    recompute_for(order.person)
    if is_in_force:
        ask_for_move_check(order.person, by=actor.author_id)
    if order.doubt and order.doubt != before:
        ask_to_check(order.person, actor=actor, reason=reason, doubts=[order.doubt])


def next_check_of(order: ProtectiveOrder, *, on: date) -> date | None:
    """The next day from this one on which the register has something to do about the order."""
    return next_check(order.ends_on, on=on, tags_end_on=tags_end_on(order) if order.pk else ())


def tags_end_on(order: ProtectiveOrder) -> list[date]:
    """The last days of the electronic tags of the order, each once, in order."""
    days = order.conditions.filter(monitoring_ends_on__isnull=False).values_list("monitoring_ends_on", flat=True)
    return sorted({day for day in days if day is not None})


def ask_to_register(order: ProtectiveOrder, *, actor: Actor, reason: Reason) -> None:
    """An order with a notification requirement, upon somebody who is not registered: offender managers decide."""
    today = timezone.localdate()
    if ORDER_KINDS[order.kind].regime == "none" or (order.ends_on and order.ends_on < today):
        return
    joined = Person.objects.joined_with(order.person)
    if Registration.objects.live().filter(person__in=joined).exists():
        return
    raise_task(
        order.person.owner_force, actor=actor, reason=reason, kind=Task.Kind.ORDER, team="offender-manager",
        title="Decide on registration: an order carries a notification requirement", person=order.person,
        due_on=add_working_days(today, REGISTRATION_WITHIN),
        detail=f"{ORDER_KINDS[order.kind].title}, made {in_words(order.made_on)}." if order.made_on else "",
    )  # fmt: skip


def tell_team(
    order: ProtectiveOrder, title: str, *, due_on: date, actor: Actor, reason: Reason, detail: str = ""
) -> Task:
    """Put a task about an order before those who work on it: the offender managers of somebody registered, and
    otherwise the safeguarding officers, of the force that recorded it."""
    joined = Person.objects.joined_with(order.person)
    is_registered = Registration.objects.live().filter(person__in=joined, managing_force=order.force_id).exists()
    return raise_task(
        order.force, actor=actor, reason=reason, kind=Task.Kind.ORDER, title=title, due_on=due_on,
        team="offender-manager" if is_registered else "safeguarding-officer", person=order.person, detail=detail,
    )  # fmt: skip
