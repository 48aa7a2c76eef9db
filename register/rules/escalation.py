"""Who is told when of something that has a day: the owner, then the supervisors, the force lead, and oversight; of what
answers for how the register is used, professional standards before oversight.

The days are limits of the catalogue (`escalation.*`): changed days are new records.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from register.rules.time_limits import due, limit_in_force


class Told(StrEnum):
    """Who is told at a step."""

    OWNER = "owner"
    SUPERVISORS = "supervisors"
    LEAD = "lead"
    STANDARDS = "standards"
    OVERSIGHT = "oversight"


@dataclass(frozen=True, slots=True)
class Step:
    """One step of the chain. `code` is that of `Escalation.Step`; the limit `escalation.<code>` gives its day."""

    code: str
    told: Told

    @property
    def limit_code(self) -> str:
        return f"escalation.{self.code}"


Chain = tuple[Step, ...]
CHAIN: Chain = (
    Step("reminded", Told.OWNER),
    Step("due", Told.OWNER),
    Step("late", Told.OWNER),
    Step("supervisor", Told.SUPERVISORS),
    Step("lead", Told.LEAD),
    Step("oversight", Told.OVERSIGHT),
)
ANSWERING_CHAIN: Chain = (*CHAIN[:-1], Step("standards", Told.STANDARDS), CHAIN[-1])
"""That of work by which supervisors answer for how the register is used: where they and the force lead are silent,
professional standards are told."""
AGAIN = Step("again", Told.SUPERVISORS)
"""After the last step the owner and the supervisors are reminded again and again."""


def day_of(step: Step, due_on: date, *, on: date) -> date:
    """The day of a step of the chain, by the limits in force on the day that is worked on."""
    return due(limit_in_force(step.limit_code, on), due_on).due_on


def first_day_of_reminders(*, on: date) -> date:
    """What is due up to this day is watched from today on."""
    return on + timedelta(days=limit_in_force("escalation.reminded", on).length)


def steps_to_take(
    due_on: date, taken: Collection[str], *, on: date, chain: Chain = CHAIN
) -> tuple[Step, ...]:  # fmt: skip
    """The steps of the chain whose day has come and that were not taken. Of several reminders to the owner that were
    missed the last one alone is taken; what goes up the chain is never left out."""
    come = [step for step in chain if day_of(step, due_on, on=on) <= on]
    reminders = [step for step in come if step.told is Told.OWNER]
    wanted = [step for step in come if step.told is not Told.OWNER or step is reminders[-1]]
    return tuple(step for step in wanted if step.code not in taken)


def next_day(due_on: date, *, on: date, chain: Chain = CHAIN) -> date:
    """The day on which the chain is looked at again: that of its next step, or of the next reminder after the last."""
    later = [day for step in chain if (day := day_of(step, due_on, on=on)) > on]
    return min(later) if later else on + timedelta(days=limit_in_force(AGAIN.limit_code, on).length)
