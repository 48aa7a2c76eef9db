"""Victims who must be told, where work is listed and where stored days are checked at night."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from accounts.actor import Actor
from cases import policies
from cases.models import VictimUpdate
from cases.models.victims_code import VictimUpdateQuerySet
from cases.rules.victims_code import TELLINGS, Happened, clock_of, has_enhanced_rights
from register.agenda.items import Item, Source, Step, Whose
from register.agenda.sources import SOURCES
from register.differences import Difference
from register.duties.checking import CHECKS

BATCH = 1_000


def rows_of(actor: Actor, whose: Whose, on: date) -> VictimUpdateQuerySet:
    """Who waits to be told in the force's cases. Every case has an owner, so none of them is nobody's."""
    rows = VictimUpdate.objects.visible_to(actor).waiting().filter(force=actor.force_id)
    rows = rows.select_related("development", "case__owner", "case__person")
    if whose is Whose.UNASSIGNED:
        return rows.none()
    return rows.filter(case__owner=actor.user_id) if whose is Whose.MINE else rows


def item_of(update: VictimUpdate) -> Item:
    """One victim to be told, without their name: whom it is about is the person of the case."""
    telling = TELLINGS[Happened(update.development.kind)]
    tell, see = policies.TELL_VICTIM.permission, policies.SEE_CASE.permission
    return Item(
        source="victim_update", number=update.pk, kind="Victim to be told", title=telling.to_do,
        why=f"{telling.title}. {update.explanation}", due_on=update.due_on, owner=update.case.owner.name,
        person=update.case.person,
        steps=(
            Step("w", "Tell the victim", "tell-victim", (update.reference,), tell),
            Step("c", "Case", "case", (update.case.reference,), see),
        ),
    )  # fmt: skip


def update_differences() -> Iterator[Difference]:
    """Victims who wait to be told, whose stored day is another than the Code gives: one query for each batch."""
    last = 0
    rows = VictimUpdate.objects.waiting().select_related("development", "pair").order_by("pk")
    while batch := list(rows.filter(pk__gt=last)[:BATCH]):
        last = batch[-1].pk
        for each in batch:
            if fields := _differing(each):
                yield Difference("victim update", each.pk, each.development.kind, fields)


def _differing(update: VictimUpdate) -> tuple[str, ...]:
    is_enhanced = has_enhanced_rights(update.pair.victim_role)
    clock = clock_of(Happened(update.development.kind), update.development.happened_on, is_enhanced=is_enhanced)
    computed = {"is_enhanced": is_enhanced, "limit_code": clock.limit_code, "due_on": clock.due_on}
    return tuple(name for name, value in computed.items() if getattr(update, name) != value)


SOURCES.append(
    Source("victim_update", "Victims to be told", policies.SEE_VICTIM_UPDATES.permission, "due_on", rows_of, item_of)
)
CHECKS["victims to be told"] = update_differences
