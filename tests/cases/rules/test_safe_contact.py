"""May I ring now? Each answer, at the moments on both sides of its bound."""

from __future__ import annotations

from datetime import UTC, date, datetime, time

import pytest

from cases.models import SafeContactRule
from cases.rules.safe_contact import (
    EVERY_DAY,
    Channel,
    May,
    Rule,
    Window,
    confirm_by,
    days_in_words,
    in_plain_words,
    may_ring,
)

WEEKDAYS = frozenset({1, 2, 3, 4, 5})
OFFICE = Window(WEEKDAYS, time(9), time(15))
NIGHT = Window(frozenset({5}), time(22), time(6))
LATE = date(2027, 2, 21)
FRIDAY = date(2026, 11, 27)


def at(on: date, hour: int, minute: int = 0) -> datetime:
    """In November a moment in London is one in universal time."""
    return datetime(on.year, on.month, on.day, hour, minute, tzinfo=UTC)


def answer(window: Window | None, moment: datetime, channel: Channel = Channel.PHONE) -> str:
    return may_ring(Rule(channel, LATE, window), moment).sentence


def test_the_channels_are_those_of_the_record() -> None:
    assert set(Channel) == set(SafeContactRule.Channel.values)


@pytest.mark.parametrize(
    ("moment", "sentence"),
    [
        pytest.param(at(FRIDAY, 9), "Yes, until 15:00", id="the first minute"),
        pytest.param(at(FRIDAY, 14, 59), "Yes, until 15:00", id="the last minute"),
        pytest.param(at(FRIDAY, 8, 59), "No. Next safe time: today from 09:00", id="a minute too early"),
        pytest.param(
            at(FRIDAY, 15), "No. Next safe time: Monday 30 November 2026 from 09:00", id="a minute too late on a Friday"
        ),
        pytest.param(
            at(date(2026, 11, 28), 12), "No. Next safe time: Monday 30 November 2026 from 09:00", id="at the weekend"
        ),
    ],
)
def test_by_day_it_is_safe_from_the_first_minute_to_the_one_before_the_last(moment: datetime, sentence: str) -> None:
    assert answer(OFFICE, moment) == sentence


@pytest.mark.parametrize(
    ("moment", "may"),
    [
        pytest.param(at(FRIDAY, 21, 59), May.NO, id="before it begins"),
        pytest.param(at(FRIDAY, 22), May.YES, id="in the evening"),
        pytest.param(at(date(2026, 11, 28), 5, 59), May.YES, id="after midnight it is still Friday's"),
        pytest.param(at(date(2026, 11, 28), 6), May.NO, id="in the morning"),
        pytest.param(at(FRIDAY, 2), May.NO, id="Thursday's night was not safe"),
    ],
)
def test_a_time_over_midnight_belongs_to_the_day_on_which_it_begins(moment: datetime, may: May) -> None:
    assert may_ring(Rule(Channel.PHONE, LATE, NIGHT), moment).may == may


def test_the_time_is_the_clock_of_london_in_summer_too() -> None:
    assert answer(OFFICE, datetime(2026, 7, 3, 8, 30, tzinfo=UTC)) == "Yes, until 15:00"


@pytest.mark.parametrize(
    ("channel", "may"),
    [
        (Channel.ASK_FIRST, May.ASK_FIRST),
        (Channel.NO_CONTACT, May.NO),
        (Channel.THROUGH_IDVA, May.NO),
        (Channel.TEXT, May.NO),
        (Channel.EMAIL, May.NO),
    ],
)
def test_nobody_rings_where_another_way_is_agreed(channel: Channel, may: May) -> None:
    assert may_ring(Rule(channel, LATE, OFFICE), at(FRIDAY, 10)).may == may


@pytest.mark.parametrize("window", [None, Window(frozenset())], ids=["nothing of the time is known", "no day is known"])
def test_what_is_not_known_is_asked_first(window: Window | None) -> None:
    assert may_ring(Rule(Channel.PHONE, LATE, window), at(FRIDAY, 10)).may == May.ASK_FIRST
    assert may_ring(None, at(FRIDAY, 10)).may == May.ASK_FIRST


def test_after_ninety_days_the_answer_is_to_ask_first() -> None:
    until = confirm_by(date(2026, 8, 29))
    rule = Rule(Channel.PHONE, until, Window(EVERY_DAY))

    assert until == FRIDAY
    assert may_ring(rule, at(FRIDAY, 23, 59)).may == May.YES
    assert may_ring(rule, at(date(2026, 11, 28), 0)).may == May.ASK_FIRST


def test_who_is_not_to_be_contacted_is_not_to_be_asked_first_either_however_old_the_rule_is() -> None:
    assert may_ring(Rule(Channel.NO_CONTACT, date(2026, 1, 1)), at(FRIDAY, 10)).may == May.NO


@pytest.mark.parametrize(
    ("window", "words"),
    [
        (OFFICE, "Monday to Friday, 09:00 to 15:00"),
        (NIGHT, "Friday, 22:00 to 06:00 the next day"),
        (Window(EVERY_DAY), "Every day"),
        (Window(frozenset({1, 3, 6}), time(10), time(11, 30)), "Monday, Wednesday and Saturday, 10:00 to 11:30"),
        (Window(frozenset()), ""),
    ],
    ids=["weekdays", "over midnight", "every day", "some days", "none"],
)
def test_a_safe_time_is_said_in_words(window: Window, words: str) -> None:
    assert in_plain_words(window) == words


@pytest.mark.parametrize(
    ("window", "moment", "sentence"),
    [
        pytest.param(OFFICE, at(FRIDAY, 10), "No. Send a text message and nothing else, until 15:00", id="in time"),
        pytest.param(
            OFFICE, at(FRIDAY, 5), "No, and no text message now. Next safe time: today from 09:00", id="out of time"
        ),
        pytest.param(
            None, at(FRIDAY, 10), "Ask the case owner first: only a text message, and safe times are not recorded",
            id="no time is known",
        ),
    ],
)  # fmt: skip
def test_a_text_message_has_its_safe_hours_too(window: Window | None, moment: datetime, sentence: str) -> None:
    assert answer(window, moment, Channel.TEXT) == sentence


def test_two_days_in_a_row_are_both_named() -> None:
    assert days_in_words([6, 7]) == "Saturday and Sunday"
