from __future__ import annotations

import io
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from register.imports.documents import DEEPEST, MOST_VALUES, WHOLE, rows_of_array, rows_of_lines
from register.imports.files import LONGEST_ROW
from register.imports.rows import Row


def lines(text: str) -> list[Row]:
    return list(rows_of_lines(io.StringIO(text, newline="")))


def array(text: str) -> list[Row]:
    return list(rows_of_array(io.StringIO(text, newline="")))


def test_a_document_becomes_text_by_column() -> None:
    document = {"name": {"given": ["Iain", "B"], "family": None}, "age": 7, "is_known": True, "none": []}

    (row,) = lines(json.dumps(document))

    assert row.record == {
        "name.given.0": "Iain",
        "name.given.1": "B",
        "name.family": "",
        "age": "7",
        "is_known": "true",
    }


@pytest.mark.parametrize(
    ("bad", "problem"),
    [
        pytest.param('{"a": 1,}', "not valid JSON near character 9", id="a comma too many"),
        pytest.param("[1, 2]", "not a record with named fields", id="a list"),
        pytest.param("null", "not a record with named fields", id="null"),
        pytest.param('{"a":' + "[" * 100_000 + "]" * 100_000 + "}", "longer than", id="nested and huge"),
        pytest.param('{"a":' + "[" * 20_000 + "]" * 20_000 + "}", "nested too deeply", id="nested beyond the parser"),
        pytest.param('{"a":' * (DEEPEST + 1) + "1" + "}" * (DEEPEST + 1), "levels deep", id="nested beyond use"),
        pytest.param(json.dumps(dict.fromkeys(map(str, range(MOST_VALUES + 1)))), "more than", id="a million columns"),
        pytest.param('{"a": "' + "x" * LONGEST_ROW + '"}', "longer than", id="a huge value"),
        pytest.param('{"a": ' + "9" * 5000 + "}", "not valid JSON", id="a number too long to be read"),
        pytest.param("\x00\x01garbage", "not valid JSON", id="no text at all"),
    ],
)
def test_a_broken_document_costs_itself_alone(bad: str, problem: str) -> None:
    for_each_line = lines(f'{{"r": "1"}}\n{bad}\n{{"r": "2"}}\n')

    assert [row.record.get("r") for row in for_each_line] == ["1", None, "2"]
    assert for_each_line[1].line == 2
    assert problem in for_each_line[1].problem.problem  # type: ignore[union-attr]
    assert bad[:20].replace("\x00", "\ufffd").replace("\x01", "\ufffd") in for_each_line[1].record[WHOLE]


def test_a_broken_element_of_a_list_costs_itself_alone() -> None:
    rows = array('[{"r": 1},\n {"r": 2,},\n {"r": "x,]}\\""}]\n')

    assert [(row.line, row.record.get("r"), bool(row.problem)) for row in rows] == [
        (1, "1", False), (2, None, True), (3, 'x,]}"', False),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "good", "problem"),
    [
        pytest.param('[{"r": 1}, {"r": 2}', ["1"], "ends before its list does", id="cut off"),
        pytest.param('[{"r": 1}, {"r"', ["1"], "ends before its list does", id="cut off within a record"),
        pytest.param('[{"r": 1}] {"r": 2}', ["1"], "the file goes on", id="something after the end"),
        pytest.param('[{"r": 1}, {"r": 2]}, {"r": 3}]', ["1"], "the file goes on", id="a bracket of the wrong kind"),
    ],
)
def test_a_list_that_breaks_keeps_what_stands_before(text: str, good: list[str], problem: str) -> None:
    rows = array(text)

    assert [row.record["r"] for row in rows if row.problem is None] == good
    assert problem in rows[-1].problem.problem  # type: ignore[union-attr]


def test_an_element_longer_than_a_row_is_reported_and_passed_over() -> None:
    rows = array(f'[{{"r": "{"x" * (2 * LONGEST_ROW)}"}}, {{"r": "2"}}]')

    assert [bool(row.problem) for row in rows] == [True, False]


def test_lone_surrogates_and_nul_are_replaced() -> None:
    (row,) = lines('{"a\\u0000": "\\ud800x\\u0000"}')

    assert row.record == {"a\ufffd": "\ufffdx\ufffd"}


values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(), lambda each: st.lists(each, max_size=3), max_leaves=5
)


@given(st.lists(st.dictionaries(st.text(), values, max_size=4), max_size=5), st.integers(0, 2))
def test_a_list_and_lines_are_read_alike(documents: list[dict[str, object]], indent: int) -> None:
    as_lines = "\n".join(json.dumps(each) for each in documents)
    as_list = json.dumps(documents, indent=indent or None)

    assert [row.record for row in array(as_list)] == [row.record for row in lines(as_lines)]
