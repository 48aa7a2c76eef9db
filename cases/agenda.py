"""What casework adds to the list of what is due: whom to ask again whether contact is still safe."""

from __future__ import annotations

from datetime import date

from django.db.models import Exists, OuterRef, QuerySet, Subquery

from accounts.actor import Actor
from cases import policies
from cases.models import Pair, SafeContactRule
from register.agenda.items import Item, Source, Step, Whose
from register.agenda.sources import SOURCES
from register.models import Person


def _rules(actor: Actor, whose: Whose, on: date) -> QuerySet[SafeContactRule]:
    """Rules in force of victims in open cases of the force. They are theirs who own the case."""
    pairs = Pair.objects.filter(victim=OuterRef("person"), case__closed_at__isnull=True, case__force=actor.force_id)
    if whose is Whose.MINE:
        pairs = pairs.filter(case__owner=actor.user_id)
    elif whose is Whose.UNASSIGNED:
        pairs = pairs.none()
    rows = policies.SEE_SAFE_CONTACT.rows(SafeContactRule.objects.in_force(), actor)
    seen = rows.filter(Exists(pairs), force=actor.force_id, person__in=Person.objects.visible_to(actor))
    return seen.select_related("person").annotate(
        case_reference=Subquery(pairs.order_by("pk").values("case__reference")[:1]),
        owner_name=Subquery(pairs.order_by("pk").values("case__owner__name")[:1]),
    )


def _rule(rule: SafeContactRule) -> Item:
    person, case = rule.person, rule.case_reference  # type: ignore[attr-defined]
    return Item(
        source="safe_contact", number=rule.pk, kind="Safe contact", title="Ask again whether contact is safe",
        why="From the next day on the register says: ask the case owner first.", due_on=rule.confirm_by_on,
        owner=rule.owner_name, person=person,  # type: ignore[attr-defined]
        steps=(
            Step(
                "c", "Confirm it again", "confirm-safe-contact", (case, person.reference), policies.WORK_CASE.permission
            ),
            Step("v", "How they are protected", "victim", (case, person.reference), policies.SEE_CASE.permission),
        ),
    )  # fmt: skip


SOURCES.append(Source("safe_contact", "Safe contact", policies.WORK_CASE.permission, "confirm_by_on", _rules, _rule))
