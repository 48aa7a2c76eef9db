"""Opening what a person notified: a read that is logged before anything is shown."""

from __future__ import annotations

from django.utils import timezone

from accounts.actor import Actor
from audit.core.action import action
from audit.core.entry import Entry, Reason
from cases import events
from cases.breaches import BreachPage, breach_page
from cases.notifications import NotificationsPage, notifications_of
from register.models import Breach, Registration
from register.policies import READ_NOTIFICATION, SEE_NOTIFICATIONS


@action(event=events.NOTIFICATIONS_OPENED, policy=SEE_NOTIFICATIONS, lock=False)
def open_notifications(
    registration: Registration, *, entry: Entry, actor: Actor, reason: Reason
) -> NotificationsPage:  # fmt: skip
    """The duties, changes and notifications of a registration, as far as this actor may see them."""
    entry.about(registration, subject=registration.person)
    entry.showed([registration.person.reference])
    return notifications_of(registration, actor=actor, on=timezone.localdate())


@action(event=events.BREACH_OPENED, policy=READ_NOTIFICATION, lock=False)
def open_breach(breach: Breach, *, entry: Entry, actor: Actor, reason: Reason) -> BreachPage:
    """A failure to notify with its history, as far as this actor may see it."""
    entry.about(breach, subject=breach.registration.person)
    entry.showed([breach.registration.person.reference])
    return breach_page(breach, actor=actor)
