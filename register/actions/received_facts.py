"""Writing what a force's record says of a person as dated facts, in few queries. For the actions of `feeds` alone."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from typing import TypeVar

from django.db import models
from django.utils import timezone

from accounts.actor import Actor
from accounts.models import Force
from audit.core.entry import Reason
from register.actions.facts import Provenance, new_name
from register.actions.moves import ask_for_move_check
from register.actions.telling import tell_of_address
from register.imports.received import (
    Received,
    ReceivedAddress,
    ReceivedIdentifier,
    ReceivedName,
    ReceivedPhone,
)
from register.models import (
    Address,
    DatedFact,
    Identifier,
    LocalRecord,
    Person,
    PersonName,
    Phone,
    Protection,
    Source,
    SubjectCategory,
    Vehicle,
)
from register.models.insert import insert_together
from register.protection import least_protection

Part = TypeVar("Part")


def enter_received(held: LocalRecord, record: Received, areas: Mapping[str, Force], person_id: int) -> None:
    """Write a new person with every fact of the record, and `held`, the force's record of them, by one statement."""
    insert_together(*rows_of_new(held, record, areas, person_id))


def rows_of_new(
    held: LocalRecord, record: Received, areas: Mapping[str, Force], person_id: int
) -> tuple[list[models.Model], ...]:
    """The rows of a new person with every fact of the record, a list for each table, in order: the person, names,
    addresses, telephones, vehicles, identifiers, and `held`."""
    force = held.force
    held.person = person = Person(
        pk=person_id,
        display_name=record.name.full,
        owner_force=force,
        subject_category=SubjectCategory.SUSPECT,
        sex=record.sex,
        date_of_birth=record.date_of_birth,
        date_of_birth_as_received=record.date_of_birth_as_received,
        date_of_birth_doubt=record.date_of_birth_doubt,
    )
    origin = Provenance(Source.FORCE_SYSTEM, force, None)
    aliases = [_name(person, origin, alias, PersonName.Kind.ALIAS) for alias in record.aliases]
    homes = [_address(person, origin, record.home, areas)] if record.home else []
    return (
        [person],
        [_name(person, origin, record.name, PersonName.Kind.CURRENT), *aliases],
        [*homes, *_former(person, origin, record.former, areas)],
        [_phone(person, origin, phone) for phone in record.phones],
        [_vehicle(person, origin, mark) for mark in record.vehicles],
        [_identifier(person, origin, number) for number in record.identifiers],
        [held],
    )


def compare_received(
    held: LocalRecord, record: Received, areas: Mapping[str, Force], *, actor: Actor, reason: Reason
) -> bool:
    """Bring the person up to what the record says now. Gives whether that is anything else than it said before."""
    was = Received.from_json(held.facts)
    person = held.person = Person.objects.select_for_update().get(pk=held.person_id)
    origin = Provenance(Source.FORCE_SYSTEM, held.force, None, starts_on=timezone.localdate())
    changes = [
        _changed_person(person, was, record),
        _changed_name(person, origin, was.name, record.name),
        _changed_aliases(person, origin, was.aliases, record.aliases),
        _changed_home(person, origin, was, record, areas, actor=actor, reason=reason),
        _changed_former(person, origin, was, record, areas),
        _changed_phones(person, origin, was.phones, record.phones),
        _changed_vehicles(person, origin, was.vehicles, record.vehicles),
        _changed_identifiers(person, origin, was.identifiers, record.identifiers),
        was.remarks != record.remarks,
    ]
    return any(changes)


def _changed_person(person: Person, was: Received, now: Received) -> bool:
    """Sex and date of birth follow where the force says something new; else an officer's correction stays."""
    names = ("sex", "date_of_birth", "date_of_birth_as_received", "date_of_birth_doubt")
    changed = [name for name in names if getattr(was, name) != getattr(now, name)]
    if not changed:
        return False
    for name in changed:
        setattr(person, name, getattr(now, name))
    person.version += 1
    person.save(update_fields=[*changed, "version"])
    return True


def _changed_name(person: Person, origin: Provenance, was: ReceivedName, now: ReceivedName) -> bool:
    if was.full == now.full and was.surname == now.surname:
        return False
    new_name(person, origin, forenames=now.forenames, surname=now.surname, kind=PersonName.Kind.CURRENT)
    PersonName.objects.filter(person=person, kind=PersonName.Kind.CURRENT, ends_on=None).update(
        doubt=now.doubt, is_confirmed=not now.doubt
    )
    return True


def _changed_aliases(
    person: Person, origin: Provenance, was: Iterable[ReceivedName], now: Iterable[ReceivedName]
) -> bool:
    begun, ended = _difference(was, now, lambda alias: alias.full)
    for alias in ended:
        kept = _ours(PersonName, person, origin).filter(kind=PersonName.Kind.ALIAS)
        kept.filter(forenames=alias.forenames, surname=alias.surname).update(ends_on=origin.starts_on)
    PersonName.objects.bulk_create([_name(person, origin, alias, PersonName.Kind.ALIAS) for alias in begun])
    return bool(begun or ended)


def _changed_home(
    person: Person, origin: Provenance, was: Received, now: Received, areas: Mapping[str, Force], *, actor: Actor,
    reason: Reason,
) -> bool:  # fmt: skip
    """A new home address ends the old one and alerts the force in whose area it lies; a known one does neither."""
    if (was.home and was.home.place) == (now.home and now.home.place):
        return False
    homes = Address.objects.filter(person=person, kind=Address.Kind.HOME, ends_on=None)
    if now.home is None:
        homes.filter(source=origin.source, force=origin.force).update(ends_on=origin.starts_on)
        return True
    known = homes.first()
    if known and (known.line_1, known.line_2, known.town, known.postcode) == now.home.place:
        return True
    homes.update(ends_on=origin.starts_on)
    home = _address(person, origin, now.home, areas)
    _protect(person, [home])
    home.save()
    ask_for_move_check(person, by=None)
    if person.is_perpetrator:
        tell_of_address(person, actor=actor, reason=reason, address=home)
    return True


def _changed_former(
    person: Person, origin: Provenance, was: Received, now: Received, areas: Mapping[str, Force]
) -> bool:
    """Former addresses that are news. One that is no longer sent stays: the past does not end."""
    known = {address.place for address in (was.home, *was.former) if address}
    news = _former(person, origin, [address for address in now.former if address.place not in known], areas)
    _protect(person, news)
    Address.objects.bulk_create(news)
    return bool(news)


def _changed_phones(
    person: Person, origin: Provenance, was: Iterable[ReceivedPhone], now: Iterable[ReceivedPhone]
) -> bool:
    begun, ended = _difference(was, now, lambda phone: phone.number)
    for phone in ended:
        written = {"e164": phone.e164} if phone.e164 else {"as_received": phone.as_received}
        _ours(Phone, person, origin).filter(**written).update(ends_on=origin.starts_on)
    news = [_phone(person, origin, phone) for phone in begun]
    _protect(person, news)
    Phone.objects.bulk_create(news)
    return bool(begun or ended)


def _protect(person: Person, details: Sequence[Address] | Sequence[Phone]) -> None:
    """What a force's system sends of somebody who must not be found is no less protected than what people record."""
    if details:
        least = least_protection(person, Protection.OPEN)
        for detail in details:
            detail.protection = least


def _changed_vehicles(person: Person, origin: Provenance, was: Iterable[str], now: Iterable[str]) -> bool:
    begun, ended = _difference(was, now, str)
    _ours(Vehicle, person, origin).filter(registration_mark__in=ended).update(ends_on=origin.starts_on)
    Vehicle.objects.bulk_create([_vehicle(person, origin, mark) for mark in begun])
    return bool(begun or ended)


def _changed_identifiers(
    person: Person, origin: Provenance, was: Iterable[ReceivedIdentifier], now: Iterable[ReceivedIdentifier]
) -> bool:
    begun, ended = _difference(was, now, lambda number: (number.kind, number.value))
    for number in ended:
        kept = _ours(Identifier, person, origin)
        kept.filter(kind=number.kind, value=number.value).update(ends_on=origin.starts_on)
    there = set(Identifier.objects.filter(person=person, ends_on=None).values_list("kind", "value")) if begun else set()
    news = [_identifier(person, origin, number) for number in begun if (number.kind, number.value) not in there]
    Identifier.objects.bulk_create(news)
    return bool(begun or ended)


def _difference(
    was: Iterable[Part], now: Iterable[Part], key: Callable[[Part], object]
) -> tuple[list[Part], list[Part]]:
    """What is said now and was not said before, and what was said before and is not said now."""
    before, after = {key(each): each for each in was}, {key(each): each for each in now}
    begun = [each for name, each in after.items() if name not in before]
    return begun, [each for name, each in before.items() if name not in after]


def _ours(model: type[DatedFact], person: Person, origin: Provenance):  # type: ignore[no-untyped-def]
    """Facts of the person that this force's system stated and that still hold."""
    return model.objects.filter(person=person, source=origin.source, force=origin.force, ends_on=None)


def _stated(person: Person, origin: Provenance, doubt: str) -> dict[str, object]:
    """What every received fact carries. What the force's system holds is confirmed, unless it is in doubt."""
    return {"person": person, "doubt": doubt[:200], **origin.fields(), "is_confirmed": not doubt}


def _name(person: Person, origin: Provenance, name: ReceivedName, kind: PersonName.Kind) -> PersonName:
    stated = _stated(person, origin, name.doubt)
    return PersonName(forenames=name.forenames, surname=name.surname, kind=kind, **stated)


def _address(person: Person, origin: Provenance, address: ReceivedAddress, areas: Mapping[str, Force]) -> Address:
    return Address(
        kind=Address.Kind.HOME, line_1=address.line_1, line_2=address.line_2, town=address.town,
        postcode=address.postcode, police_force=areas.get(address.force_code),
        **_stated(person, origin, address.doubt),
    )  # fmt: skip


def _former(
    person: Person, origin: Provenance, addresses: Iterable[ReceivedAddress], areas: Mapping[str, Force]
) -> list[Address]:
    """Addresses that ended before they were received, on a day not known: the day they were received stands for it."""
    origin, today = replace(origin, starts_on=None), timezone.localdate()
    former = [_address(person, origin, address, areas) for address in addresses]
    for address in former:
        address.ends_on = today
    return former


def _phone(person: Person, origin: Provenance, phone: ReceivedPhone) -> Phone:
    stated = _stated(person, origin, phone.doubt)
    return Phone(as_received=phone.as_received, e164=phone.e164, digits=phone.digits, **stated)


def _vehicle(person: Person, origin: Provenance, mark: str) -> Vehicle:
    return Vehicle(registration_mark=mark, **_stated(person, origin, ""))


def _identifier(person: Person, origin: Provenance, number: ReceivedIdentifier) -> Identifier:
    stated = _stated(person, origin, number.doubt)
    return Identifier(kind=number.kind, value=number.value, as_received=number.as_received, **stated)
