"""What must be true before a registration moves: each condition is used, holds for the facts that meet it, and says why
where they do not."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from register.rules import registration_conditions as must
from register.rules.registration_conditions import CONDITIONS, Appeal, Condition, RegistrationFacts, first_unmet
from register.rules.transitions import REGISTRATION, Transition

TODAY = date(2026, 11, 25)
# What makes each condition true, and what makes it false.
MEETS: dict[str, tuple[dict[str, Any], dict[str, Any]]] = {
    "reason": ({"why": "Because"}, {"why": "  "}),
    "gate_open": ({"is_gate_open": True}, {"is_gate_open": False}),
    "is_statutory": ({"is_designation": False}, {"is_designation": True}),
    "is_designation": ({"is_designation": True}, {"is_designation": False}),
    "is_proportionate": ({"is_proportionality_stated": True}, {"is_proportionality_stated": False}),
    "second_person_approves": ({"is_decided_by_second_person": True}, {"is_decided_by_second_person": False}),
    "notice_given": ({"is_notice_given": True}, {"is_notice_given": False}),
    "has_an_end": ({"is_indefinite": False}, {"is_indefinite": True}),
    "is_indefinite": ({"is_indefinite": True}, {"is_indefinite": False}),
    "in_custody": ({"absence": "custody"}, {"absence": "abroad"}),
    "in_hospital": ({"absence": "hospital"}, {"absence": "custody"}),
    "abroad": ({"absence": "abroad"}, {"absence": ""}),
    "present": ({"absence": ""}, {"absence": "hospital"}),
    "appeal_open": ({"appeal": Appeal.OPEN}, {"appeal": Appeal.NONE}),
    "appeal_lost": ({"appeal": Appeal.LOST}, {"appeal": Appeal.OPEN}),
    "appeal_won": ({"appeal": Appeal.WON}, {"appeal": Appeal.LOST}),
    "court_decided": ({"court_decided_on": TODAY}, {"court_decided_on": TODAY + timedelta(days=1)}),
    "accepted": ({"accepted_by": "Police Scotland"}, {"accepted_by": " "}),
    "last_day_passed": ({"ends_on": TODAY - timedelta(days=1)}, {"ends_on": TODAY}),
    "no_open_failure": ({"open_failures": 0}, {"open_failures": 1}),
    "no_requirement_runs": ({"running_requirements": 0}, {"running_requirements": 1}),
    "removal_recommended": ({"is_removal_recommended": True}, {"is_removal_recommended": False}),
    "second_person_removes": ({"is_removed_by_second_person": True}, {"is_removed_by_second_person": False}),
    "death_confirmed": ({"death_confirmed_by": "Coroner"}, {"death_confirmed_by": ""}),
}
EVERY_CONDITION = [pytest.param(each, id=each.code) for each in CONDITIONS]
EVERY_CHECK = [
    pytest.param(step, each, id=f"{step.before}-{step.after}-{each.code}")
    for step in REGISTRATION for each in (*step.conditions, must.REASON)
]  # fmt: skip


def facts_for(step: Transition, **changes: Any) -> RegistrationFacts:
    """Facts that meet every condition of the move."""
    met: dict[str, Any] = {"why": "Because"}
    for each in step.conditions:
        met |= MEETS[each.code][0]
    return replace(RegistrationFacts(TODAY, **met), **changes)


@pytest.mark.parametrize("condition", EVERY_CONDITION)
def test_a_condition_holds_and_fails_and_has_a_sentence(condition: Condition) -> None:
    meets, misses = MEETS[condition.code]

    assert condition.holds(RegistrationFacts(TODAY, **meets))
    assert not condition.holds(RegistrationFacts(TODAY, **misses))
    assert condition.refusal.endswith(".")


def test_every_condition_is_needed_by_some_move() -> None:
    used = {each.code for step in REGISTRATION for each in step.conditions}

    assert used == {each.code for each in CONDITIONS} == MEETS.keys()


@pytest.mark.parametrize("step", [pytest.param(step, id=f"{step.before}-{step.after}") for step in REGISTRATION])
def test_a_move_is_let_through_when_all_its_conditions_hold(step: Transition) -> None:
    assert step.conditions
    assert step.unmet(facts_for(step)) is None


@pytest.mark.parametrize(("step", "condition"), EVERY_CHECK)
def test_a_move_is_refused_by_each_of_its_conditions(step: Transition, condition: Condition) -> None:
    facts = facts_for(step, **MEETS[condition.code][1])

    assert step.unmet(facts) is condition or not condition.holds(facts)
    assert step.unmet(facts) is not None


def test_the_last_day_itself_is_still_a_day_of_the_register() -> None:
    assert first_unmet([must.LAST_DAY_PASSED], RegistrationFacts(TODAY, ends_on=TODAY)) is must.LAST_DAY_PASSED
    assert first_unmet([must.LAST_DAY_PASSED], RegistrationFacts(TODAY)) is must.LAST_DAY_PASSED
