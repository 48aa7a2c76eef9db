"""The deletion neighbourhood and the ranking of what it finds."""

import string

from hypothesis import assume, given
from hypothesis import strategies as st

from register.rules.lookup.slips import (
    MOST_EXPANSIONS,
    VocabularyWord,
    deletions,
    only_typed,
    probes_of,
    rank_expansions,
)

WORDS = st.text(alphabet=string.ascii_lowercase, min_size=3, max_size=12)


@given(
    WORDS,
    st.integers(0, 11),
    st.sampled_from(string.ascii_lowercase),
    st.sampled_from(["delete", "insert", "swap", "turn"]),
)
def test_a_word_one_slip_away_always_shares_a_member(word: str, place: int, letter: str, kind: str) -> None:
    place %= len(word)
    slipped = {
        "delete": word[:place] + word[place + 1 :],
        "insert": word[:place] + letter + word[place:],
        "swap": word[:place] + letter + word[place + 1 :],
        "turn": word[:place] + word[place : place + 2][::-1] + word[place + 2 :],
    }[kind]
    assume(len(slipped) >= 3)
    assert deletions(word) & deletions(slipped)


def test_a_word_of_two_letters_has_no_neighbours() -> None:
    assert deletions("li") == {"li"}


def test_probes_ask_by_spelling_sound_other_name_and_beginning() -> None:
    probes = probes_of("shivon")
    assert "siobhan" in probes.words
    assert "shivn" in probes.slips
    assert probes.sound == "SFN"
    assert probes.start == "shivon"


def test_the_typed_word_leads_and_nearer_words_come_first() -> None:
    found = [VocabularyWord(word, 10) for word in ("kowalska", "kowalczyk", "kowolsky", "jones")]
    ranked = rank_expansions("kowalski", found)
    assert [near.word for near in ranked][:2] == ["kowalski", "kowalska"]
    assert "jones" not in {near.word for near in ranked}
    assert [near.weight for near in ranked] == sorted((near.weight for near in ranked), reverse=True)


def test_half_a_name_finds_the_whole() -> None:
    ranked = rank_expansions("upad", [VocabularyWord("upadhyay", 3)])
    assert [near.word for near in ranked] == ["upad", "upadhyay"]


def test_of_equal_words_the_more_frequent_comes_first() -> None:
    ranked = rank_expansions("smth", [VocabularyWord("smoth", 1), VocabularyWord("smath", 900)])
    assert [near.word for near in ranked] == ["smth", "smath", "smoth"]


@given(st.lists(st.tuples(WORDS, st.integers(1, 1000)), max_size=80), WORDS)
def test_expansions_are_few_distinct_and_weighed(found: list[tuple[str, int]], typed: str) -> None:
    known = {VocabularyWord(*pair).word: VocabularyWord(*pair) for pair in found}
    ranked = rank_expansions(typed, known.values())
    assert ranked[0].word == typed
    assert len(ranked) <= MOST_EXPANSIONS
    assert len({near.word for near in ranked}) == len(ranked)
    assert all(0 < near.weight <= 1 for near in ranked)


def test_without_a_vocabulary_a_word_stands_for_itself() -> None:
    assert [near.word for near in only_typed(("smith", "leeds"))["leeds"]] == ["leeds"]
