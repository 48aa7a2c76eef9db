from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from itertools import product

import pytest

from cases.models import Lowering, RiskAssessment
from cases.rules.risk import (
    LEVELS,
    LOWERING_MOVES,
    Lowered,
    answer_by,
    has_fallen_back,
    is_lowering,
    latest_review,
    lowered,
    may_follow,
    reassess_by,
    still_lowered,
)

DAY = date(2026, 11, 2)
NOON = datetime(2026, 11, 2, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("level", "days"),
    [pytest.param("standard", 182, id="standard"), pytest.param("medium", 91, id="medium"),
     pytest.param("high", 28, id="high")],
)  # fmt: skip
def test_each_level_has_its_review(level: str, days: int) -> None:
    assert latest_review(level, DAY) == DAY + timedelta(days=days)


def test_every_level_of_the_model_has_a_rule_and_none_says_no_risk() -> None:
    assert tuple(RiskAssessment.Level.values) == LEVELS == ("standard", "medium", "high")


def test_what_is_lower_is_lower() -> None:
    below = {pair for pair in product(LEVELS, LEVELS) if is_lowering(*pair)}

    assert below == {("medium", "standard"), ("high", "standard"), ("high", "medium")}


def test_a_lowered_level_holds_for_thirty_days_and_falls_back_to_the_level_before() -> None:
    state = lowered("high", DAY)

    assert state == Lowered(DAY + timedelta(days=30), "high")
    assert not has_fallen_back(state, DAY + timedelta(days=30))
    assert has_fallen_back(state, DAY + timedelta(days=31))


def test_two_small_steps_fall_back_as_far_as_one_large_one() -> None:
    first = lowered("high", DAY)

    second = lowered("medium", DAY + timedelta(days=10), still=first)

    assert second == Lowered(DAY + timedelta(days=40), "high")


@pytest.mark.parametrize(
    ("level", "is_kept"),
    [pytest.param("standard", True, id="the same"), pytest.param("medium", True, id="raised but not all the way"),
     pytest.param("high", False, id="raised to where it was")],
)  # fmt: skip
def test_one_person_cannot_settle_a_lowered_level(level: str, is_kept: bool) -> None:
    state = Lowered(DAY, "high")

    assert still_lowered(level, state) == (state if is_kept else None)


def test_nothing_stays_of_a_level_that_was_not_lowered() -> None:
    assert still_lowered("standard", None) is None


def test_an_incident_asks_for_an_assessment_within_a_day() -> None:
    assert reassess_by(NOON, NOON) == NOON + timedelta(hours=24)


def test_the_day_of_an_incident_heard_of_late_runs_from_when_it_was_heard_of() -> None:
    heard = NOON + timedelta(days=9)

    assert reassess_by(NOON, heard) == heard + timedelta(hours=24)


def test_a_second_person_answers_within_three_working_days() -> None:
    friday = datetime(2026, 11, 6, 12, tzinfo=UTC)

    assert answer_by(friday).date() == date(2026, 11, 11)


def test_the_table_of_moves_is_complete() -> None:
    assert set(LOWERING_MOVES) == set(Lowering.Status.values)
    assert {to for moves in LOWERING_MOVES.values() for to in moves} <= set(Lowering.Status.values)


@pytest.mark.parametrize(("old", "new"), list(product(LOWERING_MOVES, LOWERING_MOVES)), ids=str)
def test_only_a_request_that_waits_can_become_something_else(old: str, new: str) -> None:
    assert may_follow(old, new) is (old == "asked" and new != "asked")
