"""A year in one force: people leave, go on leave, come and say nothing; the sweeps run every day.

`Year(seed)` lives it; what happens is decided by the seed alone.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from random import Random
from typing import Any

import time_machine

from accounts.actions.leave import declare_leave
from accounts.actions.users import disable_user
from accounts.models import User
from cases.actions.case_life import review_case
from cases.actions.cases import close_case, open_case
from cases.models import Case
from register.actions.escalation import watch_work
from register.actions.handover import sweep_handovers
from register.actions.tasks import do_task, give_task, raise_task, resume_held
from register.models import Task
from tests import builders

FIRST, LAST = date(2027, 1, 4), date(2028, 1, 3)
WEEK = timedelta(days=7)
BY: dict[str, Any] = {"reason": builders.CALL}


@dataclass
class Year:
    """So many cases, a tenth as many owners and two supervisors; `seed` decides what happens to them."""

    cases: int
    seed: int
    left: list[User] = field(default_factory=list)
    happened: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        self.random = Random(self.seed)
        self.owners = [builders.user("safeguarding-officer") for _ in range(max(10, self.cases // 10))]
        self.leads = [builders.user("supervisor") for _ in range(2)]
        self.head = builders.user("superintendent")
        self.admin = builders.actor("force-administrator")
        self.leaving = max(1, len(self.owners) // 10)
        self.silent_from = FIRST + timedelta(days=180)

    def live(self) -> Iterator[date]:
        """Day after day; gives each week's last."""
        with _on(FIRST):
            for number in range(self.cases):
                self._open(self.owners[number % len(self.owners)], number)
        day = FIRST
        while day <= LAST:
            with _on(day):
                self._happen(day)
                sweep_handovers(day)
                resume_held(day)
                watch_work(day)
                if (day - FIRST).days % 7 == 6:
                    yield day
            day += self._step(day)

    @property
    def is_silent(self) -> bool:
        return self._silent

    def _happen(self, day: date) -> None:
        self._silent = self.silent_from <= day < self.silent_from + 5 * WEEK
        here = [user for user in self.owners if user not in self.left]
        if len(self.left) < self.leaving and self.random.random() < 0.05:
            self._leave(self.random.choice(here))
        if self.random.random() < 0.2:
            self._away(self.random.choice(here), day)
        if not self._silent:
            self._work(day)

    def _step(self, day: date) -> timedelta:
        """Every day is swept; the test of the suite looks at every third, as if beats were missed."""
        return timedelta(days=1 if self.cases > 100 else 3)

    def _open(self, owner: User, number: int) -> None:
        by = owner.actor(on=FIRST)
        person = builders.person(by, surname=f"Oneyear{number}")
        open_case(person, actor=by, force=owner.force, owner=owner, **BY)
        lead = self.leads[0].actor(on=FIRST)
        task = raise_task(
            owner.force, actor=lead, kind=Task.Kind.REVIEW, title=f"Visit {number}", team="safeguarding-officer",
            due_on=FIRST + timedelta(days=number * 7), **BY,
        )  # fmt: skip
        give_task(task, actor=lead, owner=owner, **BY)

    def _leave(self, user: User) -> None:
        disable_user(user, actor=self.admin, why="Left the force", **BY)
        self.left.append(user)
        self.happened.add("left")

    def _away(self, user: User, day: date) -> None:
        others = [each for each in self.owners if each not in self.left and each != user]
        deputy = self.random.choice([*others, None])
        length = timedelta(days=self.random.choice([1, 5, 14, 40]))
        try:
            declare_leave(
                user, actor=user.actor(on=day), starts_on=day, ends_on=day + length, deputy=deputy, **BY
            )  # fmt: skip
        except Exception as refusal:  # a deputy who is away, or leave that stands already
            self.happened.add(type(refusal).__name__)
        else:
            self.happened.add("away with a deputy" if deputy else "away without one")

    def _work(self, day: date) -> None:
        """Owners look at most of what is due, late or in time; now and then a case is closed."""
        for case in Case.objects.open().filter(next_review_on__lte=day).select_related("owner"):
            by = case.owner.actor(on=day)
            if by.user_id is not None and self.random.random() < 0.3:
                closes = self.random.random() < 0.02
                (close_case if closes else review_case)(
                    case, actor=by, **({"why": "Moved away"} if closes else {"words": "Looked at"}), **BY
                )  # fmt: skip
                self.happened.add("closed" if closes else "reviewed")
        for task in Task.objects.open().filter(due_on__lte=day, owner__isnull=False).select_related("owner"):
            by = task.owner.actor(on=day)  # type: ignore[union-attr]
            if by.user_id is not None and self.random.random() < 0.1:
                do_task(task, actor=by, outcome="Done", **BY)
                self.happened.add("done")


def _on(day: date) -> Any:
    return time_machine.travel(datetime.combine(day, time(9), UTC), tick=False)
