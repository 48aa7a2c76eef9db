"""What casework adds besides to the list of what is due: alerts of the move check and reviews of cases.

None of these things names anybody: a victim's name stands on no list, in no calendar and in no e-mail.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db.models import QuerySet
from django.db.models.functions import TruncDate

from accounts.actor import Actor
from cases import policies
from cases.models import Case, NearAlert
from register.agenda.items import Item, Source, Step, Whose
from register.agenda.sources import SOURCES


def _near_alerts(actor: Actor, whose: Whose, on: date) -> QuerySet[NearAlert]:
    """Alerts that this reader may see: never who typed the address. Until they are answered they are the team's."""
    rows = NearAlert.objects.visible_to(actor).open().filter(force=actor.force_id)
    rows = rows.annotate(answer_by=TruncDate("due_at"))
    return rows.none() if whose is Whose.MINE else rows


def _near_alert(alert: NearAlert) -> Item:
    return Item(
        source="near_alert", number=alert.pk, kind="Move check", title="Answer an alert of the move check",
        why="An address is near to what is protected.", due_on=alert.answer_by, owner="",  # type: ignore[attr-defined]
        person=None,
        steps=(
            Step("r", "Read and answer", "near-alert", (alert.reference,), policies.SEE_NEAR_ALERTS.permission),
        ),
    )  # fmt: skip


def _cases(actor: Actor, whose: Whose, on: date) -> QuerySet[Case]:
    rows = Case.objects.visible_to(actor).open().filter(force=actor.force_id)
    return _of_owners(rows, actor, whose).select_related("owner")


def _case(case: Case) -> Item:
    return Item(
        source="case", number=case.pk, kind="Case", title="Review of a case", why="Each open case has its next review.",
        due_on=case.next_review_on, owner=case.owner.name, person=None, steps=(_open_case(case),),
    )  # fmt: skip


def _open_case(case: Case) -> Step:
    return Step("c", "Open the case", "case", (case.reference,), policies.SEE_CASE.permission)


def _of_owners(rows: QuerySet[Any], actor: Actor, whose: Whose) -> QuerySet[Any]:
    """Rows that are their owner's: one's own, or all of the force. None is ever without an owner."""
    if whose is Whose.MINE:
        return rows.filter(owner=actor.user_id)
    return rows.none() if whose is Whose.UNASSIGNED else rows


SOURCES += [
    Source(
        "near_alert", "Alerts of the move check", policies.SEE_NEAR_ALERTS.permission, "answer_by", _near_alerts,
        _near_alert,
    ),
    Source("case", "Reviews of cases", policies.WORK_CASE.permission, "next_review_on", _cases, _case),
]  # fmt: skip
