"""Opening an incident, its form and the list of incidents: reads that are logged before anything is shown."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils import timezone

from accounts.actor import Actor
from audit.core.action import action
from audit.core.entry import Entry, Reason
from cases import policies
from cases.events import incidents as events
from cases.holdings import holdings_of
from cases.incidents import Around, IncidentPage, around, incident_page_of
from cases.models import Incident
from register.models import Person
from register.policies import SEE_PERSON


@action(event=events.INCIDENT_BEGUN, policy=SEE_PERSON, lock=False)
def begin_incident(person: Person, *, entry: Entry, actor: Actor, reason: Reason) -> Around:
    """What an incident about this person may be linked to: people around them, addresses, orders in force."""
    found = around(holdings_of(person, actor=actor, on=timezone.localdate()))
    entry.showed([person.reference, *found.references])
    return found


@action(event=events.INCIDENT_OPENED, policy=policies.SEE_INCIDENT, lock=False)
def open_incident(incident: Incident, *, entry: Entry, actor: Actor, reason: Reason) -> IncidentPage:
    """An incident as far as this actor may read it."""
    page = incident_page_of(incident, actor=actor)
    entry.about(incident, subject=incident.person)
    entry.showed(page.references)
    return page


@action(event=events.INCIDENTS_LISTED, policy=policies.SEE_INCIDENT, lock=False)
def list_incidents(
    shown: Sequence[Incident], *, entry: Entry, actor: Actor, reason: Reason
) -> Sequence[Incident]:  # fmt: skip
    """The incidents of one page of a list that this actor's reach gave, each with whom it is about."""
    entry.showed([*(each.reference for each in shown), *(each.person.reference for each in shown if each.person)])
    return shown
