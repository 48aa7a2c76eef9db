"""What becomes known of an order while it runs: breaches, appeals, and how its requirements are complied with."""

from __future__ import annotations

from datetime import date, datetime

from django.utils import timezone

from accounts.actor import Actor
from accounts.models import Force
from audit.core.action import action
from audit.core.entry import Entry, Reason
from audit.core.errors import Refused
from register import policies
from register.actions.orders import after_order_change, tell_team
from register.actions.telling import tell_forces
from register.events import orders as events
from register.harm_changed import harm_changed
from register.models import Alert, ComplianceReport, OrderBreach, ProtectiveOrder
from register.rules.order_durations import court_due
from register.rules.orders import ORDER_KINDS


@action(event=events.ORDER_BREACHED, policy=policies.WORK_ORDER)
def record_order_breach(
    order: ProtectiveOrder, *, entry: Entry, actor: Actor, reason: Reason, force: Force, occurred_at: datetime,
    account: str, incident_number: str = "", arrested_at: datetime | None = None,
) -> OrderBreach:  # fmt: skip
    """Record that the order was broken. The offence that fits follows from the kind of order; an arrest starts the
    clock within which a court must see them, where the law has one."""
    _refuse_breach(order, occurred_at, account, arrested_at)

    is_attached = order.arrest_power == ProtectiveOrder.ArrestPower.ATTACHED
    clock = court_due(order.kind, arrested_at, is_attached=is_attached) if arrested_at else None
    breach = OrderBreach.objects.create(
        order=order, force=force, occurred_at=occurred_at, cjs_code=ORDER_KINDS[order.kind].breach_code,
        incident_number=incident_number.strip(), account=account.strip(), arrested_at=arrested_at,
        court_due_at=clock.at if clock else None, limit_code=clock.limit_code if clock else "",
        recorded_by_id=actor.user_id,
    )  # fmt: skip
    order.breach_count += 1
    order.version += 1
    after_order_change(order, actor=actor, reason=reason)
    tell_team(
        order, f"Breach {breach.pk} of order {order.pk} ({order.kind}): decide what follows", actor=actor,
        reason=reason, due_on=clock.due_on if clock else timezone.localdate(), detail=_what_to_do(order, breach),
    )  # fmt: skip
    harm_changed([order.person_id])
    tell_forces(
        Alert.Kind.BREACH, order.person, about=f"order breach {breach.pk}", sender=force, by=actor.user_id,
        concerned=order.force_id,
    )  # fmt: skip
    entry.about(breach, subject=order.person)
    entry.record(
        occurred_at=occurred_at, cjs_code=breach.cjs_code, arrested_at=arrested_at, court_due_at=breach.court_due_at,
        incident_number=incident_number, account=account,
    )  # fmt: skip
    return breach


def _refuse_breach(order: ProtectiveOrder, occurred_at: datetime, account: str, arrested_at: datetime | None) -> None:
    day = timezone.localdate(occurred_at)
    if order.made_on is None or day < order.made_on:
        raise Refused(
            "The order had not been made then. Check the day, or record the order first.", field="occurred_at"
        )
    if occurred_at > timezone.now():
        raise Refused("This lies in the future. Check the day and the time.", field="occurred_at")
    if (order.ended_on and day >= order.ended_on) or (order.ends_on and day > order.ends_on):
        raise Refused("The order was not in force any more then. Check the day.", field="occurred_at")
    if not account.strip():
        raise Refused("Say what happened.", field="account")
    if arrested_at and arrested_at < occurred_at:
        raise Refused("The arrest would be before the breach. Check both times.", field="arrested_at")


def _what_to_do(order: ProtectiveOrder, breach: OrderBreach) -> str:
    kind = ORDER_KINDS[order.kind]
    offence = f"Offence code {kind.breach_code}." if kind.breach_code else "No offence code fits by itself."
    return f"{kind.title}. {kind.breach}. {offence} Look at the risk and the safeguards."


@action(event=events.ORDER_APPEAL_NOTED, policy=policies.WORK_ORDER)
def note_appeal(
    order: ProtectiveOrder, *, entry: Entry, actor: Actor, reason: Reason, appealed_on: date
) -> ProtectiveOrder:
    """An appeal against the order was made. The order stays in force unless a court says otherwise."""
    if order.made_on is None or appealed_on < order.made_on:
        raise Refused("The appeal would be before the order was made. Check the day.", field="appealed_on")
    if order.is_under_appeal:
        raise Refused("An appeal is noted already. Record its end first.")

    order.appealed_on, order.appeal_ended_on = appealed_on, None
    return _appealed(order, entry, actor=actor, reason=reason)


@action(event=events.ORDER_APPEAL_NOTED, policy=policies.WORK_ORDER)
def end_appeal(
    order: ProtectiveOrder, *, entry: Entry, actor: Actor, reason: Reason, ended_on: date
) -> ProtectiveOrder:
    """The appeal was decided or withdrawn. Where it was allowed, the order is discharged or varied as a step of its
    own."""
    if not order.is_under_appeal or order.appealed_on is None:
        raise Refused("No appeal against this order is noted.")
    if ended_on < order.appealed_on:
        raise Refused("The appeal would end before it was made. Check the day.", field="ended_on")

    order.appeal_ended_on = ended_on
    return _appealed(order, entry, actor=actor, reason=reason)


def _appealed(order: ProtectiveOrder, entry: Entry, *, actor: Actor, reason: Reason) -> ProtectiveOrder:
    order.version += 1
    after_order_change(order, actor=actor, reason=reason)
    entry.about(order, subject=order.person)
    entry.record(appealed_on=order.appealed_on, appeal_ended_on=order.appeal_ended_on)
    return order


@action(event=events.RESPONSIBLE_PERSON_NAMED, policy=policies.WORK_ORDER)
def name_responsible_person(
    order: ProtectiveOrder, *, entry: Entry, actor: Actor, reason: Reason, name: str
) -> ProtectiveOrder:
    """Who supervises the positive requirements of the order (Domestic Abuse Act 2021 s.36)."""
    if not name.strip():
        raise Refused("Give the name and the organisation of the responsible person.", field="name")

    order.responsible_person = name.strip()
    order.version += 1
    after_order_change(order, actor=actor, reason=reason)
    entry.about(order, subject=order.person)
    entry.record(responsible_person=name)
    return order


@action(event=events.COMPLIANCE_REPORTED, policy=policies.WORK_ORDER)
def report_compliance(
    order: ProtectiveOrder, *, entry: Entry, actor: Actor, reason: Reason, outcome: ComplianceReport.Outcome,
    reported_on: date, reported_by: str, note: str = "",
) -> ComplianceReport:  # fmt: skip
    """What the responsible person told the chief officer: complied in full or failed to. A failure is a task."""
    if order.made_on is None or reported_on < order.made_on:
        raise Refused("The report would be before the order was made. Check the day.", field="reported_on")
    if not reported_by.strip():
        raise Refused("Say who reported it.", field="reported_by")

    report = ComplianceReport.objects.create(
        order=order, outcome=outcome, reported_on=reported_on, reported_by=reported_by.strip(), note=note.strip(),
        recorded_by_id=actor.user_id,
    )  # fmt: skip
    order.version += 1
    after_order_change(order, actor=actor, reason=reason)
    if outcome == ComplianceReport.Outcome.FAILED:
        title = f"A requirement of order {order.pk} ({order.kind}) was not complied with"
        tell_team(order, title, due_on=timezone.localdate(), actor=actor, reason=reason)
    entry.about(order, subject=order.person)
    entry.record(compliance=outcome, reported_on=reported_on, reported_by=reported_by, note=note)
    return report
