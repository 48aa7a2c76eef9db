"""Dates of birth in every usual way of writing."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from register.rules.dates import OLDEST_AGE, PLACEHOLDERS, ReadDate, read_date

TODAY = date(2026, 11, 23)
BORN = date(1984, 11, 23)


@pytest.mark.parametrize(
    "text",
    [
        "23/11/1984", "23.11.84", "23-11-84", "23 11 1984", "1984-11-23", "1984/11/23", "1984-11-23T00:00:00Z",
        "23 Nov 1984", "23-Nov-84", "23Nov1984", "23rd November 1984", "the 23rd of november 1984", "23 NOV 84",
        "November 23, 1984", "Nov 23rd 1984", "23111984", "231184", "19841123", "Fri 23 Nov 1984", "Friday, 23/11/1984",
        "  23 / 11 / 1984  ",
    ],
    ids=str,
)  # fmt: skip
def test_every_usual_way_of_writing_is_read(text: str) -> None:
    assert read_date(text, today=TODAY) == ReadDate(BORN)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        pytest.param("11/23/1984", BORN, id="slashes"),
        pytest.param("11231984", BORN, id="digits"),
        pytest.param("1984-11-23", BORN, id="iso-is-iso"),
        pytest.param("02/03/1984", date(1984, 2, 3), id="either-could-be-the-month"),
    ],
)
def test_the_month_stands_first_only_where_that_is_said(text: str, value: date) -> None:
    assert read_date(text, today=TODAY, day_first=False) == ReadDate(value)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        pytest.param("01/01/26", date(2026, 1, 1), id="this-year"),
        pytest.param("23/11/26", date(2026, 11, 23), id="today"),
        pytest.param("24/11/26", date(1926, 11, 24), id="tomorrow-is-a-century-ago"),
        pytest.param("01/01/27", date(1927, 1, 1), id="next-year-is-a-century-ago"),
        pytest.param("29/02/04", date(2004, 2, 29), id="leap-day"),
    ],
)
def test_a_two_digit_year_is_the_latest_that_is_not_in_the_future(text: str, value: date) -> None:
    assert read_date(text, today=TODAY) == ReadDate(value)


@pytest.mark.parametrize(
    ("text", "remedy"),
    [
        pytest.param("31/02/1984", "Check day, month and year", id="no-such-day"),
        pytest.param("29/02/1985", "Check day, month and year", id="no-leap-year"),
        pytest.param("00/00/0000", "Check day, month and year", id="zeros"),
        pytest.param("11/23/1984", "Write the day before the month: 23 11 and the year", id="month-first"),
        pytest.param("99999999", "Check day, month and year", id="nines"),
        pytest.param("24/11/2026", "in the future. Check the year", id="tomorrow"),
        pytest.param("2031", "in the future. Check the year", id="year-to-come"),
        pytest.param("12/2026", "in the future. Check the year", id="month-to-come"),
        pytest.param("22/11/1905", "more than 120 years ago. Check the year", id="too-old"),
        pytest.param("1850", "more than 120 years ago. Check the year", id="year-too-old"),
        pytest.param("unknown", "Write it as day, month and year", id="words"),
        pytest.param("23 Brumaire 1984", "Write it as day, month and year", id="no-such-month"),
        pytest.param("13/1984", "Write it as day, month and year", id="no-such-month-number"),
        pytest.param("٢٣/١١/١٩٨٤", "Write it as day, month and year", id="digits-of-another-script"),
    ],
)
def test_what_is_no_date_of_birth_is_said_with_what_to_do(text: str, remedy: str) -> None:
    read = read_date(text, today=TODAY)
    assert read.value is None
    assert read.problem is not None
    assert remedy in read.problem


def test_the_hundred_and_twentieth_birthday_may_have_passed_and_the_next_may_not() -> None:
    assert read_date("24/11/1905", today=TODAY).value == date(1905, 11, 24)
    assert read_date("23/11/1905", today=TODAY).problem is not None


@pytest.mark.parametrize("placeholder", sorted(PLACEHOLDERS), ids=str)
def test_a_placeholder_is_kept_and_doubted(placeholder: date) -> None:
    read = read_date(placeholder.isoformat(), today=TODAY)
    assert read.value == placeholder
    assert read.problem is None
    assert read.doubt is not None


@pytest.mark.parametrize(
    ("text", "year", "month"),
    [
        pytest.param("1984", 1984, None, id="year"),
        pytest.param("c. 1984", 1984, None, id="about"),
        pytest.param("Nov 1984", 1984, 11, id="month-in-words"),
        pytest.param("Sept 1984", 1984, 9, id="sept"),
        pytest.param("11/1984", 1984, 11, id="month-in-digits"),
        pytest.param("11/2026", 2026, 11, id="this-month"),
    ],
)
def test_a_partly_known_date_keeps_what_is_known(text: str, year: int, month: int | None) -> None:
    read = read_date(text, today=TODAY)
    assert (read.value, read.problem, read.year, read.month) == (None, None, year, month)
    assert read.doubt is not None


@pytest.mark.parametrize("text", ["", "   ", "\t\n"], ids=repr)
def test_no_text_is_neither_a_date_nor_a_problem(text: str) -> None:
    assert read_date(text, today=TODAY) == ReadDate()


@given(value=st.dates(date(1907, 1, 1), TODAY), form=st.sampled_from(["%d/%m/%Y", "%Y-%m-%d", "%d %B %Y", "%d%m%Y"]))
def test_every_date_is_read_back(value: date, form: str) -> None:
    """Eight digits may be meant year first; then the value is that of the day-first reading wherever it exists."""
    assert read_date(value.strftime(form), today=TODAY).value == value


@given(text=st.text(max_size=60))
def test_any_text_gives_a_value_a_part_or_a_problem(text: str) -> None:
    read = read_date(text, today=TODAY)
    assert bool(text.strip()) == any((read.value, read.problem, read.year))
    assert read.value is None or date(TODAY.year - OLDEST_AGE - 1, 1, 1) <= read.value <= TODAY or read.doubt
