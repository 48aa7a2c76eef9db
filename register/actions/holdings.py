"""A force asks what of its own records the register holds. Whoever asks is logged: it is a list of people."""

from __future__ import annotations

from collections.abc import Sequence

from accounts.actor import Actor
from accounts.models import Force
from audit.core.action import action
from audit.core.entry import Entry, Reason
from register import policies
from register.events import batches as events
from register.models import LocalRecord
from register.reconciliation import Month, months_of, records_of


@action(event=events.HOLDINGS_COMPARED, policy=policies.SEND_RECORDS, lock=False)
def compare_holdings(force: Force, *, entry: Entry, actor: Actor, reason: Reason) -> list[Month]:
    """Say of each month how many records of the force are held, and their hash."""
    return months_of(force)


@action(event=events.HOLDINGS_COMPARED, policy=policies.SEND_RECORDS, lock=False)
def list_holdings(
    force: Force, *, entry: Entry, actor: Actor, reason: Reason, month: str, after: str, most: int
) -> Sequence[LocalRecord]:
    """List the records of a month, so that the force finds which differ."""
    found = records_of(force, month, after=after, most=most)
    entry.record(month=month)
    entry.showed(record.person.reference for record in found)
    return found
