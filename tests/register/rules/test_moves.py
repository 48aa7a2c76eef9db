"""A move from the area of each force of England and Wales into that of each other: exactly the right force is told."""

from __future__ import annotations

import itertools

import pytest

from accounts.actions.reference import DIRECTORY
from register.rules.alerts import ROUTES, Circle, Told, receivers

FORCES = range(1, 44)
EACH_PAIR = list(itertools.product(FORCES, FORCES))


def circle(
    responsible: int, area: int, *, left: frozenset[int] = frozenset(), holders: frozenset[int] = frozenset()
) -> Circle:  # fmt: skip
    there = frozenset({area})
    told = {Told.AREA: there, Told.LEFT: left - there, Told.HOLDERS: holders, Told.LIVES: there}
    return Circle(responsible, True, told)


def test_there_are_forty_three_territorial_forces() -> None:
    listed = (DIRECTORY / "forces.csv").read_text(encoding="utf-8").splitlines()

    assert sum(",territorial," in line for line in listed) == len(FORCES)


def test_each_move_tells_the_area_it_goes_to_and_nobody_where_it_stays() -> None:
    told = {(here, there): receivers("moved_in", circle(here, there)) for here, there in EACH_PAIR}

    assert told == {(here, there): (there,) if here != there else () for here, there in EACH_PAIR}
    assert sum(map(len, told.values())) == 43 * 42


def test_each_move_between_two_other_areas_tells_the_one_that_was_left_once() -> None:
    responsible = 43
    told = {
        (left, to): receivers("moving_out", circle(responsible, to, left=frozenset({left}))) for left, to in EACH_PAIR
    }  # fmt: skip

    for (left, to), forces in told.items():
        assert forces == ((left,) if left not in (responsible, to) else ()), (left, to)


@pytest.mark.parametrize("kind", ["order_made", "breach", "incident", "released", "overdue", "risk_raised"])
def test_no_force_is_told_of_its_own_act_or_twice(kind: str) -> None:
    for sender, area in EACH_PAIR:
        forces = receivers(kind, circle(sender, area, holders=frozenset(FORCES)))

        assert sender not in forces
        assert len(forces) == len(set(forces))


def test_every_kind_is_routed_by_the_table_alone() -> None:
    assert {kind for kind, route in ROUTES.items() if not route.told} == {"near_protected", "review_due"}
