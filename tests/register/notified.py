"""Somebody under a notification requirement, and visits at which they notify. Everybody is invented."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

from accounts.actor import Actor
from register.actions.changes import Told
from register.actions.notifications import Given, Item, take_notification
from register.actions.requirements import begin_requirement
from register.models import Notification, NotificationRequirement, Registration
from register.rules.notification_periods import Disposal
from register.rules.regimes.table import DutyKind
from tests import builders

NOW = datetime(2026, 11, 25, 12, tzinfo=UTC)
TODAY = NOW.date()
VISIT = Given(
    taken_at=datetime(2026, 11, 25, 11, 30, tzinfo=UTC), method=Notification.Method.COUNTER,
    police_station="Elland Road", identity_check=Notification.Identity.DOCUMENT,
)  # fmt: skip


def act(by: Actor) -> dict[str, Any]:
    return {"actor": by, "reason": builders.CALL}


def notifying(by: Actor, *, relevant_on: date = date(2026, 11, 24)) -> Registration:
    """A registered person of the actor's force whom a conviction puts under the Sexual Offences Act 2003."""
    person = builders.person(by)
    registration = builders.registered(person, builders.actor("supervisor", force_code=by.force_code))
    begin_requirement(
        registration, regime=NotificationRequirement.Regime.SOA, relevant_on=relevant_on, disposal=Disposal.FINE,
        **act(by),
    )  # fmt: skip
    return registration


def take(registration: Registration, by: Actor, *items: Item, based_on: int = 0, **visit: Any) -> Notification:
    """A notification taken; the initial one where nothing else is given."""
    given = replace(VISIT, **visit)
    items = items or (Item(DutyKind.INITIAL, "Same as in court"),)
    return take_notification(registration, given=given, items=items, based_on=based_on, **act(by))


def moved(on: date, **particulars: str) -> Item:
    """A new home that is told now."""
    where = {"line_1": "5 Elm Street", "town": "Leeds", "postcode": "LS6 3AA"} | particulars
    return Item(DutyKind.HOME_ADDRESS, new=Told(DutyKind.HOME_ADDRESS, on, particulars=where))
