"""What a comparison changes about the match of two records: nothing where a person has decided."""

from __future__ import annotations

from collections.abc import Callable
from enum import StrEnum

from register.matching.comparing import CONTRADICTING
from register.models import Match
from register.rules.matching.compare import Comparison, Outcome

_SMALLEST_DIFFERENCE = 0.1  # bits: names grow commoner all the time


class Change(StrEnum):
    """What becomes of the match of two records."""

    JOIN = "join"
    PROPOSE = "propose"
    ASK = "ask"
    UPDATE = "update"
    WITHDRAW = "withdraw"
    NOTHING = "nothing"


def planned(
    held: Match | None,
    comparison: Comparison | None,
    *,
    stand_together: Callable[[], bool],
    may_join: Callable[[], bool],
    is_vouched_for: Callable[[], bool],
) -> Change:
    """What the comparison asks for. No comparison means that the two may not be compared any more.

    What the model joined stays joined while it still finds the two alike, unless a rule now says that a person must
    decide. Two records that stand together through a third need no decision of their own, unless they contradict. On
    the word of a third force alone nobody is joined, and of those who are joined people are asked.
    """
    if held and (held.is_by_person or held.status == Match.Status.AWAITING_SECOND):
        return Change.NOTHING
    is_joined = held is not None and held.status == Match.Status.JOINED
    if comparison is None or comparison.outcome is Outcome.NONE:
        if is_joined and comparison and not is_vouched_for():
            return Change.ASK
        return Change.WITHDRAW if is_joined or (held and held.status == Match.Status.OPEN) else Change.NOTHING
    is_contradicted = comparison.rule in CONTRADICTING
    if is_joined:
        if not is_contradicted:
            return Change.NOTHING
        return Change.PROPOSE if is_vouched_for() else Change.ASK
    if comparison.outcome is Outcome.SAME and not _was_taken_apart(held) and may_join() and is_vouched_for():
        return Change.JOIN
    if held is None or held.status == Match.Status.WITHDRAWN:
        return Change.NOTHING if stand_together() and not is_contradicted else Change.PROPOSE
    return Change.UPDATE if _differs(held, comparison) else Change.NOTHING


def _was_taken_apart(held: Match | None) -> bool:
    """Whether an automatic join was reopened because one beside it was wrong: then a person decides."""
    return held is not None and held.rule == Match.BESIDE


def _differs(held: Match, comparison: Comparison) -> bool:
    return (
        abs(held.weight - comparison.weight) > _SMALLEST_DIFFERENCE
        or held.outcome != comparison.outcome.value
        or held.model_version != comparison.model_version
    )
