"""What is due as an iCalendar file (RFC 5545). Calendars travel to telephones: it holds kinds and references alone."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from icalendar import Alarm, Calendar, Event

from register.agenda.items import Item

PRODUCT = "-//Domestic Abuse Register//Duties//EN"
ALARM_AT = timedelta(hours=9)
"""Nine o'clock on the day: the day of an event without times begins at midnight."""


def calendar_of(items: Iterable[Item], *, at: datetime) -> bytes:
    """One whole-day event for each thing, on its last day. `at` is the aware moment of the download."""
    calendar = Calendar()
    calendar.add("version", "2.0")
    calendar.add("prodid", PRODUCT)
    calendar.add("method", "PUBLISH")
    for item in items:
        calendar.add_component(_event(item, at))
    return bytes(calendar.to_ical())


def _event(item: Item, at: datetime) -> Event:
    event = Event()
    event.add("uid", f"{item.source}-{item.number}@domestic-abuse-register")
    event.add("dtstamp", at)
    event.add("dtstart", item.due_on)
    event.add("dtend", item.due_on + timedelta(days=1))
    event.add("summary", f"{item.kind}: {item.person.reference}" if item.person else item.kind)
    event.add("class", "CONFIDENTIAL")
    event.add("transp", "TRANSPARENT")
    event.add_component(_alarm(item))
    return event


def _alarm(item: Item) -> Alarm:
    alarm = Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("description", item.kind)
    alarm.add("trigger", ALARM_AT)
    return alarm
