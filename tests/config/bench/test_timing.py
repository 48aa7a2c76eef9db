"""The arithmetic of measuring, with a clock that the tests turn by hand."""

from __future__ import annotations

import pytest

from config.bench import timing


class Clock:
    """Seconds that pass when somebody says so."""

    now = 0.0

    def __call__(self) -> float:
        return self.now

    def taking(self, seconds: float) -> None:
        self.now += seconds


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    clock = Clock()
    monkeypatch.setattr(timing.time, "perf_counter", clock)
    return clock


@pytest.mark.parametrize(
    ("percent", "expected"),
    [
        pytest.param(50, 50, id="half"),
        pytest.param(95, 95, id="nineteen of twenty"),
        pytest.param(99, 99, id="ninety-nine of a hundred"),
        pytest.param(100, 100, id="the worst"),
        pytest.param(0, 1, id="the best"),
    ],
)
def test_percentile_of_a_hundred(percent: float, expected: int) -> None:
    assert timing.percentile(list(range(100, 0, -1)), percent) == expected


def test_percentile_of_few_is_one_of_them() -> None:
    assert timing.percentile([3.0, 1.0], 95) == 3.0


def test_seconds_of_one_call(clock: Clock) -> None:
    assert timing.seconds_of(lambda: clock.taking(1.5)) == 1.5


def test_interleaved_ratio_is_the_median_of_the_rounds(clock: Clock) -> None:
    costs = iter([2, 2, 20, 20, 3, 3])  # three rounds of two turns

    ratio = timing.interleaved_ratio(3, 2, lambda turn: clock.taking(next(costs)), lambda turn: clock.taking(1))

    assert ratio == 3


def test_each_goes_first_in_every_other_turn(clock: Clock) -> None:
    order: list[str] = []

    def act(name: str, turn: int) -> None:
        order.append(f"{name}{turn}")
        clock.taking(1)

    timing.interleaved_ratio(2, 2, lambda turn: act("m", turn), lambda turn: act("r", turn))

    assert order == ["r0", "m0", "m1", "r1", "r2", "m2", "m3", "r3"]
