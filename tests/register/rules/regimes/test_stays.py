"""The qualifying period of stays away from home."""

from __future__ import annotations

from datetime import date

import pytest

from register.rules.regimes.stays import qualifying_day


@pytest.mark.parametrize(
    ("stays", "expected"),
    [
        pytest.param([], None, id="none"),
        pytest.param([(date(2026, 3, 1), date(2026, 3, 6))], None, id="six-days"),
        pytest.param([(date(2026, 3, 1), date(2026, 3, 7))], date(2026, 3, 7), id="seven-days"),
        pytest.param([(date(2026, 3, 1), date(2026, 3, 30))], date(2026, 3, 7), id="a-month"),
        pytest.param(
            [(date(2026, 1, 1), date(2026, 1, 3)), (date(2026, 6, 1), date(2026, 6, 4))],
            date(2026, 6, 4), id="adding-up",
        ),
        pytest.param(
            [(date(2026, 1, 1), date(2026, 1, 5)), (date(2026, 1, 3), date(2026, 1, 6))], None, id="overlap-counts-once"
        ),
        pytest.param(
            [(date(2025, 1, 1), date(2025, 1, 3)), (date(2026, 1, 1), date(2026, 1, 4))],
            None, id="a-year-and-more-apart",
        ),
        pytest.param(
            [(date(2025, 1, 1), date(2025, 1, 3)), (date(2025, 12, 28), date(2025, 12, 31))],
            date(2025, 12, 31), id="within-a-year-to-the-day",
        ),
    ],
)  # fmt: skip
def test_the_day_on_which_stays_add_up_to_seven(stays: list[tuple[date, date]], expected: date | None) -> None:
    assert qualifying_day(stays) == expected
