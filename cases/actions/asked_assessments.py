"""The tasks that ask to assess the risk in a case again, and what ends them: an assessment, or that what they were
asked for was not so."""

from __future__ import annotations

from django.db.models import Q

from accounts.actor import Actor
from cases.actions.risk_levels import risk_of, set_clock
from cases.models import Case, Incident, IncidentChange, RiskAssessment
from register.actions.tasks import close
from register.models import Task

SOMETHING_NEW = "Assess the risk again: something new happened"
FELL_BACK = "The risk fell back: assess it again"

_Kind, _Origin = IncidentChange.Kind, RiskAssessment.Origin
JUDGED = (_Origin.JUDGED, _Origin.LOWERED, _Origin.RENEWED)
"""Where somebody has assessed the risk. A level that was raised in a call, or fell back, is nobody's assessment."""
CAME_IN = Q(kind__in=(_Kind.RECORDED, _Kind.PUT_IN_CASE, _Kind.IDENTIFIED)) | Q(
    kind=_Kind.CONFIRMED, before=Incident.Status.DISPROVED.label
)
"""The changes of an incident after which the risk in its case is to be assessed again."""


def end_as_assessed(case: Case, *, actor: Actor) -> None:
    """Somebody has assessed the risk: whatever asked for it is done."""
    _close(case, (SOMETHING_NEW, FELL_BACK), actor=actor, outcome="The risk was assessed.")


def take_back(case: Case, incident: Incident, *, actor: Actor) -> None:
    """An incident was not so: nobody need assess the risk again because of it. What another incident or a raised level
    asks for runs on."""
    Case.objects.select_for_update(of=("self",)).get(pk=case.pk)
    if _something_else_asks(case, incident):
        return
    risk = risk_of(case)
    if risk is not None and risk.reassess_at is not None:
        risk.case, risk.reassess_at = case, None
        set_clock(risk)
    _close(case, (SOMETHING_NEW,), actor=actor, outcome=f"Incident {incident.reference} was found not to be so.")


def _something_else_asks(case: Case, incident: Incident) -> bool:
    """Whether since the last assessment another incident came in that stands, or somebody raised the level."""
    judged = RiskAssessment.objects.filter(case=case, origin__in=JUDGED).first()
    came = IncidentChange.objects.filter(CAME_IN, incident__case=case).exclude(incident=incident)
    came = came.exclude(incident__status=Incident.Status.DISPROVED)
    raised = RiskAssessment.objects.filter(case=case, origin=_Origin.RAISED)
    if judged is not None:
        came, raised = came.filter(changed_at__gt=judged.assessed_at), raised.filter(assessed_at__gt=judged.assessed_at)
    return came.exists() or raised.exists()


def _close(case: Case, titles: tuple[str, ...], *, actor: Actor, outcome: str) -> None:
    asked = Task.objects.open().filter(force=case.force_id, person=case.person_id, title__in=titles)
    for task in asked.select_for_update(of=("self",)).order_by("pk"):
        close(task, actor=actor, outcome=outcome)
