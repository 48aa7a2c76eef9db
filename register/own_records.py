"""Which people who work in the register a record belongs to, by what they declared: what is read to find it out.

Only an address and a number that anybody may find somebody by count for what people declare themselves. Otherwise
somebody could declare one place after another, and learn where she lives from the record that goes out of their sight.
What the personnel system or professional standards enter is compared with protected details too.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial

from django.contrib.postgres.fields import ArrayField
from django.db.models import CharField, Q, Value
from django.db.models.functions import Cast

from register.models import Address, Particular, Person, Phone, Protection, Vehicle
from register.rules.lookup.facts import PersonFacts, compact
from register.rules.own_record import Declared, Declares, Held, both_ways, hits_of, keys_of_held
from register.rules.phones import read_phone
from register.rules.places import read_postcode

# One value of the statement, however many keys: Django would make an expression of each.
_ONE_VALUE = partial(Value, output_field=ArrayField(CharField()))
ADDRESS, PHONE, BIRTH = "address", "phone", "birth"
Detail = tuple[str, str, str]
"""The kind of a detail that lookup does not know, and its two parts."""


@dataclass(frozen=True, slots=True)
class Own:
    """A record that is somebody's own: the keys of the user and the person, what hit, as `birth:12`, and what of it
    anybody may find the record by."""

    user_id: int
    person_id: int
    hits: tuple[str, ...]
    open_hits: tuple[str, ...]


def own_records(people: Sequence[PersonFacts], users: Collection[int] | None = None) -> list[Own]:
    """Whose own these records are, of these users or of all. Two queries, however many people."""
    more = _more(people)
    opened = {each.person_id: keys_of_held(_held(each, more.get(each.person_id, ()))) for each in people}
    closed = {
        each.person_id: keys_of_held(_protected(each, details))
        for each in people if (details := more.get(each.person_id))
    }  # fmt: skip
    wanted: set[str] = set().union(*opened.values(), *closed.values())
    if not wanted:
        return []
    rows = Particular.objects.live().filter(keys__overlap=_ONE_VALUE(sorted(wanted)))
    if users is not None:
        rows = rows.filter(user__in=users)
    openly: defaultdict[tuple[int, int], set[str]] = defaultdict(set)
    hidden: defaultdict[tuple[int, int], set[str]] = defaultdict(set)
    for number, user_id, source, keys in rows.order_by().values_list("pk", "user_id", "source", "keys"):
        for person_id in opened:
            both = user_id, person_id
            openly[both].update(f"{hit}:{number}" for hit in hits_of(opened[person_id].intersection(keys)))
            if source != Particular.Source.SELF and person_id in closed:
                hidden[both].update(f"{hit}:{number}" for hit in hits_of(closed[person_id].intersection(keys)))
    return [
        Own(*both, tuple(sorted(found)), tuple(sorted(openly[both])))
        for both in openly
        if (found := openly[both] | hidden[both])
    ]


def declared(particular: Particular) -> Declared:
    """A particular as the rule takes it."""
    return Declared(
        Declares(particular.kind), particular.forenames, particular.surname, particular.date_of_birth,
        particular.line_1, particular.postcode, particular.number_or_mark,
    )  # fmt: skip


def people_perhaps(particulars: Iterable[Declared]) -> list[int]:
    """The keys of the people whom these particulars may name: found by indexes of dates, postcodes, numbers and marks,
    to be looked at one by one."""
    given = list(particulars)
    births = {day for each in given if each.date_of_birth for day in both_ways(each.date_of_birth)}
    postcodes = {read_postcode(each.postcode).canonical for each in given if each.postcode}
    phones = {read_phone(each.number_or_mark).e164 for each in given if each.kind is Declares.PHONE} - {None}
    marks = {compact(each.number_or_mark) for each in given if each.kind is Declares.VEHICLE}
    found = set(Person.objects.filter(date_of_birth__in=births, disposed_at__isnull=True).values_list("pk", flat=True))
    found.update(Address.objects.filter(postcode__in=postcodes - {""}).order_by().values_list("person", flat=True))
    found.update(Phone.objects.filter(e164__in=phones).order_by().values_list("person", flat=True))
    found.update(Vehicle.objects.filter(registration_mark__in=marks).order_by().values_list("person", flat=True))
    return sorted(found)


def _held(facts: PersonFacts, more: Sequence[Detail]) -> Held:
    """What anybody may find a person by, and the dates of birth that are in doubt."""
    return Held(
        names=_names(facts),
        births=[*facts.dates_of_birth, *(date.fromisoformat(one) for kind, one, _ in more if kind == BIRTH)],
        addresses=[(each.line_1, each.postcode) for each in facts.addresses],
        phones=facts.phones,
        vehicles=facts.plates,
    )


def _protected(facts: PersonFacts, more: Sequence[Detail]) -> Held:
    """What nobody is found by."""
    return Held(
        names=_names(facts),
        addresses=[(one, two) for kind, one, two in more if kind == ADDRESS],
        phones=[one for kind, one, _ in more if kind == PHONE],
    )


def _names(facts: PersonFacts) -> list[tuple[str, str]]:
    return [(each.forenames, each.surname) for each in facts.names]


def _more(people: Sequence[PersonFacts]) -> Mapping[int, list[Detail]]:
    """What lookup does not know of these people: protected addresses and numbers, and doubtful dates. One query."""
    of_them = {"person__in": [each.person_id for each in people]}
    nothing = Value("")
    addresses = Address.objects.filter(~Q(protection=Protection.OPEN), **of_them)
    phones = Phone.objects.filter(~Q(protection=Protection.OPEN), **of_them)
    born = Person.objects.filter(~Q(date_of_birth_doubt=""), pk__in=of_them["person__in"], date_of_birth__isnull=False)
    rows = addresses.order_by().values_list("person", Value(ADDRESS), "line_1", "postcode").union(
        phones.order_by().values_list("person", Value(PHONE), "digits", nothing),
        born.order_by().values_list("pk", Value(BIRTH), Cast("date_of_birth", CharField()), nothing), all=True,
    )  # fmt: skip
    found: defaultdict[int, list[Detail]] = defaultdict(list)
    for person_id, kind, one, two in rows:
        found[person_id].append((kind, one, two))
    return found
