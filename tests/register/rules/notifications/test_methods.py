from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from register.rules.notifications.methods import ALLOWANCES, doubt_about

STARTED = (replace(ALLOWANCES[0], from_day=date(2027, 4, 1)),)


@pytest.mark.parametrize("method", ["in_person", "counter"])
def test_in_person_always_counts(method: str) -> None:
    assert doubt_about(method, {"soa", "dapo"}, date(2026, 11, 25)) == ""


def test_video_is_doubted_while_no_law_allows_it() -> None:
    assert "by video" in doubt_about("video", {"dapo"}, date(2026, 11, 25))


@pytest.mark.parametrize(
    ("on", "counts"),
    [
        pytest.param(date(2027, 3, 31), False, id="the-day-before"),
        pytest.param(date(2027, 4, 1), True, id="the-first-day"),
    ],
)
def test_video_counts_from_the_day_on_which_the_law_begins(on: date, counts: bool) -> None:
    assert (doubt_about("video", {"dapo"}, on, STARTED) == "") is counts


def test_video_without_any_requirement_is_doubted() -> None:
    assert doubt_about("video", set(), date(2027, 5, 1), STARTED)
