"""Taking the list of what is due out of the register, for a calendar on somebody's telephone."""

from __future__ import annotations

from datetime import date, timedelta

from accounts.actor import Actor
from accounts.models import Force
from audit.core.action import action
from audit.core.entry import Entry, Reason
from register import policies
from register.agenda.items import Item, Whose
from register.agenda.listing import Agenda, people_in
from register.events import agenda as events

AHEAD_DAYS = 90
MOST = 200
"""As many as one entry of the log can name."""


@action(event=events.CALENDAR_DOWNLOADED, policy=policies.SEE_DUTIES, lock=False)
def download_calendar(
    force: Force, *, entry: Entry, actor: Actor, reason: Reason, whose: Whose, today: date
) -> tuple[Item, ...]:  # fmt: skip
    """What is overdue and what is due in the next ninety days, soonest first, as far as the log can name it."""
    last = today + timedelta(days=AHEAD_DAYS)
    items = Agenda(actor, whose, today=today).until(last, most=MOST)
    entry.showed(people_in(items))
    entry.record(whose=whose.value, last_on=last, count=len(items))
    return items
