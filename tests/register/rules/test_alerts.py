"""The routes of alerts: which forces are told of what."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from register.models import Alert
from register.rules.alerts import ROUTES, Channel, Circle, Told, answer_limit, is_news, is_raised, receivers
from register.rules.time_limits import CATALOGUE


def test_every_kind_that_is_stored_has_a_route_of_the_same_name_and_the_other_way_round() -> None:
    alerts = {route.kind: route.title for route in ROUTES.values() if route.channel is Channel.ALERT}

    assert alerts == dict(Alert.Kind.choices)


def test_every_alert_says_whom_it_tells_what_it_says_and_what_it_asks() -> None:
    for route in ROUTES.values():
        assert bool(route.told) is bool(route.asks) is (route.channel is Channel.ALERT)
        assert route.says and not route.says.endswith(".")


def test_what_a_force_must_learn_has_a_channel() -> None:
    assert {kind for kind, route in ROUTES.items() if route.channel is not Channel.ALERT} == {
        "near_protected", "review_due",
    }  # fmt: skip
    assert {
        "moved_in", "moving_out", "visiting", "released", "dual_registration", "order_made", "breach", "incident",
        "near_protected", "overdue", "risk_raised", "review_due", "break_glass",
    } <= ROUTES.keys()  # fmt: skip


AROUND = {
    Told.MANAGER: frozenset({13}), Told.LIVES: frozenset({14, 13}), Told.HOLDERS: frozenset({10, 13}),
    Told.AREA: frozenset({14}), Told.LEFT: frozenset({10}), Told.CONCERNED: frozenset({15}),
}  # fmt: skip


@pytest.mark.parametrize(
    ("kind", "sender", "told"),
    [
        pytest.param("moved_in", 13, (14,), id="the area of a new home"),
        pytest.param("moving_out", 13, (10,), id="the area of the last home"),
        pytest.param("visiting", 14, (), id="nobody by themselves"),
        pytest.param("order_made", 10, (13, 14), id="managers and areas, not the sender"),
        pytest.param("breach", 10, (13, 14, 15), id="whose order it was"),
        pytest.param("incident", 99, (10, 13), id="an incident elsewhere"),
        pytest.param("break_glass", 14, (15,), id="a closed record opened: the force that holds it alone"),
        pytest.param("risk_raised", 13, (10, 14), id="a raised risk"),
    ],
)
def test_those_are_told_to_whom_the_route_leads(kind: str, sender: int, told: tuple[int, ...]) -> None:
    assert receivers(kind, Circle(sender, is_registered=True, forces=AROUND)) == told


@pytest.mark.parametrize(("kind", "told"), [("incident", ()), ("order_made", (13, 14))])
def test_of_somebody_who_is_not_registered_only_orders_and_moves_are_told(kind: str, told: tuple[int, ...]) -> None:
    assert receivers(kind, Circle(10, is_registered=False, forces=AROUND)) == told


@pytest.mark.parametrize(
    ("kind", "days", "is_told"),
    [
        pytest.param("order_made", 0, True, id="an order of today"),
        pytest.param("order_made", 28, True, id="an order of 28 days ago"),
        pytest.param("order_made", 29, False, id="an order that is older"),
        pytest.param("breach", 400, True, id="a breach, whenever it was"),
    ],
)
def test_what_is_recorded_long_after_it_happened_is_no_news_where_the_route_says_so(
    kind: str, days: int, is_told: bool
) -> None:
    today = date(2026, 11, 25)

    assert is_news(kind, today - timedelta(days=days), today) is is_told


@pytest.mark.parametrize("danger", ["low", "medium", "high", "very_high", ""])
def test_every_danger_has_a_clock(danger: str) -> None:
    assert answer_limit(danger) in {limit.code for limit in CATALOGUE}


@pytest.mark.parametrize(
    ("before", "after", "is_told"),
    [
        pytest.param("", "medium", False, id="first, not high"),
        pytest.param("", "high", True, id="first, high"),
        pytest.param("low", "medium", True, id="higher"),
        pytest.param("high", "high", False, id="the same"),
        pytest.param("very_high", "high", False, id="lower"),
    ],
)
def test_a_level_is_told_when_it_is_higher_or_high_from_the_first(before: str, after: str, is_told: bool) -> None:
    assert is_raised(before, after) is is_told
