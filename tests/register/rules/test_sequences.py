from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from register.rules.sequences import Arrival, Missing, arrival, is_overtaken, without


@pytest.mark.parametrize(
    ("last", "sequence", "expected"),
    [
        pytest.param(0, 1, (Arrival.NEXT, None), id="the first of a source"),
        pytest.param(0, 3, (Arrival.AHEAD, Missing(1, 2)), id="a source that begins late"),
        pytest.param(7, 8, (Arrival.NEXT, None), id="the next"),
        pytest.param(7, 10, (Arrival.AHEAD, Missing(8, 9)), id="two are missing"),
        pytest.param(7, 9, (Arrival.AHEAD, Missing(8, 8)), id="one is missing"),
        pytest.param(7, 5, (Arrival.LATE, None), id="after later ones"),
    ],
)
def test_how_a_batch_comes_in(last: int, sequence: int, expected: tuple[Arrival, Missing | None]) -> None:
    assert arrival(last, sequence) == expected


@pytest.mark.parametrize(
    ("sequence", "still"),
    [
        pytest.param(3, (Missing(4, 6),), id="the first"),
        pytest.param(6, (Missing(3, 5),), id="the last"),
        pytest.param(4, (Missing(3, 3), Missing(5, 6)), id="one between"),
    ],
)
def test_what_is_still_missing(sequence: int, still: tuple[Missing, ...]) -> None:
    assert without(Missing(3, 6), sequence) == still


def test_the_only_one_that_was_missing_leaves_nothing() -> None:
    assert without(Missing(3, 3), 3) == ()


@given(st.permutations(range(1, 9)))
def test_in_whatever_order_they_come_nothing_is_missing_at_the_end(order: list[int]) -> None:
    last, missing = 0, set[int]()
    for sequence in order:
        how, gap = arrival(last, sequence)
        missing |= set(range(gap.first, gap.last + 1)) if gap else set()
        missing.discard(sequence)
        last = max(last, sequence)
        assert (how is Arrival.LATE) == (sequence < last)
        assert missing == set(range(1, last + 1)) - set(order[: order.index(sequence) + 1])
    assert missing == set()


@pytest.mark.parametrize(("told", "is_it"), [(None, False), (3, False), (4, False), (5, True)])
def test_a_later_batch_of_the_source_overtakes(told: int | None, is_it: bool) -> None:
    assert is_overtaken(told, 4) is is_it
