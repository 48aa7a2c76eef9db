"""The steps and the clocks of the disclosure scheme."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cases.rules.disclosures import (
    ENDED,
    NOTHING_TO_DISCLOSE,
    OPEN,
    TRANSITIONS,
    UNDERTAKING,
    Route,
    Status,
    Step,
    Stop,
    after,
    clocks_of,
    emergency_reading_due,
    stopped_days,
)

CAME = datetime(2026, 11, 2, 23, 30, tzinfo=UTC)


def test_the_clocks_of_a_request_to_ask() -> None:
    clocks = clocks_of(Route.ASK, CAME)

    assert clocks.checks.at == datetime(2026, 11, 3, 23, 30, tzinfo=UTC)
    assert clocks.meeting is not None
    assert clocks.meeting.due_on == date(2026, 11, 12)
    assert clocks.overall.due_on == clocks.with_stops == date(2026, 11, 30)


def test_nobody_is_met_where_the_police_began() -> None:
    assert clocks_of(Route.KNOW, CAME).meeting is None


@pytest.mark.parametrize(
    ("status", "on"),
    [
        pytest.param(Status.RECEIVED, date(2026, 11, 3), id="checks within 24 hours"),
        pytest.param(Status.CHECKED, date(2026, 11, 12), id="a meeting within ten days"),
        pytest.param(Status.MET, date(2026, 11, 30), id="everything else by the 28th day"),
        pytest.param(Status.DECIDED, date(2026, 11, 30), id="the second reading too"),
        pytest.param(Status.DISCLOSED, None, id="an end has no next day"),
    ],
)
def test_the_next_day(status: Status, on: date | None) -> None:
    assert clocks_of(Route.ASK, CAME).next_due_on(status) == on


def test_days_on_which_the_clock_stood_are_added_once() -> None:
    stops = [Stop(date(2026, 11, 5), date(2026, 11, 7)), Stop(date(2026, 11, 7), date(2026, 11, 8))]

    clocks = clocks_of(Route.ASK, CAME, stops)

    assert clocks.overall.due_on == date(2026, 11, 30)
    assert clocks.with_stops == date(2026, 12, 4)


@given(st.lists(st.tuples(st.integers(0, 60), st.integers(0, 20)), max_size=6), st.integers(0, 60))
def test_another_stop_never_shortens(spans: list[tuple[int, int]], more: int) -> None:
    first = date(2026, 11, 2).toordinal()
    stops = [Stop(date.fromordinal(first + start), date.fromordinal(first + start + days)) for start, days in spans]
    another = Stop(date.fromordinal(first + more), date.fromordinal(first + more))

    assert stopped_days(stops) <= stopped_days([*stops, another]) <= stopped_days(stops) + 1


def test_what_could_not_wait_is_read_on_the_next_working_day() -> None:
    told_on_a_friday = datetime(2026, 11, 27, 22, tzinfo=UTC)

    assert emergency_reading_due(told_on_a_friday).due_on == date(2026, 11, 30)


def test_every_status_can_be_reached_and_left_unless_it_is_an_end() -> None:
    reached = {each.after for each in TRANSITIONS} | {Status.RECEIVED}
    left = {each.before for each in TRANSITIONS}

    assert reached == set(Status)
    assert left == set(OPEN)
    assert set(OPEN) | set(ENDED) == set(Status)


@pytest.mark.parametrize("route", Route)
def test_nobody_is_told_before_a_second_person_has_agreed_unless_it_cannot_wait(route: Route) -> None:
    to_telling = {each.step for each in TRANSITIONS if each.after is Status.DISCLOSED and route in each.routes}

    assert to_telling == {Step.DISCLOSE, Step.DISCLOSE_AT_ONCE}
    assert after(Status.CONSIDERED, Step.DISCLOSE, route) == ()
    assert after(Status.DECIDED, Step.DISCLOSE, route) == ()


def test_a_request_that_was_met_cannot_be_met_again() -> None:
    assert after(Status.MET, Step.MEET, Route.ASK) == ()
    assert after(Status.CHECKED, Step.MEET, Route.KNOW) == ()


def test_the_set_words_neither_confirm_nor_deny() -> None:
    words = NOTHING_TO_DISCLOSE.lower()

    assert "does not mean that there is no risk" in words
    assert not {"he", "she", "his", "her", "convicted", "convictions", "offence"} & set(words.replace(".", " ").split())


def test_the_undertaking_is_in_both_languages_line_for_line() -> None:
    assert set(UNDERTAKING) == {"en", "cy"}
    assert len(UNDERTAKING["en"][1]) == len(UNDERTAKING["cy"][1])
