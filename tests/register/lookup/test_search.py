"""Lookup against PostgreSQL: who is found, who is not, and at what cost."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from register.actions import facts, lookup, people
from register.actions.orders import record_order
from register.lookup.narrowed import Narrowed
from register.lookup.search import find
from register.models import Identifier, NameWord, Person, SearchKey, Source
from tests.builders import CALL, actor, force, person

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 23)


@pytest.fixture
def kowalski():
    by = actor()
    kept = person(by, date_of_birth=date(1984, 11, 23))
    act = {"actor": by, "reason": CALL, "source": Source.OFFICER}
    facts.add_address(kept, line_1="14 Abbey Close", town="Leeds", postcode="LS12 3BF", police_force=force(), **act)
    facts.add_phone(kept, number="07700 900067", **act)
    facts.add_vehicle(kept, mark="BS61 HSC", **act)
    facts.add_identifier(kept, kind=Identifier.Kind.PNC, text="81/34U", **act)
    return kept


@pytest.mark.parametrize(
    "terms",
    [
        pytest.param("kowalsk leeds", id="part of a surname and a town"),
        pytest.param("Kowalska", id="the other ending"),
        pytest.param("marek kowalski", id="names in order"),
        pytest.param("kowalski marek", id="names swapped"),
        pytest.param("oh seven seven double oh nine hundred oh six seven", id="phone as spoken"),
        pytest.param("900067", id="end of a phone"),
        pytest.param("LS12 3BF", id="postcode"),
        pytest.param("14 abbey close", id="house and street"),
        pytest.param("bs61hsc", id="plate"),
        pytest.param("BS6IHSC", id="plate with a wrong character"),
        pytest.param("81/34U", id="PNC ID in short"),
        pytest.param("1981/0000034U", id="PNC ID in long"),
        pytest.param("kowalski 23/11/1984", id="surname and date of birth"),
        pytest.param("kowalski 1984", id="surname and year"),
        pytest.param("23 Nov 1984", id="date of birth alone"),
        pytest.param("kowalsky 42", id="slip and age"),
    ],
)
def test_find_gives_the_person_first_and_says_why(kowalski: Person, terms: str) -> None:
    person(forenames="Aisha", surname="Begum")

    answer = find(terms, among=Narrowed.to(Person.objects.all()), today=TODAY)

    assert answer.found and answer.found[0].person == kowalski
    assert answer.found[0].match.reasons
    assert answer.query.said()


def test_find_by_reference(kowalski: Person) -> None:
    answer = find(kowalski.reference.lower(), among=Narrowed.to(Person.objects.all()), today=TODAY)

    assert [found.person for found in answer.found] == [kowalski]


@pytest.mark.parametrize("typed", ["LS-2026/00417", "ls-2026/00417", "order LS-2026/417"])
def test_an_order_is_found_by_its_reference_from_the_moment_it_is_recorded(kowalski: Person, typed: str) -> None:
    record_order(
        kowalski, actor=actor("safeguarding-officer"), reason=CALL, force=force(), kind="DAPO",
        made_on=date(2026, 11, 20), reference_number="LS-2026/00417",
    )  # fmt: skip

    answer = find(typed, among=Narrowed.to(Person.objects.all()), today=TODAY)

    assert [found.person for found in answer.found] == [kowalski]
    assert "Same reference" in answer.found[0].match.reasons[0]


def test_find_never_gives_whom_the_reader_may_not_see(kowalski: Person) -> None:
    standards = actor("professional-standards")
    people.restrict_person(kowalski, actor=standards, reason=CALL, is_restricted=True)
    reader = actor(force_code="14")

    answer = lookup.look_up("kowalski leeds", actor=reader, reason=CALL)

    assert answer.found == ()
    assert not answer.was_cut


@pytest.mark.parametrize("terms", ["", "   ", "?!", "\x00", "a" * 5000, "🙂", "‮ kowalski", "<script>"])
def test_find_takes_anything(kowalski: Person, terms: str) -> None:
    find(terms, among=Narrowed.to(Person.objects.all()), today=TODAY)


def test_find_asks_the_same_number_of_queries_however_many_match(kowalski: Person) -> None:
    def cost(terms: str) -> int:
        with CaptureQueriesContext(connection) as queries:
            find(terms, among=Narrowed.to(Person.objects.all()), today=TODAY)
        return len(queries)

    few = cost("kowalski leeds")
    for number in range(30):
        person(forenames=f"Marek{number}", surname="Kowalski")

    assert cost("kowalski leeds") == few == 3


def test_a_changed_fact_changes_what_finds_the_person_in_the_same_transaction(kowalski: Person) -> None:
    phone = kowalski.phone_set.get()

    facts.end_fact(kowalski, actor=actor(), reason=CALL, fact=phone, on=TODAY)

    assert not find("07700 900067", among=Narrowed.to(Person.objects.all()), today=TODAY).found
    assert SearchKey.objects.filter(person=kowalski).exists()


def test_new_names_enter_the_vocabulary_once(kowalski: Person) -> None:
    person(surname="Kowalski")

    assert NameWord.objects.filter(word="kowalski").count() == 1
