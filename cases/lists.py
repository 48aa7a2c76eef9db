"""Which cases and which requests under the disclosure scheme stand in a list: on its page and through the API alike."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from django.db.models import QuerySet

from accounts.actor import Actor
from cases.models import Case, Disclosure
from cases.owners import owners_in

if TYPE_CHECKING:
    from cases.models.disclosure import DisclosureQuerySet

WHOSE = ("mine", "team", "force")
STATES = ("open", "overdue", "closed")
DISCLOSURES = ("open", "mine", "unowned", "reading", "ended")


def cases_of(reader: Actor, whose: str, state: str, *, on: date) -> QuerySet[Case]:
    """The cases that a reader may see: their own, those of whoever holds one of their roles in the force, or all."""
    rows: QuerySet[Case] = Case.objects.visible_to(reader).filter(closed_at__isnull=state != "closed")
    if state == "overdue":
        rows = rows.filter(next_review_on__lt=on)
    if whose == "mine":
        return rows.filter(owner=reader.user_id)
    team = owners_in(reader.force_id, on=on, roles=reader.roles).order_by()
    return rows.filter(owner__in=team.values("pk")) if whose == "team" else rows


def disclosures_of(reader: Actor, chosen: str) -> DisclosureQuerySet:
    """The requests that a reader may see: open ones, or those of them that are theirs, nobody's, or wait for a second
    reader; or those that have ended."""
    seen: DisclosureQuerySet = Disclosure.objects.visible_to(reader)
    if chosen == "ended":
        return seen.filter(status__in=Disclosure.ENDED)
    rows = seen.open()
    if chosen == "mine":
        return rows.filter(owner=reader.user_id)
    if chosen == "unowned":
        return rows.filter(owner__isnull=True)
    if chosen == "reading":
        return rows.filter(status__in=(Disclosure.Status.DECIDED, Disclosure.Status.DISCLOSED))
    return rows
