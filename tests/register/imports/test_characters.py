from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from register.imports.characters import has_lost_letter, quoted, storable, tidy

HOSTILE = {
    "NUL": ("a\x00b", "a\ufffdb"),
    "escape": ("\x1b[31mred", "\ufffd[31mred"),
    "lone surrogate": ("a\ud800b", "a\ufffdb"),
    "vertical tab": ("a\x0bb", "a b"),
    "line separator": ("a\u2028b", "a b"),
    "line break": ("a\nb", "a\nb"),
    "right-to-left mark": ("a\u202eb", "a\u202eb"),
    "emoji": ("👩‍👧", "👩‍👧"),
    "formula": ("=HYPERLINK(1)", "=HYPERLINK(1)"),
    "script": ("<script>", "<script>"),
}


@pytest.mark.parametrize(("text", "kept"), HOSTILE.values(), ids=HOSTILE)
def test_what_cannot_be_kept_is_replaced_and_nothing_else(text: str, kept: str) -> None:
    assert storable(text) == kept


@given(st.text(st.characters(exclude_categories=())))
def test_whatever_comes_can_be_stored_and_is_stored_the_same_twice(text: str) -> None:
    kept = storable(text)

    assert kept.encode() and "\x00" not in kept if kept else True
    assert storable(kept) == kept
    assert json.loads(json.dumps(kept)) == kept


@pytest.mark.parametrize(
    ("name", "is_lost"),
    [
        pytest.param("ZBRZE?NIAK", True, id="inside"),
        pytest.param("?ukasz", True, id="at the beginning"),
        pytest.param("O\ufffdNeill", True, id="not decoded"),
        pytest.param("O'Neill", False, id="apostrophe"),
        pytest.param("?", False, id="only a question mark"),
        pytest.param("", False, id="nothing"),
    ],
)
def test_a_lost_letter_is_seen(name: str, is_lost: bool) -> None:
    assert has_lost_letter(name) is is_lost


def test_text_is_tidied_and_quoted_within_bounds() -> None:
    assert tidy("  a \t\n b ") == "a b"
    assert quoted("x" * 100) == f"“{'x' * 40}…”"
    assert quoted(" 31/02/1985 ") == "“31/02/1985”"
