"""The facts of a person: folding and the trip through JSON."""

import json
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from register.rules.lookup.facts import PersonFacts, compact, national_digits, postcode_parts

TEXT = st.text(max_size=40)


@pytest.mark.parametrize(
    ("written", "digits"),
    [
        pytest.param("+44 7700 900067", "07700900067", id="plus"),
        pytest.param("0044 7700 900067", "07700900067", id="double zero"),
        pytest.param("07700 900067", "07700900067", id="national"),
        pytest.param("447700900067", "07700900067", id="bare country code"),
        pytest.param("0033 1 23 45 67 89", "0033123456789", id="another country"),
        pytest.param("", "", id="empty"),
    ],
)
def test_a_phone_is_kept_as_dialled_here(written: str, digits: str) -> None:
    assert national_digits(written) == digits


@pytest.mark.parametrize(
    ("written", "parts"),
    [
        pytest.param("BD22 5LB", ("BD22", "BD225"), id="usual"),
        pytest.param("w1a1aa", ("W1A", "W1A1"), id="letter in the outward code"),
        pytest.param("ZZ99 3VZ", ("", ""), id="no fixed abode"),
        pytest.param("NF1 1NF", ("", ""), id="no fixed abode, other form"),
        pytest.param("unknown", ("", ""), id="no postcode"),
    ],
)
def test_a_postcode_has_parts_only_where_it_is_a_place(written: str, parts: tuple[str, str]) -> None:
    assert postcode_parts(written) == parts


def test_facts_are_folded_when_they_are_made() -> None:
    facts = PersonFacts.of(
        7,
        names=[("Iain Brandon", "Mc Kenzie", "current")],
        addresses=[("Flat 2, 44a River Drive", "Newcastle upon Tyne", "NE27 3JU", True)],
        plates=["bm23 jpf", "BM23JPF"],
    )
    assert facts.names[0].surname_words == ("mckenzie",)
    assert facts.names[0].forename_sounds[0] == "AN"
    assert (facts.addresses[0].house, facts.addresses[0].street) == ("44a", "river")
    assert facts.addresses[0].town_words == ("newcastleupontyne", "newcastle")
    assert facts.plates == ("BM23JPF",)


@given(
    names=st.lists(st.tuples(TEXT, TEXT, st.sampled_from(["current", "alias", "former"])), max_size=3),
    births=st.lists(st.dates(min_value=date(1890, 1, 1), max_value=date(2026, 1, 1)), max_size=2),
    addresses=st.lists(st.tuples(TEXT, TEXT, TEXT, st.booleans()), max_size=3),
    loose=st.lists(TEXT, max_size=3),
)
def test_facts_come_back_from_json_as_they_went(
    names: list[tuple[str, str, str]],
    births: list[date],
    addresses: list[tuple[str, str, str, bool]],
    loose: list[str],
) -> None:
    facts = PersonFacts.of(
        1,
        names=names,
        dates_of_birth=births,
        sex="F",
        addresses=addresses,
        phones=loose,
        plates=loose,
        identifiers=[("pnc", text) for text in loose],
        references=loose,
        display=[("force", text) for text in loose],
    )
    assert PersonFacts.from_json(json.loads(json.dumps(facts.to_json()))) == facts


def test_compact_leaves_capitals_and_digits() -> None:
    assert compact(" 13da/000113-26 ") == "13DA00011326"
