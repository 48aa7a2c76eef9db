from __future__ import annotations

import io

import pytest

from register.imports.files import LONGEST_ROW
from register.imports.problems import Unreadable
from register.imports.rows import Row
from register.imports.table import EXTRA, MOST_COLUMNS, Table


def rows_of(text: str) -> list[Row]:
    return list(Table(io.StringIO(text, newline="")).rows())


def loaded(text: str) -> dict[int, dict[str, str]]:
    """Line → columns of the rows that have no problem."""
    return {row.line: dict(row.record) for row in rows_of(text) if row.problem is None}


def problems(text: str) -> dict[int, str]:
    return {row.line: row.problem.problem for row in rows_of(text) if row.problem}


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"], ids=["comma", "semicolon", "tab", "bar"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"], ids=["LF", "CRLF", "CR"])
def test_the_dialect_is_found(delimiter: str, end: str) -> None:
    text = end.join([delimiter.join("ab"), delimiter.join("12"), delimiter.join("34")])

    assert list(loaded(text).values()) == [{"a": "1", "b": "2"}, {"a": "3", "b": "4"}]


def test_a_value_may_hold_commas_quotation_marks_and_lines() -> None:
    assert loaded('a,b\n"1, ""one""","2\ntwo"\n3,4\n') == {2: {"a": '1, "one"', "b": "2\ntwo"}, 4: {"a": "3", "b": "4"}}


@pytest.mark.parametrize(
    ("bad", "problem"),
    [
        pytest.param('"open,1', "A quotation mark is opened and not closed.", id="quotation mark left open"),
        pytest.param("1", "The row has 1 columns; the header has 2.", id="too few columns"),
        pytest.param("1,2,3", "The row has 3 columns; the header has 2.", id="too many columns"),
        pytest.param("1" * LONGEST_ROW + ",2", "The row is too long to be read.", id="a huge value"),
        pytest.param("," * 1_000_000, "The row is too long to be read.", id="a million columns"),
        pytest.param("," * 100_000 + "x", "The row has 100,001 columns; the header has 2.", id="many columns"),
    ],
)
def test_a_broken_row_costs_itself_alone(bad: str, problem: str) -> None:
    text = f"a,b\n1,2\n{bad}\n3,4\n5,6\n"

    assert problems(text) == {3: problem}
    assert list(loaded(text)) == [2, 4, 5]


def test_a_stray_quotation_mark_at_the_end_does_not_swallow_what_follows() -> None:
    text = "a,b\n" + '"x,1\n' + "".join(f"{n},y\n" for n in range(100))

    assert list(problems(text)) == [2]
    assert len(loaded(text)) == 100


def test_a_quotation_mark_inside_a_value_is_part_of_it() -> None:
    assert loaded('a,b\n5" pipe,4\n') == {2: {"a": '5" pipe', "b": "4"}}


def test_the_values_of_a_ragged_row_are_kept_to_be_put_right() -> None:
    (row,) = rows_of("a,b\n1,2,3,4\n")

    assert row.record == {"a": "1", "b": "2", EXTRA: "3,4"}


def test_blank_rows_and_empty_columns_beyond_the_last_are_nothing() -> None:
    assert loaded("a,b\n\n,\n1,2,,\n") == {4: {"a": "1", "b": "2"}}


def test_what_cannot_be_stored_is_replaced() -> None:
    assert loaded("a,b\n1\x002,\ud800\n") == {2: {"a": "1\ufffd2", "b": "\ufffd"}}


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        pytest.param("", "The file is empty", id="nothing"),
        pytest.param("\n \n", "The file is empty", id="blank lines"),
        pytest.param("a" * (LONGEST_ROW + 1), "too long to be the names of columns", id="no line break at all"),
        pytest.param("," * MOST_COLUMNS, f"has {MOST_COLUMNS + 1} columns", id="too many columns"),
        pytest.param("a,b,a\n1,2,3", "Two columns are called a", id="a name twice"),
    ],
)
def test_a_file_that_is_no_table_is_refused_in_words(text: str, sentence: str) -> None:
    with pytest.raises(Unreadable, match=sentence):
        rows_of(text)
