"""What needs a second person: one asks, another of the right rank agrees or refuses. What is agreed is done at once, in
the same transaction, by what stands in `ACTS` for it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils import timezone

from accounts.actor import Actor
from accounts.models import Force
from accounts.ranks import stands_at_least
from audit.core.action import action
from audit.core.entry import Entry, Reason
from audit.core.errors import Refused
from register import policies
from register.actions.inbox import put
from register.actions.tasks import close, put_off, raise_task
from register.events import queues as events
from register.models import Countersignature, Notice, Person, Task
from register.rules.putting_off import put_off_at_most
from register.rules.time_limits import due, in_words, limit_in_force


@dataclass(frozen=True, slots=True)
class Act:
    """Something that takes two people. `agreed` does it; it may refuse. `rank` is the lowest role that may answer."""

    code: str
    title: str
    rank: str
    agreed: Callable[[Countersignature, Actor], None]


@action(event=events.COUNTERSIGN_ASKED, policy=policies.RAISE_TASK, lock=False)
def ask_countersignature(
    force: Force, *, entry: Entry, actor: Actor, reason: Reason, act: Act, target: str, why: str,
    person: Person | None = None, details: dict[str, Any] | None = None,
) -> Countersignature:  # fmt: skip
    """Ask the force for a second person. The question stands in the queue of those of the rank, with a day."""
    if actor.person_id is None:
        raise Refused("A person must ask; a system cannot.")
    if not why.strip():
        raise Refused("Say why: the second person decides by it.", field="why")
    if Countersignature.objects.filter(act=act.code, target=target, is_agreed__isnull=True).exists():
        raise Refused("A second person was asked already. Wait for the answer.")

    today = timezone.localdate()
    task = raise_task(
        force, actor=actor, reason=reason, kind=Task.Kind.COUNTERSIGN, title=f"{act.title}: {target}", team=act.rank,
        due_on=due(limit_in_force("task.countersign", today), today).due_on, person=person,
    )  # fmt: skip
    asked = Countersignature.objects.create(
        task=task, act=act.code, rank=act.rank, target=target, details=details or {}, why=why.strip(),
        asked_by_id=actor.person_id,
    )  # fmt: skip
    entry.about(asked, subject=person)
    entry.record(act=act.code, rank=act.rank, target=target, why=why.strip())
    return asked


@action(event=events.COUNTERSIGN_ANSWERED, policy=policies.COUNTERSIGN)
def answer_countersignature(
    task: Task, *, entry: Entry, actor: Actor, reason: Reason, is_agreed: bool, why: str
) -> Countersignature:
    """Agree or refuse as the second person. Nobody answers what they asked for."""
    asked = Countersignature.objects.select_for_update().filter(task=task).first()
    if asked is None or asked.is_agreed is not None:
        raise Refused("This question is answered already.")
    if actor.person_id is None or actor.person_id == asked.asked_by_id:
        raise Refused("You asked for this yourself. Somebody else must answer.")
    if not stands_at_least(actor, asked.rank):
        raise Refused("Somebody of a higher rank must answer this.")
    if not why.strip():
        raise Refused("Say why: whoever asked reads it.", field="why")

    asked.is_agreed, asked.answer_reason = is_agreed, why.strip()
    asked.answered_by_id, asked.answered_at = actor.person_id, timezone.now()
    asked.save()
    if is_agreed:
        ACTS[asked.act].agreed(asked, actor)
    close(task, actor=actor, outcome="Agreed." if is_agreed else "Refused.")
    put([asked.asked_by_id], Notice.Topic.ANSWERED, asked.reference, people=[task.person_id], page="task",
        argument=task.reference)  # fmt: skip
    entry.about(asked, subject=task.person)
    entry.record(act=asked.act, target=asked.target, is_agreed=is_agreed, why=why.strip())
    return asked


@action(event=events.LONGER_ASKED, policy=policies.DO_TASK)
def ask_to_put_off(
    task: Task, *, entry: Entry, actor: Actor, reason: Reason, due_on: date, why: str
) -> Countersignature:  # fmt: skip
    """Ask a supervisor to agree that a task is put off further than one person may. Whoever may not do it may not ask
    either."""
    if task.done_at:
        raise Refused("This task is done already.")
    furthest = put_off_at_most(task.first_due_on or task.due_on, on=timezone.localdate(), is_agreed=True)
    if not max(task.due_on, timezone.localdate()) < due_on <= furthest:
        raise Refused(f"Choose a later day, {in_words(furthest)} at the latest.", field="due_on")
    entry.about(task, subject=task.person)
    entry.record(due_on=due_on)
    return ask_countersignature(
        task.force, actor=actor, reason=reason, act=PUT_OFF, target=task.reference, why=why, person=task.person,
        details={"due_on": due_on.isoformat()},
    )  # fmt: skip


def _put_off(asked: Countersignature, actor: Actor) -> None:
    task = Task.objects.select_for_update().get(reference=asked.target)
    if task.done_at:
        raise Refused("The task is done meanwhile. Refuse: there is nothing to put off.")
    put_off(task, actor=actor, due_on=date.fromisoformat(asked.details["due_on"]), why=asked.why)


PUT_OFF = Act("put_off_task", "Agree that a task is put off", "supervisor", _put_off)
ACTS: dict[str, Act] = {PUT_OFF.code: PUT_OFF}
"""By code. What is added here can be asked for; its code stays in the rows that were asked."""
