"""Raising and doing tasks, and who does them: taking, giving, returning, holding, putting off."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from accounts import absence
from accounts.actor import Actor, system_actor
from accounts.models import Force, RoleGrant, User
from audit.core.action import action
from audit.core.entry import Entry, Reason
from audit.core.errors import OutOfReach, PermissionDenied, Refused
from register import events, policies
from register.actions.inbox import put
from register.models import Notice, Person, Task, TaskStatusChange
from register.rules.putting_off import longest_hold, put_off_at_most
from register.rules.time_limits import in_words

RESUMER = system_actor("hold", {"task.do": "national", "task.see": "national"})
BY_ITSELF = Reason("system")
MOST_GIVEN = 100
AT_A_TIME = 200
Change = TaskStatusChange.Step


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
    keeps_each_word: bool = False,
) -> Task:
    """Put a task in the queue of one of the force's teams. Asking the force for the same open task again adds
    nothing, unless `keeps_each_word`: then what is said is put beneath what was said before. Another force is asked
    for itself."""
    _require_record(person)
    task, is_new = Task.objects.get_or_create(
        force=force,
        person=person,
        kind=kind,
        title=title,
        done_at=None,
        defaults={"team": team, "due_on": due_on, "detail": detail},
    )
    if is_new:
        _note(task, Change.RAISED, actor)
    elif keeps_each_word:
        _add_words(task, detail)
    entry.about(task, subject=person)
    entry.record(kind=kind, team=team, due_on=due_on)
    return task


def _add_words(task: Task, words: str) -> None:
    """Put words beneath those of the task. Where there is no more room, the first ones stay."""
    longest = Task._meta.get_field("detail").max_length
    together = f"{task.detail}\n\n{words}"
    if words not in task.detail and (longest is None or len(together) <= longest):
        task.detail = together
        task.version += 1
        task.save(update_fields=["detail", "version"])


@action(event=events.TASK_DONE, policy=policies.DO_TASK)
def do_task(task: Task, *, entry: Entry, actor: Actor, reason: Reason, outcome: str) -> Task:
    """Close a task with what came of it."""
    if task.done_at:
        raise Refused("This task is done already.")
    if not outcome.strip():
        raise Refused("Say what came of it.", field="outcome")
    if task.kind == Task.Kind.COUNTERSIGN:
        raise Refused("Somebody waits for your answer: agree, or refuse and say why.", field="outcome")

    close(task, actor=actor, outcome=outcome.strip())
    entry.record(outcome=outcome)
    return task


@action(event=events.queues.TASK_TAKEN, policy=policies.DO_TASK)
def take_task(task: Task, *, entry: Entry, actor: Actor, reason: Reason) -> Task:
    """Take a task that nobody has: from now on it is one's own."""
    _require_open(task)
    if task.owner_id == actor.user_id:
        return task
    if task.owner_id is not None:
        raise Refused(f"{task.owner} has this task. Ask them, or a supervisor, to give it to you.")

    task.owner_id = actor.user_id
    _keep(task, Change.TAKEN, actor)
    return task


@action(event=events.queues.TASK_GIVEN, policy=policies.DO_TASK)
def give_task(task: Task, *, entry: Entry, actor: Actor, reason: Reason, owner: User, why: str = "") -> Task:
    """Give a task to somebody: one's own, or as a supervisor any. They find it in their inbox."""
    _require_open(task)
    if task.owner_id != actor.user_id and not policies.GIVE_TASK.allows(actor, task):
        raise PermissionDenied(
            policies.GIVE_TASK.permission, object_type=task._meta.label_lower, object_ref=task.reference
        )
    if task.owner_id == owner.pk:
        raise Refused(f"{owner.name} has this task already.", field="owner")
    require_fit(task, owner)

    task.owner = owner
    _keep(task, Change.GIVEN, actor, why=why.strip())
    _tell_owner(task, Notice.Topic.GIVEN)
    entry.record(owner=owner.reference, why=why.strip())
    return task


@dataclass(frozen=True, slots=True)
class GivenTasks:
    """How many of several tasks were given, and the references of those that were not."""

    count: int
    left: tuple[str, ...]


def give_tasks(
    references: Collection[str], *, actor: Actor, reason: Reason, owner: User, why: str = ""
) -> GivenTasks:  # fmt: skip
    """Give several tasks to one person, each by an act of its own: one that cannot be given keeps no other back, and
    its refusal or denial stands in the log. What they have already stays theirs."""
    if not references:
        raise Refused("Tick the tasks to give.")
    if len(references) > MOST_GIVEN:
        raise Refused(f"Give at most {MOST_GIVEN} tasks at a time.")
    rows = {row.reference: row for row in Task.objects.filter(reference__in=references)}
    wanted = dict.fromkeys(references)
    left = [each for each in wanted if each not in rows or not _is_given(rows[each], owner, actor, reason, why)]
    return GivenTasks(len(wanted) - len(left), tuple(left))


def _is_given(task: Task, owner: User, actor: Actor, reason: Reason, why: str) -> bool:
    if task.owner_id == owner.pk and policies.SEE_TASKS.allows(actor, task):
        return True
    try:
        give_task(task, actor=actor, reason=reason, owner=owner, why=why)
    except (Refused, PermissionDenied, OutOfReach):
        return False
    return True


@action(event=events.queues.TASK_RETURNED, policy=policies.DO_TASK)
def return_task(task: Task, *, entry: Entry, actor: Actor, reason: Reason, why: str) -> Task:
    """Put a task back into the queue of its team."""
    _require_open(task)
    if task.owner_id is None:
        raise Refused("Nobody has this task: it stands in the queue of its team already.")
    if task.owner_id != actor.user_id and not policies.GIVE_TASK.allows(actor, task):
        raise PermissionDenied(
            policies.GIVE_TASK.permission, object_type=task._meta.label_lower, object_ref=task.reference
        )
    if not why.strip():
        raise Refused("Say why it goes back: whoever takes it next reads it.", field="why")

    task.owner = None
    _keep(task, Change.RETURNED, actor, why=why.strip())
    entry.record(why=why.strip())
    return task


@action(event=events.queues.TASK_HELD, policy=policies.DO_TASK)
def hold_task(task: Task, *, entry: Entry, actor: Actor, reason: Reason, until: date, why: str) -> Task:
    """Put a task on hold because it waits for something outside. It comes back by itself on the day."""
    today = timezone.localdate()
    longest = longest_hold(on=today)
    _require_open(task)
    if task.status == Task.Status.HELD:
        raise Refused("This task is on hold already.")
    if not today < until <= longest:
        raise Refused(f"A hold ends tomorrow at the earliest and on {in_words(longest)} at the latest.", field="until")
    furthest = put_off_at_most(task.first_due_on or task.due_on, on=today, is_agreed=False)
    if until > max(task.due_on, furthest):
        raise Refused(
            _further(furthest),
            field="until",
        )
    if not why.strip():
        raise Refused("Say what it waits for.", field="why")

    task.status, task.held_until = Task.Status.HELD, until
    _move_to(task, max(task.due_on, until))
    _keep(task, Change.HELD, actor, why=why.strip())
    entry.record(held_until=until, due_on=task.due_on, why=why.strip())
    return task


@action(event=events.queues.TASK_RESUMED, policy=policies.DO_TASK)
def resume_task(task: Task, *, entry: Entry, actor: Actor, reason: Reason) -> Task:
    """A task comes back from hold: its day has come, or what it waited for."""
    if task.status != Task.Status.HELD:
        raise Refused("This task is not on hold.")

    task.status, task.held_until = Task.Status.OPEN, None
    _keep(task, Change.RESUMED, actor)
    _tell_owner(task, Notice.Topic.RESUMED)
    return task


def resume_held(on: date) -> int:
    """Bring back every task whose hold has ended. Gives how many; another beat at it leaves none."""
    count = 0
    for number in Task.objects.back_from_hold(on=on).order_by("pk").values_list("pk", flat=True)[:AT_A_TIME]:
        with transaction.atomic():
            rows = Task.objects.back_from_hold(on=on).select_for_update(skip_locked=True)
            if task := rows.filter(pk=number).first():
                resume_task(task, actor=RESUMER, reason=BY_ITSELF)
                count += 1
    return count


@action(event=events.queues.TASK_PUT_OFF, policy=policies.DO_TASK)
def put_off_task(task: Task, *, entry: Entry, actor: Actor, reason: Reason, due_on: date, why: str) -> Task:
    """Put a task off to a later day, with a reason, as far as one person may."""
    today = timezone.localdate()
    furthest = put_off_at_most(task.first_due_on or task.due_on, on=today, is_agreed=False)
    _require_open(task)
    if due_on > furthest:
        raise Refused(
            _further(furthest),
            field="due_on",
        )
    put_off(task, actor=actor, due_on=due_on, why=why)
    entry.record(due_on=due_on, is_agreed=False, why=why.strip())
    return task


def put_off(task: Task, *, actor: Actor, due_on: date, why: str) -> None:
    """Move the day of a task, inside the act that may.

    Raises:
        Refused: the day is not later, or there is no reason.
    """
    if due_on <= task.due_on or due_on < timezone.localdate():
        raise Refused(f"Choose a day after {in_words(task.due_on)} that has not passed.", field="due_on")
    if not why.strip():
        raise Refused("Say why it can wait.", field="why")
    _move_to(task, due_on)
    _keep(task, Change.PUT_OFF, actor, why=why.strip())


def close(task: Task, *, actor: Actor, outcome: str) -> None:
    """A task is done, inside the act that does it."""
    task.done_at, task.done_by_id, task.outcome = timezone.now(), actor.user_id, outcome
    task.status, task.held_until = Task.Status.DONE, None
    _keep(task, Change.DONE, actor)


def doers(force_id: int | None, *, on: date) -> QuerySet[User]:
    """Who may be given tasks of a force: they work in it, are there, and hold a role that does tasks."""
    roles = RoleGrant.objects.filter(permission=policies.DO_TASK.permission).values_list("role__code", flat=True)
    return absence.at_work(on=on).filter(force=force_id).holding(*roles, on=on).order_by("name", "pk")


def require_fit(task: Task, owner: User) -> None:
    """Whoever is given a task works in the force, is there, and may see whom it is about.

    Raises:
        Refused: they do not; the same sentence whatever the reason, which may be a bar.
    """
    is_there = doers(task.force_id, on=timezone.localdate()).filter(pk=owner.pk).exists()
    if not is_there or not may_do(owner, task):
        raise Refused(f"{owner.name} cannot be given this task. Choose somebody else.", field="owner")


def may_do(user: User, task: Task) -> bool:
    """Whether this task is within reach of the user: of their force, and not about somebody they are barred from."""
    return policies.DO_TASK.allows(user.actor(on=timezone.localdate()), task)


def hand_to(task: Task, owner: User, *, actor: Actor, why: str) -> None:
    """Give a task that was just raised to somebody, inside the act that decides who does it.

    Raises:
        Refused: they do not work in the force, are away, or may not see whom it is about.
    """
    require_fit(task, owner)
    task.owner = owner
    _keep(task, Change.GIVEN, actor, why=why)
    _tell_owner(task, Notice.Topic.GIVEN)


def unhand(task: Task, *, actor: Actor, owner_id: int | None, why: str) -> None:
    """Give a task to a deputy or back to its team, inside the act that hands somebody's work over."""
    task.owner_id = owner_id
    _keep(task, Change.GIVEN if owner_id else Change.RETURNED, actor, why=why)


def _further(furthest: date) -> str:
    return f"One person may put this off to {in_words(furthest)} at the latest. For longer, ask a supervisor to agree."


def _require_open(task: Task) -> None:
    if task.done_at:
        raise Refused("This task is done already.")


def _move_to(task: Task, due_on: date) -> None:
    if due_on != task.due_on:
        task.first_due_on = task.first_due_on or task.due_on
        task.due_on = due_on


def _keep(task: Task, step: TaskStatusChange.Step, actor: Actor, *, why: str = "") -> None:
    task.version += 1
    task.save()
    _note(task, step, actor, why=why)


def _note(task: Task, step: TaskStatusChange.Step, actor: Actor, *, why: str = "") -> None:
    TaskStatusChange.objects.create(
        task=task, step=step, to_status=task.status, owner_id=task.owner_id, due_on=task.due_on,
        held_until=task.held_until, why=why, changed_by_id=actor.user_id,
    )  # fmt: skip


def _tell_owner(task: Task, topic: Notice.Topic) -> None:
    about: dict[str, Any] = {"source": "task", "page": "task", "argument": task.reference, "due_on": task.due_on}
    if task.owner_id is not None:
        put([task.owner_id], topic, task.reference, people=[task.person_id], **about)


def _require_record(person: Person | None) -> None:
    """Nothing is raised about a record that is disposed of: one that is being disposed of is waited for."""
    if person is None:
        return
    held = Person.objects.select_for_update(of=("self",), no_key=True).get(pk=person.pk)
    if held.disposed_at is not None:
        raise Refused("This record was disposed of while you were working on it. Nothing was saved.")
