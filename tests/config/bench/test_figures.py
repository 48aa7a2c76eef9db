"""What there is to measure, and what measures it."""

from __future__ import annotations

from collections import Counter

import pytest

from config.bench.figures import FIGURES, MEASUREMENTS, Target, gives
from config.bench.run import chosen
from config.services.places import ServiceError


@pytest.mark.parametrize(
    ("target", "value", "is_met"),
    [
        pytest.param(Target("<", 90), 89.9, True, id="below"),
        pytest.param(Target("<", 90), 90, False, id="not below itself"),
        pytest.param(Target("≤", 1.5), 1.5, True, id="at most"),
        pytest.param(Target("≤", 1.5), 1.51, False, id="more than at most"),
        pytest.param(Target("≥", 50), 50, True, id="at least"),
        pytest.param(Target("≥", 50), 49.9, False, id="less than at least"),
    ],
)
def test_target_is_met(target: Target, value: float, is_met: bool) -> None:
    assert target.is_met(value) is is_met


def test_every_figure_is_measured_once() -> None:
    chosen([])  # registers all

    assert Counter(name for each in MEASUREMENTS for name in each.names) == Counter(list(FIGURES))


def test_every_ratio_names_its_ruler() -> None:
    assert all(figure.ruler for figure in FIGURES.values() if figure.unit == "×")


def test_nothing_measures_a_figure_nobody_described() -> None:
    with pytest.raises(KeyError):
        gives("speed_of_light")


@pytest.mark.parametrize(
    ("words", "first"),
    [
        pytest.param(["lookup_db"], ("lookup_db_p50_ms_1m", "lookup_db_p95_ms_1m"), id="part of a name"),
        pytest.param(["db_p95"], ("lookup_db_p50_ms_1m", "lookup_db_p95_ms_1m"), id="part of the second name"),
        pytest.param(["demo", "import"], ("import_rows_per_s",), id="two words, in the figures' order"),
    ],
)
def test_chosen_by_part_of_the_name(words: list[str], first: tuple[str, ...]) -> None:
    assert chosen(words)[0].names == first


def test_a_word_that_fits_nothing_lists_what_there_is() -> None:
    with pytest.raises(ServiceError, match="import_rows_per_s"):
        chosen(["colour"])
