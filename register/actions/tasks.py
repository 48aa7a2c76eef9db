"""Raising and doing tasks."""

from __future__ import annotations

from datetime import date

from django.utils import timezone

from accounts.actor import Actor
from accounts.models import Force
from audit.core.action import action
from audit.core.entry import Entry, Reason
from audit.core.errors import Refused
from register import events, policies
from register.models import Person, Task


@action(event=events.TASK_RAISED, policy=policies.RAISE_TASK, lock=False)
def raise_task(
    force: Force,
    *,
    entry: Entry,
    actor: Actor,
    reason: Reason,
    kind: Task.Kind,
    title: str,
    team: str,
    due_on: date,
    person: Person | None = None,
    detail: str = "",
) -> Task:
    """Put a task in the queue of one of the force's teams. Asking the force for the same open task again adds
    nothing; another force is asked for itself."""
    task, _ = Task.objects.get_or_create(
        force=force,
        person=person,
        kind=kind,
        title=title,
        done_at=None,
        defaults={"team": team, "due_on": due_on, "detail": detail},
    )
    entry.about(task, subject=person)
    entry.record(kind=kind, team=team, due_on=due_on)
    return task


@action(event=events.TASK_DONE, policy=policies.DO_TASK)
def do_task(task: Task, *, entry: Entry, actor: Actor, reason: Reason, outcome: str) -> Task:
    """Close a task with what came of it."""
    if task.done_at:
        raise Refused("This task is done already.")
    if not outcome.strip():
        raise Refused("Say what came of it.", field="outcome")

    task.done_at, task.done_by_id, task.outcome = timezone.now(), actor.user_id, outcome.strip()
    task.version += 1
    task.save()
    entry.record(outcome=outcome)
    return task
