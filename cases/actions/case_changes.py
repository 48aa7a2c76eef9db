"""The row that says what became of a case, written inside the act that did it."""

from __future__ import annotations

from accounts.actor import Actor
from cases.models import Case, CaseChange


def note_change(case: Case, step: CaseChange.Step, *, actor: Actor, why: str = "", limit_code: str = "") -> None:
    """The row that says what became of the case, inside the act that did it."""
    CaseChange.objects.create(
        case=case, step=step, owner_id=case.owner_id, next_review_on=case.next_review_on, why=why,
        limit_code=limit_code, changed_by_id=actor.user_id,
    )  # fmt: skip
