"""Pairs of records as they come: what is one person, what a person must decide, and in which words."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from register.rules.lookup.facts import PersonFacts
from register.rules.matching.compare import Comparison, Outcome, compare
from register.rules.matching.frequencies import Frequencies
from register.rules.matching.model import model_in_force

MANY = Frequencies(people=1_000_000, words={"daniel": 9_000, "taylor": 7_000, "okonjo": 12, "zebedee": 15})
HOME = ("12 Mill Lane", "Leeds", "LS8 4QT", True)
BASE: dict[str, Any] = {
    "names": [("Daniel James", "Taylor", "current")],
    "dates_of_birth": [date(1984, 3, 27)],
    "sex": "M",
    "addresses": [HOME],
    "phones": ["07700 900123"],
    "identifiers": [("pnc", "2004/0123456X")],
}


def person(**changed: Any) -> PersonFacts:
    return PersonFacts.of(1, **(BASE | changed))


def compared(one: PersonFacts, other: PersonFacts) -> Comparison:
    return compare(one, other, model=model_in_force(), frequencies=MANY)


def named(forenames: str, surname: str, **changed: Any) -> PersonFacts:
    return person(names=[(forenames, surname, "current")], **changed)


NO_NUMBER = {"identifiers": []}
ELSEWHERE = {"addresses": [("3 High Street", "Hull", "HU5 2BD", True)], "phones": ["07700 900777"]}

SAME = [
    pytest.param(person(), person(), id="everything agrees"),
    pytest.param(person(), person(**ELSEWHERE), id="same PNC, moved away"),
    pytest.param(person(), named("Dan", "Taylor", **ELSEWHERE), id="short form, same PNC, moved away"),
    pytest.param(person(**NO_NUMBER), named("Taylor", "Daniel", **NO_NUMBER), id="names swapped, same home"),
    pytest.param(
        person(), person(dates_of_birth=[date(1984, 3, 28)], **ELSEWHERE), id="same PNC, one digit of the birth wrong"
    ),
    pytest.param(
        person(), person(identifiers=[("pnc", "2004/0123456Y")]), id="one letter of the PNC ID wrong, all else agrees"
    ),
    pytest.param(
        named("Zebedee", "Okonjo", **NO_NUMBER),
        named("Zebedee", "Okonjo", phones=[], **NO_NUMBER),
        id="rare name, same birth and home, no number",
    ),
]

POSSIBLE = [
    pytest.param(
        named("Daniel", "Taylor", **NO_NUMBER), named("Darren", "Taylor", **NO_NUMBER), "twin", id="twins at home"
    ),
    pytest.param(
        named("Jane", "Taylor", sex="F", **NO_NUMBER),
        named("Jade", "Taylor", sex="F", **NO_NUMBER),
        "twin",
        id="twins whose names are a letter apart",
    ),
    pytest.param(person(), person(identifiers=[("pnc", "1999/0654321B")]), "different_pnc", id="different PNC IDs"),
    pytest.param(
        person(identifiers=[("cro", "012345/84A")]),
        person(identifiers=[("cro", "098765/99B")]),
        "different_cro",
        id="different CRO numbers",
    ),
]

NEVER_SAME = [
    pytest.param(
        person(**NO_NUMBER), person(dates_of_birth=[date(1959, 11, 2)], **NO_NUMBER), id="father and son of one name"
    ),
    pytest.param(
        person(**NO_NUMBER),
        person(dates_of_birth=[date(1954, 3, 27)], **NO_NUMBER),
        id="father and son, one birthday",
    ),
    pytest.param(person(**NO_NUMBER, dates_of_birth=[]), person(**NO_NUMBER), id="names and home, one birth not known"),
    pytest.param(
        person(**NO_NUMBER, dates_of_birth=[date(1970, 1, 1)]),
        person(**NO_NUMBER, dates_of_birth=[date(1970, 1, 1)]),
        id="both dates of birth stand for not known",
    ),
    pytest.param(
        named("Aaron", "Quigley", **NO_NUMBER),
        named("Petra", "Novak", sex="F", dates_of_birth=[date(1991, 7, 4)], **NO_NUMBER),
        id="two strangers of one household and telephone",
    ),
    pytest.param(
        person(**NO_NUMBER),
        named("Sophie", "Taylor", sex="F", dates_of_birth=[date(1986, 9, 9)], **NO_NUMBER),
        id="husband and wife",
    ),
]


@pytest.mark.parametrize(("one", "other"), SAME)
def test_one_person_twice_is_found(one: PersonFacts, other: PersonFacts) -> None:
    assert compared(one, other).outcome is Outcome.SAME


@pytest.mark.parametrize(("one", "other", "rule"), POSSIBLE)
def test_what_a_rule_keeps_for_a_person_to_decide(one: PersonFacts, other: PersonFacts, rule: str) -> None:
    found = compared(one, other)

    assert (found.outcome, found.rule) == (Outcome.POSSIBLE, rule)


@pytest.mark.parametrize(("one", "other"), NEVER_SAME)
def test_what_is_never_the_same_by_itself(one: PersonFacts, other: PersonFacts) -> None:
    assert compared(one, other).outcome is not Outcome.SAME


def test_strangers_are_nothing_to_each_other() -> None:
    other = named("Petra", "Novak", sex="F", dates_of_birth=[date(1991, 7, 4)], **ELSEWHERE, **NO_NUMBER)

    assert compared(person(), other).outcome is Outcome.NONE
