"""Who may apply for a review of indefinite notification, and when each step is due."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from register.rules.indefinite_review import (
    ReviewFacts,
    acknowledgement_due,
    appeal_due,
    decision_due,
    information_due,
    next_application_from,
    qualifying_on,
    why_not,
)

FIRST = date(2012, 9, 1)
ADULT = ReviewFacts(FIRST, is_under_18=False)


@pytest.mark.parametrize(
    ("first", "is_under_18", "last"),
    [
        pytest.param(FIRST, False, date(2027, 9, 1), id="15 years"),
        pytest.param(FIRST, True, date(2020, 9, 1), id="8 years"),
        pytest.param(date(2005, 1, 10), False, date(2020, 1, 10), id="notified before there was such a review"),
    ],
)
def test_the_qualifying_period(first: date, is_under_18: bool, last: date) -> None:
    assert qualifying_on(first, is_under_18=is_under_18) == last


@pytest.mark.parametrize(
    ("changes", "on", "said"),
    [
        pytest.param({}, date(2027, 9, 2), "", id="the day after"),
        pytest.param({}, date(2027, 9, 1), "after 1 September 2027", id="the last day"),
        pytest.param({"is_under_18": True}, date(2020, 9, 2), "", id="under 18"),
        pytest.param({"orders_in_force": frozenset({"SHPO", "DAPO"})}, date(2028, 1, 1), "while a SHPO", id="barred"),
        pytest.param({"orders_in_force": frozenset({"DAPO"})}, date(2028, 1, 1), "", id="another order"),
        pytest.param({"again_from": date(2030, 1, 1)}, date(2029, 12, 31), "from 1 January 2030", id="refused"),
        pytest.param({"again_from": date(2030, 1, 1)}, date(2030, 1, 1), "", id="again"),
    ],
)
def test_who_may_apply(changes: dict[str, Any], on: date, said: str) -> None:
    refusal = why_not(replace(ADULT, **changes), on=on)

    assert said in refusal
    assert bool(refusal) is bool(said)


def test_each_step_has_its_day() -> None:
    applied = date(2026, 11, 2)
    information = information_due(applied).due_on

    assert acknowledgement_due(applied).due_on == date(2026, 11, 16)
    assert information == date(2026, 11, 30)
    assert decision_due(information).due_on == date(2027, 1, 11)
    assert appeal_due(applied).due_on == date(2026, 11, 23)


@pytest.mark.parametrize(
    ("years", "day"),
    [pytest.param(8, date(2034, 11, 2), id="8"), pytest.param(15, date(2041, 11, 2), id="15")],
)
def test_the_next_application(years: int, day: date) -> None:
    assert next_application_from(date(2026, 11, 2), years) == day


def test_the_next_application_of_a_leap_day() -> None:
    assert next_application_from(date(2028, 2, 29), 9) == date(2037, 2, 28)


@pytest.mark.parametrize("years", [7, 16])
def test_the_next_application_is_8_to_15_years_ahead(years: int) -> None:
    with pytest.raises(ValueError, match="8 to 15 years"):
        next_application_from(date(2026, 11, 2), years)
