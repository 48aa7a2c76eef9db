"""An incident as its reader may see it: words, each place and number through the guard of protected details."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse
from django.utils import timezone

from accounts.actor import Actor
from cases.contact import Guard, guard_of_groups, may_show
from cases.holdings import Holdings
from cases.incident_words import address_of, groups_around
from cases.models import Case, Incident, IncidentChange, IncidentParty
from cases.models.incident import Role
from cases.presenters import current, is_in_force, may_read, order_line
from cases.rules.incidents import TICKED
from register.models import Address, Person, ProtectiveOrder
from register.rules.orders import ORDER_KINDS
from ui.dates import moment

MOST = 100
WITHHELD = "Withheld: somebody around this person is in refuge"
UNKNOWN_PERSON = "Somebody whom you may not see"
COLOURS = {"unverified": "orange", "confirmed": "green", "disproved": "grey"}
_TEXTS = ("account", "place", "caller", "caller_phone", "officers_told")
_HIDDEN_IN_REFUGE = frozenset({"place", "caller_phone"})


# What the form offers


@dataclass(frozen=True, slots=True)
class Known:
    """Somebody around the person whom the reader may name in an incident."""

    person: Person
    role: Role
    label: str


@dataclass(frozen=True, slots=True)
class Around:
    """What is known around a person that an incident may be linked to."""

    people: tuple[Known, ...]
    addresses: tuple[tuple[Address, str], ...]
    orders: tuple[tuple[ProtectiveOrder, str], ...]

    @property
    def references(self) -> list[str]:
        return [known.person.reference for known in self.people]


def around(held: Holdings) -> Around:
    """The people, the addresses and the orders in force around the person of the holdings, as far as they may be
    shown."""
    people = tuple(_people(held))
    names = {held.person.pk: held.person.display_name} | {one.person.pk: one.person.display_name for one in people}
    return Around(
        people=people,
        addresses=tuple(_addresses(held, names)),
        orders=tuple(
            (order, f"{line.title}: {'. '.join(line.conditions)}") for order in held.orders
            if is_in_force(order, held.on) and (line := order_line(order, held))
        ),
    )  # fmt: skip


def _people(held: Holdings) -> Iterable[Known]:
    seen = {held.person.pk}
    for pair in held.pairs:
        for person, role in ((pair.victim, Role.VICTIM), (pair.person, Role.SUSPECT)):
            may_name = may_read(pair, held) if role is Role.VICTIM else person.pk in held.guard.seen
            if person.pk not in seen and may_name:
                seen.add(person.pk)
                yield Known(person, role, f"{person.display_name} ({pair.get_relationship_display().lower()})")


def _addresses(held: Holdings, names: dict[int, str]) -> Iterable[tuple[Address, str]]:
    for address in current(held.addresses, held):
        decision = may_show(address, actor=held.actor, guard=held.guard)
        if decision.is_shown and address.person_id in names:
            yield address, f"{decision.text} ({names[address.person_id]}, {address.get_kind_display().lower()})"


# What the page shows


@dataclass(frozen=True, slots=True)
class PartyLine:
    """Somebody in an incident."""

    number: int
    role: str
    name: str
    url: str
    words: str
    may_be_identified: bool


@dataclass(frozen=True, slots=True)
class OrderOffer:
    """An order in force that the incident may have broken."""

    title: str
    is_linked: bool
    breach_url: str


@dataclass(frozen=True, slots=True)
class ChangeLine:
    """One entry of an incident's history."""

    title: str
    at: datetime
    by: str
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class IncidentPage:
    """An incident in the words of its page. `withheld` are the fields of which the reader may not see all."""

    reference: str
    status: str
    colour: str
    is_unverified: bool
    is_disproved: bool
    rows: tuple[tuple[str, str], ...]
    asked: tuple[str, ...]
    account: str
    parties: tuple[PartyLine, ...]
    orders: tuple[OrderOffer, ...]
    history: tuple[ChangeLine, ...]
    references: tuple[str, ...]
    case: Case | None
    may_name_person: bool
    withheld: frozenset[str]


def incident_page_of(incident: Incident, *, actor: Actor) -> IncidentPage:
    """The page of an incident for this actor: a fixed number of queries."""
    parties = list(incident.parties.select_related("person")[:MOST])
    people = [each for each in (incident.person, *(party.person for party in parties)) if each is not None]
    incident = (
        Incident.objects.with_people()
        .select_related("force", "case__person", "recorded_by", "checked_by")
        .get(pk=incident.pk)
    )
    guard = guard_of_groups(groups_around(incident), actor=actor)
    return IncidentPage(
        reference=incident.reference,
        status=incident.get_status_display(),
        colour=COLOURS[incident.status],
        is_unverified=incident.status == Incident.Status.UNVERIFIED,
        is_disproved=incident.status == Incident.Status.DISPROVED,
        rows=tuple(_rows(incident, guard)),
        asked=ticked(incident),
        account=guard.free_text(incident.account),
        parties=tuple(_parties(incident, parties, guard)),
        orders=tuple(_orders(incident, people)),
        history=tuple(_changes(incident, guard)),
        references=tuple(person.reference for person in people if person.pk in guard.seen),
        case=incident.case,
        may_name_person=incident.person_id is None,
        withheld=frozenset(name for name in _TEXTS if _is_withheld(name, getattr(incident, name), guard)),
    )


def ticked(incident: Incident) -> tuple[str, ...]:
    """What was said to have been there: "weapons", "injuries"."""
    return tuple(words for each, words in TICKED.items() if getattr(incident, each.value))


def _rows(incident: Incident, guard: Guard) -> Iterable[tuple[str, str]]:
    yield "When", moment(incident.happened_at)
    yield "Where", _shown("place", incident.place, guard)
    if incident.address is not None:
        yield "Address", address_of(incident, guard)
    yield "Source", incident.get_source_display()
    yield "Caller", guard.free_text(incident.caller)
    yield "Caller’s number", _shown("caller_phone", incident.caller_phone, guard)
    yield "Officers told", guard.free_text(incident.officers_told)
    yield "Incident number", guard.free_text(incident.incident_number)
    by = incident.recorded_by.name if incident.recorded_by else "A force’s system"
    yield "Recorded", f"{moment(incident.recorded_at)}, {by}, {incident.force.name}"
    if incident.checked_at and incident.checked_by:
        yield incident.get_status_display(), f"{moment(incident.checked_at)}, {incident.checked_by.name}"
        yield "How it was checked", guard.free_text(incident.how_checked)
    if incident.outcome:
        yield "Outcome", incident.get_outcome_display()


def _shown(field: str, text: str, guard: Guard) -> str:
    """A place in words or a number that may be where somebody in refuge is. Nothing of it is shown then."""
    if text and field in _HIDDEN_IN_REFUGE and guard.in_refuge:
        return WITHHELD
    return guard.free_text(text)


def _is_withheld(field: str, text: str, guard: Guard) -> bool:
    return _shown(field, text, guard) != text


def _parties(incident: Incident, parties: Sequence[IncidentParty], guard: Guard) -> Iterable[PartyLine]:
    about = incident.person
    if about is not None:
        url = reverse("person-card", args=[about.reference])
        yield PartyLine(0, incident.get_person_role_display(), about.display_name, url, "", may_be_identified=False)
    for each in parties:
        name, url = UNKNOWN_PERSON if each.person else "", ""
        if each.person is not None and each.person_id in guard.seen:
            name, url = each.person.display_name, reverse("person-card", args=[each.person.reference])
        words = guard.free_text(each.words)
        yield PartyLine(each.pk, each.get_role_display(), name, url, words, may_be_identified=each.person_id is None)


def _orders(incident: Incident, people: Sequence[Person]) -> Iterable[OrderOffer]:
    """The orders that bind somebody in it and were in force, and those that were linked when it was taken down."""
    linked = set(incident.orders.values_list("pk", flat=True))
    day = timezone.localtime(incident.happened_at).date()
    for order in ProtectiveOrder.objects.filter(person__in=people).select_related("person"):
        if is_in_force(order, day) or order.pk in linked:
            kind = ORDER_KINDS.get(order.kind)
            url = reverse("order-breach", args=[order.person.reference, order.pk])
            yield OrderOffer(kind.title if kind else order.kind, order.pk in linked, url)


def _changes(incident: Incident, guard: Guard) -> Iterable[ChangeLine]:
    for each in incident.changes.select_related("changed_by")[:MOST]:
        by = each.changed_by.name if each.changed_by else "A force’s system"
        yield ChangeLine(each.get_kind_display(), each.changed_at, by, tuple(_said(each, guard)))


def _said(change: IncidentChange, guard: Guard) -> Iterable[str]:
    what = _FIELDS.get(change.field, "")
    if change.kind == IncidentChange.Kind.CORRECTED:
        before, after = (_shown(change.field, text, guard) or "nothing" for text in (change.before, change.after))
        yield f"{what}: “{_in_words(before)}” became “{_in_words(after)}”"
    elif change.after:
        yield f"{change.after} (before: {change.before})" if change.before else change.after
    if change.why:
        yield guard.free_text(change.why)


def _in_words(value: str) -> str:
    if value in ("True", "False"):
        return "yes" if value == "True" else "not said"
    return value


_FIELDS = {
    "happened_at": "When", "person_role": "Role", "source": "Source", "caller": "Caller",
    "caller_phone": "Caller’s number", "place": "Where", "account": "What happened", "officers_told": "Officers told",
    "incident_number": "Incident number", **{each.value: words.capitalize() for each, words in TICKED.items()},
}  # fmt: skip
