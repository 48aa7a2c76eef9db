"""A protective order with everything known of it, as far as the reader may know it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from cases.contact import may_show
from cases.holdings import Holdings
from cases.presenters import EventLine, OrderLine, condition_line, order_line
from register.models import ComplianceReport, OrderBreach, OrderCondition, OrderStatusChange, ProtectiveOrder
from register.rules.orders import ORDER_KINDS
from ui.dates import day, moment

NOT_RECORDED = "Not recorded"


@dataclass(frozen=True, slots=True)
class ConditionLine:
    """A condition: its number, what it says, whether it holds, and its own words where the reader may read them."""

    number: int
    words: str
    own_words: str
    holds: bool
    tag_can_be_extended: bool


@dataclass(frozen=True, slots=True)
class OrderPage:
    """An order in words. `facts` are label and value; `history` is what became of it, newest first."""

    number: int
    version: int
    status: str
    kind: str
    line: OrderLine
    facts: tuple[tuple[str, str], ...]
    conditions: tuple[ConditionLine, ...]
    history: tuple[EventLine, ...]
    doubt: str
    is_open_notice: bool


def order_page_of(order: ProtectiveOrder, held: Holdings) -> OrderPage:
    """The page of one order of the person of the holdings: three more queries."""
    conditions = [each for each in held.conditions if each.order_id == order.pk]
    return OrderPage(
        number=order.pk,
        version=order.version,
        status=order.get_status_display(),
        kind=order.kind,
        line=order_line(order, held),
        facts=tuple(_facts(order, held)),
        conditions=tuple(_condition(each, order, held) for each in conditions),
        history=tuple(sorted(_history(order, held), key=lambda event: event.at, reverse=True)),
        doubt=order.doubt,
        is_open_notice=order.is_without_notice and order.made_on is not None and order.served_on is None,
    )


def _condition(condition: OrderCondition, order: ProtectiveOrder, held: Holdings) -> ConditionLine:
    """Its own words may name the place: whoever may not see that reads what the register says of it."""
    may_place = may_show(condition, actor=held.actor, guard=held.guard).is_shown
    return ConditionLine(
        number=condition.pk,
        words=condition_line(condition, held),
        own_words=held.guard.free_text(condition.text) if may_place else "",
        holds=condition.ends_on is None or condition.ends_on >= held.on,
        tag_can_be_extended=condition.is_monitored and condition.monitoring_ends_on is not None,
    )


def _facts(order: ProtectiveOrder, held: Holdings) -> Iterable[tuple[str, str]]:
    kind, read = ORDER_KINDS.get(order.kind), held.guard.free_text
    yield "Status", order.get_status_display()
    if kind:
        yield "Legal basis", kind.legal_basis
    yield "Recorded by", str(order.force)
    yield "Reference number", order.reference_number or NOT_RECORDED
    yield "Court or issuing force", read(order.court) or NOT_RECORDED
    yield from _before_it_was_made(order, held)
    if order.made_on:
        yield "Made", day(order.made_on) + (", without notice" if order.is_without_notice else "")
        yield "Served", _service(order)
        yield "Lasts", held_until(order)
        yield "Breach", f"{kind.breach}. {_breaches(order)}" if kind else _breaches(order)
    yield from _further(order, held)


def _before_it_was_made(order: ProtectiveOrder, held: Holdings) -> Iterable[tuple[str, str]]:
    if order.considered_at:
        until = (
            f"; decide by {moment(order.decision_due_at)}"
            if order.decision_due_at and order.status == "considered"
            else ""
        )
        yield "Considered", f"{moment(order.considered_at)}{until}"
    if order.applied_on:
        by = f" by {held.guard.free_text(order.applicant)}" if order.applicant else ""
        yield "Applied for", f"{day(order.applied_on)}{by}"
    if order.hearing_on:
        yield "Hearing", day(order.hearing_on)
    if order.hearing_due_at:
        yield "Application must be heard by", moment(order.hearing_due_at)
    if order.interim_made_on:
        served = f", served {day(order.interim_served_on)}" if order.interim_served_on else ", service not recorded"
        yield "Interim order", f"Made {day(order.interim_made_on)}{served}"


def _service(order: ProtectiveOrder) -> str:
    if order.served_on is None:
        return f"Not served; aware of it since {day(order.aware_on)}" if order.aware_on else "Not recorded"
    at = moment(order.served_at) if order.served_at else day(order.served_on)
    by = f", by {order.served_by}" if order.served_by else ""
    means = f": {order.get_served_means_display().lower()}" if order.served_means else ""
    return f"{at}{by}{means}"


def held_until(order: ProtectiveOrder) -> str:
    """Until when it lasts or lasted."""
    if order.ended_on:
        return f"Discharged {day(order.ended_on)}"
    if order.ends_on:
        return f"Last day {day(order.ends_on)}"
    return f"Until {order.ends_when}" if order.ends_when else "Until further order"


def _breaches(order: ProtectiveOrder) -> str:
    if not order.breach_count:
        return "None recorded"
    return "1 breach recorded" if order.breach_count == 1 else f"{order.breach_count} breaches recorded"


def _further(order: ProtectiveOrder, held: Holdings) -> Iterable[tuple[str, str]]:
    if order.appealed_on:
        ended = f", ended {day(order.appeal_ended_on)}" if order.appeal_ended_on else ". It stays in force"
        yield "Appeal", f"Made {day(order.appealed_on)}{ended}"
    if order.responsible_person:
        yield "Responsible person", held.guard.free_text(order.responsible_person)
    if order.certificate_sha256:
        yield "SHA-256 of the sealed order", order.certificate_sha256


def _history(order: ProtectiveOrder, held: Holdings) -> Iterable[EventLine]:
    read = held.guard.free_text
    for change in OrderStatusChange.objects.filter(order=order).select_related("changed_by"):
        by = f"Recorded by {change.changed_by.name}" if change.changed_by else "Recorded by the register"
        what = f"{change.get_to_status_display()}, {day(change.happened_on)}"
        yield EventLine(change.changed_at, what, tuple(filter(None, (read(change.why), by))))
    for breach in OrderBreach.objects.filter(order=order):
        yield EventLine(breach.occurred_at, "Breach", tuple(filter(None, _breach(breach, held))))
    for report in ComplianceReport.objects.filter(order=order):
        said = f"{report.get_outcome_display()}, reported {day(report.reported_on)} by {read(report.reported_by)}"
        yield EventLine(report.recorded_at, said, tuple(filter(None, (read(report.note),))))


def _breach(breach: OrderBreach, held: Holdings) -> Iterable[str]:
    read = held.guard.free_text
    yield read(breach.account)
    yield f"Offence code {breach.cjs_code}" if breach.cjs_code else ""
    yield f"Incident {read(breach.incident_number)}" if breach.incident_number else ""
    yield f"Arrested {moment(breach.arrested_at)}" if breach.arrested_at else "No arrest recorded"
    yield f"Before a court by {moment(breach.court_due_at)}" if breach.court_due_at else ""
