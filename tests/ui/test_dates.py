from datetime import UTC, date, datetime, timedelta

import pytest

from ui.dates import day, moment, since

NOW = datetime(2026, 11, 23, 14, 5, tzinfo=UTC)


@pytest.mark.parametrize(
    ("value", "words"),
    [
        pytest.param(date(2026, 11, 23), "23 November 2026", id="a day"),
        pytest.param(date(1984, 3, 1), "1 March 1984", id="no leading zero"),
        pytest.param(datetime(2026, 6, 30, 23, 30, tzinfo=UTC), "1 July 2026", id="summer time moves the day"),
        pytest.param(datetime(2026, 12, 31, 23, 30, tzinfo=UTC), "31 December 2026", id="winter time does not"),
    ],
)
def test_day(value, words):
    assert day(value) == words


@pytest.mark.parametrize(
    ("value", "words"),
    [
        pytest.param(NOW, "23 November 2026 at 14:05", id="winter"),
        pytest.param(datetime(2026, 6, 1, 22, 30, tzinfo=UTC), "1 June 2026 at 23:30", id="summer"),
        pytest.param(datetime(2026, 1, 2, 0, 3, tzinfo=UTC), "2 January 2026 at 00:03", id="just after midnight"),
    ],
)
def test_moment(value, words):
    assert moment(value) == words


def test_moment_refuses_a_time_without_a_zone():
    with pytest.raises(ValueError, match="time zone"):
        moment(NOW.replace(tzinfo=None))


@pytest.mark.parametrize(
    ("gap", "words"),
    [
        pytest.param(timedelta(seconds=59), "just now", id="under a minute"),
        pytest.param(timedelta(minutes=1), "1 minute ago", id="one minute"),
        pytest.param(timedelta(minutes=59, seconds=59), "59 minutes ago", id="under an hour"),
        pytest.param(timedelta(hours=2), "2 hours ago", id="hours"),
        pytest.param(timedelta(days=1), "1 day ago", id="one day"),
        pytest.param(timedelta(days=6, hours=23), "6 days ago", id="under a week"),
        pytest.param(timedelta(days=7), "16 November 2026", id="a week"),
        pytest.param(-timedelta(hours=3), "in 3 hours", id="ahead"),
        pytest.param(-timedelta(days=8), "1 December 2026", id="more than a week ahead"),
    ],
)
def test_since(gap, words):
    assert since(NOW - gap, NOW) == words
