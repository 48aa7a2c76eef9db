"""Folding the spellings of a name into the words that are indexed."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from register.rules.lookup.words import forename_forms, forms_of, join_particles, normalise, split_parts


@pytest.mark.parametrize(
    ("word", "folded"),
    [
        pytest.param("Siân", "sian", id="welsh circumflex"),
        pytest.param("Łukasz", "lukasz", id="polish stroke"),
        pytest.param("Wójcik", "wojcik", id="polish acute"),
        pytest.param("Şavki", "savki", id="turkish cedilla"),
        pytest.param("İmam", "imam", id="turkish dotted capital"),
        pytest.param("Sıla", "sila", id="turkish dotless i"),
        pytest.param("Straße", "strasse", id="german eszett"),
        pytest.param("O’Neill", "oneill", id="curly apostrophe"),
        pytest.param("SMITH3", "smith", id="digits dropped"),
        pytest.param("محمد", "محمد", id="another script stays"),
        pytest.param("<b>", "b", id="markup is only its letters"),
        pytest.param("123", "", id="nothing left"),
    ],
)
def test_a_word_is_folded_to_plain_letters(word: str, folded: str) -> None:
    assert normalise(word) == folded


@pytest.mark.parametrize(
    ("name", "forms"),
    [
        pytest.param("Smith", ("smith",), id="plain"),
        pytest.param("Mc Kenzie", ("mckenzie",), id="mc apart"),
        pytest.param("McKenzie", ("mckenzie",), id="mc joined"),
        pytest.param("O'Neill", ("oneill", "neill"), id="o with apostrophe"),
        pytest.param("O Neill", ("oneill", "neill"), id="o apart"),
        pytest.param("Ó Briain", ("obriain", "briain"), id="irish o"),
        pytest.param("D'Arcy-Brown", ("darcybrown", "darcy", "brown", "arcy"), id="particle and double barrel"),
        pytest.param("Smith Jones", ("smithjones", "smith", "jones"), id="two surnames"),
        pytest.param("El-Sayed", ("elsayed", "sayed"), id="arabic article"),
        pytest.param("Carr", ("carr",), id="not a particle"),
        pytest.param("", (), id="empty"),
        pytest.param("- ' -", (), id="only marks"),
    ],
)
def test_every_form_of_a_name_is_indexed_and_the_joined_one_leads(name: str, forms: tuple[str, ...]) -> None:
    assert forms_of(name) == forms


def test_a_hyphenated_forename_is_found_joined_and_apart() -> None:
    assert forename_forms("Anne-Marie Rose") == ("annemarie", "anne", "marie", "rose")


def test_particles_join_the_part_after_them() -> None:
    assert join_particles(("de", "la", "cruz", "mac")) == ("de" + "la", "cruz", "mac")


@given(st.text(max_size=80))
@example("𒐀")  # a number that is no digit
def test_folding_is_final_and_leaves_only_small_letters(text: str) -> None:
    for part in split_parts(text):
        assert normalise(part) == part
        assert part.isalpha()
        assert len(part) <= 40
