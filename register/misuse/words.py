"""How a reader may read what somebody wrote about alerts: words about a person may name what is protected of them."""

from __future__ import annotations

from collections.abc import Collection

from accounts.actor import Actor
from register.models import MisuseAlert, Person
from register.readable import Reading, reading_of


def reading_of_alerts(actor: Actor, alerts: Collection[MisuseAlert]) -> Reading:
    """How the actor may read the words of these alerts. A fixed number of queries."""
    about = {alert.about for alert in alerts if alert.about}
    return reading_of(actor, set(Person.objects.filter(reference__in=about).values_list("pk", flat=True)))
