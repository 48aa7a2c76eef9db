"""After an incident with children in the household the force's team is asked to have their schools told (Operation
Encompass, Domestic Abuse Act 2021 s.49A): whoever takes the incident down need not work on the case."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.utils import timezone

from accounts.actor import Actor
from audit.core.entry import Reason
from cases.models import Case, Child, Incident
from cases.rules.encompass import is_told_of, send_by
from register.actions.tasks import close, raise_task
from register.models import Task

AROUND = timedelta(days=1)
"""Police attend within this of the incident."""


def ask_to_tell_schools(incident: Incident, *, actor: Actor, reason: Reason) -> None:
    """A task of the team, by the day on which the schools are to be told; none where there are no children, and none of
    what happened before the duty began."""
    case = incident.case
    if not is_told_of(incident.happened_at):
        return
    if case is None or not (incident.has_children or Child.objects.filter(case=case).exists()):
        return
    said = "Children were there." if incident.has_children else "Children live in the household."
    raise_task(
        case.force, actor=actor, reason=reason, kind=Task.Kind.REVIEW, title=_title(incident), person=case.person,
        team="safeguarding-officer", due_on=max(send_by(incident.happened_at, case.force.code), timezone.localdate()),
        detail=f"Case {case.reference}. {said} Say on the case’s page of children whose schools are to be told.",
    )  # fmt: skip


def schools_are_asked_about(case: Case, attended_at: datetime, *, actor: Actor) -> None:
    """Somebody has said whose schools are to be told after police attended: the tasks of that day are done."""
    around = (attended_at - AROUND, attended_at + AROUND)
    for incident in Incident.objects.filter(case=case, happened_at__range=around):
        _close(incident, actor=actor, outcome="The notices to the schools were asked for.")


def schools_need_not_be_told(incident: Incident, *, actor: Actor) -> None:
    """The incident was not so: no school is to be told of it any more. A notice that was asked for already stays until
    somebody decides on it."""
    _close(incident, actor=actor, outcome="The incident was found not to be so.")


def _title(incident: Incident) -> str:
    return f"Have the children’s schools told of incident {incident.reference}"


def _close(incident: Incident, *, actor: Actor, outcome: str) -> None:
    asked = Task.objects.open().filter(force=incident.force_id, title=_title(incident))
    for task in asked.select_for_update(of=("self",)).order_by("pk"):
        close(task, actor=actor, outcome=outcome)
