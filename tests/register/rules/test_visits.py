"""When a registered person is visited next, at each level of risk and after each change of it."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from register.rules.visits import (
    LEVELS,
    Happening,
    LevelSet,
    VisitMade,
    explained,
    interval_in_words,
    is_higher,
    is_lowering,
    reactive_from,
    visit_clock,
)

BEGUN = date(2026, 1, 5)  # a Monday


def on(text: str) -> date:
    return date.fromisoformat(text)


def level(day: str, name: str, *, is_reactive: bool = False) -> LevelSet:
    return LevelSet(on(day), name, is_reactive)


def seen(day: str) -> VisitMade:
    return VisitMade(on(day), is_seen=True)


def missed(day: str) -> VisitMade:
    return VisitMade(on(day), is_seen=False)


@pytest.mark.parametrize(
    ("happened", "next_on"),
    [
        pytest.param([], "2026-02-05", id="nothing said: a month after the entry"),
        pytest.param([level("2026-01-05", "very_high")], "2026-02-05", id="very high: monthly"),
        pytest.param([level("2026-01-05", "high")], "2026-04-05", id="high: three-monthly"),
        pytest.param([level("2026-01-05", "medium")], "2026-07-05", id="medium: six-monthly"),
        pytest.param([level("2026-01-05", "low")], "2027-01-05", id="low: yearly"),
        pytest.param([level("2026-01-05", "high"), seen("2026-03-01")], "2026-06-01", id="seen: the clock starts anew"),
        pytest.param([seen("2026-01-31"), level("2026-01-31", "very_high")], "2026-02-28", id="a shorter month"),
        pytest.param([seen("2026-03-01"), level("2026-03-01", "high")], "2026-06-01", id="a level of the same day"),
        pytest.param(
            [level("2026-01-05", "low"), level("2026-02-01", "high")], "2026-04-05", id="raised: brought forward"
        ),
        pytest.param(
            [level("2026-01-05", "low"), level("2026-06-20", "very_high")], "2026-06-20", id="raised late: due at once"
        ),
        pytest.param(
            [level("2026-01-05", "high"), level("2026-05-01", "very_high")], "2026-04-05",
            id="raised while overdue: not put off",
        ),
        pytest.param(
            [level("2026-01-05", "high"), level("2026-02-01", "low")], "2027-01-05", id="lowered: put off"
        ),
        pytest.param(
            [level("2026-01-05", "high"), level("2026-05-01", "low")], "2026-04-05",
            id="lowered while overdue: it stays",
        ),
        pytest.param(
            [level("2026-01-05", "high"), level("2026-05-01", "low"), seen("2026-05-02")], "2027-05-02",
            id="lowered while overdue, then seen",
        ),
        pytest.param(
            [level("2026-01-05", "high"), level("2026-02-01", "high")], "2026-04-05", id="the same level again"
        ),
        pytest.param([level("2026-01-05", "very_high"), missed("2026-01-12")], "2026-01-13", id="missed: tomorrow"),
        pytest.param([level("2026-01-05", "high"), missed("2026-01-16")], "2026-01-20", id="missed: over a weekend"),
        pytest.param([level("2026-01-05", "medium"), missed("2026-03-02")], "2026-03-09", id="missed at medium"),
        pytest.param([level("2026-01-05", "low"), missed("2026-03-02")], "2026-03-16", id="missed at low"),
        pytest.param([missed("2026-01-12")], "2026-01-13", id="missed with no level"),
        pytest.param(
            [level("2026-01-05", "high"), missed("2026-04-20")], "2026-04-05", id="missed while overdue: still due"
        ),
        pytest.param(
            [level("2026-01-05", "low"), missed("2026-03-02"), level("2026-03-03", "high")], "2026-03-04",
            id="raised after a miss: tried again sooner",
        ),
        pytest.param(
            [level("2026-01-05", "high"), missed("2026-03-02"), level("2026-03-03", "low")], "2026-03-04",
            id="lowered after a miss: not tried later",
        ),
        pytest.param(
            [level("2026-01-05", "high"), missed("2026-03-02"), seen("2026-03-03")], "2026-06-03",
            id="seen after a miss",
        ),
        pytest.param([seen("2025-12-01")], "2026-02-05", id="seen before the entry: restarts nothing"),
        pytest.param(
            [seen("2026-03-01"), missed("2026-02-01")], "2026-04-01", id="an older miss told later changes nothing"
        ),
        pytest.param(
            [level("2026-01-05", "low"), level("2029-01-05", "low", is_reactive=True)], "2027-01-05",
            id="reactive while overdue: the visit stays due",
        ),
        pytest.param(
            [level("2026-01-05", "low"), seen("2028-12-01"), level("2029-01-05", "low", is_reactive=True)],
            "2030-01-05", id="reactive: a review in a year",
        ),
        pytest.param(
            [
                level("2026-01-05", "low"), seen("2028-12-01"), level("2029-01-05", "low", is_reactive=True),
                level("2030-02-01", "low", is_reactive=True),
            ],
            "2031-02-01", id="reactive again: a year from the review, late as it was",
        ),
        pytest.param(
            [
                level("2026-01-05", "low"), seen("2028-12-01"), level("2029-01-05", "low", is_reactive=True),
                level("2029-05-01", "high"),
            ],
            "2029-05-01", id="raised out of reactive: due at once",
        ),
    ],
)  # fmt: skip
def test_the_next_visit(happened: list[Happening], next_on: str) -> None:
    assert visit_clock(BEGUN, happened).next_on == on(next_on)


@pytest.mark.parametrize(
    ("happened", "words"),
    [
        pytest.param([], "1 month after 5 January 2026, so until the end of 5 February 2026", id="an interval"),
        pytest.param([missed("2026-01-12")], "Trying again after a failed visit", id="trying again"),
        pytest.param([level("2026-01-05", "low"), level("2026-06-20", "high")], "Due at once since 20 June 2026",
                     id="at once"),
        pytest.param([level("2026-01-05", "high"), level("2026-05-01", "low")], "Visit at high risk: 3 months",
                     id="the level under which it is overdue"),
    ],
)  # fmt: skip
def test_why_it_is_due_then(happened: list[Happening], words: str) -> None:
    assert words in explained(visit_clock(BEGUN, happened))


def test_failures_in_a_row_are_counted_until_the_person_is_seen() -> None:
    twice = [missed("2026-01-12"), missed("2026-01-13")]

    assert visit_clock(BEGUN, twice).failures == 2
    assert visit_clock(BEGUN, [*twice, seen("2026-01-14")]).failures == 0


@pytest.mark.parametrize(
    ("levels", "first"),
    [
        pytest.param([level("2026-01-05", "low")], "2029-01-05", id="low all along"),
        pytest.param([level("2026-01-05", "low"), level("2027-01-05", "low")], "2029-01-05", id="low again"),
        pytest.param([level("2026-01-05", "low"), level("2027-01-05", "medium"), level("2027-06-05", "low")],
                     "2030-06-05", id="a break begins it anew"),
        pytest.param([level("2026-01-05", "low"), level("2027-01-05", "medium")], None, id="not low now"),
        pytest.param([], None, id="no level"),
    ],
)  # fmt: skip
def test_reactive_management_is_possible_after_three_years_at_low(levels: list[LevelSet], first: str | None) -> None:
    assert reactive_from(levels) == (on(first) if first else None)


@pytest.mark.parametrize(
    ("was", "now", "is_reactive", "takes_two"),
    [
        pytest.param("high", "medium", False, True, id="lower"),
        pytest.param("high", "high", False, False, id="the same"),
        pytest.param("high", "very_high", False, False, id="higher"),
        pytest.param("", "low", False, False, id="the first level"),
        pytest.param("low", "low", True, True, id="reactive"),
        pytest.param("", "low", True, True, id="reactive with no level"),
    ],
)
def test_lowering_takes_two(was: str, now: str, is_reactive: bool, takes_two: bool) -> None:
    clock = visit_clock(BEGUN, [level("2026-01-05", was)] if was else [])

    assert is_lowering(now, is_reactive, clock) is takes_two


def test_an_unset_level_stands_above_all() -> None:
    assert not any(is_higher(each, "") for each in LEVELS)


def test_each_level_says_how_often() -> None:
    assert [interval_in_words(each) for each in LEVELS] == ["12 months", "6 months", "3 months", "1 month"]


DAYS = st.dates(BEGUN, BEGUN + timedelta(days=900))
LEVEL_SETS = st.builds(LevelSet, DAYS, st.sampled_from(LEVELS))
HAPPENINGS = st.lists(LEVEL_SETS | st.builds(VisitMade, DAYS, st.booleans()), max_size=8)


@given(HAPPENINGS, DAYS, st.sampled_from(LEVELS), st.sampled_from(LEVELS))
def test_a_higher_level_now_is_never_due_later(happened: list[Happening], at: date, one: str, other: str) -> None:
    lower, higher = sorted((one, other), key=LEVELS.index)
    before = [each for each in happened if each.on <= at]

    due_lower = visit_clock(BEGUN, [*before, LevelSet(at, lower)])
    due_higher = visit_clock(BEGUN, [*before, LevelSet(at, higher)])

    assert due_higher.next_on <= due_lower.next_on


@given(HAPPENINGS, DAYS, st.sampled_from(LEVELS))
def test_a_level_that_is_not_lower_puts_nothing_off(happened: list[Happening], at: date, name: str) -> None:
    before = visit_clock(BEGUN, [each for each in happened if each.on <= at])
    after = visit_clock(BEGUN, [*(each for each in happened if each.on <= at), LevelSet(at, name)])

    if not is_higher(before.level, name):
        assert after.next_on <= before.next_on


@given(HAPPENINGS, DAYS, st.sampled_from(LEVELS))
def test_no_level_puts_off_what_is_overdue(happened: list[Happening], at: date, name: str) -> None:
    before = visit_clock(BEGUN, [each for each in happened if each.on <= at])
    after = visit_clock(BEGUN, [*(each for each in happened if each.on <= at), LevelSet(at, name)])

    if before.next_on < at:
        assert after.next_on <= before.next_on


@given(HAPPENINGS, DAYS)
def test_an_attempt_that_failed_never_puts_the_visit_off(happened: list[Happening], at: date) -> None:
    before = visit_clock(BEGUN, happened)
    after = visit_clock(BEGUN, [*happened, VisitMade(max([at, *(each.on for each in happened)]), is_seen=False)])

    assert after.due_on == before.due_on


@given(HAPPENINGS)
def test_the_same_facts_give_the_same_clock(happened: list[Happening]) -> None:
    assert visit_clock(BEGUN, happened) == visit_clock(BEGUN, happened)
