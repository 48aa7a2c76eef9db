"""Writing what a force's record says of a person as dated facts, in few queries. For the actions of `feeds` alone."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

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
from register.models.insert import Row, insert_together
from register.protection import least_protection
from register.rules.merging import Field, Holder, Merge, holder_of, merge

Part = TypeVar("Part")
SINGLE = (Field.NAME, Field.SEX, Field.DATE_OF_BIRTH, Field.HOME)
_OF_BIRTH = ("date_of_birth", "date_of_birth_as_received", "date_of_birth_doubt")


def enter_received(held: LocalRecord, record: Received, areas: Mapping[str, Force], person_id: int) -> None:
    """Write a new person with every fact of the record, and `held`, the force's record of them, by one statement."""
    facts = rows_of_new(held, record, areas, person_id)
    insert_together([held.person], *([model(**row) for row in rows] for model, rows in facts.items()), [held])


def rows_of_new(
    held: LocalRecord, record: Received, areas: Mapping[str, Force], person_id: int
) -> dict[type[DatedFact], list[Row]]:
    """The rows of every fact of the record, by table, about a new person, who is made and given to `held`."""
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
    return {
        PersonName: [_name(person, origin, record.name, PersonName.Kind.CURRENT), *aliases],
        Address: [*homes, *_former(person, origin, record.former, areas)],
        Phone: [_phone(person, origin, phone) for phone in record.phones],
        Vehicle: [_vehicle(person, origin, mark) for mark in record.vehicles],
        Identifier: [_identifier(person, origin, number) for number in record.identifiers],
    }


@dataclass(frozen=True, slots=True)
class Dispute:
    """What the force says of one field, while somebody else has settled it otherwise."""

    field: Field
    said: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Compared:
    """What came of a record that was received before. `agreed` are the fields that the force said something new of and
    that stand as it says."""

    is_changed: bool
    disputes: tuple[Dispute, ...]
    agreed: frozenset[Field]


def compare_received(
    held: LocalRecord, record: Received, areas: Mapping[str, Force], *, actor: Actor, reason: Reason
) -> Compared:
    """Bring the person up to what the record says now, as far as the policy of merging lets it."""
    was = Received.from_json(held.facts)
    person = held.person = Person.objects.select_for_update().get(pk=held.person_id)
    origin = Provenance(Source.FORCE_SYSTEM, held.force, None, starts_on=timezone.localdate())
    word = Word(person, origin, record, areas)
    news = [field for field in SINGLE if part_of(was, field) != part_of(record, field)]
    disputes = tuple(Dispute(field, part_of(record, field)) for field in news if is_disputed(word, was, field))
    agreed = frozenset(news) - {each.field for each in disputes}
    for field in agreed:
        take_word(word, field, was=was, actor=actor, reason=reason)
    changes = [
        bool(news),
        _changed_aliases(person, origin, was.aliases, record.aliases),
        _changed_former(person, origin, was, record, areas),
        _changed_phones(person, origin, was.phones, record.phones),
        _changed_vehicles(person, origin, was.vehicles, record.vehicles),
        _changed_identifiers(person, origin, was.identifiers, record.identifiers),
        was.remarks != record.remarks,
    ]
    return Compared(any(changes), disputes, agreed)


@dataclass(frozen=True, slots=True)
class Word:
    """What a force's system says of a person now."""

    person: Person
    origin: Provenance
    record: Received
    areas: Mapping[str, Force]


def part_of(record: Received, field: Field) -> Mapping[str, Any]:
    """What a record says of one single-valued field, as JSON."""
    told = record.to_json()
    if field is Field.NAME or field is Field.HOME:
        return told[field] or {}
    names = ("sex",) if field is Field.SEX else _OF_BIRTH
    return {name: told[name] for name in names}


def with_part(record: Received, field: Field, said: Mapping[str, Any]) -> Received:
    """The record with what was said of one field."""
    told = record.to_json()
    return Received.from_json(told | ({field: dict(said)} if field in (Field.NAME, Field.HOME) else dict(said)))


def is_disputed(word: Word, was: Received, field: Field) -> bool:
    """Whether people must decide between this word and what stands. A system that says nothing disputes nothing."""
    if not _says_something(word.record, field) or stands_already(word, field):
        return False
    if field is Field.HOME and _is_protected_home(word.person):
        return True  # whatever its source: ending it would open what somebody hides behind
    return merge(field, _holder(word, was, field)) is Merge.ASK


def stands_already(word: Word, field: Field) -> bool:
    """Whether the register holds what the system says."""
    person, record = word.person, word.record
    if field is Field.NAME:
        name = current_name(person)
        return name is not None and (name.full, name.surname) == (record.name.full, record.name.surname)
    if field is Field.HOME:
        home = current_home(person)
        return home is not None and record.home is not None and _place(home) == record.home.place
    return person.sex == record.sex if field is Field.SEX else person.date_of_birth == record.date_of_birth


def current_name(person: Person) -> PersonName | None:
    """The name that the record goes by."""
    return PersonName.objects.filter(person=person, kind=PersonName.Kind.CURRENT, ends_on=None).first()


def _is_protected_home(person: Person) -> bool:
    home = current_home(person)
    return home is not None and home.protection != Protection.OPEN


def current_home(person: Person) -> Address | None:
    """Where the person lives now."""
    return Address.objects.filter(person=person, kind=Address.Kind.HOME, ends_on=None).first()


def take_word(word: Word, field: Field, *, was: Received | None, actor: Actor, reason: Reason) -> None:
    """Let the register say what the force's system says of a field. Where it does already, nothing is written anew.
    `was` is what the system said before, of which only that may end which it began itself."""
    if field is Field.NAME and not stands_already(word, field):
        _take_name(word)
    elif field is Field.HOME:
        _take_home(word, actor=actor, reason=reason)
    elif field in (Field.SEX, Field.DATE_OF_BIRTH):
        _take_of_person(word, field, was)


def _says_something(record: Received, field: Field) -> bool:
    if field is Field.SEX:
        return record.sex != Person.Sex.NOT_STATED
    if field is Field.DATE_OF_BIRTH:
        return record.date_of_birth is not None
    return field is Field.NAME or record.home is not None


def _holder(word: Word, was: Received, field: Field) -> Holder:
    """Whose word stands now. Of sex and date of birth the register keeps no source: what the system did not say
    itself, an officer has settled."""
    person, fact = word.person, None
    if field is Field.NAME or field is Field.HOME:
        fact = current_name(person) if field is Field.NAME else current_home(person)
        if fact is None:
            return Holder.NOBODY
        return holder_of(fact.source, is_own_force=fact.force_id == word.origin.force.pk)
    held, said = (person.sex, was.sex) if field is Field.SEX else (person.date_of_birth, was.date_of_birth)
    if held in (None, Person.Sex.NOT_STATED):
        return Holder.NOBODY
    return Holder.OWN_SYSTEM if held == said else Holder.OFFICER


def _take_of_person(word: Word, field: Field, was: Received | None) -> None:
    """Sex or date of birth, with what was received of it. What the force does not say any more stays if others said
    it."""
    person, record = word.person, word.record
    if was is not None and not _says_something(record, field) and _holder(word, was, field) is Holder.OFFICER:
        return
    changed = [name for name in part_of(record, field) if getattr(person, name) != getattr(record, name)]
    for name in changed:
        setattr(person, name, getattr(record, name))
    if changed:
        person.version += 1
        person.save(update_fields=[*changed, "version"])


def _take_name(word: Word) -> None:
    person, now = word.person, word.record.name
    new_name(person, word.origin, forenames=now.forenames, surname=now.surname, kind=PersonName.Kind.CURRENT)
    PersonName.objects.filter(person=person, kind=PersonName.Kind.CURRENT, ends_on=None).update(
        doubt=now.doubt, is_confirmed=not now.doubt
    )


def _take_home(word: Word, *, actor: Actor, reason: Reason) -> None:
    """A new home address ends the old one and alerts the force in whose area it lies; a known one does neither."""
    person, origin, now = word.person, word.origin, word.record.home
    homes = Address.objects.filter(person=person, kind=Address.Kind.HOME, ends_on=None)
    if now is None:
        own = homes.filter(source=origin.source, force=origin.force, protection=Protection.OPEN)
        own.update(ends_on=origin.starts_on)
        return
    if stands_already(word, Field.HOME):
        return
    homes.update(ends_on=origin.starts_on)
    home = Address(**_address(person, origin, now, word.areas))
    _protect(person, [home])
    home.save()
    ask_for_move_check(person, by=origin.recorded_by_id)
    if person.is_perpetrator:
        tell_of_address(person, actor=actor, reason=reason, address=home)


def _place(home: Address) -> tuple[str, str, str, str]:
    return home.line_1, home.line_2, home.town, home.postcode


def _changed_aliases(
    person: Person, origin: Provenance, was: Iterable[ReceivedName], now: Iterable[ReceivedName]
) -> bool:
    begun, ended = _difference(was, now, lambda alias: alias.full)
    for alias in ended:
        kept = _ours(PersonName, person, origin).filter(kind=PersonName.Kind.ALIAS)
        kept.filter(forenames=alias.forenames, surname=alias.surname).update(ends_on=origin.starts_on)
    PersonName.objects.bulk_create(
        [PersonName(**_name(person, origin, alias, PersonName.Kind.ALIAS)) for alias in begun]
    )
    return bool(begun or ended)


def _changed_former(
    person: Person, origin: Provenance, was: Received, now: Received, areas: Mapping[str, Force]
) -> bool:
    """Former addresses that are news. One that is no longer sent stays: the past does not end."""
    known = {address.place for address in (was.home, *was.former) if address}
    begun = [address for address in now.former if address.place not in known]
    news = [Address(**row) for row in _former(person, origin, begun, areas)]
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
    news = [Phone(**_phone(person, origin, phone)) for phone in begun]
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
    Vehicle.objects.bulk_create([Vehicle(**_vehicle(person, origin, mark)) for mark in begun])
    return bool(begun or ended)


def _changed_identifiers(
    person: Person, origin: Provenance, was: Iterable[ReceivedIdentifier], now: Iterable[ReceivedIdentifier]
) -> bool:
    begun, ended = _difference(was, now, lambda number: (number.kind, number.value))
    for number in ended:
        kept = _ours(Identifier, person, origin)
        kept.filter(kind=number.kind, value=number.value).update(ends_on=origin.starts_on)
    there = set(Identifier.objects.filter(person=person, ends_on=None).values_list("kind", "value")) if begun else set()
    news = [number for number in begun if (number.kind, number.value) not in there]
    Identifier.objects.bulk_create([Identifier(**_identifier(person, origin, number)) for number in news])
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


def _stated(person: Person, origin: Provenance, doubt: str) -> dict[str, Any]:
    """What every received fact carries. What the force's system holds is confirmed, unless it is in doubt."""
    return {
        "person_id": person.pk, "force_id": origin.force.pk, "recorded_by_id": origin.recorded_by_id,
        "source": origin.source, "standing": origin.standing, "starts_on": origin.starts_on, "doubt": doubt[:200],
        "is_confirmed": not doubt,
    }  # fmt: skip


def _name(person: Person, origin: Provenance, name: ReceivedName, kind: PersonName.Kind) -> Row:
    stated = _stated(person, origin, name.doubt)
    return stated | {"forenames": name.forenames, "surname": name.surname, "kind": kind}


def _address(person: Person, origin: Provenance, address: ReceivedAddress, areas: Mapping[str, Force]) -> Row:
    area = areas.get(address.force_code)
    return _stated(person, origin, address.doubt) | {
        "kind": Address.Kind.HOME, "line_1": address.line_1, "line_2": address.line_2, "town": address.town,
        "postcode": address.postcode, "police_force_id": area.pk if area else None,
    }  # fmt: skip


def _former(
    person: Person, origin: Provenance, addresses: Iterable[ReceivedAddress], areas: Mapping[str, Force]
) -> list[Row]:
    """Addresses that ended before they were received, on a day not known: the day they were received stands for it."""
    ended = {"starts_on": None, "ends_on": timezone.localdate()}
    return [{**_address(person, origin, address, areas), **ended} for address in addresses]


def _phone(person: Person, origin: Provenance, phone: ReceivedPhone) -> Row:
    stated = _stated(person, origin, phone.doubt)
    return stated | {"as_received": phone.as_received, "e164": phone.e164, "digits": phone.digits}


def _vehicle(person: Person, origin: Provenance, mark: str) -> Row:
    return _stated(person, origin, "") | {"registration_mark": mark}


def _identifier(person: Person, origin: Provenance, number: ReceivedIdentifier) -> Row:
    stated = _stated(person, origin, number.doubt)
    return stated | {"kind": number.kind, "value": number.value, "as_received": number.as_received}
