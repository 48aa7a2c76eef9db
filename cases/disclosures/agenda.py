"""Requests under the disclosure scheme in the list of what is due."""

from __future__ import annotations

from datetime import date

from django.db.models import QuerySet

from accounts.actor import Actor
from cases import policies
from cases.disclosures.page import NEXT
from cases.models import Disclosure
from cases.rules.disclosures import Status
from register.agenda.items import Item, Source, Step, Whose
from register.agenda.sources import SOURCES
from ui.dates import day


def _rows(actor: Actor, whose: Whose, on: date) -> QuerySet[Disclosure]:
    """Open requests to the force, by whose they are."""
    rows = Disclosure.objects.visible_to(actor).open().filter(force=actor.force_id).select_related("owner")
    if whose is Whose.MINE:
        return rows.filter(owner=actor.user_id)
    return rows.filter(owner__isnull=True) if whose is Whose.UNASSIGNED else rows


def _item(disclosure: Disclosure) -> Item:
    """The next step. It names nobody: the person at risk must not stand in a list beside the person asked about."""
    may = policies.SEE_DISCLOSURES.permission
    return Item(
        source="disclosure", number=disclosure.pk, kind="Disclosure",
        title=f"Clare’s Law: {NEXT[Status(disclosure.status)][0].lower()}{NEXT[Status(disclosure.status)][1:]}",
        why=f"{disclosure.reference}. The whole request is due by {day(disclosure.due_on)}.",
        due_on=disclosure.next_due_on or disclosure.due_on, owner=disclosure.owner.name if disclosure.owner else "",
        person=None,
        steps=(Step("c", "Open the request", "disclosure", (disclosure.reference,), may),),
    )  # fmt: skip


SOURCES.append(Source("disclosure", "Disclosure", policies.SEE_DISCLOSURES.permission, "next_due_on", _rows, _item))
