"""Which regime governs on which day."""

from __future__ import annotations

from datetime import date

import pytest

from register.rules.regimes.facts import Ground
from register.rules.regimes.spells import spells_of


def day(number: int) -> date:
    return date(2026, 11, number)


def soa(first: int, last: int | None = None, key: str = "requirement:1") -> Ground:
    return Ground(key, "soa", day(first), last and day(last))


def dapo(first: int, last: int | None = None, key: str = "order:1") -> Ground:
    return Ground(key, "dapo", day(first), last and day(last))


def spo(first: int, last: int | None = None, key: str = "order:2") -> Ground:
    return Ground(key, "spo", day(first), last and day(last))


@pytest.mark.parametrize(
    ("grounds", "expected"),
    [
        pytest.param([], [], id="no-ground"),
        pytest.param([dapo(1)], [("dapo", 1, None, 1)], id="one-order"),
        pytest.param([dapo(1, 9)], [("dapo", 1, 9, 1)], id="an-order-that-ends"),
        pytest.param([dapo(1), soa(1)], [("soa", 1, None, 1)], id="dapo-gives-way-to-soa"),
        pytest.param([dapo(1), spo(1)], [("spo", 1, None, 1)], id="dapo-gives-way-to-spo"),
        pytest.param([spo(1), soa(1)], [("soa", 1, None, 1)], id="spo-gives-way-to-soa"),
        pytest.param(
            [dapo(1), soa(1, 9)], [("soa", 1, 9, 1), ("dapo", 10, None, 9)], id="dapo-revives-on-the-last-day"
        ),
        pytest.param([spo(1), soa(1, 9)], [("soa", 1, 9, 1), ("spo", 10, None, 9)], id="spo-revives-on-the-last-day"),
        pytest.param(
            [dapo(1), spo(3, 5)], [("dapo", 1, 2, 1), ("spo", 3, 5, 3), ("dapo", 6, None, 5)], id="interrupted"
        ),
        pytest.param(
            [dapo(1, 9), dapo(5, None, "order:3")], [("dapo", 1, 9, 1), ("dapo", 10, None, 9)], id="two-dapos"
        ),
        pytest.param(
            [dapo(1, 9), dapo(10, None, "order:3")], [("dapo", 1, 9, 1), ("dapo", 10, None, 10)], id="made-next"
        ),
        pytest.param([spo(1, 9), spo(10, None, "order:3")], [("spo", 1, None, 1)], id="interim-then-full-spo"),
        pytest.param(
            [spo(1, 9), spo(12, None, "order:3")], [("spo", 1, 9, 1), ("spo", 12, None, 12)], id="a-gap-between"
        ),
        pytest.param([soa(1, 9), Ground("order:9", "shpo", day(5))], [("soa", 1, None, 1)], id="shpo-goes-on-with-soa"),
        pytest.param([soa(9, 3)], [], id="ends-before-it-starts"),
        pytest.param([Ground("order:1", "dapo", date(2024, 6, 28))], [], id="before-the-act-was-in-force"),
        pytest.param([Ground("requirement:1", "da_register", day(1))], [], id="a-regime-that-nobody-opened"),
    ],
)
def test_which_requirement_governs(grounds: list[Ground], expected: list[tuple[str, int, int | None, int]]) -> None:
    spells = spells_of(grounds)

    assert [
        (each.regime.code, each.first.day, each.last and each.last.day, each.starts_on.day) for each in spells
    ] == expected
