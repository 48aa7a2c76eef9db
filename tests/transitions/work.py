"""Tasks: taken, given, returned, held, put off, done, and answered as the second person."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from accounts.actor import Actor
from accounts.models import User
from register.actions import countersigning
from register.actions import tasks as acts
from register.models import Countersignature, Person, Task
from tests import builders
from tests.cases.builders import Household, act
from tests.transitions.cast import Relation
from tests.transitions.machine import NOT_THERE, Machine, Page, Step

DUE, SOON, FAR = date(2026, 11, 27), date(2026, 11, 30), date(2026, 12, 20)
DONE_ALREADY = "This task is done already."


@dataclass(frozen=True, slots=True)
class Job:
    """A task about the person; or none yet. `colleague` can be given it."""

    person: Person
    colleague: User
    task: Task | None = None

    @property
    def now(self) -> Task:
        assert self.task is not None
        return Task.objects.select_related("force", "person", "owner").get(pk=self.task.pk)


def _none(home: Household) -> Job:
    return Job(home.person, builders.user("offender-manager"))


def _raise(job: Job, by: Actor) -> Task:
    return acts.raise_task(
        builders.force(), kind=Task.Kind.REVIEW, title="Review", team="offender-manager", due_on=DUE,
        person=job.person, **act(by),
    )  # fmt: skip


def _waiting(home: Household) -> Job:
    job = _none(home)
    return Job(job.person, job.colleague, _raise(job, home.officer))


def _owned(home: Household) -> Job:
    """By an officer of the household."""
    job = _waiting(home)
    _take(job, home.officer)
    return job


def _held(home: Household) -> Job:
    job = _waiting(home)
    _hold(job, home.officer)
    return job


def _done(home: Household) -> Job:
    job = _waiting(home)
    _do(job, home.officer)
    return job


def _question(home: Household) -> Job:
    """Somebody asks for a second person."""
    job = _waiting(home)
    asked = _ask(job, home.officer)
    return Job(job.person, job.colleague, asked.task)


def _answered(home: Household) -> Job:
    job = _question(home)
    _answer(job, builders.actor("supervisor"), is_agreed=True)
    return job


def _take(job: Job, by: Actor) -> Task:
    return acts.take_task(job.now, **act(by))


def _give(job: Job, by: Actor) -> Task:
    return acts.give_task(job.now, owner=job.colleague, **act(by))


def _give_back(job: Job, by: Actor) -> Task:
    return acts.return_task(job.now, why="Not mine", **act(by))


def _hold(job: Job, by: Actor) -> Task:
    return acts.hold_task(job.now, until=SOON, why="The court", **act(by))


def _resume(job: Job, by: Actor) -> Task:
    return acts.resume_task(job.now, **act(by))


def _put_off(job: Job, by: Actor) -> Task:
    return acts.put_off_task(job.now, due_on=SOON + timedelta(days=1), why="The court", **act(by))


def _ask(job: Job, by: Actor) -> Countersignature:
    return countersigning.ask_to_put_off(job.now, due_on=FAR, why="The court", **act(by))


def _do(job: Job, by: Actor) -> Task:
    return acts.do_task(job.now, outcome="Looked at", **act(by))


def _answer(job: Job, by: Actor, *, is_agreed: bool) -> Countersignature:
    return countersigning.answer_countersignature(job.now, is_agreed=is_agreed, why="I agree", **act(by))


def _state(job: Job) -> str:
    if job.task is None:
        return "waiting" if Task.objects.filter(person=job.person, title="Review").exists() else "none"
    now = job.now
    if now.kind == Task.Kind.COUNTERSIGN:
        return "question" if now.done_at is None else "question answered"
    if now.done_at:
        return "done"
    if now.status == Task.Status.HELD:
        return "on hold"
    return "somebody's" if now.owner_id else "waiting"


def _doing(
    deed: Any, call: Any, name: str, *, given_by: str = "", first: Any = None, permission: str = "task.do",
    **typed: Any,
) -> Step:  # fmt: skip
    page = Page(
        name, lambda job: [job.now.reference],
        lambda job, by: {
            "version": job.now.version,
            **{key: value(job) if callable(value) else value for key, value in typed.items()},
        },
    )  # fmt: skip
    return Step(deed, call, permission, "task.see", given_by=given_by, first=first, page=page)


def _colleague(job: Job) -> str:
    return job.colleague.reference


NOBODYS = "Nobody has this task: it stands in the queue of its team already."
HAS_IT = "… has this task. Ask them, or a supervisor, to give it to you."
NOT_HELD, HELD_ALREADY = "This task is not on hold.", "This task is on hold already."
ASKED_ALREADY = "A second person was asked already. Wait for the answer."
ANSWERED_ALREADY = "This question is answered already."
WAITS = "Somebody waits for your answer: agree, or refuse and say why."
TASKS = Machine(
    states={
        "none": _none, "waiting": _waiting, "somebody's": _owned, "on hold": _held, "done": _done,
        "question": _question, "question answered": _answered,
    },
    steps={
        "raise": Step(
            acts.raise_task, _raise, "task.raise", is_of_ones_own_force=True,
            hidden=frozenset(),
        ),
        "take": _doing(acts.take_task, _take, "take-task"),
        "give what is nobody's": _doing(
            acts.give_task, _give, "give-task", given_by="task.give", owner=_colleague
        ),
        "give one's own": _doing(acts.give_task, _give, "give-task", first=_take, owner=_colleague),
        "return another's": _doing(acts.return_task, _give_back, "return-task", given_by="task.give", why="Not mine"),
        "return one's own": _doing(acts.return_task, _give_back, "return-task", first=_take, why="Not mine"),
        "hold": _doing(acts.hold_task, _hold, "hold-task", until=SOON, why="The court"),
        "resume": _doing(acts.resume_task, _resume, "resume-task"),
        "put off": _doing(
            acts.put_off_task, _put_off, "put-off-task", due_on=SOON + timedelta(days=1), why="The court"
        ),
        "ask to put off": _doing(
            countersigning.ask_to_put_off, _ask, "put-off-task", due_on=FAR, why="The court"
        ),
        "do": _doing(acts.do_task, _do, "task", outcome="Looked at"),
        "agree": _doing(
            countersigning.answer_countersignature, lambda job, by: _answer(job, by, is_agreed=True),
            "countersign-task", permission="task.countersign", answer="agree", why="I agree",
        ),
        "refuse": _doing(
            countersigning.answer_countersignature, lambda job, by: _answer(job, by, is_agreed=False),
            "countersign-task", permission="task.countersign", answer="refuse", why="I do not",
        ),
    },
    table={
        "none": dict.fromkeys(
            (
                "take", "give what is nobody's", "give one's own", "return another's", "return one's own", "hold",
                "resume", "put off", "ask to put off", "do", "agree", "refuse",
            ),
            NOT_THERE,
        ) | {"raise": "waiting"},
        "waiting": {
            "raise": "waiting", "take": "somebody's", "give what is nobody's": "somebody's",
            "give one's own": "somebody's", "return another's": NOBODYS, "return one's own": "waiting",
            "hold": "on hold", "resume": NOT_HELD, "put off": "waiting", "ask to put off": "waiting", "do": "done",
            "agree": ANSWERED_ALREADY, "refuse": ANSWERED_ALREADY,
        },
        "somebody's": {
            "raise": "somebody's", "take": HAS_IT, "give what is nobody's": "somebody's",
            "give one's own": NOT_THERE, "return another's": "waiting", "return one's own": NOT_THERE,
            "hold": "on hold", "resume": NOT_HELD, "put off": "somebody's", "ask to put off": "somebody's",
            "do": "done", "agree": ANSWERED_ALREADY, "refuse": ANSWERED_ALREADY,
        },
        "on hold": {
            "raise": "on hold", "take": "on hold", "give what is nobody's": "on hold", "give one's own": "on hold",
            "return another's": NOBODYS, "return one's own": "on hold", "hold": HELD_ALREADY, "resume": "waiting",
            "put off": "on hold", "ask to put off": "on hold", "do": "done", "agree": ANSWERED_ALREADY,
            "refuse": ANSWERED_ALREADY,
        },
        "done": {
            "raise": "done", "take": DONE_ALREADY, "give what is nobody's": DONE_ALREADY,
            "give one's own": NOT_THERE, "return another's": DONE_ALREADY, "return one's own": NOT_THERE,
            "hold": DONE_ALREADY, "resume": NOT_HELD, "put off": DONE_ALREADY, "ask to put off": DONE_ALREADY,
            "do": DONE_ALREADY, "agree": ANSWERED_ALREADY, "refuse": ANSWERED_ALREADY,
        },
        "question": {
            "raise": "question", "take": "question", "give what is nobody's": "question",
            "give one's own": "question", "return another's": NOBODYS, "return one's own": "question",
            "hold": "question", "resume": NOT_HELD, "put off": "question", "ask to put off": "question",
            "do": WAITS, "agree": "question answered", "refuse": "question answered",
        },
        "question answered": {
            "raise": "question answered", "take": DONE_ALREADY, "give what is nobody's": DONE_ALREADY,
            "give one's own": NOT_THERE, "return another's": DONE_ALREADY, "return one's own": NOT_THERE,
            "hold": DONE_ALREADY, "resume": NOT_HELD, "put off": DONE_ALREADY, "ask to put off": DONE_ALREADY,
            "do": DONE_ALREADY, "agree": ANSWERED_ALREADY, "refuse": ANSWERED_ALREADY,
        },
    },
    state_of=_state,
    hidden=frozenset({Relation.BARRED, Relation.BARRED_FROM_JOINED}),
)  # fmt: skip
