"""The chain of reminders: which step on which day, and what is never left out."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from register.rules.escalation import ANSWERING_CHAIN, CHAIN, Told, first_day_of_reminders, next_day, steps_to_take

DUE = date(2026, 11, 20)


def on(days: int) -> date:
    return DUE + timedelta(days=days)


@pytest.mark.parametrize(
    ("days", "step"),
    [
        pytest.param(-3, "reminded", id="three days before"),
        pytest.param(0, "due", id="on the day"),
        pytest.param(1, "late", id="the day after"),
        pytest.param(3, "supervisor", id="the supervisors on the third day"),
        pytest.param(7, "lead", id="the force lead after a week"),
        pytest.param(14, "oversight", id="oversight after two weeks"),
    ],
)
def test_each_step_has_its_day_and_is_not_taken_before_it(days: int, step: str) -> None:
    before = [each.code for each in CHAIN if each.code != step]

    assert [each.code for each in steps_to_take(DUE, before, on=on(days))] == [step]
    assert step not in [each.code for each in steps_to_take(DUE, [], on=on(days - 1))]


def test_of_missed_reminders_to_the_owner_the_last_alone_is_sent_and_nothing_up_the_chain_is_left_out() -> None:
    steps = steps_to_take(DUE, [], on=on(30))

    assert [each.code for each in steps] == ["late", "supervisor", "lead", "oversight"]


def test_a_step_that_was_taken_is_not_taken_again() -> None:
    assert steps_to_take(DUE, [each.code for each in CHAIN], on=on(30)) == ()


def test_a_reminder_that_a_later_one_replaced_is_never_sent_afterwards() -> None:
    taken = ["late", "supervisor", "lead", "oversight"]

    assert steps_to_take(DUE, taken, on=on(21)) == ()


def test_the_chain_is_looked_at_on_the_day_of_its_next_step_and_then_every_week() -> None:
    assert next_day(DUE, on=on(-3)) == DUE
    assert next_day(DUE, on=on(3)) == on(7)
    assert next_day(DUE, on=on(14)) == on(21)
    assert next_day(DUE, on=on(21)) == on(28)


def test_watching_begins_three_days_before() -> None:
    assert first_day_of_reminders(on=on(-3)) == DUE


def test_the_owner_comes_first_and_oversight_last() -> None:
    assert [each.told for each in CHAIN] == [
        Told.OWNER, Told.OWNER, Told.OWNER, Told.SUPERVISORS, Told.LEAD, Told.OVERSIGHT,
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("days", "step"),
    [
        pytest.param(9, "lead", id="not before the tenth day"),
        pytest.param(10, "standards", id="professional standards on the tenth day"),
        pytest.param(13, "standards", id="and oversight not before two weeks"),
        pytest.param(14, "oversight", id="oversight after two weeks"),
    ],
)
def test_what_answers_for_the_register_goes_to_professional_standards_between_force_lead_and_oversight(
    days: int, step: str
) -> None:
    assert steps_to_take(DUE, [], on=on(days), chain=ANSWERING_CHAIN)[-1].code == step
    assert next_day(DUE, on=on(7), chain=ANSWERING_CHAIN) == on(10)
    assert "standards" not in [each.code for each in steps_to_take(DUE, [], on=on(days))]
