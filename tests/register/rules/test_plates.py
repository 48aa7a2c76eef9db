"""Registration marks."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from register.rules.plates import LONGEST, folded, read_plate


@pytest.mark.parametrize(
    ("text", "canonical", "style", "display"),
    [
        pytest.param("bm23 jpf", "BM23JPF", "current", "BM23 JPF", id="current"),
        pytest.param("BS61-hsc", "BS61HSC", "current", "BS61 HSC", id="dash"),
        pytest.param("a123bcd", "A123BCD", "prefix", "A123 BCD", id="prefix"),
        pytest.param("q1 abc", "Q1ABC", "prefix", "Q1 ABC", id="q-plate"),
        pytest.param("ABC 123D", "ABC123D", "suffix", "ABC 123D", id="suffix"),
        pytest.param("abc 12", "ABC12", "dateless", "ABC 12", id="letters-first"),
        pytest.param("1234 ab", "1234AB", "dateless", "1234 AB", id="digits-first"),
        pytest.param("AXI 1234", "AXI1234", "dateless", "AXI 1234", id="northern-ireland"),
        pytest.param("B-MW 12345 X", "BMW12345X", "", "BMW12345X", id="foreign-kept"),
        pytest.param("", "", "", "", id="empty"),
    ],
)
def test_each_style(text: str, canonical: str, style: str, display: str) -> None:
    plate = read_plate(text)
    assert (plate.canonical, plate.style, plate.display) == (canonical, style, display)


@pytest.mark.parametrize(
    ("seen", "true"),
    [
        pytest.param("BM23 JPO", "BM23 JP0", id="O-and-0"),
        pytest.param("BI23 JPF", "B123 JPF", id="I-and-1"),
        pytest.param("BM23 SPF", "BM23 5PF", id="S-and-5"),
        pytest.param("BM23 JPB", "BM23 JP8", id="B-and-8"),
        pytest.param("BM23 JPZ", "BM23 JP2", id="Z-and-2"),
    ],
)
def test_what_looks_alike_folds_alike(seen: str, true: str) -> None:
    assert folded(read_plate(seen).canonical) == folded(read_plate(true).canonical)


def test_what_looks_different_stays_different() -> None:
    assert folded("BM23JPF") != folded("BM23JPE")


@given(text=st.text(max_size=40))
def test_any_text_gives_a_short_mark_that_reads_as_itself(text: str) -> None:
    plate = read_plate(text)
    assert len(plate.canonical) <= LONGEST
    assert read_plate(plate.canonical).canonical == plate.canonical
    assert plate.display.replace(" ", "") == plate.canonical
