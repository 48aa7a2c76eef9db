"""Who does a task, and how it is held, put off and given; its history."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.db import DatabaseError, transaction

from accounts.actor import Actor
from accounts.models import Force
from audit.core.errors import OutOfReach, PermissionDenied, Refused
from register.actions import tasks
from register.actions.countersigning import answer_countersignature, ask_to_put_off
from register.models import Countersignature, Notice, Task, TaskStatusChange
from tests import builders
from tests.builders import CALL

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 23)
BY: dict[str, Any] = {"reason": CALL}


@pytest.fixture(autouse=True)
def _today() -> Iterator[None]:
    with time_machine.travel(datetime(2026, 11, 23, 9, tzinfo=UTC), tick=False):
        yield


def raised(by: Actor, *, due_on: date = TODAY, title: str = "Review", team: str = "offender-manager") -> Task:
    return tasks.raise_task(
        Force.objects.get(pk=by.force_id), actor=by, reason=CALL, kind=Task.Kind.REVIEW, title=title, team=team,
        due_on=due_on,
    )  # fmt: skip


def steps_of(task: Task) -> list[str]:
    return list(task.status_changes.values_list("step", flat=True))


def test_a_task_keeps_its_whole_history() -> None:
    manager, lead = builders.actor("offender-manager"), builders.actor("supervisor")
    colleague = builders.user("offender-manager")
    task = raised(lead)

    tasks.take_task(task, actor=manager, **BY)
    tasks.give_task(task, actor=manager, owner=colleague, why="My colleague knows them", **BY)
    tasks.return_task(task, actor=lead, why="On a course", **BY)
    tasks.hold_task(task, actor=lead, until=TODAY + timedelta(days=5), why="Waits for the lab", **BY)
    tasks.resume_task(task, actor=lead, **BY)
    tasks.do_task(task, actor=lead, outcome="Looked at", **BY)

    assert steps_of(task) == ["raised", "taken", "given", "returned", "held", "resumed", "done"]
    assert TaskStatusChange.objects.get(step="given").owner == colleague


def test_what_happened_to_a_task_is_never_rewritten() -> None:
    task = raised(builders.actor("supervisor"))

    with pytest.raises(DatabaseError, match="refuses UPDATE"), transaction.atomic():
        task.status_changes.update(why="something else")


def test_a_task_that_somebody_has_is_not_taken_from_them() -> None:
    one, other = builders.actor("offender-manager"), builders.actor("offender-manager")
    task = raised(one)
    tasks.take_task(task, actor=one, **BY)

    with pytest.raises(Refused, match="has this task"):
        tasks.take_task(task, actor=other, **BY)


def test_whoever_does_not_have_a_task_and_leads_nobody_cannot_give_it() -> None:
    one, other = builders.actor("offender-manager"), builders.actor("offender-manager")
    task = raised(one)
    tasks.take_task(task, actor=one, **BY)

    with pytest.raises(PermissionDenied):
        tasks.give_task(task, actor=other, owner=builders.user("offender-manager"), **BY)
    with pytest.raises(PermissionDenied):
        tasks.return_task(task, actor=other, why="Mine", **BY)


def test_another_force_does_not_reach_a_task() -> None:
    task = raised(builders.actor("supervisor"))

    with pytest.raises(OutOfReach):
        tasks.take_task(task, actor=builders.actor("supervisor", force_code="14"), **BY)


@pytest.mark.parametrize(
    ("role", "force_code", "is_active"),
    [
        pytest.param("offender-manager", "14", True, id="of another force"),
        pytest.param("force-administrator", "13", True, id="whose role does no tasks"),
        pytest.param("offender-manager", "13", False, id="who is disabled"),
    ],
)
def test_a_task_is_given_to_nobody_who_could_not_do_it(role: str, force_code: str, is_active: bool) -> None:
    lead = builders.actor("supervisor")
    task = raised(lead)

    with pytest.raises(Refused, match="cannot be given"):
        owner = builders.user(role, force_code=force_code, is_active=is_active)
        tasks.give_task(task, actor=lead, owner=owner, **BY)


def test_several_tasks_are_given_together_and_the_new_owner_is_told_once_for_each() -> None:
    lead, owner = builders.actor("supervisor"), builders.user("offender-manager")
    both = [raised(lead, title=title) for title in ("One", "Other")]

    given = tasks.give_tasks([task.reference for task in both], actor=lead, owner=owner, **BY)

    assert given == tasks.GivenTasks(2, ())
    assert set(Task.objects.values_list("owner", flat=True)) == {owner.pk}
    assert Notice.objects.filter(user=owner, topic="given").count() == 2


def test_one_of_several_tasks_that_is_done_meanwhile_keeps_no_other_back() -> None:
    lead, owner = builders.actor("supervisor"), builders.user("offender-manager")
    both = [raised(lead, title=title) for title in ("One", "Other")]
    tasks.do_task(both[1], actor=lead, outcome="Done", **BY)

    given = tasks.give_tasks([task.reference for task in both], actor=lead, owner=owner, **BY)

    assert given == tasks.GivenTasks(1, (both[1].reference,))
    assert list(Task.objects.filter(owner=owner)) == [both[0]]


def test_a_task_on_hold_is_not_overdue_and_comes_back_by_itself_once() -> None:
    lead = builders.actor("supervisor")
    task = raised(lead)
    tasks.take_task(task, actor=lead, **BY)
    until = TODAY + timedelta(days=10)

    tasks.hold_task(task, actor=lead, until=until, why="Waits for the lab", **BY)
    task.refresh_from_db()

    assert (task.status, task.due_on, task.first_due_on) == ("held", until, TODAY)
    assert not Task.objects.overdue(on=until).exists()
    assert tasks.resume_held(until - timedelta(days=1)) == 0
    assert [tasks.resume_held(until), tasks.resume_held(until)] == [1, 0]
    assert Task.objects.get().status == "open"
    assert Notice.objects.filter(user=lead.user_id, topic="resumed").exists()


@pytest.mark.parametrize(
    ("days", "why", "sentence"),
    [
        pytest.param(0, "Waits", "ends tomorrow", id="until today"),
        pytest.param(29, "Waits", "at the latest", id="longer than any hold"),
        pytest.param(15, "Waits", "ask a supervisor", id="further than one person may put it off"),
        pytest.param(5, " ", "what it waits for", id="without a reason"),
    ],
)
def test_a_hold_is_bounded_and_says_what_it_waits_for(days: int, why: str, sentence: str) -> None:
    lead = builders.actor("supervisor")

    with pytest.raises(Refused, match=sentence):
        tasks.hold_task(raised(lead), actor=lead, until=TODAY + timedelta(days=days), why=why, **BY)


@pytest.mark.parametrize(
    ("days", "why", "sentence"),
    [
        pytest.param(-1, "Busy", "Choose a day after", id="earlier"),
        pytest.param(0, "Busy", "Choose a day after", id="the same day"),
        pytest.param(5, " ", "Say why", id="without a reason"),
        pytest.param(15, "Busy", "ask a supervisor", id="further than one person may"),
    ],
)
def test_a_task_is_put_off_with_a_reason_and_within_bounds(days: int, why: str, sentence: str) -> None:
    lead = builders.actor("supervisor")

    with pytest.raises(Refused, match=sentence):
        tasks.put_off_task(raised(lead), actor=lead, due_on=TODAY + timedelta(days=days), why=why, **BY)


def test_putting_off_again_and_again_never_goes_beyond_the_first_bound() -> None:
    lead = builders.actor("supervisor")
    task = raised(lead)
    tasks.put_off_task(task, actor=lead, due_on=TODAY + timedelta(days=14), why="Busy", **BY)

    with pytest.raises(Refused, match="ask a supervisor"):
        tasks.put_off_task(task, actor=lead, due_on=TODAY + timedelta(days=15), why="Still busy", **BY)


def test_a_supervisor_agrees_to_a_later_day_and_the_task_moves_with_the_answer() -> None:
    manager, lead = builders.actor("offender-manager"), builders.actor("supervisor")
    task = raised(manager)
    asked = ask_to_put_off(task, actor=manager, due_on=TODAY + timedelta(days=40), why="In hospital", **BY)

    answer_countersignature(asked.task, actor=lead, is_agreed=True, why="Right", **BY)

    task.refresh_from_db()
    assert (task.due_on, task.first_due_on) == (TODAY + timedelta(days=40), TODAY)
    assert Task.objects.get(kind="countersign").status == "done"
    assert Notice.objects.filter(user=manager.user_id, topic="answered").exists()


def test_a_refused_countersignature_changes_nothing_but_its_own_task() -> None:
    manager, lead = builders.actor("offender-manager"), builders.actor("supervisor")
    task = raised(manager)
    asked = ask_to_put_off(task, actor=manager, due_on=TODAY + timedelta(days=40), why="In hospital", **BY)

    answer_countersignature(asked.task, actor=lead, is_agreed=False, why="Go and see them there", **BY)

    task.refresh_from_db()
    assert task.due_on == TODAY
    assert Countersignature.objects.get().is_agreed is False


def test_nobody_answers_what_they_asked_for_whatever_their_rank() -> None:
    lead = builders.actor("supervisor")
    asked = ask_to_put_off(raised(lead), actor=lead, due_on=TODAY + timedelta(days=40), why="In hospital", **BY)

    with pytest.raises(Refused, match="yourself"):
        answer_countersignature(asked.task, actor=lead, is_agreed=True, why="Right", **BY)


def test_a_countersignature_is_not_answered_below_its_rank_nor_done_as_a_task() -> None:
    manager, colleague = builders.actor("offender-manager"), builders.actor("offender-manager")
    asked = ask_to_put_off(raised(manager), actor=manager, due_on=TODAY + timedelta(days=40), why="Ill", **BY)

    with pytest.raises(PermissionDenied):
        answer_countersignature(asked.task, actor=colleague, is_agreed=True, why="Right", **BY)
    with pytest.raises(Refused, match="waits for your answer"):
        tasks.do_task(asked.task, actor=colleague, outcome="Agreed", **BY)


def test_a_second_question_about_the_same_waits_for_the_first_answer() -> None:
    manager = builders.actor("offender-manager")
    task = raised(manager)
    ask_to_put_off(task, actor=manager, due_on=TODAY + timedelta(days=40), why="Ill", **BY)

    with pytest.raises(Refused, match="asked already"):
        ask_to_put_off(task, actor=manager, due_on=TODAY + timedelta(days=41), why="Ill", **BY)
