"""Rebuilding the keys: everybody once, anywhere interrupted, and with words counted."""

from __future__ import annotations

from datetime import date
from io import StringIO

import pytest
from django.core.management import call_command

from register.lookup.narrowed import Narrowed
from register.lookup.rebuild import count_words, mark_all_out_of_date, out_of_date, rebuild
from register.lookup.search import find
from register.models import CardRow, NameWord, Person, SearchKey
from register.rules.lookup.keys import KEY_VERSION
from tests.builders import person

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 23)


@pytest.fixture
def five_people() -> list[Person]:
    return [person(forenames=name, surname="Kowalski") for name in ("Jan", "Marek", "Piotr", "Adam", "Ewa")]


def found(text: str) -> list[str]:
    return [one.person.display_name for one in find(text, among=Narrowed.to(Person.objects.all()), today=TODAY).found]


def test_keys_of_another_version_are_made_anew(five_people: list[Person]) -> None:
    before = set(SearchKey.objects.values_list("person_id", "hash"))
    SearchKey.objects.all().delete()
    mark_all_out_of_date()
    assert found("jan kowalski") == []

    assert sum(rebuild(at_a_time=2)) == len(CardRow.objects.all())

    assert set(SearchKey.objects.values_list("person_id", "hash")) == before
    assert found("jan kowalski")[0] == "Jan Kowalski"


def test_a_person_without_a_card_row_is_out_of_date(five_people: list[Person]) -> None:
    CardRow.objects.filter(person=five_people[0]).delete()

    assert list(out_of_date()) == [five_people[0]]
    assert list(rebuild()) == [1]
    assert five_people[0].pk in CardRow.objects.values_list("person_id", flat=True)


def test_a_stopped_run_goes_on_where_it_was(five_people: list[Person]) -> None:
    mark_all_out_of_date()
    everybody = out_of_date().count()
    next(rebuild(at_a_time=2))

    assert out_of_date().count() == everybody - 2
    assert sum(rebuild(at_a_time=2)) == everybody - 2


def test_facts_changed_behind_a_running_rebuild_are_not_lost(five_people: list[Person]) -> None:
    mark_all_out_of_date()
    running = rebuild(at_a_time=2)
    next(running)
    CardRow.objects.filter(person=five_people[0]).update(key_version=0)

    assert sum(running) == 3
    assert sum(rebuild()) == 1


def test_nothing_is_made_anew_that_is_up_to_date(five_people: list[Person]) -> None:
    assert list(rebuild()) == []


def test_words_are_counted_by_the_people_who_bear_them(five_people: list[Person]) -> None:
    count_words()

    assert NameWord.objects.get(word="kowalski").people == 5
    assert NameWord.objects.get(word="ewa").people == 1
    assert find("ewa", among=Narrowed.to(Person.objects.all()), today=TODAY).found


def test_a_word_that_nobody_bears_any_more_is_counted_as_such(five_people: list[Person]) -> None:
    NameWord.objects.create(word="zebedee", sound="SBT")

    count_words()

    assert NameWord.objects.get(word="zebedee").people == 0


@pytest.mark.parametrize(("argument", "expected"), [("--all", 5), (None, 0)], ids=["everybody", "only the outdated"])
def test_the_command_says_how_many_it_brought_up_to_date(
    five_people: list[Person], argument: str | None, expected: int
) -> None:
    said = StringIO()

    call_command("rebuild_search_keys", *filter(None, [argument]), stdout=said, stderr=StringIO())

    assert said.getvalue() == f"{expected} people brought up to date.\n"
    assert not CardRow.objects.exclude(key_version=KEY_VERSION).exists()
