"""The days of a request under the disclosure scheme: stored by each act, and recomputed every night."""

from __future__ import annotations

from collections.abc import Iterator

from cases.models import Disclosure, DisclosureDecision
from cases.rules.disclosures import Clocks, Route, Status, Stop, clocks_of, emergency_reading_due
from register.differences import Difference
from register.duties.checking import CHECKS

BATCH = 500


def clocks(disclosure: Disclosure) -> Clocks:
    """The clocks of a request, with the days on which they stood."""
    stops = disclosure.stops.all() if disclosure.pk else ()
    return clocks_of(
        Route(disclosure.route), disclosure.received_at, [Stop(each.starts_on, each.ends_on) for each in stops]
    )


def settle(disclosure: Disclosure) -> None:
    """Set the days of a request from its facts. It is not saved."""
    times, status = clocks(disclosure), Status(disclosure.status)
    disclosure.due_on = times.with_stops
    disclosure.next_due_on = times.next_due_on(status)
    unread = unread_emergency(disclosure) if status is Status.DISCLOSED else None
    if unread is not None:
        disclosure.next_due_on = emergency_reading_due(unread.decided_at).due_on


def unread_emergency(disclosure: Disclosure) -> DisclosureDecision | None:
    """The decision to tell at once that no second person has read yet."""
    return disclosure.decisions.filter(is_emergency=True, reading__isnull=True).first()


def waiting_decision(disclosure: Disclosure) -> DisclosureDecision | None:
    """The decision that a second person must read now."""
    if disclosure.status == Disclosure.Status.DECIDED:
        return disclosure.decisions.first()
    return unread_emergency(disclosure) if disclosure.status == Disclosure.Status.DISCLOSED else None


def disclosure_differences() -> Iterator[Difference]:
    """Open requests whose stored days are not those that their facts give."""
    last = 0
    while batch := list(Disclosure.objects.open().filter(pk__gt=last).prefetch_related("stops").order_by("pk")[:BATCH]):
        last = batch[-1].pk
        for each in batch:
            before = each.due_on, each.next_due_on
            settle(each)
            pairs = zip(("due_on", "next_due_on"), before, (each.due_on, each.next_due_on), strict=True)
            if fields := tuple(name for name, stored, computed in pairs if stored != computed):
                yield Difference("disclosure", each.pk, each.reference, fields)


CHECKS["requests under the disclosure scheme"] = disclosure_differences
