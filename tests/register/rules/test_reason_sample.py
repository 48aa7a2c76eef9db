"""Which readings of a month are drawn."""

from __future__ import annotations

from datetime import date

import pytest

from register.rules.reason_sample import SIZES, Reading, drawn, month_after, month_before, size_in_force

KEY, OTHER = b"one key", b"another key"
MONTH = [Reading(f"entry {number}", has_incident=number % 2 == 0) for number in range(1_000)]


@pytest.mark.parametrize(
    ("count", "size"),
    [
        pytest.param(0, 0, id="nothing was read"),
        pytest.param(4, 4, id="all of few"),
        pytest.param(300, 10, id="at least ten"),
        pytest.param(501, 11, id="two in a hundred, a begun one counted"),
        pytest.param(50_000, 100, id="a hundred at most"),
    ],
)
def test_two_in_a_hundred_are_drawn_ten_at_least_and_a_hundred_at_most(count: int, size: int) -> None:
    assert size_in_force(date(2026, 11, 1)).of(count) == size


def test_the_sizes_follow_one_another_and_say_on_whose_authority() -> None:
    assert all(each.authority and each.least <= each.most for each in SIZES)
    with pytest.raises(LookupError):
        size_in_force(date(2020, 1, 1))


def test_the_same_key_draws_the_same_in_whatever_order() -> None:
    assert drawn(MONTH, key=KEY, size=20) == drawn(reversed(MONTH), key=KEY, size=20)
    assert len(set(drawn(MONTH, key=KEY, size=20))) == 20


def test_without_the_key_nobody_knows_what_is_drawn() -> None:
    assert set(drawn(MONTH, key=KEY, size=20)) != set(drawn(MONTH, key=OTHER, size=20))


def test_a_reading_without_an_incident_is_drawn_more_often() -> None:
    """Three to one, over many draws: by chance alone it would be one to one."""
    without = {each.number for each in MONTH if not each.has_incident}

    found = [number for draw in range(50) for number in drawn(MONTH, key=f"{draw}".encode(), size=20)]

    share = sum(number in without for number in found) / len(found)
    assert 0.70 < share < 0.80


@pytest.mark.parametrize(
    ("on", "before"),
    [
        pytest.param(date(2026, 11, 26), date(2026, 10, 1), id="in a year"),
        pytest.param(date(2027, 1, 1), date(2026, 12, 1), id="over the year"),
    ],
)
def test_the_month_before_ends_where_this_one_begins(on: date, before: date) -> None:
    assert month_before(on) == before
    assert month_after(before) == on.replace(day=1)
