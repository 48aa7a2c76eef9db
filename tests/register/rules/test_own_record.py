"""Which records are somebody's own, by what they declared."""

from __future__ import annotations

from datetime import date

import pytest

from register.rules.own_record import (
    Declared,
    Declares,
    Held,
    Hit,
    both_ways,
    hits_of,
    keys_of_declared,
    keys_of_held,
    problem_of,
)

BORN = date(1984, 3, 7)
ME = Declared(Declares.OWN, "Ruth", "Adeyemi", BORN)
HOME = Declared(Declares.ADDRESS, line_1="Flat 2, 12 Mill Road", postcode="LS6 3AA")


def hits(held: Held, *declared: Declared) -> list[Hit]:
    keys = frozenset().union(*keys_of_declared(declared))
    return hits_of(keys & keys_of_held(held))


@pytest.mark.parametrize(
    ("declared", "held", "expected"),
    [
        pytest.param([ME], Held([("Ruth", "Adeyemi")], [BORN]), [Hit.BIRTH], id="name and date of birth"),
        pytest.param([ME], Held([("R.", "ADÉYEMI")], [BORN]), [Hit.BIRTH], id="another spelling of the surname"),
        pytest.param([ME], Held([("Ruth", "Adeyemi-Cole")], [BORN]), [Hit.BIRTH], id="half of a double name"),
        pytest.param([ME], Held([("Ruth", "Adeyemi")], [date(1984, 7, 3)]), [Hit.BIRTH], id="day and month exchanged"),
        pytest.param([ME], Held([("Ruth", "Cole"), ("Ruth", "Adeyemi")], [BORN]), [Hit.BIRTH], id="a former name"),
        pytest.param([ME], Held([("Ruth", "Adeyemi")], [date(1984, 3, 8)]), [], id="born on another day"),
        pytest.param([ME], Held([("Ruth", "Adeyemi")]), [], id="no date of birth held"),
        pytest.param([ME], Held([("Ruth", "Kowalski")], [BORN]), [], id="another surname"),
        pytest.param(
            [Declared(Declares.RELATIVE, "Tunde", "Adeyemi", BORN)], Held([("T", "Adeyemi")], [BORN]), [Hit.BIRTH],
            id="a relative",
        ),
        pytest.param([HOME], Held(addresses=[("12 MILL RD", "ls63aa")]), [Hit.HOME], id="the same home"),
        pytest.param(
            [HOME], Held(addresses=[("Flat 9, 12 Mill Road", "LS6 3AA")]), [Hit.HOME], id="another flat of the house"
        ),
        pytest.param([HOME], Held(addresses=[("14 Mill Road", "LS6 3AA")]), [], id="a neighbour"),
        pytest.param(
            [ME, HOME], Held([("Tunde", "Adeyemi")], addresses=[("", "LS6 3AA")]), [Hit.PLACE],
            id="the surname in the same postcode",
        ),
        pytest.param(
            [ME, HOME], Held([("Ann", "Kowalski")], addresses=[("", "LS6 3AA")]), [], id="a stranger in the postcode"
        ),
        pytest.param(
            [Declared(Declares.PHONE, number_or_mark="07700 900123")], Held(phones=["+447700900123"]), [Hit.PHONE],
            id="a telephone number",
        ),
        pytest.param(
            [Declared(Declares.VEHICLE, number_or_mark="bm23 jpf")], Held(vehicles=["BM23JPF"]), [Hit.VEHICLE],
            id="a vehicle",
        ),
        pytest.param(
            [Declared(Declares.ADDRESS, line_1="No fixed abode", postcode="ZZ99 3VZ")],
            Held(addresses=[("No fixed abode", "ZZ99 3VZ")]), [], id="no fixed abode is nobody's home",
        ),
    ],
)  # fmt: skip
def test_a_record_is_somebodys_own_by(declared: list[Declared], held: Held, expected: list[Hit]) -> None:
    assert hits(held, *declared) == expected


@pytest.mark.parametrize(
    ("declared", "field"),
    [
        pytest.param(Declared(Declares.OWN, "", "", BORN), "surname", id="no name"),
        pytest.param(Declared(Declares.OWN, "Ruth", "Adeyemi"), "date_of_birth", id="no date of birth"),
        pytest.param(
            Declared(Declares.ADDRESS, line_1="12 Mill Road", postcode="LS6"), "postcode", id="half a postcode"
        ),
        pytest.param(Declared(Declares.PHONE, number_or_mark="900"), "number", id="a short number"),
        pytest.param(Declared(Declares.VEHICLE, number_or_mark="-"), "number", id="no mark"),
    ],
)
def test_a_particular_that_finds_nobody_is_sent_back_with_the_field(declared: Declared, field: str) -> None:
    problem = problem_of(declared)

    assert problem is not None and problem[0] == field


@pytest.mark.parametrize("declared", [pytest.param(ME, id="a name"), pytest.param(HOME, id="an address")])
def test_a_whole_particular_is_taken(declared: Declared) -> None:
    assert problem_of(declared) is None


def test_a_day_that_is_no_month_stands_one_way() -> None:
    assert both_ways(date(1984, 3, 27)) == (date(1984, 3, 27),)
    assert both_ways(date(1984, 3, 3)) == (date(1984, 3, 3),)
