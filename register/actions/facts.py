"""Adding, ending and confirming dated facts about a person."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils import timezone

from accounts.actor import Actor
from accounts.models import Force
from audit.core.action import action
from audit.core.entry import Entry, Reason
from audit.core.errors import Refused
from register import events, policies
from register.actions.moves import ask_for_move_check
from register.actions.tasks import raise_task
from register.actions.telling import tell_of_address
from register.lookup.upkeep import refresh
from register.models import (
    Address,
    DangerMarker,
    DatedFact,
    Identifier,
    OnlineHandle,
    Person,
    PersonName,
    Phone,
    Protection,
    Sighting,
    Source,
    Standing,
    Task,
    Vehicle,
    WarningSignal,
)
from register.protection import least_protection
from register.rules.identifiers import NotAnIdentifier, read_identifier
from register.rules.phones import read_phone
from register.rules.places import read_postcode
from register.rules.plates import read_plate
from register.rules.working_days import add_working_days


@dataclass(frozen=True, slots=True)
class Provenance:
    """Where a fact comes from; the same for every fact of one act."""

    source: Source
    force: Force
    recorded_by_id: int | None
    is_confirmed: bool = False
    standing: Standing = Standing.FACT
    starts_on: date | None = None

    def fields(self) -> dict[str, Any]:
        return {
            "source": self.source,
            "force": self.force,
            "recorded_by_id": self.recorded_by_id,
            "is_confirmed": self.is_confirmed,
            "standing": self.standing,
            "starts_on": self.starts_on,
        }


def provenance_of(actor: Actor, person: Person, source: Source, **more: Any) -> Provenance:
    """Provenance of what this actor records; a body without a force records for the force that holds the person."""
    is_other = actor.force_id and actor.force_id != person.owner_force_id
    force = Force.objects.get(pk=actor.force_id or 0) if is_other else person.owner_force
    return Provenance(source, force, actor.author_id, **more)


def is_no_name(forenames: str, surname: str) -> bool:
    """Whether nothing of it could be read out: empty, blanks, or characters that are not seen."""
    return not any(character.isalnum() for character in forenames + surname)


def new_name(person: Person, origin: Provenance, *, forenames: str, surname: str, kind: PersonName.Kind) -> PersonName:
    """Write a name. A new current name makes the old one a former name and changes the name shown in lists."""
    if kind == PersonName.Kind.CURRENT:
        today = timezone.localdate()
        person.personname_set.filter(kind=kind, ends_on__isnull=True).update(kind=PersonName.Kind.FORMER, ends_on=today)
        _show_as(person, f"{forenames} {surname}".strip())
    return PersonName.objects.create(person=person, forenames=forenames, surname=surname, kind=kind, **origin.fields())


def _show_as(person: Person, name: str) -> None:
    if person.display_name != name:
        person.display_name = name
        Person.objects.filter(pk=person.pk).update(display_name=name)


def new_address(person: Person, origin: Provenance, **where: Any) -> Address:
    """Write an address, no less protected than its holder demands. A new home address ends the old one on the same
    day."""
    where["protection"] = least_protection(person, where.get("protection", Protection.OPEN))
    if where.get("kind", Address.Kind.HOME) == Address.Kind.HOME:
        ends_on = origin.starts_on or timezone.localdate()
        for old in person.address_set.filter(kind=Address.Kind.HOME, ends_on__isnull=True):
            old.ends_on = max(ends_on, old.starts_on or ends_on)
            old.save(update_fields=["ends_on"])
    postcode = read_postcode(where.pop("postcode", "") or "")
    doubt = where.pop("doubt", "") or (postcode.doubt or "")
    address = Address.objects.create(
        person=person, postcode=postcode.canonical, doubt=doubt, **where, **origin.fields()
    )
    ask_for_move_check(person, by=origin.recorded_by_id)
    return address


def new_phone(person: Person, origin: Provenance, *, number: str, protection: Protection = Protection.OPEN) -> Phone:
    """Write a phone number as received, with what could be read of it, no less protected than its holder demands."""
    phone = read_phone(number)
    return Phone.objects.create(
        person=person,
        as_received=phone.as_received[:60],
        e164=phone.e164 or "",
        digits=phone.digits[:20],
        doubt=phone.doubt or "",
        protection=least_protection(person, protection),
        **origin.fields(),
    )


def new_identifier(person: Person, origin: Provenance, *, kind: Identifier.Kind, text: str) -> Identifier:
    """Write an official number. One whose check letter is wrong is kept as received and marked.

    Raises:
        Refused: the text cannot be a number of that kind at all, or the record has it already.
    """
    try:
        read = read_identifier(kind, text, today=timezone.localdate())
    except NotAnIdentifier as problem:
        raise Refused(str(problem), field=str(kind)) from problem
    if person.identifier_set.filter(kind=kind, value=read.canonical, ends_on__isnull=True).exists():
        raise Refused("This number is in the record already.", field=str(kind))
    return Identifier.objects.create(
        person=person,
        kind=kind,
        value=read.canonical,
        as_received=text[:60],
        doubt=read.problem or "",
        **origin.fields(),
    )


def new_vehicle(person: Person, origin: Provenance, *, mark: str, description: str = "") -> Vehicle:
    """Write a vehicle by its registration mark."""
    return Vehicle.objects.create(
        person=person, registration_mark=read_plate(mark).canonical, description=description, **origin.fields()
    )


@action(event=events.FACT_ADDED, policy=policies.EDIT_PERSON)
def add_name(
    person: Person, *, entry: Entry, actor: Actor, reason: Reason, source: Source,
    forenames: str, surname: str, kind: PersonName.Kind, is_confirmed: bool = False,
) -> PersonName:  # fmt: skip
    """Add a name, an alias or a former name."""
    if is_no_name(forenames, surname):
        raise Refused("Give a forename or a surname.", field="surname")

    origin = provenance_of(actor, person, source, is_confirmed=is_confirmed)
    name = new_name(person, origin, forenames=forenames.strip(), surname=surname.strip(), kind=kind)
    _added(entry, person, name, name.full)
    return name


@action(event=events.FACT_ADDED, policy=policies.EDIT_PERSON)
def add_address(
    person: Person, *, entry: Entry, actor: Actor, reason: Reason, source: Source,
    kind: Address.Kind = Address.Kind.HOME, line_1: str = "", line_2: str = "", town: str = "", postcode: str = "",
    uprn: str = "", police_force: Force | None = None, protection: Protection = Protection.OPEN,
    starts_on: date | None = None, is_confirmed: bool = False, easting: int | None = None, northing: int | None = None,
) -> Address:  # fmt: skip
    """Add an address. Forces to whom a perpetrator's move or stay matters are alerted."""
    if not (line_1.strip() or town.strip() or read_postcode(postcode).canonical):
        raise Refused("Give at least a street, a town or a postcode.", field="line_1")

    origin = provenance_of(actor, person, source, is_confirmed=is_confirmed, starts_on=starts_on)
    address = new_address(
        person, origin, kind=kind, line_1=line_1.strip(), line_2=line_2.strip(), town=town.strip(),
        postcode=postcode.strip(), uprn=uprn.strip(), police_force=police_force, protection=protection,
        easting=easting, northing=northing,
    )  # fmt: skip
    _added(entry, person, address, _loggable(address.in_one_line, Protection(address.protection)))
    if person.is_perpetrator:
        tell_of_address(person, actor=actor, reason=reason, address=address)
    return address


@action(event=events.FACT_ADDED, policy=policies.EDIT_PERSON)
def add_phone(
    person: Person, *, entry: Entry, actor: Actor, reason: Reason, source: Source, number: str,
    protection: Protection = Protection.OPEN, is_confirmed: bool = False,
) -> Phone:  # fmt: skip
    """Add a telephone number."""
    if not number.strip():
        raise Refused("Give the number as you heard it.", field="number")

    phone = new_phone(
        person, provenance_of(actor, person, source, is_confirmed=is_confirmed), number=number, protection=protection
    )
    _added(entry, person, phone, _loggable(phone.as_received, Protection(phone.protection)))
    return phone


@action(event=events.FACT_ADDED, policy=policies.EDIT_PERSON)
def add_vehicle(
    person: Person, *, entry: Entry, actor: Actor, reason: Reason, source: Source, mark: str,
    description: str = "", is_confirmed: bool = False,
) -> Vehicle:  # fmt: skip
    """Add a vehicle by its registration mark."""
    if not mark.strip():
        raise Refused("Give the registration mark, or the part of it that is known.", field="mark")

    origin = provenance_of(actor, person, source, is_confirmed=is_confirmed)
    vehicle = new_vehicle(person, origin, mark=mark, description=description)
    _added(entry, person, vehicle, vehicle.registration_mark)
    return vehicle


@action(event=events.FACT_ADDED, policy=policies.EDIT_PERSON)
def add_online_handle(
    person: Person, *, entry: Entry, actor: Actor, reason: Reason, source: Source, service: str, handle: str,
) -> OnlineHandle:  # fmt: skip
    """Add a name somebody uses online."""
    if not handle.strip():
        raise Refused("Give the name they use there.", field="handle")

    origin = provenance_of(actor, person, source)
    online = OnlineHandle.objects.create(person=person, service=service, handle=handle.strip(), **origin.fields())
    _added(entry, person, online, f"{service}: {handle}")
    return online


@action(event=events.FACT_ADDED, policy=policies.EDIT_PERSON)
def add_identifier(
    person: Person, *, entry: Entry, actor: Actor, reason: Reason, source: Source, kind: Identifier.Kind, text: str,
    is_confirmed: bool = False,
) -> Identifier:  # fmt: skip
    """Add an official number. A wrong check letter is kept, marked, and made a task."""
    origin = provenance_of(actor, person, source, is_confirmed=is_confirmed)
    identifier = new_identifier(person, origin, kind=kind, text=text)
    _added(entry, person, identifier, identifier.value)
    if identifier.doubt:
        ask_to_check(person, actor=actor, reason=reason, doubts=[identifier.doubt])
    return identifier


@action(event=events.FACT_ADDED, policy=policies.EDIT_PERSON)
def add_danger_marker(
    person: Person, *, entry: Entry, actor: Actor, reason: Reason, source: Source, signal: WarningSignal,
    review_on: date, narrative: str = "",
) -> DangerMarker:  # fmt: skip
    """Warn whoever goes to the door."""
    if person.dangermarker_set.filter(signal=signal, ends_on__isnull=True).exists():
        raise Refused(f"The marker “{signal.title}” is there already.", field="signal")

    origin = provenance_of(actor, person, source, starts_on=timezone.localdate())
    marker = DangerMarker.objects.create(
        person=person, signal=signal, narrative=narrative, review_on=review_on, **origin.fields()
    )
    _added(entry, person, marker, f"{signal.title}: {narrative}")
    return marker


@action(event=events.SIGHTING_RECORDED, policy=policies.RECORD_SIGHTING)
def record_sighting(
    person: Person, *, entry: Entry, actor: Actor, reason: Reason, seen_at: datetime | None = None, place: str = "",
    note: str = "", phone: str = "", incident_number: str = "", protection: Protection = Protection.OPEN,
) -> Sighting:  # fmt: skip
    """Take down in one step what a caller says: where, what, a number. Only the time is required; all unverified.

    A task asks the force's safeguarding officers to confirm it.
    """
    origin = provenance_of(actor, person, Source.CALLER)
    sighting = Sighting.objects.create(
        person=person, seen_at=seen_at or timezone.now(), place=place.strip(), note=note.strip(),
        incident_number=incident_number.strip(), **origin.fields(),
    )  # fmt: skip
    if phone.strip():
        protection = Protection(new_phone(person, origin, number=phone, protection=protection).protection)
    refresh([person.pk])
    entry.about(sighting, subject=person)
    entry.record(place=place, note=note, phone=_loggable(phone, protection), incident_number=incident_number)
    raise_task(
        origin.force,
        actor=actor,
        reason=reason,
        kind=Task.Kind.CONFIRM_FACT,
        title="Confirm what a caller said",
        team="safeguarding-officer",
        due_on=add_working_days(timezone.localdate(), 1),
        person=person,
    )
    return sighting


@action(event=events.FACT_ENDED, policy=policies.EDIT_PERSON)
def end_fact(person: Person, *, entry: Entry, actor: Actor, reason: Reason, fact: DatedFact, on: date) -> DatedFact:
    """Say that a fact no longer holds. It stays in the record with the day it ended, which lookup knows at once."""
    fact = _as_it_stands(person, fact)
    _require_own(actor, person, fact)
    if fact.ends_on:
        raise Refused("This fact has ended already.")
    if isinstance(fact, PersonName) and fact.kind == PersonName.Kind.CURRENT:
        raise Refused("The record goes by this name. Edit the person and give the new name: this one ends with it.")
    if on > timezone.localdate():
        raise Refused("The day is in the future. End the fact when that day has come.", field="on")
    if fact.starts_on and on < fact.starts_on:
        raise Refused("The fact would end before it starts. Check the day.", field="on")

    fact.ends_on = on
    fact.save(update_fields=["ends_on"])
    refresh([person.pk])
    entry.about(fact, subject=person)
    entry.record(fact=fact._meta.model_name, value=fact.pk, ends_on=on)
    return fact


def _require_own(actor: Actor, person: Person, fact: DatedFact) -> None:
    """Everybody may add to the national picture; only those who answer for a fact take from it or vouch for it."""
    if actor.force_id not in (person.owner_force_id, fact.force_id):
        raise Refused("Only the force that holds the person, or that recorded this, may do so. Tell its control room.")


@action(event=events.FACT_CONFIRMED, policy=policies.EDIT_PERSON)
def confirm_fact(person: Person, *, entry: Entry, actor: Actor, reason: Reason, fact: DatedFact) -> DatedFact:
    """Say that an unverified fact was checked."""
    fact = _as_it_stands(person, fact)
    _require_own(actor, person, fact)
    if fact.is_confirmed:
        raise Refused("This fact is confirmed already.")
    if fact.ends_on and fact.ends_on <= timezone.localdate():
        raise Refused("This fact has ended. What no longer holds cannot be confirmed.")

    fact.is_confirmed = True
    fact.save(update_fields=["is_confirmed"])
    entry.about(fact, subject=person)
    entry.record(fact=fact._meta.model_name)
    return fact


def _as_it_stands(person: Person, fact: DatedFact) -> DatedFact:
    """The person's fact as it is now, while the person is locked: somebody else may have ended or confirmed it."""
    held = type(fact)._default_manager.filter(pk=fact.pk, person=person).first()
    if held is None:
        raise Refused("This fact is not in the record of this person.")
    return held


def ask_to_check(person: Person, *, actor: Actor, reason: Reason, doubts: list[str]) -> None:
    """Make doubtful values a task for the force that holds the person."""
    raise_task(
        person.owner_force,
        actor=actor,
        reason=reason,
        kind=Task.Kind.DATA_QUALITY,
        title="Check a doubtful value",
        team="offender-manager",
        due_on=add_working_days(timezone.localdate(), 10),
        person=person,
        detail="\n".join(doubts)[:4000],
    )


def _added(entry: Entry, person: Person, fact: DatedFact, value: str) -> None:
    """Every added fact is logged alike, and lookup finds it from the same transaction on."""
    refresh([person.pk])
    entry.about(fact, subject=person)
    entry.record(fact=str(fact._meta.model_name), value=value, source=str(fact.source), is_confirmed=fact.is_confirmed)


def _loggable(value: str, protection: Protection) -> str:
    """A protected address or number stands in no event, not even apart from it: who reads the log must not find it."""
    return value if protection == Protection.OPEN else f"{Protection(protection).label}: not logged"
