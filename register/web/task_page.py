"""What the page of a task shows: its history in words, and what this reader may do about it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.urls import reverse

from accounts.actor import Actor
from register import policies
from register.models import Task, TaskStatusChange
from register.readable import Reading, reading_of
from register.rules.time_limits import in_words
from register.task_places import places_of
from ui.components import TimelineItem

Change = TaskStatusChange.Step


@dataclass(frozen=True, slots=True)
class Way:
    """Something that may be done: its button or link, and the key that takes it."""

    label: str
    url: str
    key: str


def shown_of(task: Task, actor: Actor) -> dict[str, Any]:
    """What the template needs besides the task and its form. What people wrote is read without what is protected."""
    read = reading_of(actor, [task.person_id] if task.person_id else [])
    may_do = policies.DO_TASK.allows(actor, task)
    changes = task.status_changes.select_related("owner", "changed_by").order_by("-changed_at", "-pk")
    asked = getattr(task, "countersignature", None)
    return {
        "may_do": may_do and asked is None,
        "may_take": may_do and task.done_at is None and task.owner_id is None,
        "ways": _ways(task, actor) if may_do and task.done_at is None else (),
        "history": [_line(change, read) for change in changes],
        "detail": read(task.detail),
        "places": places_of(task, actor),
        "outcome": read(task.outcome),
        "asked": asked,
        "asked_why": read(asked.why) if asked else "",
        "answer_reason": read(asked.answer_reason) if asked else "",
        "may_answer": asked is not None and asked.is_agreed is None and policies.COUNTERSIGN.allows(actor, task),
    }


def _ways(task: Task, actor: Actor) -> tuple[Way, ...]:
    may_give = policies.GIVE_TASK.allows(actor, task)
    is_own = task.owner_id == actor.user_id
    found = []
    if is_own or may_give:
        found.append(("Give to somebody", "give-task", "g"))
    if task.owner_id is not None and (is_own or may_give):
        found.append(("Return to the team", "return-task", "r"))
    if task.status == Task.Status.HELD:
        found.append(("Bring back from hold", "resume-task", "b"))
    else:
        found += [("Put on hold", "hold-task", "h"), ("Put off", "put-off-task", "p")]
    return tuple(Way(label, reverse(page, args=[task.reference]), key) for label, page, key in found)


def _line(change: TaskStatusChange, read: Reading) -> TimelineItem:
    by = change.changed_by.name if change.changed_by else "the register itself"
    return TimelineItem(title=_words(change), at=change.changed_at, byline=by, content=read(change.why))


def _words(change: TaskStatusChange) -> str:
    step, owner = change.get_step_display(), change.owner.name if change.owner else "the team"
    if change.step in (Change.GIVEN, Change.TAKEN):
        return f"{step}: with {owner}"
    if change.step == Change.HELD and change.held_until:
        return f"{step} until {in_words(change.held_until)}"
    if change.step in (Change.PUT_OFF, Change.RAISED):
        return f"{step}: due {in_words(change.due_on)}"
    return str(step)
