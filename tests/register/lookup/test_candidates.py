"""Choosing whom to compare: the likeliest people behind the keys, whoever may be seen, and never too many."""

from __future__ import annotations

import pytest
from django.db.models import QuerySet

from register.lookup import candidates
from register.lookup.candidates import likeliest
from register.lookup.narrowed import Narrowed
from register.models import CardRow, Person, SearchKey
from register.rules.lookup.asked_keys import WeightedKey
from tests.builders import allow_writes, force

pytestmark = pytest.mark.django_db


@pytest.fixture
def people() -> list[Person]:
    allow_writes()
    made = Person.objects.bulk_create(
        Person(display_name=f"Person {number}", owner_force=force(), subject_category="suspect")
        for number in range(candidates.PROBE_LIMIT + 30)
    )
    facts = {"n": [], "b": [], "s": "", "a": [], "t": [], "v": [], "i": [], "r": [], "d": []}
    CardRow.objects.bulk_create(CardRow(person=one, facts=facts | {"id": one.pk}, key_version=1) for one in made)
    return made


def put(people: list[Person], behind: dict[int, range | list[int]]) -> None:
    SearchKey.objects.bulk_create(
        SearchKey(hash=key, person=people[number]) for key, numbers in behind.items() for number in numbers
    )


def chosen(
    people: list[Person], *keys: WeightedKey, among: QuerySet[Person] | None = None, most: int = 50
) -> list[int]:
    found = likeliest(keys, Narrowed.to(Person.objects.all() if among is None else among), most=most)
    return [each.facts.person_id - people[0].pk for each in found]


def test_a_rare_key_counts_for_more_than_a_common_one(people: list[Person]) -> None:
    put(people, {1: [0, 1, 2, 3], 2: [4]})

    assert chosen(people, WeightedKey(1, "town", 1.0), WeightedKey(2, "plate", 1.0))[0] == 4


def test_agreeing_twice_beats_agreeing_once(people: list[Person]) -> None:
    put(people, {1: [0, 1], 2: [1, 2]})

    assert chosen(people, WeightedKey(1, "name", 1.0), WeightedKey(2, "town", 1.0))[0] == 1


def test_a_guess_counts_for_less(people: list[Person]) -> None:
    put(people, {1: [0], 2: [1]})

    assert chosen(people, WeightedKey(1, "name", 0.6), WeightedKey(2, "name", 1.0)) == [1, 0]


def test_no_more_than_asked_for_and_equals_by_their_key(people: list[Person]) -> None:
    put(people, {1: [9, 3, 5]})

    assert chosen(people, WeightedKey(1, "name", 1.0), most=2) == [3, 5]


def test_nobody_behind_the_keys_is_nobody(people: list[Person]) -> None:
    assert chosen(people, WeightedKey(1, "name", 1.0)) == []
    assert chosen(people) == []


def test_whoever_may_see_nobody_finds_nobody(people: list[Person]) -> None:
    put(people, {1: [0]})

    assert chosen(people, WeightedKey(1, "name", 1.0), among=Person.objects.none()) == []


def test_whoever_is_hidden_takes_nobodys_place(people: list[Person]) -> None:
    put(people, {1: range(40), 2: range(39)})
    seen = Person.objects.filter(pk=people[39].pk)

    assert chosen(people, WeightedKey(1, "name", 1.0), WeightedKey(2, "town", 1.0), among=seen, most=5) == [39]


def test_a_key_too_many_people_share_counts_only_when_others_find_few(people: list[Person]) -> None:
    most = candidates.PROBE_LIMIT + 1
    put(people, {1: range(most), 2: range(most, most + candidates.FEW), 3: [most]})
    common, narrow, rare = (WeightedKey(number, "name", 1.0) for number in (1, 2, 3))

    assert chosen(people, common, narrow) == list(range(most, most + candidates.FEW))
    assert set(chosen(people, common, rare, most=3)) == {most, 0, 1}
