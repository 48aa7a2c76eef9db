"""Pairs of records as they come: what is one person, what a person must decide, and in which words."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

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
        named("Frances", "Taylor", sex="F", **NO_NUMBER),
        named("Francis", "Taylor", **NO_NUMBER),
        "twin",
        id="brother and sister whose names are a letter apart",
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


def test_what_stands_for_not_known_is_not_compared() -> None:
    found = compared(
        person(dates_of_birth=[date(1900, 1, 1)], identifiers=[("pnc", "0000/0000000Z")],
               addresses=[("", "", "ZZ99 3VZ", True)]),
        person(dates_of_birth=[date(1900, 1, 1)], identifiers=[("pnc", "0000/0000000Z")],
               addresses=[("", "", "NF1 1NF", True)]),
    )  # fmt: skip

    assert {step.field for step in found.steps if step.level == "unknown"} >= {"born", "pnc", "place"}


LEVELS = [
    pytest.param(named("Daniel", "Taylor"), named("Taylor", "Daniel"), "surname", "swapped", id="names swapped"),
    pytest.param(named("Daniel", "Taylor"), named("Taylor", "Dan"), "surname", "swapped", id="swapped and short"),
    pytest.param(
        named("Ann", "Taylor"),
        person(names=[("Ann", "Hughes", "current"), ("", "Taylor", "former")]),
        "surname",
        "known",
        id="married name",
    ),
    pytest.param(named("Ann", "Hughes-Taylor"), named("Ann", "Taylor"), "surname", "part", id="half of a name"),
    pytest.param(named("Ann", "Taylor"), named("Ann", "Tailor"), "surname", "one_letter", id="one letter"),
    pytest.param(named("Ann", "Hodgekinson"), named("Ann", "Hodgkinsen"), "surname", "similar", id="two letters"),
    pytest.param(named("Robert", "Taylor"), named("Bob", "Taylor"), "forename", "short_form", id="short form"),
    pytest.param(named("R", "Taylor"), named("Robert", "Taylor"), "forename", "initial", id="initial"),
    pytest.param(named("Russell", "Taylor"), named("Rushil", "Taylor"), "forename", "sounds", id="heard"),
    pytest.param(person(), person(dates_of_birth=[date(1984, 2, 27)]), "born", "slip", id="one digit of the birth"),
    pytest.param(person(), person(dates_of_birth=[date(1994, 3, 27)]), "born", "slip", id="ten years"),
    pytest.param(person(), person(dates_of_birth=[date(1964, 3, 27)]), "born", "day_month", id="twenty years"),
    pytest.param(
        person(dates_of_birth=[date(1984, 3, 5)]),
        person(dates_of_birth=[date(1984, 5, 3)]),
        "born",
        "swapped",
        id="day and month swapped",
    ),
    pytest.param(person(), person(addresses=[("12 Mill Ln", "Leeds", "LS8 4QT", False)]), "place", "home", id="home"),
    pytest.param(person(), person(addresses=[("12 Mil Lane", "Leeds", "LS8 4QA", True)]), "place", "door", id="door"),
    pytest.param(
        person(), person(addresses=[("7 Mill Lane", "Leeds", "LS9 1AA", True)]), "place", "street", id="street"
    ),
    pytest.param(person(), person(addresses=[("7 Elm Road", "Hull", "HU5 2BD", True)]), "place", "different", id="far"),
    pytest.param(person(), person(phones=["+44 7700 900124"]), "phone", "one_digit", id="one digit of the telephone"),
    pytest.param(person(), person(identifiers=[("pnc", "2004/0123456Y")]), "pnc", "one_character", id="check letter"),
    pytest.param(person(), person(sex="NS"), "sex", "unknown", id="sex not said"),
]


@pytest.mark.parametrize(("one", "other", "field", "level"), LEVELS)
def test_how_far_two_records_agree(one: PersonFacts, other: PersonFacts, field: str, level: str) -> None:
    assert next(step.level for step in compared(one, other).steps if step.field == field) == level


def test_steps_add_up_from_the_prior() -> None:
    found = compared(person(), named("Dan", "Taylor", **ELSEWHERE))

    assert found.steps[0].field == "prior"
    assert found.weight == pytest.approx(sum(step.weight for step in found.steps))
    assert found.model_version == model_in_force().version


def test_a_twin_is_called_one() -> None:
    found = compared(named("Daniel", "Taylor", **NO_NUMBER), named("Darren", "Taylor", **NO_NUMBER))

    assert "twin, brother or sister" in found.rule_words


def test_differences_and_agreements_stand_the_strongest_first_with_their_weight_in_words() -> None:
    found = compared(
        person(dates_of_birth=[date(1984, 3, 5)]), named("Daniel", "Tailor", dates_of_birth=[date(1984, 5, 3)], sex="M")
    )

    assert found.differences[0] == "Date of birth has day and month swapped: strong for"
    assert any(sentence.startswith("Surname differs by one letter: ") for sentence in found.differences)
    assert found.agreements[0] == "Same PNC ID: almost certain"


def test_a_different_number_is_strong_against() -> None:
    found = compared(person(identifiers=[("cro", "012345/84A")]), person(identifiers=[("cro", "098765/99B")]))

    assert found.differences[0] in ("Different CRO number: strong against", "Different CRO number: very strong against")


def test_a_rare_name_says_more_than_a_common_one() -> None:
    rare = compared(named("Zebedee", "Okonjo"), named("Zebedee", "Okonjo"))
    common = compared(named("Daniel", "Taylor"), named("Daniel", "Taylor"))

    assert rare.weight > common.weight + 4


def test_a_postcode_that_many_share_says_less() -> None:
    hostel = Frequencies(people=1_000_000, postcodes={"LS84QT": 400})

    seen = compare(person(), person(), model=model_in_force(), frequencies=hostel)

    place = next(step.weight for step in seen.steps if step.field == "place")
    assert place < next(step.weight for step in compared(person(), person()).steps if step.field == "place")


def test_what_a_household_shares_is_counted_once() -> None:
    found = compared(person(), person())

    shared = sum(step.weight for step in found.steps if step.field in ("surname", "place", "phone", "household"))
    highest = max(step.weight for step in found.steps if step.field in ("surname", "place", "phone"))
    assert shared == pytest.approx(highest + 2 * model_in_force().limits.household)


def test_no_field_decides_alone() -> None:
    model = model_in_force()
    highest = max(held.weight for levels in model.fields.values() for held in levels.values())

    assert model.prior + highest < model.same_from


PEOPLE = st.builds(
    lambda forename, surname, born, sex, home, phone, number: person(
        names=[(forename, surname, "current")], dates_of_birth=born, sex=sex, addresses=home, phones=phone,
        identifiers=number,
    ),
    st.sampled_from(["Daniel", "Dan", "Darren", "Taylor", "D", "", "Siobhan"]),
    st.sampled_from(["Taylor", "Tailor", "Hughes-Taylor", "Daniel", "Okonjo", ""]),
    st.lists(st.dates(date(1984, 1, 1), date(1985, 12, 31)), max_size=2),
    st.sampled_from(["M", "F", "NS"]),
    st.lists(st.sampled_from([HOME, ("12 Mil Lane", "Leeds", "LS8 4QA", False), ("3 High Street", "Hull", "", True)]),
             max_size=2),
    st.lists(st.sampled_from(["07700 900123", "07700 900124"]), max_size=1),
    st.lists(st.sampled_from([("pnc", "2004/0123456X"), ("pnc", "1999/0654321B"), ("cro", "012345/84A")]), max_size=2),
)  # fmt: skip


@given(PEOPLE, PEOPLE)
@settings(max_examples=200, deadline=None)
def test_which_record_comes_first_makes_no_difference(one: PersonFacts, other: PersonFacts) -> None:
    here, there = compared(one, other), compared(other, one)

    assert here.steps == there.steps
    assert (here.weight, here.outcome, here.rule) == (there.weight, there.outcome, there.rule)


@given(PEOPLE, PEOPLE)
@settings(max_examples=200, deadline=None)
def test_an_official_number_in_common_never_lowers_the_weight(one: PersonFacts, other: PersonFacts) -> None:
    def with_number(facts: PersonFacts) -> PersonFacts:
        return PersonFacts.from_json(facts.to_json() | {"i": [*facts.identifiers, ("noms", "A1234BC")]})

    assert compared(with_number(one), with_number(other)).weight >= compared(one, other).weight


@given(PEOPLE, PEOPLE)
@settings(max_examples=200, deadline=None)
def test_no_sentence_gives_an_address_a_telephone_or_a_number(one: PersonFacts, other: PersonFacts) -> None:
    said = " ".join(step.words for step in compared(one, other).steps).lower()

    assert not any(
        part in said for part in ("mil", "high street", "ls8", "hull", "0770", "900123", "0123456", "taylor")
    )
