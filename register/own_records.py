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

from accounts.planned import planned_cursor
from register.models import Address, Particular, Person, Phone, Protection, Vehicle
from register.rules.lookup.facts import PersonFacts, compact
from register.rules.own_record import Declared, Declares, Held, both_ways, hits_of, keys_of_held
from register.rules.phones import read_phone
from register.rules.places import read_postcode

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
    rows = _hit(wanted, users)
    openly: defaultdict[tuple[int, int], set[str]] = defaultdict(set)
    hidden: defaultdict[tuple[int, int], set[str]] = defaultdict(set)
    for number, user_id, source, keys in rows:
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


def _hit(keys: Collection[str], users: Collection[int] | None) -> list[tuple[int, int, str, list[str]]]:
    """The particulars in force with one of the keys, of these users or of all: key, user, source and keys."""
    with planned_cursor() as cursor:
        cursor.execute(_HIT, {"keys": sorted(keys), "users": None if users is None else list(users)})
        return list(cursor.fetchall())


_HIT = """
SELECT id, user_id, source, keys FROM register_particular
WHERE ended_at IS NULL AND keys && %(keys)s::varchar[] AND (%(users)s::bigint[] IS NULL OR user_id = ANY(%(users)s))
"""


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
    found: defaultdict[int, list[Detail]] = defaultdict(list)
    with planned_cursor() as cursor:
        cursor.execute(_MORE, {"people": [each.person_id for each in people], "open": Protection.OPEN.value})
        for person_id, kind, one, two in cursor.fetchall():
            found[person_id].append((kind, one, two))
    return found


_MORE = f"""
SELECT person_id, '{ADDRESS}', line_1, postcode FROM register_address
WHERE person_id = ANY(%(people)s) AND protection <> %(open)s
UNION ALL
SELECT person_id, '{PHONE}', digits, '' FROM register_phone
WHERE person_id = ANY(%(people)s) AND protection <> %(open)s
UNION ALL
SELECT id, '{BIRTH}', date_of_birth::text, '' FROM register_person
WHERE id = ANY(%(people)s) AND date_of_birth_doubt <> '' AND date_of_birth IS NOT NULL
"""  # noqa: S608 - constants
