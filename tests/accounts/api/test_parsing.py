"""Bodies of the API: sound JSON of bounded size, read the same way by everybody."""

from __future__ import annotations

import io
import tracemalloc
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rest_framework.exceptions import ParseError

from accounts.api.parsing import DEEPEST, LARGEST_BODY, StrictJSONParser
from accounts.api.problems import TooLarge


def parse(body: bytes) -> dict[str, object]:
    return StrictJSONParser().parse(io.BytesIO(body))


def test_an_object_is_read() -> None:
    assert parse(' {"q": "Siobhán [\\"{"} '.encode()) == {"q": 'Siobhán ["{'}


def test_a_key_may_hold_a_character_of_two_halves() -> None:
    assert parse(b'{"\\ud83d\\ude00": 1}') == {"\N{GRINNING FACE}": 1}


@pytest.mark.parametrize(
    ("body", "said"),
    [
        pytest.param(b"", "Expecting value", id="nothing"),
        pytest.param(b'{"q": "x"', "delimiter", id="cut short"),
        pytest.param(b"[]", "not a JSON object", id="a list"),
        pytest.param(b'"x"', "not a JSON object", id="a text"),
        pytest.param(b'{"q": "a", "q": "b"}', "twice", id="a key twice"),
        pytest.param(b'{"q": {"a": 1, "a": 2}}', "twice", id="a key twice, inside"),
        pytest.param(b'{"\\ud800": 1}', "half a character", id="a key of half a character"),
        pytest.param(b'{"q": [{"x\\udfff": 1}]}', "half a character", id="a key of half a character, inside"),
        pytest.param(b'{"q": NaN}', "NaN is not JSON", id="no number"),
        pytest.param(b'{"q": -Infinity}', "-Infinity is not JSON", id="infinity"),
        pytest.param(b'{"q": "\xff"}', "not UTF-8", id="not UTF-8"),
        pytest.param('{"q": "x"}'.encode("utf-16"), "not UTF-8", id="UTF-16"),
        pytest.param(b'{"q": ' + b"9" * 5_000 + b"}", "not one that JSON allows here", id="a number without end"),
        pytest.param(b'{"q": ' + b"[" * 30_000, "nested deeper", id="deep lists"),
        pytest.param(b'{"q": ' * 9_000, "nested deeper", id="deep objects"),
        pytest.param(b'{"q": "\x01"}', "Invalid control character", id="a bare control character"),
    ],
)
def test_what_is_no_sound_object_is_refused_in_words(body: bytes, said: str) -> None:
    with pytest.raises(ParseError, match=said):
        parse(body)


def test_brackets_inside_a_text_are_not_depth() -> None:
    assert parse(b'{"q": "\\\\' + b"[" * 100 + b'\\""}') == {"q": "\\" + "[" * 100 + '"'}


def test_what_is_taken_may_be_as_deep_as_is_said() -> None:
    inner = DEEPEST - 1

    assert parse(b'{"q": ' + b"[" * inner + b"]" * inner + b"}")


def test_a_huge_body_is_read_no_further_than_the_limit() -> None:
    class Endless(io.RawIOBase):
        def read(self, size: int = -1) -> bytes:
            assert 0 <= size <= LARGEST_BODY + 1, "the parser asks for a bounded part"
            return b"x" * size

    tracemalloc.start()
    with pytest.raises(TooLarge):
        StrictJSONParser().parse(Endless())

    assert tracemalloc.get_traced_memory()[1] < 4 * LARGEST_BODY
    tracemalloc.stop()


@given(st.binary(max_size=300))
def test_no_bytes_end_otherwise_than_in_an_object_or_a_refusal(body: bytes) -> None:
    with suppress(ParseError):
        assert isinstance(parse(body), dict)
