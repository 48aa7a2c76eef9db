"""The tables of moves are complete: every status can be reached, and left unless it ends the matter."""

from __future__ import annotations

from collections.abc import Iterable

import pytest

from register import policies
from register.models import Alert, ProtectiveOrder, Registration
from register.models import alert as alert_model
from register.models import registration as registration_model
from register.rules.transitions import (
    ALERT,
    ALERT_ANSWERED,
    ALERT_CLOSED,
    ENDED,
    LIVE,
    ORDER,
    ORDER_ENDED,
    ORDER_IN_FORCE,
    REGISTRATION,
    Table,
    may_move,
    moves_from,
)

MACHINES = [
    pytest.param(REGISTRATION, "proposed", ENDED, Registration.Status.values, id="registration"),
    pytest.param(ALERT, "raised", ALERT_CLOSED, Alert.Status.values, id="alert"),
    pytest.param(ORDER, "considered", ORDER_ENDED, ProtectiveOrder.Status.values, id="order"),
]


@pytest.mark.parametrize(("table", "first", "ends", "choices"), MACHINES)
def test_the_statuses_are_those_that_are_stored(
    table: Table, first: str, ends: Iterable[str], choices: list[str]
) -> None:
    assert {move.before for move in table} | {move.after for move in table} == set(choices)


@pytest.mark.parametrize(("table", "first", "ends", "choices"), MACHINES)
def test_every_status_can_be_reached_from_the_first(
    table: Table, first: str, ends: Iterable[str], choices: list[str]
) -> None:
    assert _reachable(table, first) == set(choices)


@pytest.mark.parametrize(("table", "first", "ends", "choices"), MACHINES)
def test_every_status_that_is_no_end_leads_to_an_end(
    table: Table, first: str, ends: Iterable[str], choices: list[str]
) -> None:
    for status in choices:
        assert (status in ends) is (moves_from(table, status) == ())
        assert _reachable(table, status) & set(ends)


@pytest.mark.parametrize(("table", "first", "ends", "choices"), MACHINES)
def test_every_move_is_named_once_and_says_who_may_and_what_it_needs(
    table: Table, first: str, ends: Iterable[str], choices: list[str]
) -> None:
    pairs = [(move.before, move.after) for move in table]
    assert len(set(pairs)) == len(pairs)
    assert all(move.name and move.needs for move in table)
    permissions = {policy.permission for policy in vars(policies).values() if isinstance(policy, policies.Policy)}
    assert {move.permission for move in table} <= permissions


def test_the_models_know_the_same_ends_and_the_same_open_statuses() -> None:
    assert set(registration_model.ENDED) == set(ENDED)
    assert set(LIVE) | set(ENDED) == set(Registration.Status.values)
    assert set(alert_model.OPEN) == set(Alert.Status.values) - set(ALERT_ANSWERED)
    assert set(ORDER_IN_FORCE) <= set(ProtectiveOrder.Status.values) - set(ORDER_ENDED)


@pytest.mark.parametrize(
    ("table", "before", "after", "may"),
    [
        pytest.param(REGISTRATION, "proposed", "awaiting_notice", True, id="approve"),
        pytest.param(REGISTRATION, "suspended_custody", "under_appeal", True, id="appeal-from-prison"),
        pytest.param(REGISTRATION, "suspended_custody", "suspended_hospital", True, id="from-prison-to-hospital"),
        pytest.param(REGISTRATION, "indefinite", "expired", False, id="what-is-indefinite-does-not-expire"),
        pytest.param(REGISTRATION, "expired", "active", False, id="nothing-returns-from-an-end"),
        pytest.param(REGISTRATION, "proposed", "expired", False, id="a-proposal-does-not-expire"),
        pytest.param(REGISTRATION, "active", "proposed", False, id="no-way-back-to-a-proposal"),
        pytest.param(ALERT, "raised", "accepted", True, id="answered-before-delivery-was-noted"),
        pytest.param(ALERT, "accepted", "rejected", False, id="an-answer-stands"),
        pytest.param(ALERT, "read", "delivered", False, id="late-delivery-changes-nothing"),
        pytest.param(ORDER, "varied", "served", True, id="a-varied-order-is-served-again"),
        pytest.param(ORDER, "applied", "served", False, id="an-application-is-not-served"),
        pytest.param(ORDER, "discharged", "varied", False, id="a-discharged-order-is-not-varied"),
    ],
)
def test_what_may_follow_what(table: Table, before: str, after: str, may: bool) -> None:
    assert may_move(table, before, after) is may


def _reachable(table: Table, first: str) -> set[str]:
    reached, waiting = {first}, [first]
    while waiting:
        new = {move.after for move in moves_from(table, waiting.pop())} - reached
        reached |= new
        waiting += new
    return reached
