"""Choosing whom to score."""

from register.rules.lookup.asked_keys import WeightedKey
from register.rules.matching.likeliest import choose


def test_a_rare_key_counts_for_more_than_a_common_one() -> None:
    keys = [WeightedKey(1, "town", 1.0), WeightedKey(2, "plate", 1.0)]
    assert choose(keys, {1: [10, 11, 12, 13], 2: [14]}, population=1000)[0] == 14


def test_agreeing_twice_beats_agreeing_once() -> None:
    keys = [WeightedKey(1, "name", 1.0), WeightedKey(2, "town", 1.0)]
    assert choose(keys, {1: [10, 11], 2: [11, 12]}, population=1000)[0] == 11


def test_a_guess_counts_for_less() -> None:
    keys = [WeightedKey(1, "name", 0.6), WeightedKey(2, "name", 1.0)]
    assert choose(keys, {1: [10], 2: [11]}, population=1000) == (11, 10)


def test_no_more_than_asked_for_and_equals_by_id() -> None:
    keys = [WeightedKey(1, "name", 1.0)]
    assert choose(keys, {1: [9, 3, 5]}, population=1000, most=2) == (3, 5)


def test_nobody_behind_the_keys_is_nobody() -> None:
    assert choose([WeightedKey(1, "name", 1.0)], {}, population=0) == ()
