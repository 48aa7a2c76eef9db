"""Points, areas and distances on the British National Grid."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from register.rules.zones import NotAnArea, is_inside, metres_between, metres_to_area, read_area, read_point

SQUARE = ((430_000, 433_000), (430_100, 433_000), (430_100, 433_100), (430_000, 433_100))
# An L: the upper right quarter of the square is missing.
ELL = (
    (430_000, 433_000), (430_100, 433_000), (430_100, 433_050), (430_050, 433_050), (430_050, 433_100),
    (430_000, 433_100),
)  # fmt: skip


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("[[430000,433000],[430100,433000],[430100,433100],[430000,433100]]", id="json"),
        pytest.param("430000 433000\n430100 433000\n430100, 433100\n430000;433100\n", id="lines"),
        pytest.param("430000 433000\n430100 433000\n430100 433100\n430000 433100\n430000 433000", id="closed"),
    ],
)
def test_an_area_is_read_as_its_corners(text: str) -> None:
    assert read_area(text) == SQUARE


@pytest.mark.parametrize(
    ("text", "said"),
    [
        pytest.param("", "between 3 and 200 corners", id="empty"),
        pytest.param("430000 433000\n430100 433000", "This has 2", id="two corners"),
        pytest.param("\n".join(f"{430_000 + n} {433_000 + n * n}" for n in range(201)), "This has 201", id="too many"),
        pytest.param("430000 433000\nMill Road\n430100 433000", "one corner a line", id="words"),
        pytest.param("[[430000,433000],[430100]]", "[easting, northing]", id="half a corner"),
        pytest.param("[[430000.5,433000],[430100,433000],[430100,433100]]", "whole metres", id="fractions"),
        pytest.param("[[true,433000],[430100,433000],[430100,433100]]", "whole metres", id="a truth"),
        pytest.param("[" * 5000, "square brackets", id="nested without end"),
        pytest.param("430000 433000\n430100 433000\n800000 433100", "outside Great Britain", id="in the sea"),
        pytest.param(
            "430000 433000\n430100 433100\n430100 433000\n430000 433100", "sides of this area cross", id="bow"
        ),
        pytest.param("430000 433000\n430100 433000\n430200 433000", "sides of this area cross", id="a line"),
        pytest.param("430000 433000\n430100 433000\n430000 433000\n430100 433100", "stands twice", id="twice"),
    ],
)
def test_what_is_no_area_is_refused_with_what_to_do(text: str, said: str) -> None:
    with pytest.raises(NotAnArea) as refusal:
        read_area(text)

    assert said in str(refusal.value)


@pytest.mark.parametrize(
    ("point", "corners", "metres"),
    [
        pytest.param((430_050, 433_050), SQUARE, 0, id="inside"),
        pytest.param((430_000, 433_050), SQUARE, 0, id="on the edge"),
        pytest.param((430_100, 433_100), SQUARE, 0, id="on a corner"),
        pytest.param((429_900, 433_050), SQUARE, 100, id="to the west"),
        pytest.param((430_103, 433_104), SQUARE, 5, id="from a corner"),
        pytest.param((430_075, 433_075), ELL, 25, id="in the missing quarter"),
        pytest.param((430_025, 433_075), ELL, 0, id="in the arm"),
    ],
)
def test_the_distance_to_an_area(point: tuple[int, int], corners: tuple[tuple[int, int], ...], metres: int) -> None:
    assert metres_to_area(point, corners) == metres
    assert is_inside(point, corners) is (metres == 0)


def test_a_distance_is_rounded_up_so_that_no_zone_grows_smaller() -> None:
    assert metres_between((430_000, 433_000), (430_001, 433_001)) == 2
    assert metres_between((430_000, 433_000), (430_300, 433_400)) == 500


@pytest.mark.parametrize("point", [(-1, 0), (0, 1_300_001), (700_001, 0)])
def test_a_point_outside_great_britain_is_refused(point: tuple[int, int]) -> None:
    with pytest.raises(NotAnArea):
        read_point(*point)


@given(st.text())
def test_no_text_breaks_the_reading_of_an_area(text: str) -> None:
    try:
        assert len(read_area(text)) >= 3
    except NotAnArea as refusal:
        assert str(refusal)


@given(east=st.integers(429_000, 431_000), north=st.integers(432_000, 434_000))
def test_a_point_is_never_nearer_to_an_area_than_to_all_of_its_corners_and_the_way_along_its_sides(
    east: int, north: int
) -> None:
    to_area = metres_to_area((east, north), SQUARE)
    to_corners = min(metres_between((east, north), corner) for corner in SQUARE)

    assert to_area <= to_corners <= to_area + 71
