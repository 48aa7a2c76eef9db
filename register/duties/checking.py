"""The nightly check: every stored due date is computed again from the facts, and each difference is reported.

Other parts of the register that store a computed date add their own check to `CHECKS`. A check changes nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from register.differences import Difference
from register.duties.facts import facts_of
from register.duties.recompute import NO_LONGER, differing, values_of
from register.duties.stored_clocks import clock_differences
from register.managed.checking import management_differences
from register.models import NotificationDuty, Registration
from register.retention.checking import retention_differences
from register.rules.regimes.duties import duties_of
from register.rules.regimes.facts import Duty

BATCH = 500


def duty_differences() -> Iterator[Difference]:
    """Duties of live registrations that are missing, differ, or should not be there."""
    last = 0
    while batch := list(_after(last)):
        last = batch[-1].pk
        yield from _compared(batch)


def _after(last: int) -> Iterator[Registration]:
    rows = Registration.objects.live().filter(pk__gt=last).select_related("person").order_by("pk")
    yield from rows[:BATCH]


def _compared(batch: list[Registration]) -> Iterator[Difference]:
    stored: dict[int, dict[str, NotificationDuty]] = {each.pk: {} for each in batch}
    for row in NotificationDuty.objects.filter(registration__in=stored):
        stored[row.registration_id][row.key] = row
    for number, facts in facts_of(batch).items():
        rows = stored[number]
        for duty in duties_of(facts):
            if fields := _fields(rows.pop(duty.key, None), duty):
                yield Difference("registration", number, duty.key, fields)
        left = (row for row in rows.values() if row.ended_why != NO_LONGER)
        yield from (Difference("registration", number, row.key, ("not computed",)) for row in left)


def _fields(row: NotificationDuty | None, duty: Duty) -> tuple[str, ...]:
    return ("missing",) if row is None else differing(row, values_of(duty))


CHECKS: dict[str, Callable[[], Iterator[Difference]]] = {
    "notification duties": duty_differences,
    "visits and plans": management_differences,
    "reviews of records": retention_differences,
    "clocks of single rows": clock_differences,
}
"""By name, each a function that gives what differs."""
