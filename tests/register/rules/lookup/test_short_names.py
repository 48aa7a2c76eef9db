"""Short forms and other spellings."""

import csv
from collections import Counter

import pytest

from register.rules.lookup import short_names
from register.rules.lookup.short_names import other_names
from register.rules.lookup.words import normalise

ROWS = list(csv.DictReader(short_names._EXTRA.read_text(encoding="utf-8").splitlines()))


@pytest.mark.parametrize(
    ("typed", "held"),
    [
        pytest.param("bob", "robert", id="english short"),
        pytest.param("robert", "bob", id="the other way round"),
        pytest.param("bob", "rob", id="through the full name"),
        pytest.param("gosia", "malgorzata", id="polish"),
        pytest.param("shivon", "siobhan", id="irish as heard"),
        pytest.param("mo", "muhammad", id="south asian short"),
        pytest.param("mohamed", "mohammad", id="two spellings of one name"),
        pytest.param("tunde", "babatunde", id="west african"),
        pytest.param("dai", "dafydd", id="welsh"),
        pytest.param("daz", "darren", id="british"),
        pytest.param("maxamed", "muhammad", id="somali spelling"),
    ],
)
def test_other_names_of_one_person_are_known(typed: str, held: str) -> None:
    assert held in other_names(typed)


def test_a_direct_form_counts_for_more_than_a_shared_one() -> None:
    assert other_names("bob")["robert"] > other_names("bob")["robby"]


def test_no_name_has_itself_or_too_many_for_another() -> None:
    for row in ROWS:
        others = other_names(row["name"])
        assert 0 < len(others) <= 24
        assert row["name"] not in others


def test_the_table_is_folded_and_says_each_thing_once() -> None:
    assert {row["relation"] for row in ROWS} == {"spelling", "short"}
    assert all(row["origin"] for row in ROWS)
    words = [word for row in ROWS for word in (row["name"], *row["variants"].split())]
    assert [word for word in words if normalise(word) != word] == []
    heads = Counter((row["relation"], row["name"]) for row in ROWS)
    assert [head for head, count in heads.items() if count > 1] == []
    repeated = [row["name"] for row in ROWS if len(set(row["variants"].split())) < len(row["variants"].split())]
    assert repeated == []
