"""When a risk management plan is written and reviewed."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from register.rules.plans import MAPPA_LEVELS, NEEDS_APPROVAL, PlanMade, explained, plan_clock
from register.rules.visits import LEVELS, LevelSet

BEGUN = date(2026, 1, 5)  # a Monday


def made(day: str, level: str = "medium", mappa_level: str = "") -> PlanMade:
    return PlanMade(date.fromisoformat(day), level, mappa_level)


def level(day: str, name: str) -> LevelSet:
    return LevelSet(date.fromisoformat(day), name)


@pytest.mark.parametrize(
    ("happened", "due_on"),
    [
        pytest.param([], "2026-01-26", id="the first plan: 15 working days"),
        pytest.param([level("2026-01-06", "high")], "2026-01-26", id="a level puts the first plan off by nothing"),
        pytest.param([made("2026-01-20")], "2027-01-20", id="outside MAPPA: a year"),
        pytest.param([made("2026-01-20", mappa_level="1")], "2026-07-20", id="MAPPA level 1: 6 months"),
        pytest.param([made("2026-01-20", mappa_level="2")], "2026-05-12", id="MAPPA level 2: 16 weeks"),
        pytest.param([made("2026-01-20", mappa_level="3")], "2026-03-17", id="MAPPA level 3: 8 weeks"),
        pytest.param([made("2026-01-20"), level("2026-06-01", "high")], "2026-06-22", id="raised above the plan"),
        pytest.param([made("2026-01-20"), level("2026-06-01", "low")], "2027-01-20", id="lowered"),
        pytest.param([made("2026-01-20", "high"), level("2026-06-01", "high")], "2027-01-20", id="the plan knew of it"),
        pytest.param(
            [made("2026-01-20", mappa_level="3"), level("2026-03-16", "high")], "2026-03-17", id="due sooner anyway"
        ),
        pytest.param(
            [made("2026-01-20"), level("2026-06-01", "high"), made("2026-06-01", "high")], "2027-06-01",
            id="raised and planned anew on one day",
        ),
        pytest.param(
            [made("2026-06-01"), level("2026-06-01", "high")], "2026-06-22", id="planned, then raised, on one day"
        ),
        pytest.param([made("2026-01-20"), made("2026-05-20")], "2027-05-20", id="reviewed"),
    ],
)  # fmt: skip
def test_the_next_plan(happened: list[LevelSet | PlanMade], due_on: str) -> None:
    assert plan_clock(BEGUN, happened).due_on == date.fromisoformat(due_on)


def test_why_it_is_due_then() -> None:
    words = explained(plan_clock(BEGUN, [made("2026-01-20", mappa_level="2")]))

    assert words.startswith("Review of the plan at MAPPA level 2: 112 days after 20 January 2026")


def test_a_plan_is_approved_where_the_risk_is_high_or_not_known() -> None:
    assert frozenset(("", "high", "very_high")) == NEEDS_APPROVAL


DAYS = st.dates(BEGUN, BEGUN + timedelta(days=600))
PLANS = st.builds(PlanMade, DAYS, st.sampled_from(LEVELS), st.sampled_from(MAPPA_LEVELS))
HAPPENINGS = st.lists(PLANS | st.builds(LevelSet, DAYS, st.sampled_from(LEVELS)), max_size=8)


@given(HAPPENINGS, DAYS, st.sampled_from(LEVELS), st.sampled_from(LEVELS))
def test_a_higher_level_is_never_due_later(happened: list[LevelSet | PlanMade], at: date, one: str, other: str) -> None:
    lower, higher = sorted((one, other), key=LEVELS.index)

    due_higher, due_lower = (plan_clock(BEGUN, [*happened, LevelSet(at, name)]) for name in (higher, lower))

    assert due_higher.due_on <= due_lower.due_on


@given(HAPPENINGS, DAYS, st.sampled_from(LEVELS))
def test_no_level_puts_a_plan_off(happened: list[LevelSet | PlanMade], at: date, name: str) -> None:
    assert plan_clock(BEGUN, [*happened, LevelSet(at, name)]).due_on <= plan_clock(BEGUN, happened).due_on
