"""Stopping the clock of a request under the disclosure scheme, for a reason and never without a last day."""

from __future__ import annotations

from datetime import date, timedelta

from django.utils import timezone

from accounts.actor import Actor
from audit.core.action import action
from audit.core.entry import Entry, Reason
from audit.core.errors import Refused
from cases import policies
from cases.actions.disclosures import save
from cases.disclosures.clock import settle
from cases.events import disclosures as events
from cases.models import Disclosure, DisclosureStop
from cases.rules.disclosures import LONGEST_STOP


@action(event=events.DISCLOSURE_CLOCK_STOPPED, policy=policies.WORK_DISCLOSURE)
def stop_clock(
    disclosure: Disclosure, *, entry: Entry, actor: Actor, reason: Reason, ends_on: date, why: str
) -> Disclosure:
    """Stop the clock from today to a day, such as where whoever asked cannot be met safely. It runs again by itself.

    The guidance knows no such stop: the 28th day is shown beside the day that the stops give.
    """
    today = timezone.localdate()
    if disclosure.is_ended:
        raise Refused("This request has ended: no clock runs.")
    if disclosure.stops.filter(ends_on__gte=today).exists():
        raise Refused("The clock stands already. Let it run again first.")
    if not why.strip():
        raise Refused("Say why the clock must stand.", field="why")
    if not today <= ends_on <= today + LONGEST_STOP:
        raise Refused(f"A clock stands for at most {LONGEST_STOP.days} days at a time.", field="ends_on")

    DisclosureStop.objects.create(
        disclosure=disclosure, starts_on=today, ends_on=ends_on, why=why.strip(), stopped_by_id=actor.user_id
    )
    settle(disclosure)
    save(disclosure)
    entry.about(disclosure, subject=disclosure.person)
    entry.record(ends_on=ends_on, due_on=disclosure.due_on, why=why)
    return disclosure


@action(event=events.DISCLOSURE_CLOCK_RESTARTED, policy=policies.WORK_DISCLOSURE)
def restart_clock(disclosure: Disclosure, *, entry: Entry, actor: Actor, reason: Reason) -> Disclosure:
    """Let the clock run again from today, before the day that was set."""
    today = timezone.localdate()
    stop = disclosure.stops.filter(ends_on__gte=today).first()
    if stop is None:
        raise Refused("The clock runs. There is nothing to start.")

    stop.ended_by_id = actor.user_id
    # A clock that was stopped and started on one day stood for that day.
    stop.ends_on = max(stop.starts_on, today - timedelta(days=1))
    stop.save(update_fields=["ends_on", "ended_by"])
    settle(disclosure)
    save(disclosure)
    entry.about(disclosure, subject=disclosure.person)
    entry.record(due_on=disclosure.due_on)
    return disclosure
