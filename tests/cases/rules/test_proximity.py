"""How near two places are, and how little of it is said."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cases.rules.proximity import (
    NEAR_METRES,
    Near,
    Nearness,
    Place,
    Zone,
    near_in_words,
    nearness,
    nearness_to_zone,
)

HERE = (430_000, 433_000)
AREA = ((430_000, 433_000), (430_400, 433_000), (430_400, 433_400), (430_000, 433_400))


def east(metres: int) -> tuple[int, int]:
    return 430_000 + metres, 433_000


@pytest.mark.parametrize(
    ("one", "other", "how", "metres"),
    [
        pytest.param(Place(uprn="100"), Place(uprn="100"), Nearness.SAME_PROPERTY, None, id="same UPRN"),
        pytest.param(Place(uprn="000100"), Place(uprn="100"), Nearness.SAME_PROPERTY, None, id="UPRN with zeros"),
        pytest.param(Place(uprn="100"), Place(uprn="101"), None, None, id="other UPRN"),
        pytest.param(Place(), Place(), None, None, id="nothing known"),
        pytest.param(
            Place("ls6 3aa", line="7, Mill Road"), Place("LS6 3AA", line="7 mill road"), Nearness.SAME_PROPERTY, None,
            id="same line in the same postcode",
        ),
        pytest.param(
            Place("LS6 3AA", line="7 Mill Road"), Place("LS6 3AA", line="9 Mill Road"), Nearness.SAME_POSTCODE, None,
            id="same postcode",
        ),
        pytest.param(Place("LS6 3AA"), Place("LS6 3ZZ"), Nearness.SAME_SECTOR, None, id="same sector"),
        pytest.param(Place("LS6 3AA"), Place("LS6 4AA"), None, None, id="next sector"),
        pytest.param(Place("ZZ99 3VZ"), Place("ZZ99 3VZ"), None, None, id="no fixed abode twice"),
        pytest.param(Place("ZZ99 3WZ"), Place("ZZ99 3WZ"), None, None, id="address not known twice"),
        pytest.param(Place("LS6"), Place("LS6"), None, None, id="half a postcode"),
        pytest.param(Place(point=HERE), Place(point=east(500)), Nearness.WITHIN, 500, id="500 metres"),
        pytest.param(Place(point=HERE), Place(point=east(501)), None, None, id="501 metres"),
        pytest.param(
            Place("LS6 3AA", point=HERE), Place("LS6 3ZZ", point=east(900)), None, None,
            id="same sector and known to be far",
        ),
        pytest.param(
            Place("LS6 3AA", point=HERE), Place("LS6 3AA", point=east(900)), Nearness.SAME_POSTCODE, 900,
            id="a wide postcode",
        ),
        pytest.param(
            Place("LS6 3AA", point=HERE), Place("LS6 3ZZ"), Nearness.SAME_SECTOR, None, id="one point alone"
        ),
    ],
)  # fmt: skip
def test_how_near_two_places_are(one: Place, other: Place, how: Nearness | None, metres: int | None) -> None:
    expected = Near(how, metres) if how else None

    assert nearness(one, other, within=NEAR_METRES) == expected
    assert nearness(other, one, within=NEAR_METRES) == expected


def test_between_strangers_a_sector_says_nothing() -> None:
    assert nearness(Place("LS6 3AA"), Place("LS6 3ZZ"), within=200, by_sector=False) is None
    assert nearness(Place("LS6 3AA"), Place("LS6 3AA"), within=200, by_sector=False) is not None


@pytest.mark.parametrize(
    ("place", "zone", "how"),
    [
        pytest.param(Place(point=east(800)), Zone(Place(point=HERE), 1000), Nearness.IN_ZONE, id="inside the radius"),
        pytest.param(Place(point=east(1001)), Zone(Place(point=HERE), 1000), None, id="outside the radius"),
        pytest.param(Place(point=east(300)), Zone(Place(point=HERE), 200), Nearness.WITHIN, id="near a small zone"),
        pytest.param(Place(point=east(200)), Zone(Place(), None, AREA), Nearness.IN_ZONE, id="inside the area"),
        pytest.param(Place(point=east(600)), Zone(Place(), None, AREA), Nearness.WITHIN, id="near the area"),
        pytest.param(Place(point=east(600)), Zone(Place(), 200, AREA), Nearness.IN_ZONE, id="an area with a margin"),
        pytest.param(Place(point=east(2000)), Zone(Place(), None, AREA), None, id="far from the area"),
        pytest.param(Place("LS6 3AA"), Zone(Place("LS6 3AA"), 200), Nearness.SAME_POSTCODE, id="by postcode"),
        pytest.param(Place("LS6 3AA"), Zone(Place(point=HERE), 200), None, id="nothing to compare"),
    ],
)
def test_how_near_a_place_is_to_a_zone(place: Place, zone: Zone, how: Nearness | None) -> None:
    near = nearness_to_zone(place, zone)

    assert (near.how if near else None) == how


@pytest.mark.parametrize("how", list(Nearness))
@given(metres=st.none() | st.integers(0, 5000))
def test_no_exact_distance_is_said_and_of_a_refuge_none(how: Nearness, metres: int | None) -> None:
    near = Near(how, metres)

    assert near_in_words(near, is_secret=True) == "near"
    digits = "".join(letter for letter in near_in_words(near, is_secret=False) if letter.isdigit())
    assert not digits or (int(digits) % 100 == 0 and int(digits) >= (metres or 0))
