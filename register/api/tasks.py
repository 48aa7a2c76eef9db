"""Tasks of a force through the API: read, taken, given, held, put off, done, and answered as the second person."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils import timezone
from rest_framework import serializers

from accounts.actor import Actor
from accounts.api.bodies import named as named_by
from accounts.api.lists import Paged, newest_first, soonest_first
from accounts.api.representations import Reading, named, shown
from accounts.api.rows import Asking, Place, Read, Row, Shown, Write
from accounts.web import get_or_404
from register import policies
from register.actions import tasks as acts
from register.actions.countersigning import answer_countersignature, ask_to_put_off
from register.api.texts import TEXTS
from register.models import Countersignature, Task
from register.readable import reading_of

MOST_STEPS = 100


@dataclass(frozen=True, slots=True)
class TaskBrief:
    """Something that a team has to do, as a list says it. `owner` is whoever has taken it."""

    reference: str
    version: int
    kind: str
    title: str
    detail: str
    person: str
    force: str
    team: str
    owner: str
    status: str
    due_on: date
    held_until: date | None
    done_at: datetime | None
    done_by: str
    outcome: str


@dataclass(frozen=True, slots=True)
class TaskStep:
    """What happened to a task: who did it, and how the task stood afterwards."""

    step: str
    to_status: str
    owner: str
    due_on: date
    held_until: date | None
    why: str
    changed_at: datetime
    changed_by: str


@dataclass(frozen=True, slots=True)
class CountersignatureShown:
    """What one person asked and another of the rank must answer. `target` is the reference of what it is done to,
    `details` are days and codes alone."""

    reference: str
    act: str
    rank: str
    target: str
    details: dict[str, Any]
    why: str
    asked_by: str
    asked_at: datetime
    is_agreed: bool | None
    answered_by: str
    answered_at: datetime | None
    answer_reason: str


@dataclass(frozen=True, slots=True)
class TaskShown:
    """One task with its history, newest first. `first_due_on` is the day it had before it was put off."""

    reference: str
    version: int
    kind: str
    title: str
    detail: str
    person: str
    force: str
    team: str
    owner: str
    status: str
    due_on: date
    first_due_on: date | None
    held_until: date | None
    created_at: datetime
    done_at: datetime | None
    done_by: str
    outcome: str
    countersignature: CountersignatureShown | None
    history: tuple[TaskStep, ...]


@dataclass(frozen=True, slots=True)
class DoerShown:
    """Somebody whom a task may be given to."""

    reference: str
    name: str


class TasksAsked(Paged):
    """One's own tasks, those of one's own teams, or of the whole force."""

    team = serializers.ChoiceField(["own", "mine", "all"], default="mine")


def _tasks(asking: Asking, team: str, after: Any = None) -> Shown:
    rows = Task.objects.visible_to(asking.actor).open()
    if team == "own":
        rows = rows.filter(owner=asking.actor.user_id)
    if team == "mine":
        rows = rows.filter(team__in=asking.actor.roles)
    page, then = soonest_first(_with_names(rows), "due_on", after)
    read = reading_of(asking.actor, {each.person_id for each in page if each.person_id})
    found = [
        shown(TaskBrief, each, read, person=named(each.person), owner=named(each.owner), done_by=named(each.done_by))
        for each in page
    ]
    return Shown({"tasks": found, "next": then})


def _task(asking: Asking, task: Task) -> Shown:
    read = reading_of(asking.actor, {task.person_id} if task.person_id else set())
    asked = getattr(task, "countersignature", None)
    steps = task.status_changes.select_related("owner", "changed_by").order_by("-changed_at", "-pk")[:MOST_STEPS]
    found = shown(
        TaskShown, task, read, person=named(task.person), owner=named(task.owner), done_by=named(task.done_by),
        countersignature=_countersignature(asked, read) if asked else None,
        history=tuple(
            shown(TaskStep, each, read, owner=named(each.owner), changed_by=named(each.changed_by)) for each in steps
        ),
    )  # fmt: skip
    return Shown(found, task.version)


def _countersignature(asked: Countersignature, read: Reading) -> CountersignatureShown:
    return shown(CountersignatureShown, asked, read, answered_by=named(asked.answered_by))


def _doers(asking: Asking, after: Any = None) -> Shown:
    people = acts.doers(asking.actor.force_id, on=timezone.localdate())
    page, then = newest_first(people, after)
    return Shown({"people": [shown(DoerShown, each, str) for each in page], "next": then})


def _with_names(rows: Any) -> Any:
    return rows.select_related("person", "force", "owner", "done_by")


def _fit(actor: Actor, task: Task) -> Any:
    """Whoever works in the force of the task today."""
    return acts.doers(task.force_id, on=timezone.localdate())


def task_of(actor: Actor, reference: str) -> Task:
    """A task of the actor's force."""
    asked = ("countersignature__asked_by", "countersignature__answered_by")
    rows = _with_names(Task.objects.visible_to(actor)).select_related(*asked)
    found: Task = get_or_404(rows, reference=reference)
    return found


def _place(row: Any) -> dict[str, Any]:
    """A countersignature is read with its task."""
    return {"reference": row.task.reference if isinstance(row, Countersignature) else row.reference}


AT = Place("api-task", _place)
ONE = "tasks/<str:reference>"


def step(slug: str, name: str, act: Callable[..., Any], *tells: str, **more: Any) -> Write:
    """Something that is done to a task. The version is that of the task."""
    has_version = more.pop("has_version", True)
    return Write(
        f"{ONE}/{slug}", name, act, task_of, AT, has_version=has_version, texts=TEXTS, tells=tells, **more
    )  # fmt: skip


ROWS: tuple[Row, ...] = (
    Read("tasks", "api-tasks", "Open tasks of the force, soonest due first.", _tasks, policy=policies.SEE_TASKS,
         query=TasksAsked),
    Read("task-doers", "api-task-doers", "Whom a task of the force may be given to today.", _doers,
         policy=policies.DO_TASK, query=Paged),
    Read(ONE, "api-task", "One task with its history, and what waits for a second person.", _task, task_of,
         policy=policies.SEE_TASKS),
    step("take", "api-take-task", acts.take_task, "status", "due_on"),
    step("give", "api-give-task", acts.give_task, "status", "due_on", fields={"owner": named_by(_fit)}),
    step("return", "api-return-task", acts.return_task, "status", "due_on"),
    step("hold", "api-hold-task", acts.hold_task, "status", "held_until", "due_on"),
    step("resume", "api-resume-task", acts.resume_task, "status", "due_on"),
    step("put-off", "api-put-off-task", acts.put_off_task, "status", "due_on"),
    step("put-off/ask", "api-ask-to-put-off", ask_to_put_off, "rank", has_version=False, makes=True),
    step("countersign", "api-answer-countersignature", answer_countersignature, "act", "is_agreed"),
    step("done", "api-do-task", acts.do_task, "done_at"),
)  # fmt: skip
