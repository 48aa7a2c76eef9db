"""What the control room must do about a number that was looked up. The floor above knows why; lookup gives it on."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

from accounts.actor import Actor
from audit.core.entry import Reason


@dataclass(frozen=True, slots=True)
class Holder:
    """Whoever holds the number: by name and reference for a reader who may see them, else only which force to ring."""

    reference: str
    force: str
    control_room: str
    name: str = ""


@dataclass(frozen=True, slots=True)
class Instruction:
    """What to do, the rule that says so, the other rules that fit, who holds the number, and why by reference."""

    rule: str
    title: str
    sentences: tuple[str, ...]
    also: tuple[str, ...]
    holders: tuple[Holder, ...]
    safeguards: tuple[str, ...]


# Given the whole numbers that were typed, in E.164: at most one query each. Filled by the floors above.
instruction_sources: list[Callable[[Sequence[str], Actor, Reason, date], Instruction | None]] = []


def instruction_about(numbers: Sequence[str], *, actor: Actor, reason: Reason, on: date) -> Instruction | None:
    """The instruction about these numbers, for this reader; without a number nothing is asked."""
    given = (source(numbers, actor, reason, on) for source in instruction_sources) if numbers else ()
    return next((instruction for instruction in given if instruction), None)
