"""How long orders last: every unusual length is said, and none is refused but of a tag."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from register.rules.order_durations import (
    court_due,
    decision_due,
    duration_doubts,
    extension_problem,
    hearing_due,
    is_reminder_due,
    monitoring_problem,
    next_check,
    reminder_days,
)
from register.rules.orders import ORDER_KINDS

MADE = date(2026, 11, 20)  # a Friday
NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("kind", "ends_on", "said"),
    [
        pytest.param("SPO", date(2028, 11, 19), "", id="spo-two-years-to-the-day"),
        pytest.param("SPO", date(2028, 11, 18), "sooner than 2 years", id="spo-a-day-short"),
        pytest.param("SPO", None, "", id="spo-until-further-order"),
        pytest.param("SHPO", date(2031, 11, 19), "", id="shpo-five-years"),
        pytest.param("SHPO", date(2031, 11, 18), "sooner than 5 years", id="shpo-a-day-short"),
        pytest.param("SRO", date(2028, 11, 18), "sooner than 2 years", id="sro-a-day-short"),
        pytest.param("DVPO", date(2026, 12, 3), "", id="dvpo-14-days-beginning-with-the-day"),
        pytest.param("DVPO", date(2026, 12, 2), "sooner than 14 days", id="dvpo-13-days"),
        pytest.param("DVPO", date(2026, 12, 17), "", id="dvpo-28-days"),
        pytest.param("DVPO", date(2026, 12, 18), "later than 28 days", id="dvpo-29-days"),
        pytest.param("DVPO", None, "none is recorded", id="dvpo-without-an-end"),
        pytest.param("OCC", date(2027, 5, 19), "", id="occ-six-months"),
        pytest.param("OCC", date(2027, 5, 20), "Check that it was made under s.33", id="occ-a-day-more"),
        pytest.param("CBO", date(2028, 11, 18), "sooner than 2 years", id="cbo-a-day-short"),
        pytest.param("VOO", date(2031, 11, 20), "later than 5 years", id="voo-a-day-more"),
        pytest.param("ISPO", None, "none is recorded", id="ispo-without-an-end"),
        pytest.param("PREBAIL", date(2027, 2, 19), "", id="bail-three-months"),
        pytest.param("PREBAIL", date(2027, 2, 20), "an inspector extended it", id="bail-past-three-months"),
        pytest.param("PREBAIL", date(2027, 5, 20), "a superintendent extended it", id="bail-past-six-months"),
        pytest.param("PREBAIL", date(2027, 8, 20), "a magistrates' court extended it", id="bail-past-nine-months"),
        pytest.param("NMO", date(2026, 11, 20), "", id="nmo-may-be-of-any-length"),
        pytest.param("XXX", date(2026, 11, 20), "", id="a-kind-that-is-not-known"),
    ],
)
def test_an_unusual_length_is_said_with_its_act(kind: str, ends_on: date | None, said: str) -> None:
    doubts = duration_doubts(kind, MADE, ends_on)

    assert len(doubts) == bool(said)
    assert said in " ".join(doubts)


def test_an_order_from_before_the_act_raises_no_doubt() -> None:
    assert duration_doubts("SPO", date(2019, 6, 1), date(2019, 7, 1)) == []


@pytest.mark.parametrize(
    ("kind", "until", "said"),
    [
        pytest.param("DAPO", date(2027, 11, 19), "", id="twelve-months-to-the-day"),
        pytest.param("DAPO", date(2027, 11, 20), "until 19 November 2027", id="a-day-more"),
        pytest.param("DAPO", None, "must have a last day", id="without-an-end"),
        pytest.param("NMO", date(2030, 1, 1), "", id="another-kind-has-no-such-limit"),
    ],
)
def test_a_tag_lasts_at_most_twelve_months_at_a_time(kind: str, until: date | None, said: str) -> None:
    problem = monitoring_problem(kind, MADE, until)

    assert bool(problem) is bool(said)
    assert said in problem


@pytest.mark.parametrize(
    ("was", "until", "said"),
    [
        pytest.param(date(2027, 11, 19), date(2028, 11, 19), "", id="twelve-months-more"),
        pytest.param(date(2027, 11, 19), date(2028, 11, 20), "until 19 November 2028", id="a-day-more"),
        pytest.param(date(2027, 11, 19), date(2027, 11, 19), "must be later", id="no-longer"),
    ],
)
def test_a_tag_is_extended_by_at_most_twelve_months_at_a_time(was: date, until: date, said: str) -> None:
    problem = extension_problem("DAPO", was, until)

    assert bool(problem) is bool(said)
    assert said in problem


def test_the_reminders_come_28_days_7_days_and_1_day_before_the_last_day() -> None:
    assert [(date(2027, 3, 31) - each).days for each in reminder_days(date(2027, 3, 31))] == [28, 7, 1]


@pytest.mark.parametrize(
    ("on", "expected"),
    [
        pytest.param(date(2027, 1, 1), date(2027, 3, 3), id="long-before"),
        pytest.param(date(2027, 3, 3), date(2027, 3, 3), id="on-the-first"),
        pytest.param(date(2027, 3, 4), date(2027, 3, 24), id="after-the-first"),
        pytest.param(date(2027, 3, 31), date(2027, 4, 1), id="on-the-last-day"),
        pytest.param(date(2027, 6, 1), date(2027, 6, 1), id="long-past-its-end"),
    ],
)
def test_the_next_day_on_which_there_is_something_to_do(on: date, expected: date) -> None:
    assert next_check(date(2027, 3, 31), on=on) == expected
    assert next_check(None, on=on) is None


def test_a_tag_is_reminded_of_and_does_not_end_the_order() -> None:
    tag = date(2027, 1, 31)

    assert next_check(date(2027, 3, 31), on=date(2027, 1, 25), tags_end_on=[tag]) == date(2027, 1, 30)
    assert next_check(None, on=date(2027, 1, 25), tags_end_on=[tag]) == date(2027, 1, 30)
    assert next_check(None, on=date(2027, 1, 31), tags_end_on=[tag]) is None
    assert is_reminder_due(tag, since=date(2027, 1, 20), on=date(2027, 1, 25))
    assert not is_reminder_due(tag, since=date(2027, 1, 25), on=date(2027, 1, 25))
    assert not is_reminder_due(tag, since=date(2027, 1, 1), on=date(2027, 2, 1)), "it has ended"


@given(ends_on=st.dates(date(2026, 6, 1), date(2040, 1, 1)), days=st.integers(0, 400))
def test_going_from_check_to_check_reaches_every_reminder_and_then_the_end(ends_on: date, days: int) -> None:
    day, seen = ends_on - timedelta(days=days), []
    while day <= ends_on:
        check = next_check(ends_on, on=day)
        assert check is not None and check >= day
        seen.append(check)
        day = check + timedelta(days=1)

    wanted = [each for each in reminder_days(ends_on) if each >= ends_on - timedelta(days=days)]
    assert seen == [*wanted, ends_on + timedelta(days=1)]


@pytest.mark.parametrize(
    ("kind", "due_at"),
    [
        # Sunday 22 November does not count: 12 hours of Friday, Saturday, 12 hours of Monday.
        pytest.param("DAPN", datetime(2026, 11, 23, 12, tzinfo=UTC), id="dapn"),
        pytest.param("DVPN", datetime(2026, 11, 23, 12, tzinfo=UTC), id="dvpn"),
        pytest.param("DAPO", None, id="an-order-has-no-such-clock"),
    ],
)
def test_a_notice_is_heard_within_48_hours_without_sundays(kind: str, due_at: datetime | None) -> None:
    due = hearing_due(kind, NOON)

    assert (due.at if due else None) == due_at


@pytest.mark.parametrize(
    ("kind", "is_attached", "has_clock"),
    [
        pytest.param("DAPN", False, True, id="dapn"),
        pytest.param("DVPN", False, True, id="dvpn"),
        pytest.param("DVPO", False, True, id="dvpo"),
        pytest.param("POSTBAIL", False, True, id="bail"),
        pytest.param("OCC", True, True, id="occupation-order-with-a-power-of-arrest"),
        pytest.param("OCC", False, False, id="occupation-order-without"),
        pytest.param("NMO", False, False, id="a-crime-has-the-clock-of-custody"),
    ],
)
def test_whoever_is_arrested_is_before_a_court_in_24_hours(kind: str, is_attached: bool, has_clock: bool) -> None:
    due = court_due(kind, NOON, is_attached=is_attached)

    assert (due.at if due else None) == (NOON + timedelta(hours=24) if has_clock else None)


def test_the_decision_to_apply_has_24_hours() -> None:
    due = decision_due(NOON)

    assert due is not None and due.at == NOON + timedelta(hours=24)
    assert decision_due(datetime(2024, 1, 1, 12, tzinfo=UTC)) is None


@pytest.mark.parametrize("kind", ORDER_KINDS)
@given(days=st.none() | st.integers(0, 4000))
def test_every_kind_and_length_has_an_answer(kind: str, days: int | None) -> None:
    ends_on = None if days is None else MADE + timedelta(days=days)

    assert all(each.startswith(ORDER_KINDS[kind].title) for each in duration_doubts(kind, MADE, ends_on))
