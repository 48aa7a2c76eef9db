"""Days that count and days that do not."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from register.rules.working_days import add_working_days, bank_holidays, is_excluded_day, is_working_day

GOOD_FRIDAY = date(2026, 4, 3)
DAYS = st.dates(date(2020, 1, 1), date(2035, 12, 31))


@pytest.mark.parametrize(
    ("day", "is_working", "is_excluded"),
    [
        pytest.param(date(2026, 11, 23), True, False, id="monday"),
        pytest.param(date(2026, 11, 28), False, False, id="saturday-is-no-working-day-yet-counts"),
        pytest.param(date(2026, 11, 29), False, True, id="sunday"),
        pytest.param(GOOD_FRIDAY, False, True, id="good-friday"),
        pytest.param(date(2026, 4, 6), False, True, id="easter-monday"),
        pytest.param(date(2026, 12, 25), False, True, id="christmas-day"),
        pytest.param(date(2026, 12, 26), False, True, id="boxing-day-on-a-saturday"),
        pytest.param(date(2026, 12, 28), False, True, id="boxing-day-kept-on-a-monday"),
        pytest.param(date(2022, 12, 25), False, True, id="christmas-day-on-a-sunday"),
        pytest.param(date(2022, 12, 27), False, True, id="christmas-day-kept-on-a-tuesday"),
        pytest.param(date(2026, 12, 24), True, False, id="christmas-eve"),
        pytest.param(date(2028, 1, 1), False, False, id="new-years-day-on-a-saturday-is-not-appointed"),
        pytest.param(date(2028, 1, 3), False, True, id="new-years-day-kept-on-a-monday"),
        pytest.param(date(2022, 6, 3), False, True, id="a-holiday-of-one-year-only"),
    ],
)
def test_each_kind_of_day(day: date, is_working: bool, is_excluded: bool) -> None:
    assert (is_working_day(day), is_excluded_day(day)) == (is_working, is_excluded)


@pytest.mark.parametrize("country", ["ENG", "WLS"])
def test_england_and_wales_have_eight_bank_holidays_in_a_usual_year(country: str) -> None:
    assert len(bank_holidays(2025, country)) == 8


@pytest.mark.parametrize(
    ("start", "count", "end"),
    [
        pytest.param(date(2026, 11, 23), 0, date(2026, 11, 23), id="none"),
        pytest.param(date(2026, 11, 23), 1, date(2026, 11, 24), id="next-day"),
        pytest.param(date(2026, 11, 27), 1, date(2026, 11, 30), id="over-a-week-end"),
        pytest.param(date(2026, 11, 28), 1, date(2026, 11, 30), id="from-a-saturday"),
        pytest.param(date(2026, 4, 2), 1, date(2026, 4, 7), id="over-easter"),
        pytest.param(date(2026, 12, 24), 1, date(2026, 12, 29), id="over-christmas"),
        pytest.param(date(2026, 11, 23), 5, date(2026, 11, 30), id="five"),
    ],
)
def test_working_days_are_counted_after_the_start(start: date, count: int, end: date) -> None:
    assert add_working_days(start, count) == end


@given(start=DAYS, count=st.integers(0, 40), later=st.integers(0, 10))
def test_a_later_start_never_ends_earlier(start: date, count: int, later: int) -> None:
    assert add_working_days(start, count) <= add_working_days(start + timedelta(days=later), count)


@given(start=DAYS, count=st.integers(1, 20), offsets=st.frozensets(st.integers(0, 40)))
def test_adding_a_holiday_never_shortens(start: date, count: int, offsets: frozenset[int]) -> None:
    more = frozenset(start + timedelta(days=offset) for offset in offsets)
    end = add_working_days(start, count, more_holidays=more)
    assert end >= add_working_days(start, count)
    assert end not in more
    assert is_working_day(end)
