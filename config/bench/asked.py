"""What callers and specialists give to look somebody up by: more than thirty kinds of terms, made from known people."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import count, cycle
from random import Random

from django.db.models import QuerySet
from django.utils import timezone

from register.models import Identifier, Person, PersonName

DIGITS = ("oh", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")
SEED = 20261123


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of one person; an empty text where nothing is."""

    reference: str
    forename: str
    surname: str
    alias: str
    born: date | None
    phone: str
    line_1: str
    town: str
    postcode: str
    plate: str
    pnc: str
    cro: str
    local_reference: str
    middle: str = ""
    former: str = ""


@dataclass(frozen=True, slots=True)
class Asked:
    """Terms, their kind, and the reference of the person they are about."""

    kind: str
    terms: str
    about: str


Kind = Callable[[Known, Random], str]


def _if(*facts: object, terms: str) -> str:
    return terms if all(facts) else ""


def _dropped(known: Known, random: Random) -> str:
    at = random.randrange(1, max(2, len(known.surname) - 1))
    return _if(len(known.surname) > 4, terms=f"{known.forename} {known.surname[:at]}{known.surname[at + 1 :]}")


def _swapped(known: Known, random: Random) -> str:
    word = known.surname
    at = random.randrange(1, max(2, len(word) - 2))
    return _if(
        len(word) > 4, terms=f"{known.forename} {word[:at]}{word[at + 1 : at + 2]}{word[at : at + 1]}{word[at + 2 :]}"
    )


def _doubled(known: Known, random: Random) -> str:
    at = random.randrange(1, max(2, len(known.surname) - 1))
    return _if(len(known.surname) > 4, terms=f"{known.forename} {known.surname[:at]}{known.surname[at - 1 :]}")


def _short_pnc(known: Known, random: Random) -> str:
    year, _, rest = known.pnc.partition("/")
    return _if(known.pnc, terms=f"{year[-2:]}/{rest.lstrip('0')}")


def _spoken(known: Known, random: Random) -> str:
    return " ".join(DIGITS[int(digit)] for digit in known.phone)


def _year(known: Known) -> int:
    return known.born.year if known.born else 0


KINDS: Mapping[str, Kind] = {
    "surname": lambda k, r: k.surname,
    "forename and surname": lambda k, r: f"{k.forename} {k.surname}",
    "surname before forename": lambda k, r: f"{k.surname.upper()}, {k.forename}",
    "beginning of the surname": lambda k, r: _if(len(k.surname) > 5, terms=k.surname[:5]),
    "surname without one letter": _dropped,
    "surname with two letters swapped": _swapped,
    "surname with a letter doubled": _doubled,
    "alias": lambda k, r: k.alias,
    "surname and town": lambda k, r: _if(k.town, terms=f"{k.surname} {k.town}"),
    "part of the surname and town": lambda k, r: _if(k.town, len(k.surname) > 5, terms=f"{k.surname[:-1]} {k.town}"),
    "forename and town": lambda k, r: _if(k.town, terms=f"{k.forename} {k.town}"),
    "surname and date of birth": lambda k, r: _if(k.born, terms=f"{k.surname} {k.born:%d/%m/%Y}" if k.born else ""),
    "surname and year of birth": lambda k, r: _if(k.born, terms=f"{k.surname} {_year(k)}"),
    "name and age": lambda k, r: _if(k.born, terms=f"{k.forename} {k.surname} {timezone.localdate().year - _year(k)}"),
    "date of birth": lambda k, r: f"{k.born:%d/%m/%Y}" if k.born else "",
    "date of birth in words": lambda k, r: f"{k.born:%d %b %Y}" if k.born else "",
    "telephone number": lambda k, r: k.phone,
    "telephone number in groups": lambda k, r: _if(k.phone, terms=f"{k.phone[:5]} {k.phone[5:8]} {k.phone[8:]}"),
    "telephone number from abroad": lambda k, r: _if(k.phone, terms=f"+44 {k.phone[1:]}"),
    "telephone number as spoken": _spoken,
    "end of the telephone number": lambda k, r: k.phone[-6:],
    "postcode": lambda k, r: k.postcode,
    "postcode without its space": lambda k, r: k.postcode.replace(" ", "").lower(),
    "house and street": lambda k, r: k.line_1,
    "street and town": lambda k, r: _if(k.line_1, k.town, terms=f"{k.line_1.partition(' ')[2]} {k.town}"),
    "surname and postcode": lambda k, r: _if(k.postcode, terms=f"{k.surname} {k.postcode}"),
    "vehicle mark": lambda k, r: k.plate,
    "vehicle mark with a space": lambda k, r: _if(len(k.plate) == 7, terms=f"{k.plate[:4]} {k.plate[4:]}".lower()),
    "beginning of a vehicle mark": lambda k, r: k.plate[:5],
    "PNC ID": lambda k, r: k.pnc,
    "PNC ID in short": _short_pnc,
    "CRO number": lambda k, r: k.cro,
    "the force's own reference": lambda k, r: k.local_reference,
    "reference of the register": lambda k, r: k.reference,
    "somebody unknown": lambda k, r: f"Quorvish {r.choice('AEIOU')}zzemba",
}  # fmt: skip
UNKNOWN = "somebody unknown"


def known_people(people: QuerySet[Person]) -> list[Known]:
    """What is known of these people, by a fixed number of queries."""
    facts = ("personname_set", "phone_set", "address_set", "vehicle_set", "identifier_set", "local_records")
    return [_known(person) for person in people.order_by("pk").prefetch_related(*facts)]


def draw(people: Sequence[Known], many: int) -> list[Asked]:
    """So many terms, the kinds in turn, each about somebody drawn anew; the same for the same people.

    Kinds that fit nobody are left out.
    """
    random = Random(SEED)  # noqa: S311 - drawn alike in every run, nothing secret
    fitting = {name: make for name, make in KINDS.items() if any(make(known, random) for known in people)}
    drawn: list[Asked] = []
    for name, make in cycle(fitting.items()):
        if len(drawn) == many:
            return drawn
        terms, about = next(_tries(make, people, random))
        drawn.append(Asked(name, terms, about))
    return drawn


def _tries(make: Kind, people: Sequence[Known], random: Random) -> Iterator[tuple[str, str]]:
    for _ in count():
        known = random.choice(people)
        if terms := make(known, random):
            yield terms, known.reference


def _known(person: Person) -> Known:
    names = {name.kind: name for name in person.personname_set.all()}
    current, alias = names[PersonName.Kind.CURRENT], names.get(PersonName.Kind.ALIAS)
    former = names.get(PersonName.Kind.FORMER)
    address = next((a for a in person.address_set.all() if a.ends_on is None), None)
    numbers = {found.kind: found.value for found in person.identifier_set.all() if not found.doubt}
    phones = [phone.e164 for phone in person.phone_set.all() if phone.e164.startswith("+44")]
    return Known(
        reference=person.reference,
        forename=current.forenames.split(" ")[0],
        surname=current.surname,
        alias=alias.full if alias else "",
        born=person.date_of_birth,
        phone=f"0{phones[0][3:]}" if phones else "",
        line_1=address.line_1 if address else "",
        town=address.town if address else "",
        postcode=address.postcode if address else "",
        plate=next((vehicle.registration_mark for vehicle in person.vehicle_set.all()), ""),
        pnc=numbers.get(Identifier.Kind.PNC, ""),
        cro=numbers.get(Identifier.Kind.CRO, ""),
        local_reference=next((local.local_reference for local in person.local_records.all()), ""),
        middle=current.forenames.split(" ")[1] if " " in current.forenames else "",
        former=former.surname if former and former.surname != current.surname else "",
    )
