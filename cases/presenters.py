"""What the card and the record print: words only, each contact detail through `cases.contact.may_show`."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from typing import TypeVar

from django.urls import reverse
from django.utils import timezone

from accounts.models import Force, User
from accounts.policy import Policy
from cases import policies
from cases.contact import Decision, control_rooms, may_show
from cases.holdings import Holdings
from cases.incident_words import account_of, people_in
from cases.models import Child, Incident, Observation, Pair, RiskAssessment, SafeContactRule, Safeguard
from cases.rules.incidents import TICKED
from cases.rules.safe_contact import Rule, Window, has_decayed, in_plain_words, may_ring
from register.models import (
    Address,
    Alert,
    DangerMarker,
    DatedFact,
    Identifier,
    NotificationDuty,
    OrderCondition,
    Person,
    PersonName,
    Phone,
    ProtectiveOrder,
    Registration,
    RegistrationStatusChange,
    Sighting,
    Vehicle,
)
from register.models.alert import OPEN as OPEN_ALERT
from register.rules.gates import gate
from register.rules.orders import (
    ORDER_KINDS,
    Condition,
    ConditionType,
    condition_in_words,
    power_of_arrest_in_words,
    service_in_words,
)
from register.rules.plates import read_plate
from register.rules.time_limits import LONDON
from ui.dates import day

Fact = TypeVar("Fact", bound=DatedFact)

NOT_RECORDED = "Not recorded"
UNVERIFIED = "Unverified"
LAST_EVENTS = 5
LAST_EVENTS_OF_JOINED = 4  # each says in whose record it is, and all must fit the screen
LONGEST_EVENT = 80
RISK_COLOURS = {"high": "red", "medium": "orange", "standard": "yellow"}
ORDER_IN_FORCE = frozenset(("interim", "made", "served", "varied"))


@dataclass(frozen=True, slots=True)
class Said:
    """One thing that is said, with what must be said beside it: unverified, doubtful, ended, withheld.

    `held_by` names the records it stands in, where the person is joined from several; the opened one has no name there.
    """

    text: str
    remarks: tuple[str, ...] = ()
    is_withheld: bool = False
    held_by: tuple[str, ...] = ()

    @property
    def source(self) -> str:
        return source_of(self.held_by)


@dataclass(frozen=True, slots=True)
class OrderLine:
    """An order in plain words."""

    title: str
    conditions: tuple[str, ...]
    until: str
    arrest: str
    service: str
    issued: str
    is_in_force: bool = True
    held_by: tuple[str, ...] = ()

    @property
    def source(self) -> str:
        return source_of(self.held_by)


@dataclass(frozen=True, slots=True)
class Standing:
    """The registration and what the law asks for next."""

    status: str
    is_live: bool
    gate: str = ""
    regime: str = ""
    until: str = ""
    duty: str = ""
    duty_reason: str = ""
    is_overdue: bool = False
    source: str = ""


@dataclass(frozen=True, slots=True)
class SafeContact:
    """How to make contact safely. `code_word` is asked for before anything is said; `ring_now` answers whether somebody
    may ring at this moment. A rule that was not confirmed for too long (`is_decayed`) says to ask first."""

    code_word: str
    channel: str
    details: tuple[str, ...]
    is_in_refuge: bool
    confirmed: str
    ring_now: str = ""
    is_decayed: bool = False
    has_left_refuge: bool = False


@dataclass(frozen=True, slots=True)
class Protected:
    """A protected person as far as the reader may see them. Without a name: how many, and whom to ask."""

    name: str
    relationship: str
    contacts: tuple[Said, ...] = ()
    safeguards: tuple[str, ...] = ()
    safe_contact: SafeContact | None = None
    safe_contact_words: str = ""
    reference: str = ""
    is_named: bool = True


@dataclass(frozen=True, slots=True)
class RiskLine:
    """A level of risk, who set it, and when it must be looked at again."""

    level: str
    colour: str
    set_by: str
    review: str
    is_overdue: bool
    judgement: str = ""


@dataclass(frozen=True, slots=True)
class EventLine:
    """Something that happened. Of some only the day is known (`has_day_alone`): they are sorted as of its noon."""

    at: datetime
    text: str
    remarks: tuple[str, ...] = ()
    source: str = ""
    has_day_alone: bool = False

    @classmethod
    def of_day(cls, on: date, text: str) -> EventLine:
        return cls(datetime.combine(on, time(12), LONDON), text, has_day_alone=True)


@dataclass(frozen=True, slots=True)
class Ring:
    """Somebody to ring. Without a number of their own they are reached through the control room."""

    role: str
    who: str
    number: str


@dataclass(frozen=True, slots=True)
class Opposite:
    """On a victim's card: who harmed them."""

    name: str
    relationship: str
    url: str


@dataclass(frozen=True, slots=True)
class JoinedRecord:
    """One of the records that a person is joined from."""

    reference: str
    force: str
    capacity: str
    url: str
    is_opened: bool


@dataclass(frozen=True, slots=True)
class Card:
    """The control-room card, in the order in which it is read. Everything in it may be shown to the reader."""

    reference: str
    name: str
    born: str
    sex: str
    capacity: str
    force: str
    joined: tuple[JoinedRecord, ...]
    is_restricted: bool
    is_perpetrator: bool
    identifiers: tuple[Said, ...]
    other_names: tuple[Said, ...]
    addresses: tuple[Said, ...]
    phones: tuple[Said, ...]
    vehicles: tuple[Said, ...]
    dangers: tuple[Said, ...]
    orders: tuple[OrderLine, ...]
    standings: tuple[Standing, ...]
    protected: tuple[Protected, ...]
    harmed_by: tuple[Opposite, ...]
    children: tuple[str, ...]
    risks: tuple[RiskLine, ...]
    flags: tuple[str, ...]
    events: tuple[EventLine, ...]
    ring: tuple[Ring, ...]
    victims_shown: int
    details_withheld: int


def card_of(held: Holdings) -> Card:
    """The card of a person for the actor of the holdings."""
    person = held.person
    protected = tuple(_protected(held))
    details = [line for one in protected for line in one.contacts]
    return Card(
        reference=person.reference,
        name=person.display_name,
        born=_born(held),
        sex=_sex(held),
        capacity=person.get_subject_category_display(),
        force=person.owner_force.name,
        joined=joined_records(held),
        is_restricted=any(record.is_restricted for record in held.records),
        is_perpetrator=any(record.is_perpetrator for record in held.records),
        identifiers=said_once(_identifier(each, held) for each in current(held.identifiers, held)),
        other_names=other_names(held),
        addresses=places_of(held.record_ids, held),
        phones=numbers_of(held.record_ids, held),
        vehicles=said_once(_vehicle(vehicle, held) for vehicle in current(held.vehicles, held)),
        dangers=said_once(danger(marker, held) for marker in current(held.markers, held)),
        orders=_orders_once(order_line(order, held) for order in held.orders if is_in_force(order, held.on)),
        standings=standings_of(held),
        protected=protected,
        harmed_by=tuple(_opposite(pair) for pair in held.harmed_by if pair.person_id in held.guard.seen),
        children=tuple(dict.fromkeys(_children(held))),
        risks=tuple(risk_line(one, held) for one in newest_of_each_case(held.assessments)),
        flags=flags_of(held),
        events=tuple(_short(event) for event in happenings(held)[: _events_shown(held)]),
        ring=tuple(whom_to_ring(held)),
        victims_shown=sum(one.is_named for one in protected),
        details_withheld=sum(line.is_withheld for line in details),
    )


# The records


def joined_records(held: Holdings) -> tuple[JoinedRecord, ...]:
    """The records that the actor may open, the opened one first; nothing where there is one alone."""
    if len(held.records) == 1:
        return ()
    return tuple(
        JoinedRecord(
            reference=record.reference,
            force=record.owner_force.name,
            capacity=record.get_subject_category_display(),
            url=reverse("person-card", args=[record.reference]),
            is_opened=record.pk == held.person.pk,
        )
        for record in held.records
    )


def held_by(person_id: int, held: Holdings) -> tuple[str, ...]:
    """In whose record something stands, where there are several: the force, with the reference where it has two; the
    record that is opened needs no name."""
    forces = [record.owner_force_id for record in held.records]
    for record in held.records[1:]:
        if record.pk == person_id:
            in_short = _in_short(record.owner_force)
            return (in_short if forces.count(record.owner_force_id) == 1 else f"{in_short} {record.reference}",)
    return ("",)


def source_of(held_by: Collection[str]) -> str:
    """What stands beside a line: nothing where the opened record alone holds it."""
    others = ", ".join(sorted(set(held_by) - {""}))
    return f"also {others}" if others and "" in held_by else others


def _in_short(force: Force) -> str:
    """A force's name without what all of them have."""
    return re.sub(r" (Police|Constabulary|Police Service)$", "", force.name)


def said_once(lines: Iterable[Said]) -> tuple[Said, ...]:
    """The lines without repetition: what several records say alike is said once, with all of them."""
    kept: dict[tuple[str, bool], Said] = {}
    for line in lines:
        key = (_folded(line.text), line.is_withheld)
        kept[key] = _both(kept[key], line) if key in kept else line
    return tuple(kept.values())


def _folded(text: str) -> str:
    return "".join(character for character in text.casefold() if character.isalnum())


def _both(one: Said, other: Said) -> Said:
    """One record's confirmation counts for both; every doubt stays."""
    is_confirmed = UNVERIFIED not in one.remarks or UNVERIFIED not in other.remarks
    said = dict.fromkeys((*one.remarks, *other.remarks))
    return replace(
        one,
        remarks=tuple(remark for remark in said if not (is_confirmed and remark == UNVERIFIED)),
        held_by=tuple(sorted({*one.held_by, *other.held_by})),
    )


# The person


def _born(held: Holdings) -> str:
    """Date of birth and age, and each other date that a joined record holds."""
    own = held.person
    others = [each for each in held.records if each.date_of_birth not in (None, own.date_of_birth)]
    said = (f"{held_by(each.pk, held)[0]}: {born_in_words(each, held.on)}" for each in others)
    return ". ".join((born_in_words(own, held.on), *said))


def _sex(held: Holdings) -> str:
    own, unknown = held.person, Person.Sex.NOT_STATED
    others = [each for each in held.records if each.sex not in (unknown, own.sex)]
    said = (f"{held_by(each.pk, held)[0]}: {each.get_sex_display()}" for each in others)
    return ". ".join((own.get_sex_display(), *said))


def age_of(born: date, on: date) -> int:
    """Whole years."""
    return on.year - born.year - ((on.month, on.day) < (born.month, born.day))


def born_in_words(person: Person, on: date) -> str:
    """Date of birth and age, with the doubt or the words received where there is no date."""
    if person.date_of_birth is None:
        received = person.date_of_birth_as_received
        return f"{NOT_RECORDED}; received as “{received}”" if received else NOT_RECORDED
    words = f"{day(person.date_of_birth)}, aged {age_of(person.date_of_birth, on)}"
    return f"{words}. Doubtful: {person.date_of_birth_doubt}" if person.date_of_birth_doubt else words


def current(facts: Iterable[Fact], held: Holdings) -> list[Fact]:
    """The facts that hold on the day."""
    return [fact for fact in facts if is_current(fact, held.on)]


def is_current(fact: DatedFact, on: date) -> bool:
    return (fact.starts_on is None or fact.starts_on <= on) and (fact.ends_on is None or fact.ends_on > on)


def remarks(fact: DatedFact) -> tuple[str, ...]:
    """What must be said beside a fact."""
    said = [] if fact.is_confirmed else [UNVERIFIED]
    if fact.doubt:
        said.append(f"Doubtful: {fact.doubt}")
    if fact.standing == "assessment":
        said.append("Assessment, not a fact")
    return tuple(said)


def other_names(held: Holdings) -> tuple[Said, ...]:
    """Aliases and former names, and the names that joined records go by."""
    kinds = PersonName.Kind
    names = [
        name
        for name in current(held.names, held)
        if name.kind != kinds.CURRENT or (name.person_id != held.person.pk and name.full != held.person.display_name)
    ]
    former = [name for name in held.names if name.kind == kinds.FORMER and name not in names]
    return said_once(
        Said(f"{name.full} ({name.get_kind_display().lower()})", remarks(name), held_by=held_by(name.person_id, held))
        for name in [*names, *former]
    )


def places_of(people: Collection[int], held: Holdings) -> tuple[Said, ...]:
    """The current addresses of somebody in the circle, home first."""
    addresses = [a for a in current(held.addresses, held) if a.person_id in people]
    addresses.sort(key=lambda address: address.kind != Address.Kind.HOME)
    return said_once(place(address, held) for address in addresses)


def place(address: Address, held: Holdings) -> Said:
    decision = may_show(address, actor=held.actor, guard=held.guard)
    kind = "" if address.kind == Address.Kind.HOME else f"{address.get_kind_display()}: "
    return _decided(decision, f"{kind}{decision.text}", address, held)


def numbers_of(people: Collection[int], held: Holdings) -> tuple[Said, ...]:
    """The current telephone numbers of somebody in the circle."""
    return said_once(number(phone, held) for phone in current(held.phones, held) if phone.person_id in people)


def number(phone: Phone, held: Holdings) -> Said:
    decision = may_show(phone, actor=held.actor, guard=held.guard)
    return _decided(decision, decision.text, phone, held)


def _decided(decision: Decision, text: str, detail: Address | Phone, held: Holdings) -> Said:
    """A doubt may repeat the detail in words: what is withheld is withheld with its remarks."""
    records = held_by(detail.person_id, held)
    if decision.is_shown:
        return Said(text, remarks(detail), held_by=records)
    return Said(decision.text, is_withheld=True, held_by=records)


def _identifier(identifier: Identifier, held: Holdings) -> Said:
    said = f"{identifier.get_kind_display()} {identifier.value}"
    return Said(said, remarks(identifier), held_by=held_by(identifier.person_id, held))


def _vehicle(vehicle: Vehicle, held: Holdings) -> Said:
    mark = read_plate(vehicle.registration_mark).display
    said = ", ".join(part for part in (mark, vehicle.description) if part)
    return Said(said, remarks(vehicle), held_by=held_by(vehicle.person_id, held))


def danger(marker: DangerMarker, held: Holdings) -> Said:
    """A danger marker with its story; one whose review is late says so."""
    told = (
        f"{marker.signal.title}: {held.guard.free_text(marker.narrative)}" if marker.narrative else marker.signal.title
    )
    late = (f"Review overdue since {day(marker.review_on)}",) if marker.review_on < held.on else ()
    return Said(told, late, held_by=held_by(marker.person_id, held))


# Orders and registration


def is_in_force(order: ProtectiveOrder, on: date) -> bool:
    """As `ProtectiveOrder.objects.in_force`, of an order that is read already."""
    has_begun = order.made_on is not None and order.made_on <= on
    return order.status in ORDER_IN_FORCE and has_begun and (order.ends_on is None or order.ends_on >= on)


def order_line(order: ProtectiveOrder, held: Holdings) -> OrderLine:
    """An order: what it forbids, until when, and when an officer may arrest."""
    kind = ORDER_KINDS.get(order.kind)
    title = kind.title if kind else f"Order of the kind {order.kind}"
    if order.person_id not in held.record_ids and order.person_id in held.guard.seen:
        title = f"{title} against {order.person.display_name}"
    if order.status in (ProtectiveOrder.Status.INTERIM, ProtectiveOrder.Status.VARIED):
        title = f"{title} ({order.get_status_display().lower()})"
    made = f"made {day(order.made_on)}" if order.made_on else ""
    issued = (order.court, made, order.get_status_display(), *_since(order))
    conditions = [condition_line(c, held) for c in held.conditions if c.order_id == order.pk and _holds(c, held.on)]
    return OrderLine(
        title=title,
        conditions=tuple(dict.fromkeys(conditions)) or ("Conditions not recorded: read the order",),
        until=until_in_words(order),
        arrest=power_of_arrest_in_words(
            order.kind,
            order.arrest_power,
            is_unaware=order.is_without_notice and order.served_on is None and order.aware_on is None,
        ),
        service=service_in_words(
            served_on=order.served_on, is_without_notice=order.is_without_notice, aware_on=order.aware_on
        ),
        issued=", ".join(part for part in issued if part),
        is_in_force=is_in_force(order, held.on),
        held_by=held_by(order.person_id, held),
    )


def _orders_once(lines: Iterable[OrderLine]) -> tuple[OrderLine, ...]:
    """An order that several forces hold stands once, with all of them."""
    kept: dict[OrderLine, tuple[str, ...]] = {}
    for line in lines:
        alone = replace(line, held_by=())
        kept[alone] = (*kept.get(alone, ()), *line.held_by)
    return tuple(replace(line, held_by=tuple(sorted(set(forces)))) for line, forces in kept.items())


def _holds(condition: OrderCondition, on: date) -> bool:
    return condition.ends_on is None or condition.ends_on >= on


def until_in_words(order: ProtectiveOrder) -> str:
    """How long an order lasts."""
    if order.ends_on:
        return f"Until {day(order.ends_on)}"
    return f"Until {order.ends_when}" if order.ends_when else "Until further order"


def _since(order: ProtectiveOrder) -> Iterable[str]:
    """What became of an order besides its status."""
    if order.is_under_appeal:
        yield "under appeal"
    if order.breach_count:
        yield "broken once" if order.breach_count == 1 else f"broken {order.breach_count} times"


def condition_line(condition: OrderCondition, held: Holdings) -> str:
    """A condition in words: nobody and no place in it that the reader may not know."""
    decision = may_show(condition, actor=held.actor, guard=held.guard) if condition.place else None
    people = condition.protected_by_key
    seen = tuple(name for person, name in people.items() if person in held.guard.seen)
    words = Condition(
        type=condition.type if condition.type in set(ConditionType) else ConditionType.OTHER,
        text="",
        distance_metres=condition.distance_metres,
        place=condition.place,
        protected_people=seen,
        others_protected=len(people) - len(seen),
        starts_on=condition.starts_on,
        ends_on=condition.ends_on,
        is_monitored=condition.is_monitored,
        monitoring_ends_on=condition.monitoring_ends_on,
    )
    may_place = decision is not None and decision.is_shown
    return condition_in_words(words, may_show_place=may_place, may_show_person=True, on=held.on)


def standings_of(held: Holdings) -> tuple[Standing, ...]:
    """Where the person stands in the register: each live registration, or that there is none."""
    if held.live_registrations:
        return tuple(_standing(live, held) for live in held.live_registrations)
    ended = held.registrations[0] if held.registrations else None
    words = f"Not registered. Last registration: {ended.get_status_display()}" if ended else "Not registered"
    return (Standing(words, False),)


def _standing(live: Registration, held: Holdings) -> Standing:
    """Status, gate, and the next notification."""
    duty = next((each for each in held.duties if each.registration_id == live.pk and each.is_open), None)
    return Standing(
        status=f"Police designation, no conviction. {live.get_status_display()}"
        if live.is_designation
        else live.get_status_display(),
        is_live=True,
        gate=gate_in_words(live.gate),
        regime=live.get_regime_display() if live.regime != Registration.Regime.NONE else "",
        until=_end_of(live),
        duty=_duty_in_words(duty, live),
        duty_reason=duty.explanation if duty else "",
        is_overdue=duty is not None and duty.due_on is not None and duty.due_on < held.on,
        source=source_of(held_by(live.person_id, held)),
    )


def gate_in_words(code: str) -> str:
    """The title of a gate; one that is no longer configured is called by its code."""
    try:
        return gate(code).title
    except LookupError:
        return code


def _end_of(registration: Registration) -> str:
    if registration.ends_on:
        return f"Until {day(registration.ends_on)}"
    return "No end date" if registration.is_indefinite else "End not recorded"


def _duty_in_words(duty: NotificationDuty | None, registration: Registration) -> str:
    if duty is not None:
        return f"{duty.get_kind_display()} {when_due(duty)}"
    if registration.regime == Registration.Regime.NONE:
        return "No notification requirement"
    return "No notification is due"


def when_due(duty: NotificationDuty) -> str:
    """ "due 25 November 2026", or that the clock stands still."""
    return f"due {day(duty.due_on)}" if duty.due_on else "not due while the clock stands still"


# Victims, children, risk


def _protected(held: Holdings) -> Iterable[Protected]:
    """Each victim that the reader may know of; the others by number and by whom to ask. On a victim's own card their
    safeguards and safe-contact rule; how to reach them stands above."""
    own = {pair.victim_id: pair for pair in reversed(held.harmed_by) if may_read(pair, held)}
    for pair in own.values():
        yield replace(protected_person(pair, held), contacts=())
    unseen: dict[Force, int] = defaultdict(int)
    for pair in held.harmed:
        if may_read(pair, held):
            yield protected_person(pair, held)
        else:
            unseen[pair.force] += 1
    for force, count in unseen.items():
        people = "1 protected person" if count == 1 else f"{count} protected people"
        yield Protected(f"{people}: ask {control_rooms([force])}", "", is_named=False)


def may_read(pair: Pair, held: Holdings) -> bool:
    """Whether the reader may know who the victim is: somebody of the force of the case who makes safe contact or
    works on it."""
    reads = (policies.SEE_SAFE_CONTACT, policies.SEE_CASE)
    return pair.victim_id in held.guard.seen and any(
        policies.reaches_force(policy, held.actor, pair.force_id) for policy in reads
    )


def protected_person(pair: Pair, held: Holdings) -> Protected:
    """One victim: where and how, as far as the reader may see."""
    contact, words = safe_contact(pair, held)
    return Protected(
        name=pair.victim.display_name,
        relationship=pair.get_relationship_display(),
        contacts=_contacts(pair.victim, held),
        safeguards=tuple(safeguard(each, held) for each in held.safeguards if each.person_id == pair.victim_id),
        safe_contact=contact,
        safe_contact_words=words,
        reference=pair.victim.reference,
    )


def _contacts(victim: Person, held: Holdings) -> tuple[Said, ...]:
    """Addresses and numbers; what is withheld on the same ground is said once."""
    addresses = places_of([victim.pk], held) or (Said("Address not recorded"),)
    phones = numbers_of([victim.pk], held) or (Said("Telephone not recorded"),)
    withheld = {said.text for said in addresses if said.is_withheld} & {
        said.text for said in phones if said.is_withheld
    }
    both = [Said(f"Contact details: {text}", is_withheld=True) for text in sorted(withheld)]
    rest = [
        replace(said, text=f"{kind}: {said.text}") if said.is_withheld else said
        for kind, group in (("Address", addresses), ("Telephone", phones))
        for said in dict.fromkeys(group)
        if said.text not in withheld
    ]
    return (*both, *rest)


def safeguard(measure: Safeguard, held: Holdings) -> str:
    late = f" (review overdue since {day(measure.review_on)})" if measure.review_on < held.on else ""
    late = " (today is its last day)" if measure.ends_on == held.on else late
    return f"{measure.get_kind_display()}: {held.guard.free_text(measure.instruction)}{late}"


def safe_contact(pair: Pair, held: Holdings) -> tuple[SafeContact | None, str]:
    """The safe-contact rule in force, or the words that stand in its place."""
    if not policies.reaches_force(policies.SEE_SAFE_CONTACT, held.actor, pair.force_id):
        return None, "Safe-contact rule: not shown to your role. Ask the control room before any contact"
    rule = next((each for each in held.rules if each.person_id == pair.victim_id), None)
    if rule is None:
        return None, "Safe-contact rule not recorded: ask the case owner before any contact"
    return contact_in_words(rule, held), ""


def contact_in_words(rule: SafeContactRule, held: Holdings) -> SafeContact:
    """A safe-contact rule as it is read out, with the answer to whether somebody may ring now."""
    hidden = held.guard.free_text
    window = window_of(rule)
    when = ". ".join(part for part in (in_plain_words(window), hidden(rule.hours)) if part)
    lines = [
        f"When: {when}" if when else "",
        f"Who may answer: {hidden(rule.who_may_answer)}" if rule.who_may_answer else "",
        f"Say: {hidden(rule.what_to_say)}" if rule.what_to_say else "",
        "Voicemail may be left" if rule.may_leave_voicemail else "Never leave a voicemail",
    ]
    is_decayed = has_decayed(rule.confirm_by_on, held.on)
    answer = may_ring(Rule(rule.channel, rule.confirm_by_on, window), held.at)
    by = f" by {rule.confirmed_by.name}" if rule.confirmed_by else ""
    late = f". Confirm it again: it was to be confirmed by {day(rule.confirm_by_on)}" if is_decayed else ""
    return SafeContact(
        code_word=rule.code_word or NOT_RECORDED,
        channel=_channel(rule, is_decayed=is_decayed),
        details=tuple(line for line in lines if line),
        is_in_refuge=rule.is_in_refuge,
        confirmed=f"Confirmed {day(rule.confirmed_on)}{by}{late}",
        ring_now=answer.sentence,
        is_decayed=is_decayed,
        has_left_refuge=rule.has_left_refuge,
    )


def window_of(rule: SafeContactRule) -> Window:
    """The safe days and times of a rule."""
    return Window(frozenset(rule.days), rule.rings_from, rule.rings_until)


def _channel(rule: SafeContactRule, *, is_decayed: bool) -> str:
    is_open = rule.channel not in (SafeContactRule.Channel.NO_CONTACT, SafeContactRule.Channel.ASK_FIRST)
    if is_decayed and is_open:
        return f"{SafeContactRule.Channel.ASK_FIRST.label} (before: {rule.get_channel_display().lower()})"
    return rule.get_channel_display()


def _opposite(pair: Pair) -> Opposite:
    return Opposite(
        pair.person.display_name, pair.get_relationship_display(), reverse("person-card", args=[pair.person.reference])
    )


def _children(held: Holdings) -> Iterable[str]:
    """The children by name where the reader works with that force's cases; otherwise how many, and whom to ask."""
    reads = (policies.SEE_SAFE_CONTACT, policies.SEE_CASE)
    unseen: dict[Force, int] = defaultdict(int)
    for child in held.children:
        is_open = not is_closed(held)
        if is_open and any(policies.reaches_force(policy, held.actor, child.force_id) for policy in reads):
            yield child_in_words(child, held)
        else:
            unseen[child.force] += 1
    for force, count in unseen.items():
        yield f"{count} {'child' if count == 1 else 'children'}: ask {control_rooms([force])}"


def is_closed(held: Holdings) -> bool:
    """Whether what is told of the victims, the children and the matter is kept from the reader: they are barred from
    somebody whom the person harmed."""
    return held.guard.is_closed_around(held.record_ids)


def child_in_words(child: Child, held: Holdings) -> str:
    born = f"aged {age_of(child.date_of_birth, held.on)}" if child.date_of_birth else "age not recorded"
    lives = "lives with the victim" if child.lives_with_victim else "does not live with the victim"
    note = f": {held.guard.free_text(child.note)}" if child.note else ""
    return f"{child.name}, {born}, {lives}{note}"


def newest_of_each_case(assessments: Sequence[RiskAssessment]) -> list[RiskAssessment]:
    """The assessment that counts in each case."""
    newest: dict[int, RiskAssessment] = {}
    for assessment in assessments:
        newest.setdefault(assessment.case_id, assessment)
    return list(newest.values())


def risk_line(assessment: RiskAssessment, held: Holdings) -> RiskLine:
    """The judgement itself is for those who work on that force's cases."""
    reads = policies.reaches_force(policies.SEE_CASE, held.actor, assessment.force_id) and not is_closed(held)
    return RiskLine(
        level=assessment.get_level_display(),
        colour=RISK_COLOURS.get(assessment.level, ""),
        set_by=f"{set_by(assessment)}, {assessment.force.name}, on {day(assessment.assessed_at)}",
        review=f"Review by {day(assessment.review_on)}",
        is_overdue=assessment.review_on < held.on,
        judgement=held.guard.free_text(assessment.judgement) if reads else "",
    )


def set_by(assessment: RiskAssessment) -> str:
    """ "Set by Asha Kaur"; a level that fell back was set by nobody."""
    if assessment.assessed_by is None:
        return "Fell back by itself"
    return f"{'Raised' if assessment.origin == 'raised' else 'Set'} by {assessment.assessed_by.name}"


def flags_of(held: Holdings) -> tuple[str, ...]:
    """ "Heard at MARAC on 23 November 2026, flagged until …": one line for each force, of the last hearing. It names
    nobody."""
    last = {row.force_id: row for row in sorted(held.flags, key=lambda row: (row.heard_on or held.on, row.pk))}
    return tuple(
        f"Heard at MARAC on {day(row.heard_on)}, {row.force.name}: flagged until {day(row.flag_ends_on)}"
        for row in last.values()
        if row.heard_on and row.flag_ends_on
    )


# What happened, and whom to ring


def happenings(held: Holdings) -> list[EventLine]:
    """Sightings, orders, alerts, changes of status and assessments, newest first."""
    lines = [
        *(sighted(each, held) for each in held.sightings),
        *(happened(each, held) for each in held.incidents if people_in(each) & held.record_ids),
        *(
            observed(each, held)
            for each in held.observations
            if _is_of_force(policies.SEE_OBSERVATION, each, held) and not is_closed(held)
        ),
        *(_ordered(each) for each in held.orders),
        *(_alerted(each) for each in held.alerts if each.person_id not in held.guard.in_refuge),
        *(_changed(each, held) for each in held.changes),
        *(
            EventLine(each.assessed_at, f"Risk assessed: {each.get_level_display()}, {each.force.name}")
            for each in held.assessments
        ),
    ]
    return sorted(dict.fromkeys(lines), key=lambda line: line.at, reverse=True)


def _changed(change: RegistrationStatusChange, held: Holdings) -> EventLine:
    whose = next((each.person_id for each in held.registrations if each.pk == change.registration_id), held.person.pk)
    text = f"Registration: {change.get_to_status_display()}"
    return EventLine(change.changed_at, text, source=source_of(held_by(whose, held)))


def _events_shown(held: Holdings) -> int:
    return LAST_EVENTS if len(held.records) == 1 else LAST_EVENTS_OF_JOINED


def _short(event: EventLine) -> EventLine:
    """The card has room for the beginning of a long report; the record has all of it."""
    if len(event.text) <= LONGEST_EVENT:
        return event
    return replace(event, text=f"{event.text[:LONGEST_EVENT].rstrip()}…")


def sighted(sighting: Sighting, held: Holdings) -> EventLine:
    """What a caller said, with when it was found to hold no longer. Nothing of it while the person is in refuge."""
    if sighting.person_id in held.guard.in_refuge:
        return EventLine(sighting.seen_at, "Caller’s report: withheld, in refuge")
    told = [sighting.place, sighting.note, f"Incident {sighting.incident_number}" if sighting.incident_number else ""]
    text = held.guard.free_text(". ".join(part for part in told if part))
    ended = (f"Ended {day(sighting.ends_on)}",) if sighting.ends_on else ()
    source = source_of(held_by(sighting.person_id, held))
    return EventLine(sighting.seen_at, f"Caller’s report: {text or 'no details'}", (*remarks(sighting), *ended), source)


def happened(incident: Incident, held: Holdings) -> EventLine:
    """An incident: what was said to have been there, for everybody; its words for those who read that force's
    incidents (`account_of`). One that was found not to be so says that first."""
    said = ", ".join(words for each, words in TICKED.items() if getattr(incident, each.value))
    account = account_of(incident, held.guard) if _is_of_force(policies.SEE_INCIDENT, incident, held) else ""
    told = ". ".join(part for part in (said, account) if part)
    status = () if incident.status == Incident.Status.CONFIRMED else (incident.get_status_display(),)
    text = f"Incident, {incident.force.name}: {told or 'no details yet'}"
    return EventLine(incident.happened_at, text, status, source_of(held_by(_whose(people_in(incident), held), held)))


def observed(observation: Observation, held: Holdings) -> EventLine:
    """What was seen, said or heard, with its grade; its words not while the person is in refuge."""
    words = held.guard.free_text(observation.words)
    only_if = held.guard.free_text(observation.conditions)
    if observation.person_id in held.guard.in_refuge:
        words, only_if = "withheld, in refuge", ""
    conditions = (f"Shared only if: {only_if}",) if only_if else ()
    graded = observation.grade if observation.graded_at else "Ungraded"
    source = source_of(held_by(observation.person_id, held))
    text = f"{observation.get_kind_display()}: {words}"
    return EventLine(observation.observed_at, text, (graded, *conditions), source)


def _whose(people: Collection[int], held: Holdings) -> int:
    """In whose record something stands that several are in: the opened one's, where they are among them."""
    return next((record.pk for record in held.records if record.pk in people), held.person.pk)


def _is_of_force(policy: Policy, row: Incident | Observation, held: Holdings) -> bool:
    return policies.reaches_force(policy, held.actor, row.force_id)


def _ordered(order: ProtectiveOrder) -> EventLine:
    """The order as it was made; one that was only considered or applied for, as it was recorded."""
    kind = ORDER_KINDS.get(order.kind)
    if order.made_on is None:
        return EventLine(
            order.recorded_at, f"{kind.title if kind else order.kind}: {order.get_status_display().lower()}"
        )
    at = timezone.make_aware(datetime.combine(order.made_on, datetime.min.time()) + timedelta(hours=12))
    return EventLine(at, f"{kind.title if kind else order.kind} made" + (f", {order.court}" if order.court else ""))


def _alerted(alert: Alert) -> EventLine:
    """Where it went and what became of it; the address itself stands elsewhere, by its own rule."""
    status = alert.get_status_display().lower()
    if alert.status in OPEN_ALERT:
        return EventLine(alert.raised_at, f"Move alert to {alert.to_force.name}: {status}")
    by = f" by {alert.answered_by.name}" if alert.answered_by else ""
    return EventLine(alert.answered_at or alert.raised_at, f"Move alert {status}{by}, {alert.to_force.name}")


def whom_to_ring(held: Holdings) -> Iterable[Ring]:
    """The control room that manages or holds each record, the offender managers and the owner of each case."""
    live = held.live_registrations
    managed = {registration.person_id: registration.managing_force for registration in live}
    for force in dict.fromkeys(managed.get(record.pk, record.owner_force) for record in held.records):
        yield Ring("Control room", force.name, force.control_room_phone or NOT_RECORDED)
    for manager in dict.fromkeys(registration.offender_manager for registration in live):
        yield Ring("Offender manager", _named(manager) if manager else NOT_RECORDED, "")
    owners = {case.owner_id: case for case in [*held.cases, *(pair.case for pair in held.harmed_by)]}
    for case in owners.values():
        yield Ring("Case owner", _named(case.owner), "")


def _named(user: User) -> str:
    return f"{user.name}, {user.collar_number}" if user.collar_number else user.name
