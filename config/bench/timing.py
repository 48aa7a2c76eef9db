"""Clocks and the arithmetic on what they say."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from statistics import median


def seconds_of(act: Callable[[], object]) -> float:
    """How long one call takes, in seconds."""
    began = time.perf_counter()
    act()
    return time.perf_counter() - began


def percentile(values: Sequence[float], percent: float) -> float:
    """The smallest value that at least `percent` of the values do not exceed (nearest rank).

    Raises:
        IndexError: there are no values.
    """
    rank = max(1, -(-len(values) * percent // 100))
    return sorted(values)[int(rank) - 1]


def interleaved_ratio(
    rounds: int, times: int, measured: Callable[[int], object], ruler: Callable[[int], object]
) -> float:
    """The median over rounds of how much longer `measured` takes than its ruler.

    Within a round the two take turns, each called with the numbers of `times` turns, and each goes first in every other
    turn: whatever else the machine does meets both alike.
    """
    return median(_ratio(range(number * times, (number + 1) * times), measured, ruler) for number in range(rounds))


def _ratio(turns: Sequence[int], measured: Callable[[int], object], ruler: Callable[[int], object]) -> float:
    spent = {measured: 0.0, ruler: 0.0}
    for turn in turns:
        for act in (measured, ruler) if turn % 2 else (ruler, measured):
            spent[act] += seconds_of(lambda act=act, turn=turn: act(turn))  # type: ignore[misc]
    return spent[measured] / spent[ruler]
