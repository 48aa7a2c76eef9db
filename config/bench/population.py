"""More people than any feed of the demonstration holds: the names, streets and towns of the feeds combined anew."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from random import Random
from typing import Any, Final

from django.db import connection, transaction

from accounts.models import Force
from config.bench.asked import SEED, Known, known_people
from config.bench.databases import guards_off
from register.lookup.rebuild import count_words
from register.lookup.upkeep import refresh
from register.models import (
    Address,
    Identifier,
    Person,
    PersonName,
    Phone,
    Source,
    SubjectCategory,
    Vehicle,
)
from register.models.insert import insert_together, next_keys
from register.rules.identifiers import CHECK_LETTERS

AT_A_TIME: Final = 1000
LETTERS = "ABCDEFGHJKLMNOPRSTUVWXY"
EARLIEST, DAYS = date(1950, 1, 1), 21_000
DRAMA = (
    "01134960", "01144960", "01154960", "01164960", "01174960", "01184960", "01214960", "01314960", "01414960",
    "01514960", "01614960", "01914980", "02079460", "02890180", "02920180", "01632960", "07700900",
)  # fmt: skip
"""The first digits of the numbers that Ofcom keeps for drama; three more follow."""


def populate(count: int) -> Iterator[int]:
    """Add people until there are `count`, in the database in use, which must hold some; yields how many there are.

    Without the log: nothing about these people is looked at but how they are found.
    """
    random = Random(SEED)  # noqa: S311 - the same people in every run
    sources = known_people(Person.objects.registered())
    forces = list(Force.objects.filter(code__in=("10", "13", "14")))
    there = Person.objects.count()
    with guards_off():
        while there < count:
            made = [_invent(random, sources) for _ in range(min(AT_A_TIME, count - there))]
            with transaction.atomic():
                _write(made, random.choice(forces))
            there += len(made)
            yield there
    count_words()
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def _invent(random: Random, sources: Sequence[Known]) -> Known:
    """Somebody who is nobody: each fact drawn from another person, or made up."""

    def any_of(fact: str) -> Any:
        while not (value := getattr(random.choice(sources), fact)):
            pass
        return value

    year, serial = random.randrange(1975, 2026), random.randrange(1, 10_000_000)
    letter = CHECK_LETTERS[int(f"{year % 100:02}{serial:07}") % 23]
    return Known(
        reference="",
        forename=any_of("forename"),
        surname=any_of("surname"),
        alias=any_of("alias") if random.random() < 0.1 else "",
        born=EARLIEST + timedelta(days=random.randrange(DAYS)),
        phone=f"{random.choice(DRAMA)}{random.randrange(1000):03}",
        line_1=f"{random.randrange(1, 200)} {any_of('line_1').partition(' ')[2]}",
        town=any_of("town"),
        postcode=any_of("postcode"),
        plate=_plate(random) if random.random() < 0.4 else "",
        pnc=f"{year}/{serial:07}{letter}" if random.random() < 0.5 else "",
        cro="",
        local_reference="",
    )


def _plate(random: Random) -> str:
    first, last = random.choices(LETTERS, k=2), random.choices(LETTERS, k=3)
    return f"{''.join(first)}{random.choice((0, 5))}{random.randrange(1, 10)}{''.join(last)}"


def _write(people: Sequence[Known], force: Force) -> None:
    keys = next_keys(Person, len(people))
    by = {"force": force, "source": Source.FORCE_SYSTEM}
    insert_together([_person(key, known, force) for key, known in zip(keys, people, strict=True)])
    held = [(known, {"person_id": key, **by}) for key, known in zip(keys, people, strict=True)]
    current, alias = PersonName.Kind.CURRENT, PersonName.Kind.ALIAS
    insert_together(
        [PersonName(forenames=known.forename, surname=known.surname, kind=current, **one) for known, one in held],
        [PersonName(surname=known.alias, kind=alias, **one) for known, one in held if known.alias],
    )
    insert_together(
        [Address(line_1=known.line_1, town=known.town, postcode=known.postcode, **one) for known, one in held],
        [
            Phone(as_received=known.phone, e164=f"+44{known.phone[1:]}", digits=known.phone, **one)
            for known, one in held
        ],
    )
    insert_together(
        [Vehicle(registration_mark=known.plate, **one) for known, one in held if known.plate],
        [
            Identifier(kind=Identifier.Kind.PNC, value=known.pnc, as_received=known.pnc, **one)
            for known, one in held
            if known.pnc
        ],
    )
    refresh(keys)


def _person(key: int, known: Known, force: Force) -> Person:
    return Person(
        pk=key, display_name=f"{known.forename} {known.surname}", owner_force=force, date_of_birth=known.born,
        subject_category=SubjectCategory.SUSPECT, sex=Person.Sex.NOT_STATED,
    )  # fmt: skip
