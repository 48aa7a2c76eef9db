"""How common names and postcodes are, as matching weighs them: as they are now, for both records that are compared."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from register.actions import facts
from register.lookup.held_facts import facts_of
from register.matching.comparing import compare_with_all
from register.matching.how_common import frequencies_of
from register.models import NameWord, Source
from tests.builders import CALL, actor, person

pytestmark = pytest.mark.django_db


def test_a_name_that_was_just_brought_is_as_common_as_it_is() -> None:
    people = [person(forenames="Shaun", surname=f"Kowalski{letter}") for letter in "abcdef"]
    assert NameWord.objects.get(word="shaun").people == 1  # not counted yet

    found = frequencies_of(facts_of([people[0].pk]))

    assert found.words["shaun"] == 6
    assert found.words["kowalskia"] == 1


def test_what_was_counted_stands_where_there_are_more_than_are_counted_afresh() -> None:
    one = person(forenames="Shaun")
    NameWord.objects.filter(word="shaun").update(people=9000)

    assert frequencies_of(facts_of([one.pk])).words["shaun"] == 9000


def test_a_postcode_is_as_crowded_as_it_is() -> None:
    by = actor()
    for number in range(3):
        facts.add_address(
            one := person(by, surname=f"Kowalski{number}"), actor=by, reason=CALL, source=Source.OFFICER,
            line_1="1 Hostel Road", town="Leeds", postcode="LS12 3BF",
        )  # fmt: skip

    assert frequencies_of(facts_of([one.pk])).postcodes == {"LS123BF": 3}


def test_twins_whose_names_are_a_letter_apart_are_left_to_a_person() -> None:
    """Both names are borne by many, so neither is a slip of the other."""
    born = {"date_of_birth": date(1984, 11, 23), "sex": "M"}
    for letter in "abcde":
        person(forenames="Darren", surname=f"Nowak{letter}")
        person(forenames="Darran", surname=f"Nowak{letter}")
    one = person(forenames="Darren", surname="Wisniewska", **born)
    other = person(actor(force_code="14"), forenames="Darran", surname="Wisniewska", **born)

    (compared,) = [each for each in compare_with_all(one) if each.person_id == other.pk]

    assert compared.comparison.rule == "twin"


def test_comparing_asks_the_same_number_of_queries_however_many_there_are() -> None:
    one = person()
    with CaptureQueriesContext(connection) as few:
        compare_with_all(one)
    for number in range(12):
        person(forenames=f"Marek{number}")

    with CaptureQueriesContext(connection) as many:
        compare_with_all(one)

    assert len(many) == len(few) == 4
