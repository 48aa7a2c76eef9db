"""What is stored about management, compared with what the rules compute from the facts: for the nightly check."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from register.managed.clock import clocks_of
from register.models import Registration

BATCH = 2_000


@dataclass(frozen=True, slots=True)
class Difference:
    """One stored date that its rule would not give. `row` names it in the table of the model: "Registration 12"."""

    row: str
    field: str
    stored: date | None
    recomputed: date | None


def stored_and_recomputed() -> Iterator[list[Difference]]:
    """The differences of all live registrations, a batch at a time: a fixed number of queries for each batch of 2,000.
    A batch without a difference is an empty list."""
    after = 0
    while batch := list(Registration.objects.live().filter(pk__gt=after).order_by("pk")[:BATCH]):
        clocks = clocks_of(batch)
        yield [
            Difference(str(each), "next_visit_on", each.next_visit_on, clocks[each.pk].next_on)
            for each in batch
            if each.next_visit_on != clocks[each.pk].next_on
        ]
        after = batch[-1].pk
