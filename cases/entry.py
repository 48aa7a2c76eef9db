"""The register entry of a person as it is printed for the file or a court.

It says what is held about this person alone: no victim, no child, no address and no place of a condition is in it,
whoever prints it, for paper goes on to readers whom nobody here knows.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from cases.holdings import Holdings
from cases.presenters import born_in_words, gate_in_words, is_in_force, other_names, when_due
from register.models import NotificationRequirement, OrderCondition, ProtectiveOrder, Registration
from register.rules.gates import gate
from register.rules.orders import ORDER_KINDS, Condition, ConditionType, condition_in_words
from register.rules.regimes.table import REGIMES
from ui.dates import day

NOT_RECORDED = "Not recorded"
Rows = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class OrderInWords:
    """An order: its title, what it rests on, and each of its conditions."""

    title: str
    rows: Rows
    conditions: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class RegistrationInWords:
    """A registration: label and value, and what must be notified next."""

    title: str
    rows: Rows
    requirements: tuple[str, ...]
    duties: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class RegisterEntry:
    """What is printed, part by part."""

    reference: str
    name: str
    identity: Rows
    registrations: tuple[RegistrationInWords, ...]
    orders: tuple[OrderInWords, ...]


def entry_of(held: Holdings) -> RegisterEntry:
    """The entry of the person of the holdings: one more query. Orders that ended are left out, registrations stay."""
    requirements = _requirements(held)
    bound = (order for order in held.orders if order.person_id in held.record_ids and is_in_force(order, held.on))
    return RegisterEntry(
        reference=held.person.reference,
        name=held.person.display_name,
        identity=tuple(_identity(held)),
        registrations=tuple(_registration(row, requirements.get(row.pk, []), held) for row in held.registrations),
        orders=tuple(_order(order, held) for order in bound),
    )


def _identity(held: Holdings) -> Iterable[tuple[str, str]]:
    person = held.person
    yield "Name", person.display_name
    if aliases := [said.text for said in other_names(held)]:
        yield "Other names", "; ".join(aliases)
    yield "Born", born_in_words(person, held.on)
    yield "Sex", person.get_sex_display()
    for identifier in held.identifiers:
        yield identifier.get_kind_display(), identifier.value
    yield "Record held by", f"{person.owner_force.name}, {person.reference}"


def _registration(row: Registration, requirements: list[str], held: Holdings) -> RegistrationInWords:
    duties = [duty for duty in held.duties if duty.registration_id == row.pk and duty.is_open]
    return RegistrationInWords(
        title=row.get_status_display(),
        rows=tuple(_facts(row, held)),
        requirements=tuple(requirements),
        duties=tuple(f"{duty.get_kind_display()}: {when_due(duty)}. {duty.explanation}" for duty in duties),
    )


def _facts(row: Registration, held: Holdings) -> Iterable[tuple[str, str]]:
    yield "Gate", gate_in_words(row.gate)
    yield "Authority", _model(row.gate)
    yield "Reason", held.guard.free_text(row.gate_reason)
    if row.is_designation:
        yield "Tier", "Police designation: it rests on no conviction"
    yield "Period", _period(row)
    if row.notice_given_on:
        yield "Told in writing", f"{day(row.notice_given_on)}, {row.get_notice_means_display().lower()}"
    yield "Managed by", row.managing_force.name
    yield "Offender manager", row.offender_manager.name if row.offender_manager else NOT_RECORDED
    yield "Next review", day(row.next_review_on)


def _period(row: Registration) -> str:
    if row.is_indefinite:
        return f"From {day(row.starts_on)}, indefinite"
    return f"From {day(row.starts_on)}" + (f" to {day(row.ends_on)}" if row.ends_on else ", no end date recorded")


def _model(code: str) -> str:
    try:
        return gate(code).model
    except LookupError:
        return NOT_RECORDED


def _requirements(held: Holdings) -> dict[int, list[str]]:
    """In words, by registration."""
    found: dict[int, list[str]] = {}
    for row in NotificationRequirement.objects.filter(registration__in=[each.pk for each in held.registrations]):
        last = row.ended_on or row.ends_on
        until = f"until {day(last)}" if last else "for an indefinite period"
        said = f"{row.get_regime_display()} ({REGIMES[row.regime].authority}): from {day(row.relevant_on)} {until}."
        found.setdefault(row.registration_id, []).append(f"{said} {row.explanation}")
    return found


def _order(order: ProtectiveOrder, held: Holdings) -> OrderInWords:
    kind = ORDER_KINDS.get(order.kind)
    conditions = [_condition(each) for each in held.conditions if each.order_id == order.pk]
    rows = [
        ("Legal basis", kind.legal_basis if kind else NOT_RECORDED),
        ("Court or issuing force", held.guard.free_text(order.court) or NOT_RECORDED),
        ("Reference number", order.reference_number or NOT_RECORDED),
        ("Made", day(order.made_on) if order.made_on else NOT_RECORDED),
        ("Served", day(order.served_on) if order.served_on else "Service not recorded"),
        ("Last day", day(order.ends_on) if order.ends_on else "Until further order"),
    ]
    return OrderInWords(
        title=kind.title if kind else f"Order of the kind {order.kind}",
        rows=tuple(rows),
        conditions=tuple(dict.fromkeys(conditions)) or ("Conditions not recorded: read the order",),
    )


def _condition(condition: OrderCondition) -> str:
    """A condition without place and person. Its own words may name either, and are left out too."""
    known = condition.type if condition.type in set(ConditionType) else ConditionType.OTHER
    return condition_in_words(Condition(type=known, text="", distance_metres=condition.distance_metres))
