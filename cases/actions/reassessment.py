"""After something new happened the risk is assessed again at once: the case stands on today's list until it is."""

from __future__ import annotations

from django.utils import timezone

from accounts.actor import Actor
from audit.core.entry import Reason
from cases.actions.risk import reassess_after
from cases.models import Case
from register.actions.tasks import raise_task
from register.models import Task


def ask_to_reassess(case: Case, *, actor: Actor, reason: Reason) -> None:
    """Bring the next date of an open case forward to today, and ask the force's safeguarding officers to assess the
    risk again. Asked twice, it is one task."""
    today = timezone.localdate()
    if case.closed_at is not None:
        return
    if case.next_review_on > today:
        case.next_review_on = today
        case.version += 1
        case.save(update_fields=["next_review_on", "version"])
    raise_task(
        case.force, actor=actor, reason=reason, kind=Task.Kind.REVIEW, team="safeguarding-officer",
        title="Assess the risk again: something new happened", due_on=today, person=case.person,
    )  # fmt: skip
    reassess_after(case, at=timezone.now())
