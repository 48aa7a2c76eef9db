"""The whole way from what was typed to the person meant, over an invented population, without a database."""

import random
import string
from collections.abc import Callable

import pytest

from register.rules.lookup.facts import PersonFacts


def slip(word: str, chance: random.Random) -> str:
    """The word with one letter lost, added, replaced or turned; never the first, which callers rarely get wrong."""
    place = chance.randrange(1, len(word))
    letter = chance.choice(string.ascii_lowercase)
    return chance.choice(
        [
            word[:place] + letter + word[place:],
            word[:place] + letter + word[place + 1 :],
            word[:place] + word[place + 1 :] if len(word) > 3 else word,
            word[:place] + word[place : place + 2][::-1] + word[place + 2 :],
        ]
    )


def wrong_digit(text: str, chance: random.Random) -> str:
    place = chance.choice([place for place, letter in enumerate(text) if letter.isdecimal()][1:])
    other = chance.choice([digit for digit in string.digits if digit != text[place]])
    return text[:place] + other + text[place + 1 :]


def first(person: PersonFacts) -> str:
    return person.names[0].forenames.split()[0]


def last(person: PersonFacts) -> str:
    return person.names[0].surname


def born(person: PersonFacts) -> str:
    return f"{person.dates_of_birth[0]:%d/%m/%Y}"


def swapped(person: PersonFacts) -> str:
    day = person.dates_of_birth[0]
    return f"{day:%m/%d/%Y}" if day.day <= 12 else f"{day:%d/%m/%Y}"


def age(person: PersonFacts) -> int:
    return 2026 - person.dates_of_birth[0].year


def pnc(person: PersonFacts) -> str:
    return dict(person.identifiers)["pnc"]


Ask = Callable[[PersonFacts, random.Random], str]
KINDS: dict[str, Ask] = {
    "name": lambda p, r: f"{first(p)} {last(p)}",
    "name, other way round": lambda p, r: f"{last(p)} {first(p)}",
    "surname slip and date": lambda p, r: f"{slip(last(p), r)} {born(p)}",
    "surname slip, forename and year": lambda p, r: f"{first(p)} {slip(last(p), r)} {p.dates_of_birth[0].year}",
    "forename slip, surname and year": lambda p, r: f"{slip(first(p), r)} {last(p)} {p.dates_of_birth[0].year}",
    "surname slip, forename and town": lambda p, r: f"{first(p)} {slip(last(p), r)} {p.addresses[0].town}",
    "two slips and date": lambda p, r: f"{slip(first(p), r)} {slip(last(p), r)} {born(p)}",
    "name and swapped date": lambda p, r: f"{first(p)} {last(p)} {swapped(p)}",
    "name and wrong digit in the date": lambda p, r: f"{first(p)} {last(p)} {wrong_digit(born(p), r)}",
    "name and age within a year": lambda p, r: f"{first(p)} {last(p)} about {age(p) + r.choice([-1, 0, 1])}",
    "surname and district": lambda p, r: f"{last(p)} {p.addresses[0].outward}",
    "forename and sector": lambda p, r: f"{first(p)} {p.addresses[0].outward} {p.addresses[0].sector[-1:]}",
    "phone": lambda p, r: p.phones[0],
    "phone with a wrong digit": lambda p, r: wrong_digit(p.phones[0], r),
    "last six of a phone": lambda p, r: p.phones[0][-6:],
    "last four of a phone and surname": lambda p, r: f"{p.phones[0][-4:]} {last(p)}",
    "plate": lambda p, r: p.plates[0].lower(),
    "plate with a wrong letter": lambda p, r: p.plates[0][:-1] + r.choice("ABCDEF"),
    "PNC ID": lambda p, r: pnc(p),
    "PNC ID with a wrong digit": lambda p, r: wrong_digit(pnc(p), r),
    "CRO number": lambda p, r: dict(p.identifiers)["cro"],
    "house, street and town": lambda p, r: f"{p.addresses[0].line_1} {p.addresses[0].town}",
    "half an address": lambda p, r: f"{p.addresses[0].house} {p.addresses[0].street} {p.addresses[0].town}",
    "local reference": lambda p, r: p.references[0],
    "alias": lambda p, r: f"{p.names[1].forenames} {p.names[1].surname}",
}


def asked(population: list[PersonFacts], ask: Ask) -> list[tuple[int, str]]:
    """A sample of the people about whom such a query can be made, with the query."""
    chance = random.Random(41)
    questions = []
    for person in population:
        if not (person.names[0].forenames and person.names[0].surname and person.addresses[0].outward):
            continue
        try:
            questions.append((person.person_id, ask(person, chance)))
        except (IndexError, KeyError):
            continue
    return chance.sample(questions, min(120, len(questions)))


@pytest.mark.parametrize("kind", KINDS, ids=list(KINDS))
def test_the_person_meant_is_among_the_first_ten(kind: str, population: list[PersonFacts], register) -> None:
    questions = asked(population, KINDS[kind])
    missed = [(person, text) for person, text in questions if person not in register.first_ten(text)]
    assert questions
    assert len(missed) <= 0.01 * len(questions), missed


HEARD = [
    ("Siobhán", "Kelly", "Shivon"),
    ("Muhammad", "Iqbal", "Mohamed Iqbal"),
    ("Euan", "McKenzie", "Mc Kenzie"),
    ("Anna", "Kowalski", "Kowalska"),
    ("Bridie", "O'Neill", "O Neil"),
    ("Siobhan", "Byrne", "shiv byrne"),
    ("Małgorzata", "Wójcik", "gosia wojcik"),
    ("Catherine", "Vaughan", "Kathryn Vaughn"),
    ("Stephen", "Hughes", "steven hews"),
    ("Caoimhe", "Gallagher", "keeva gallaher"),
    ("Gruffydd", "Llewellyn", "griffith lewellin"),
    ("Chaudhry", "Husnain", "Chowdhury Husnain"),
    ("Ayodele", "Balogun", "dele balogun"),
    ("Jean", "D'Esterre-Quill", "desterre quill"),
    ("Zoë", "Featherstonehaugh", "zoe fanshaw"),
]


@pytest.fixture(scope="module")
def heard_register(population: list[PersonFacts], register):
    invented = [
        PersonFacts.of(20_000 + number, names=[(forename, surname, "current")])
        for number, (forename, surname, _) in enumerate(HEARD)
    ]
    return type(register)([*population, *invented])


@pytest.mark.parametrize(("forename", "surname", "said"), HEARD, ids=[said for _, _, said in HEARD])
def test_a_name_as_it_was_heard_is_found(forename: str, surname: str, said: str, heard_register) -> None:
    found = [heard_register.people[person].names[0] for person in heard_register.first_ten(said)]
    assert (forename, surname) in [(name.forenames, name.surname) for name in found]


def test_somebody_nobody_resembles_is_not_found(register) -> None:
    assert register.find("xzqwyv 3/3/1933") == ()


def test_the_same_query_is_answered_the_same(register) -> None:
    assert register.find("smith 1984 leeds") == register.find("smith 1984 leeds")
