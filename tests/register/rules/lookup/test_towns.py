"""Towns in what was typed."""

import pytest

from register.rules.lookup.towns import longest_town, town_words


@pytest.mark.parametrize(
    ("typed", "length", "written", "is_exact"),
    [
        pytest.param("leeds", 1, "Leeds", True, id="one word"),
        pytest.param("newcastle upon tyne", 3, "Newcastle upon Tyne", True, id="several words"),
        pytest.param("newcastle smith", 1, "Newcastle", True, id="the first word of several towns"),
        pytest.param("stoke on trent hill", 3, "Stoke-on-Trent", True, id="written with hyphens"),
        pytest.param("bradfrod", 1, "Bradford", False, id="one slip"),
    ],
)
def test_the_longest_known_town_is_found(typed: str, length: int, written: str, is_exact: bool) -> None:
    town = longest_town(tuple(typed.split()))
    assert town is not None
    assert (town.length, town.written, town.is_exact) == (length, written, is_exact)


@pytest.mark.parametrize("typed", ["kowalski", "smith jones", "", "darran"])
def test_what_is_no_town_is_none(typed: str) -> None:
    assert longest_town(tuple(typed.split())) is None


@pytest.mark.parametrize(
    ("town", "words"),
    [
        pytest.param("Leeds", ("leeds",), id="one word"),
        pytest.param("Newcastle upon Tyne", ("newcastleupontyne", "newcastle"), id="distinct first word"),
        pytest.param("St Helens", ("sthelens",), id="first word of many towns"),
        pytest.param("", (), id="empty"),
    ],
)
def test_a_town_is_found_by_its_whole_name_and_its_distinct_first_word(town: str, words: tuple[str, ...]) -> None:
    assert town_words(town) == words
