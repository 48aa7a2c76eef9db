"""The full record of a person, and a case: everything with its history, each contact detail through the guard."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from django.urls import reverse

from cases.facts import KINDS
from cases.holdings import Holdings
from cases.models import Case
from cases.presenters import (
    Card,
    EventLine,
    OrderLine,
    Protected,
    Said,
    card_of,
    danger,
    gate_in_words,
    happenings,
    is_current,
    number,
    order_line,
    place,
    protected_person,
    remarks,
    sighted,
    when_due,
)
from register.models import (
    Conviction,
    DatedFact,
    LocalRecord,
    OnlineHandle,
    PersonName,
    ProtectiveOrder,
    Registration,
    Sighting,
)
from register.rules.notification_periods import Term
from register.rules.plates import read_plate
from ui.dates import day


@dataclass(frozen=True, slots=True)
class FactRow:
    """One dated fact: what it is, what it says, from when to when, and who said so.

    `slug` and `number` name it in addresses. What is withheld from the reader, and what is neither their force's nor
    about a person of theirs, can be neither confirmed nor ended.
    """

    kind: str
    said: Said
    period: str
    source: str
    is_current: bool
    slug: str
    number: int
    can_be_confirmed: bool
    can_be_ended: bool


@dataclass(frozen=True, slots=True)
class RegistrationRow:
    """One registration with its duties."""

    status: str
    gate: str
    reason: str
    regime: str
    period: str
    force: str
    manager: str
    duties: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class CaseLink:
    """A case as far as its existence may be known."""

    reference: str
    force: str
    owner: str
    closed: str


@dataclass(frozen=True, slots=True)
class Record:
    """Everything known of a person, newest first in each part."""

    card: Card
    facts: tuple[FactRow, ...]
    orders: tuple[tuple[OrderLine, str], ...]
    registrations: tuple[RegistrationRow, ...]
    convictions: tuple[str, ...]
    local_references: tuple[str, ...]
    cases: tuple[CaseLink, ...]
    events: tuple[EventLine, ...]


@dataclass(frozen=True, slots=True)
class CaseFile:
    """A case as those who work on it see it."""

    reference: str
    owner: str
    force: str
    next_review: str
    is_review_overdue: bool
    closed: str
    person_name: str
    person_reference: str
    victims: tuple[Protected, ...]


def record_of(held: Holdings) -> Record:
    """The record of a person for the actor of the holdings: four more queries."""
    ids = held.record_ids
    seen_cases = Case.objects.filter(person__in=ids).visible_to(held.actor).select_related("force", "owner")
    return Record(
        card=card_of(held),
        facts=tuple(_facts(held)),
        orders=tuple((order_line(order, held), _order_url(order, held)) for order in held.orders),
        registrations=tuple(_registration(row, held) for row in held.registrations),
        convictions=tuple(dict.fromkeys(_conviction(row) for row in Conviction.objects.filter(person__in=ids))),
        local_references=tuple(
            f"{row.local_reference} ({row.force})"
            for row in LocalRecord.objects.filter(person__in=ids).select_related("force")
        ),
        cases=tuple(CaseLink(case.reference, case.force.name, case.owner.name, _closed(case)) for case in seen_cases),
        events=tuple(happenings(held)),
    )


def case_file_of(case: Case, held: Holdings) -> CaseFile:
    """One case out of the holdings of the person it is about."""
    return CaseFile(
        reference=case.reference,
        owner=case.owner.name,
        force=case.force.name,
        next_review=day(case.next_review_on),
        is_review_overdue=case.closed_at is None and case.next_review_on < held.on,
        closed=_closed(case),
        person_name=held.person.display_name,
        person_reference=held.person.reference,
        victims=tuple(protected_person(pair, held) for pair in held.harmed if pair.case_id == case.pk),
    )


def _order_url(order: ProtectiveOrder, held: Holdings) -> str:
    """The page of an order that binds this person or a record joined with theirs; another's is not linked."""
    references = {record.pk: record.reference for record in held.records}
    bound = references.get(order.person_id)
    return reverse("order", args=[bound, order.pk]) if bound else ""


def _closed(case: Case) -> str:
    return day(case.closed_at) if case.closed_at else ""


def _facts(held: Holdings) -> Iterable[FactRow]:
    mine = held.record_ids
    for name in held.names:
        yield _row(name.get_kind_display(), Said(name.full, remarks(name)), name, held)
    for address in held.addresses:
        if address.person_id in mine:
            yield _row(address.get_kind_display(), place(address, held), address, held)
    for phone in held.phones:
        if phone.person_id in mine:
            yield _row("Telephone", number(phone, held), phone, held)
    yield from _belongings(held)
    for marker in held.markers:
        yield _row("Danger marker", danger(marker, held), marker, held)
    for sighting in held.sightings:
        yield _row("Sighting", _sighting(sighting, held), sighting, held)


def _belongings(held: Holdings) -> Iterable[FactRow]:
    """Vehicles, online names and official numbers."""
    handles = OnlineHandle.objects.filter(person__in=held.record_ids).select_related("force")
    for vehicle in held.vehicles:
        mark = f"{read_plate(vehicle.registration_mark).display} {vehicle.description}".strip()
        yield _row("Vehicle", Said(mark, remarks(vehicle)), vehicle, held)
    for handle in handles:
        yield _row("Online name", Said(f"{handle.handle} on {handle.service}", remarks(handle)), handle, held)
    for identifier in held.identifiers:
        yield _row(identifier.get_kind_display(), Said(identifier.value, remarks(identifier)), identifier, held)


def _row(kind: str, said: Said, fact: DatedFact, held: Holdings) -> FactRow:
    is_of_this_record = fact.person_id == held.person.pk
    answers = is_of_this_record and held.actor.force_id in (held.person.owner_force_id, fact.force_id)
    is_open = answers and is_current(fact, held.on) and not said.is_withheld
    is_name_in_use = isinstance(fact, PersonName) and fact.kind == PersonName.Kind.CURRENT
    starts = f"From {day(fact.starts_on)}" if fact.starts_on else f"Recorded {day(fact.recorded_at)}"
    return FactRow(
        kind=kind,
        said=replace(said, held_by=()),
        period=f"{starts}, ended {day(fact.ends_on)}" if fact.ends_on else starts,
        source=f"{fact.get_source_display()}, {fact.force.name}{'' if is_of_this_record else _in_record(fact, held)}",
        is_current=is_current(fact, held.on),
        slug=KINDS[type(fact)],
        number=fact.pk,
        can_be_confirmed=is_open and not fact.is_confirmed,
        can_be_ended=is_open and fact.ends_on is None and not is_name_in_use,
    )


def _in_record(fact: DatedFact, held: Holdings) -> str:
    """The joined record that a fact stands in: only there can it be changed."""
    references = {record.pk: record.reference for record in held.records}
    return f"; in {references[fact.person_id]}"


def _sighting(sighting: Sighting, held: Holdings) -> Said:
    line = sighted(sighting, held)
    is_withheld = sighting.person_id in held.guard.in_refuge
    return Said(line.text, () if is_withheld else remarks(sighting), is_withheld)


def _registration(registration: Registration, held: Holdings) -> RegistrationRow:
    duties = [duty for duty in held.duties if duty.registration_id == registration.pk]
    end = f" to {day(registration.ends_on)}" if registration.ends_on else ", no end date"
    return RegistrationRow(
        status=registration.get_status_display(),
        gate=gate_in_words(registration.gate),
        reason=held.guard.free_text(registration.gate_reason),
        regime=registration.get_regime_display(),
        period=f"{day(registration.starts_on)}{end}",
        force=registration.managing_force.name,
        manager=registration.offender_manager.name if registration.offender_manager else "Not recorded",
        duties=tuple(f"{duty.get_kind_display()} {when_due(duty)}. {duty.explanation}" for duty in duties),
    )


def _conviction(conviction: Conviction) -> str:
    finding = "; domestic abuse found by the court" if conviction.has_domestic_abuse_finding else ""
    disposal = conviction.get_disposal_display().lower()
    term = Term(conviction.term_months or 0, conviction.term_days)
    length = f" of {term.in_words}" if term != Term() else ""
    quashed = f"; quashed on {day(conviction.quashed_on)}" if conviction.quashed_on else ""
    return f"{day(conviction.convicted_on)}: {conviction.offence_title}, {disposal}{length}{finding}{quashed}"
