"""Alerts between forces and tasks of a force, through the API."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from rest_framework import serializers

from accounts.actor import Actor
from accounts.api.bodies import truth
from accounts.api.lists import Paged, newest_first, soonest_first
from accounts.api.representations import named, shown
from accounts.api.rows import Asking, Place, Read, Row, Shown, Write
from accounts.web import get_or_404
from register import policies
from register.actions.alerts import answer_alert, read_alert
from register.actions.tasks import do_task
from register.api.texts import TEXTS
from register.models import Alert, Task
from register.readable import reading_of

UNREAD = (Alert.Status.RAISED, Alert.Status.DELIVERED)


@dataclass(frozen=True, slots=True)
class AlertShown:
    """An alert from one force to another. `person` is empty where whoever asks may not know who it is."""

    reference: str
    version: int
    kind: str
    person: str
    from_force: str
    to_force: str
    status: str
    raised_at: datetime
    due_at: datetime
    delivered_at: datetime | None
    read_at: datetime | None
    answered_at: datetime | None
    answered_by: str
    answer_reason: str


@dataclass(frozen=True, slots=True)
class TaskShown:
    """Something that a team has to do."""

    reference: str
    version: int
    kind: str
    title: str
    detail: str
    person: str
    force: str
    team: str
    owner: str
    due_on: date
    done_at: datetime | None
    done_by: str
    outcome: str


class BoxAsked(Paged):
    """Alerts to the force, or by it."""

    box = serializers.ChoiceField(["received", "sent"], default="received")


class TasksAsked(Paged):
    """The tasks of one's own teams, or of the whole force."""

    team = serializers.ChoiceField(["mine", "all"], default="mine")


def _alerts(asking: Asking, box: str, after: Any = None) -> Shown:
    rows = Alert.objects.visible_to(asking.actor).naming_for(asking.actor)
    if asking.actor.force_id:
        rows = rows.filter(**{"from_force" if box == "sent" else "to_force": asking.actor.force_id})
    page, then = newest_first(rows.select_related("to_force", "from_force", "person", "answered_by"), after)
    read = reading_of(asking.actor, {each.person_id for each in page})
    found = [
        shown(AlertShown, each, read, person=each.person.reference if each.is_named else "",
              answered_by=named(each.answered_by))
        for each in page
    ]  # fmt: skip
    return Shown({"alerts": found, "next": then})


def _alert(asking: Asking, alert: Alert) -> Shown:
    """Whoever may answer it reads it by asking for it."""
    if alert.status in UNREAD and policies.ANSWER_ALERT.allows(asking.actor, alert):
        alert = read_alert(alert, **asking.act)
    read = reading_of(asking.actor, {alert.person_id, alert.receivers_record.pk})
    is_named = policies.SEE_PERSON.allows(asking.actor, alert.person)
    found = shown(
        AlertShown, alert, read, person=alert.person.reference if is_named else "",
        answered_by=named(alert.answered_by),
    )  # fmt: skip
    return Shown(found, alert.version)


def _tasks(asking: Asking, team: str, after: Any = None) -> Shown:
    rows = Task.objects.visible_to(asking.actor).open()
    if team == "mine":
        rows = rows.filter(team__in=asking.actor.roles)
    page, then = soonest_first(_with_names(rows), "due_on", after)
    read = reading_of(asking.actor, {each.person_id for each in page if each.person_id})
    return Shown({"tasks": [_shown(each, read) for each in page], "next": then})


def _task(asking: Asking, task: Task) -> Shown:
    read = reading_of(asking.actor, {task.person_id} if task.person_id else set())
    return Shown(_shown(task, read), task.version)


def _shown(task: Task, read: Any) -> TaskShown:
    return shown(TaskShown, task, read, person=named(task.person), owner=named(task.owner), done_by=named(task.done_by))


def _with_names(rows: Any) -> Any:
    return rows.select_related("person", "force", "owner", "done_by")


def alert_of(actor: Actor, reference: str) -> Alert:
    """An alert to or from the actor's force."""
    rows = Alert.objects.visible_to(actor).select_related(
        "to_force", "from_force", "person", "answered_by", "match__one", "match__other"
    )
    return get_or_404(rows, reference=reference)


def task_of(actor: Actor, reference: str) -> Task:
    """A task of the actor's force."""
    found: Task = get_or_404(_with_names(Task.objects.visible_to(actor)), reference=reference)
    return found


AT_ALERT = Place("api-alert", lambda row: {"reference": row.reference})
AT_TASK = Place("api-task", lambda row: {"reference": row.reference})
ROWS: tuple[Row, ...] = (
    Read("alerts", "api-alerts", "Alerts to the force or by it, newest first.", _alerts, policy=policies.SEE_ALERTS,
         query=BoxAsked),
    Read("alerts/<str:reference>", "api-alert", "One alert. Whoever may answer it reads it by this.", _alert, alert_of,
         policy=policies.SEE_ALERTS, acts=(read_alert,)),
    Write("alerts/<str:reference>/answer", "api-answer-alert", answer_alert, alert_of, AT_ALERT, has_version=True,
          texts=TEXTS, fields={"is_accepted": truth}, points={"answer": "is_accepted"}, tells=("status",)),
    Read("tasks", "api-tasks", "Open tasks of the force, soonest due first.", _tasks, policy=policies.SEE_TASKS,
         query=TasksAsked),
    Read("tasks/<str:reference>", "api-task", "One task.", _task, task_of, policy=policies.SEE_TASKS),
    Write("tasks/<str:reference>/done", "api-do-task", do_task, task_of, AT_TASK, has_version=True, texts=TEXTS,
          tells=("done_at",)),
)  # fmt: skip
