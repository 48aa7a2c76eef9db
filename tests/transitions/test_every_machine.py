"""Each machine of casework, each step of it, each role, each relation: what its table says is what happens, by the
action, on the page and through the API alike."""

from __future__ import annotations

import inspect
from collections.abc import Iterator, Mapping
from typing import Any

import pytest
import time_machine

from accounts.api.rows import Write
from cases.api.table import ROWS
from tests import builders
from tests.architecture.test_api_table import every_action
from tests.cases.api.examples import EXAMPLES, WRITES, made, send, somebody, version_of
from tests.cases.api.managed_examples import UNTRIED
from tests.cases.builders import Household, household
from tests.transitions.cast import Cast, Relation
from tests.transitions.incidents import INCIDENTS, OBSERVATIONS
from tests.transitions.machine import (
    Answer,
    Machine,
    Step,
    as_before,
    as_stored,
    at_the_action,
    at_the_page,
    told,
    tried_on_pages,
    walked,
)
from tests.transitions.matters import CASES, PAIRS, swept
from tests.transitions.other_people import joined_with
from tests.transitions.protection import PLANS, SAFE_CONTACT, SAFEGUARDS
from tests.transitions.told import NOTICES, UPDATES
from tests.transitions.work import TASKS

pytestmark = pytest.mark.django_db
NOW = "2026-11-25T12:00:00Z"
MACHINES: dict[str, Machine] = {
    "incident": INCIDENTS, "observation": OBSERVATIONS, "safeguard": SAFEGUARDS, "step of a safety plan": PLANS,
    "safe contact": SAFE_CONTACT, "pair": PAIRS, "case": CASES, "update for a victim": UPDATES,
    "notice to a school": NOTICES, "task": TASKS,
}  # fmt: skip
EACH = pytest.mark.parametrize("machine", [pytest.param(machine, id=name) for name, machine in MACHINES.items()])

# Actions of the same modules that are no step of a machine, with the reason.
READ, INSIDE = "It reads.", "It is a part of another act, which is tried."
NO_STEP = {
    "read_safe_contact": READ, "open_victim_update": READ, "read_notice": READ, "read_children": READ,
    "read_other_role": READ, "open_observation": READ, "log_notice": INSIDE, "record_counter_allegation": INSIDE,
    "ask_countersignature": INSIDE,
}  # fmt: skip
MODULES = (
    "cases.actions.incidents", "cases.actions.observations", "cases.actions.safeguards", "cases.actions.protection",
    "cases.actions.pairs", "cases.actions.case_life", "cases.actions.cases", "cases.actions.victims_code",
    "cases.actions.children", "register.actions.tasks", "register.actions.countersigning",
)  # fmt: skip


@pytest.fixture(autouse=True)
def a_day() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


def listed(wrong: Mapping[Any, str]) -> str:
    """Every cell that is wrong, a line each: no report shortens it."""
    return "\n".join(f"{', '.join(where)}: {came}" for where, came in wrong.items())


def acts_tried() -> set[tuple[str, str]]:
    acts = [inspect.unwrap(step.act) for machine in MACHINES.values() for step in machine.steps.values()]
    return {(act.__module__, act.__name__) for act in acts}


def test_every_act_is_a_step_of_a_machine_or_says_why_not() -> None:
    there = {each for each in every_action() if each[0] in MODULES}

    assert {each for each in there - acts_tried() if each[1] not in NO_STEP} == set(), "give each a step"
    assert {name for name in NO_STEP if name not in {name for _, name in there}} == set(), "these are gone"
    assert {name for name in NO_STEP if name in {name for _, name in acts_tried()}} == set(), "these are tried"


@EACH
def test_every_state_and_step_stands_in_the_table(machine: Machine) -> None:
    assert machine.table.keys() == machine.states.keys()
    assert {state for state, row in machine.table.items() if row.keys() != machine.steps.keys()} == set()


@EACH
def test_each_step_from_each_state_does_what_the_table_says(machine: Machine) -> None:
    home, colleague = household(), builders.actor("supervisor")

    wrong = walked(machine, home, colleague)

    assert wrong == {}, listed(wrong)


@EACH
def test_each_role_in_each_relation_is_told_the_same_by_the_action_and_on_the_page(machine: Machine) -> None:
    home = household()
    cast = Cast(home, joined_with(home))
    wrong: dict[object, str] = {}

    for name in machine.steps:
        with as_before():
            thing = machine.states[machine.begins(name)](as_stored(home))
            wrong |= {(name, "action", who): came for who, came in at_the_action(machine, name, thing, cast).items()}
            wrong |= {(name, "page", who): came for who, came in at_the_page(machine, name, thing, cast).items()}

    assert wrong == {}, listed(wrong)


def steps_with_rows() -> Iterator[tuple[str, Machine, str]]:
    """The name of each row of the API that takes a step of a machine, with the step; of one's own work no example of a
    row is."""
    for machine in MACHINES.values():
        for name, step in machine.steps.items():
            for row in ROWS if step.first is None else ():
                if isinstance(row, Write) and inspect.unwrap(row.act) is inspect.unwrap(step.act):
                    yield row.name, machine, name


ROWS_OF_STEPS = {row: (machine, name) for row, machine, name in steps_with_rows() if row in EXAMPLES}


def test_each_row_of_the_api_that_takes_a_step_is_tried() -> None:
    assert {row for row, _, _ in steps_with_rows()} - UNTRIED.keys() == ROWS_OF_STEPS.keys()


def test_each_role_in_each_relation_is_told_the_same_through_the_api() -> None:
    home = household()
    cast = Cast(home, joined_with(home))
    wrong: dict[object, str] = {}

    for row in ROWS_OF_STEPS:
        with as_before():
            wrong |= {(row, who): came for who, came in at_the_row(row, as_stored(home), cast).items()}

    assert wrong == {}, listed(wrong)


def at_the_row(row: str, home: Household, cast: Cast) -> dict[str, str]:
    """Who is told something else than they must be, by a row of the API."""
    machine, name = ROWS_OF_STEPS[row]
    step, wrong = machine.steps[name], {}
    arguments, body = made(row, home)
    version = version_of(row, arguments, somebody(row)) if WRITES[row].has_version else None
    for role, relation in tried_on_pages(step, machine.hidden):
        must = told(step, role, relation, machine.hidden)
        if must is Answer.DONE and relation is not Relation.OWN_FORCE:
            continue  # the body of the example names an owner, the victim and orders, who are seen by force 13 alone
        with as_before():
            came = send(row, arguments, body, user=cast.user(role, relation), version=version)
        if came.status_code not in codes(step, must, relation):
            wrong[f"{role}, {relation}"] = f"{came.status_code} instead of {must}: {came.content[:200]!r}"
    return wrong


def codes(step: Step, must: Answer, relation: Relation) -> tuple[int, ...]:
    """What a row may answer. Of whoever is named in the body it says at their field that nobody is there, and what is
    asked for besides the step itself it looks for first."""
    if must is Answer.DONE:
        return 200, 201
    besides = (404, 422) if step.also else ()
    signed_out = (401,) if relation is Relation.SWITCHED_OFF else ()
    return (403 if must is Answer.DENIED else 404, *besides, *signed_out)


@pytest.mark.parametrize("state", ["left by its owner", "open, with somebody in refuge", "closed"])
def test_the_sweep_leaves_no_open_case_without_a_live_owner(state: str) -> None:
    builders.user("supervisor")

    after = swept(household(), state)

    assert after == ("open" if state == "left by its owner" else state)
