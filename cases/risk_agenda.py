"""What the risk in cases adds to the list of what is due: assessments, lowered levels that end, requests to lower."""

from __future__ import annotations

from datetime import date

from django.db.models import QuerySet

from accounts.actor import Actor
from cases import policies
from cases.models import CaseRisk, Lowering
from register.agenda.items import Item, Source, Step, Whose
from register.agenda.sources import SOURCES


def _narrowed(rows: QuerySet, actor: Actor, whose: Whose) -> QuerySet:  # type: ignore[type-arg]
    """Rows of open cases of the force. They are theirs who own the case."""
    rows = rows.filter(force=actor.force_id, case__closed_at__isnull=True)
    if whose is Whose.MINE:
        rows = rows.filter(case__owner=actor.user_id)
    elif whose is Whose.UNASSIGNED:
        rows = rows.none()
    return rows.select_related("case__owner", "person")


def _assessments(actor: Actor, whose: Whose, on: date) -> QuerySet[CaseRisk]:
    return _narrowed(CaseRisk.objects.visible_to(actor), actor, whose)


def _assessment(risk: CaseRisk) -> Item:
    case = risk.case
    new = " Something new has happened." if risk.reassess_at else ""
    return Item(
        source="risk", number=risk.pk, kind="Risk", title="Assess the risk again",
        why=f"{risk.get_level_display()} risk.{new}", due_on=risk.due_on or risk.review_on, owner=case.owner.name,
        person=risk.person,
        steps=(
            Step("r", "Assess the risk", "set-risk", (case.reference,), policies.WORK_CASE.permission),
            Step("v", "Risk in the case", "case-risk", (case.reference,), policies.SEE_CASE.permission),
        ),
    )  # fmt: skip


def _ending(actor: Actor, whose: Whose, on: date) -> QuerySet[CaseRisk]:
    return _assessments(actor, whose, on)


def _ends(risk: CaseRisk) -> Item:
    case = risk.case
    return Item(
        source="risk_lowered", number=risk.pk, kind="Lowered risk", title="A lowered level of risk ends",
        why=f"From the next day on it is {risk.get_falls_back_to_display().lower()} again, unless two people renew it.",
        due_on=risk.lowered_until_on or risk.review_on, owner=case.owner.name, person=risk.person,
        steps=(
            Step("k", "Keep it lowered", "renew-lowered-risk", (case.reference,), policies.WORK_CASE.permission),
            Step("v", "Risk in the case", "case-risk", (case.reference,), policies.SEE_CASE.permission),
        ),
    )  # fmt: skip


def _requests(actor: Actor, whose: Whose, on: date) -> QuerySet[Lowering]:
    """Those to which this very person may be the second, whoever owns the case."""
    rows = Lowering.objects.answerable_by(actor).filter(force=actor.force_id)
    return rows.none() if whose is Whose.UNASSIGNED else rows.select_related("case__owner", "person", "asked_by")


def _request(lowering: Lowering) -> Item:
    case = lowering.case
    return Item(
        source="lowering", number=lowering.pk, kind="Lower risk", title="Agree to a lower level of risk, or refuse it",
        why=f"{lowering.asked_by.name} has asked. The level stays as it is until then.", due_on=lowering.due_on,
        owner=case.owner.name, person=lowering.person,
        steps=(
            Step("a", "Answer", "risk-lowering", (case.reference, lowering.reference),
                 policies.ANSWER_LOWERING.permission),
            Step("v", "Risk in the case", "case-risk", (case.reference,), policies.SEE_CASE.permission),
        ),
    )  # fmt: skip


SOURCES += [
    Source("risk", "Risk to assess again", policies.SEE_CASE.permission, "due_on", _assessments, _assessment),
    Source("risk_lowered", "Lowered risk", policies.SEE_CASE.permission, "lowered_until_on", _ending, _ends),
    Source("lowering", "Requests to lower", policies.ANSWER_LOWERING.permission, "due_on", _requests, _request),
]
