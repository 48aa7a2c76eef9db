"""Examples of the rows of tasks, the inbox and leave."""

from __future__ import annotations

from datetime import date
from typing import Any

from accounts.actions.leave import declare_leave
from accounts.models import Leave, User
from register.actions import tasks
from register.actions.countersigning import ask_to_put_off
from register.models import Notice, Task
from tests import builders
from tests.cases.api.example import WHY, Example, by, lead
from tests.cases.builders import Household


def _raised(home: Household) -> Task:
    return tasks.raise_task(
        builders.force("13"), kind=Task.Kind.REVIEW, team="supervisor", title="Look at it", due_on=date(2026, 12, 1),
        person=home.person, **by(),
    )  # fmt: skip


def task(home: Household) -> dict[str, Any]:
    return {"reference": _raised(home).reference}


def given(home: Household) -> dict[str, Any]:
    """Somebody has it, and finds it in their inbox."""
    raised = _raised(home)
    tasks.give_task(raised, owner=builders.user("offender-manager"), **by())
    return {"reference": raised.reference}


def on_hold(home: Household) -> dict[str, Any]:
    raised = _raised(home)
    tasks.hold_task(raised, until=date(2026, 11, 30), why="Waits for the laboratory", **by())
    return {"reference": raised.reference}


def asked(home: Household) -> dict[str, Any]:
    """A supervisor is asked to agree that a task is put off."""
    question = ask_to_put_off(_raised(home), due_on=date(2027, 1, 20), why="The trial was moved", **by())
    return {"reference": question.task.reference}


def told(home: Household) -> dict[str, Any]:
    given(home)
    return {"reference": Notice.objects.latest("pk").reference}


def told_user() -> User:
    """Whose inbox the newest line stands in."""
    return Notice.objects.latest("pk").user


def colleague(home: Household) -> dict[str, Any]:
    return {"reference": builders.user("offender-manager").reference}


def away(home: Household) -> dict[str, Any]:
    user = builders.user("offender-manager")
    declare_leave(user, starts_on=date(2026, 12, 1), ends_on=date(2026, 12, 14), **by(lead()))
    return {"reference": user.reference}


EXAMPLES = {
    "api-do-task": Example(task, {"outcome": "Looked at"}),
    "api-take-task": Example(task),
    "api-give-task": Example(task, {"owner": "{manager}", "why": "You know him"}),
    "api-return-task": Example(given, {"why": WHY}),
    "api-hold-task": Example(task, {"until": "2026-11-30", "why": "Waits for the laboratory"}),
    "api-resume-task": Example(on_hold),
    "api-put-off-task": Example(task, {"due_on": "2026-12-08", "why": "The trial was moved"}),
    "api-ask-to-put-off": Example(task, {"due_on": "2027-01-20", "why": "The trial was moved"}),
    "api-answer-countersignature": Example(asked, {"is_agreed": True, "why": "It can wait"}),
    "api-acknowledge": Example(told, who=told_user),
    "api-declare-leave": Example(
        colleague, {"starts_on": "2026-12-01", "ends_on": "2026-12-14", "deputy": "{manager}"}
    ),
    "api-withdraw-leave": Example(away, {"leave": "{leave}"}),
}  # fmt: skip
MADE = {"{leave}": lambda home: Leave.objects.latest("pk").reference}
