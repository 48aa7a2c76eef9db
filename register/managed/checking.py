"""The nightly check of how people are managed: the days stored for visits and plans against the facts."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from register.differences import Difference
from register.managed.clock import clocks_of, plan_clocks_of
from register.models import Registration

BATCH = 2_000


def management_differences() -> Iterator[Difference]:
    """Live registrations whose stored day for the next visit or the next plan is another than the rules compute: six
    queries for each batch."""
    last = 0
    while batch := list(Registration.objects.live().filter(pk__gt=last).order_by("pk")[:BATCH]):
        last = batch[-1].pk
        yield from _compared(batch)


def _compared(batch: Collection[Registration]) -> Iterator[Difference]:
    visits, plans = clocks_of(batch), plan_clocks_of(batch)
    for each in batch:
        stored = {"next_visit_on": each.next_visit_on, "plan_due_on": each.plan_due_on}
        computed = {"next_visit_on": visits[each.pk].next_on, "plan_due_on": plans[each.pk].due_on}
        if fields := tuple(name for name, day in stored.items() if day != computed[name]):
            yield Difference("registration", each.pk, "management", fields)
