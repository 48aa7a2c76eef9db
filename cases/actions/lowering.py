"""Lowering the risk in a case: one person asks with reasons, another of at least the same rank agrees or refuses."""

from __future__ import annotations

from django.utils import timezone

from accounts.actor import Actor
from accounts.ranks import rank_of
from audit.core.action import action
from audit.core.entry import Entry, Reason
from audit.core.errors import PermissionDenied, Refused
from cases import policies
from cases.actions.asked_assessments import end_as_assessed
from cases.actions.cases import require_open
from cases.actions.instruments import begin_sheet, require_instrument
from cases.actions.risk import require_judge
from cases.actions.risk_levels import lowered_state, move, place, risk_of
from cases.events import risk as events
from cases.models import Case, CaseRisk, Lowering, LoweringStatusChange, RiskAssessment
from cases.rules.risk import answer_by, is_lowering, lowered, may_follow
from register.rules.time_limits import LONDON

Status, Origin = Lowering.Status, RiskAssessment.Origin


def wait_for_case(lowering: Lowering) -> None:
    """Lock the case first: whoever raises the risk meanwhile is waited for, and the request is then overtaken."""
    Case.objects.select_for_update(of=("self",)).get(pk=lowering.case_id)


@action(event=events.LOWERING_ASKED, policy=policies.WORK_CASE)
def ask_to_lower_risk(
    case: Case, *, entry: Entry, actor: Actor, reason: Reason, level: str, why: str, instrument: str = ""
) -> Lowering:
    """Ask a second person to agree to a lower level. Nothing changes before."""
    risk = _require_risk(case)
    judge = require_judge(actor, why, field="why")
    require_instrument(instrument, case)
    if not is_lowering(risk.level, level):
        raise Refused("That is not lower than the level in force. Set the level: one person may.", field="level")

    lowering = _ask(case, risk, level=level, why=why, actor=actor, by=judge, is_renewal=False)
    begin_sheet(instrument, case, judged_level=level, by=judge, lowering=lowering)
    entry.about(lowering, subject=case.person)
    entry.record(level=level, level_before=risk.level, is_renewal=False, why=why)
    return lowering


@action(event=events.LOWERING_ASKED, policy=policies.WORK_CASE)
def ask_to_renew_lowered_risk(case: Case, *, entry: Entry, actor: Actor, reason: Reason, why: str) -> Lowering:
    """Ask a second person to agree that a lowered level holds for its days once more."""
    risk = _require_risk(case)
    judge = require_judge(actor, why, field="why")
    if lowered_state(risk) is None:
        raise Refused("The level is not a lowered one: it does not fall back, and there is nothing to renew.")

    lowering = _ask(case, risk, level=risk.level, why=why, actor=actor, by=judge, is_renewal=True)
    entry.about(lowering, subject=case.person)
    entry.record(level=risk.level, level_before=risk.level, is_renewal=True, why=why)
    return lowering


@action(event=events.LOWERING_ANSWERED, policy=policies.ANSWER_LOWERING, turn=wait_for_case)
def answer_risk_lowering(
    lowering: Lowering, *, entry: Entry, actor: Actor, reason: Reason, is_agreed: bool, answer: str
) -> Lowering:
    """Agree, as the second person, to the lower level, or refuse it and say why: then the level stays."""
    case = Case.objects.select_related("person", "force").get(pk=lowering.case_id)
    judge = require_judge(actor, answer, field="answer")
    to = Status.AGREED if is_agreed else Status.REFUSED
    _require_move(lowering, to)
    if is_agreed:
        require_open(case)

    lowering.answered_at, lowering.answered_by_id = timezone.now(), judge
    lowering.answered_rank, lowering.answer = rank_of(actor), answer.strip()
    move(lowering, to, at=lowering.answered_at, by=judge)
    if is_agreed:
        _lower(case, lowering)
        end_as_assessed(case, actor=actor)
    risk = risk_of(case)
    entry.about(lowering, subject=case.person)
    entry.record(
        is_agreed=is_agreed, level=lowering.level, answer=answer,
        lowered_until_on=risk.lowered_until_on if risk else None,
    )  # fmt: skip
    return lowering


@action(event=events.LOWERING_WITHDRAWN, policy=policies.WORK_CASE, turn=wait_for_case)
def withdraw_lowering(lowering: Lowering, *, entry: Entry, actor: Actor, reason: Reason) -> Lowering:
    """Take one's own request back."""
    entry.about(lowering, subject=lowering.person)
    if lowering.asked_by_id != actor.person_id:
        raise PermissionDenied(
            policies.WORK_CASE.permission, object_type=lowering._meta.label_lower, object_ref=lowering.reference
        )
    _require_move(lowering, Status.WITHDRAWN)

    move(lowering, Status.WITHDRAWN, at=timezone.now(), by=actor.person_id)
    return lowering


def _ask(case: Case, risk: CaseRisk, *, level: str, why: str, actor: Actor, by: int, is_renewal: bool) -> Lowering:
    if Lowering.objects.waiting().filter(case=case).exists():
        raise Refused(
            "A second person was asked already. Wait for the answer, or take that request back. The level can be "
            "raised at any time."
        )
    now = timezone.now()
    lowering = Lowering.objects.create(
        case=case, person=case.person, force=case.force, level_before=risk.level, level=level, is_renewal=is_renewal,
        why=why.strip(), asked_by_id=by, asked_rank=rank_of(actor),
        due_on=answer_by(now).astimezone(LONDON).date(),
    )  # fmt: skip
    LoweringStatusChange.objects.create(lowering=lowering, to_status=Status.ASKED, changed_by_id=by)
    return lowering


def _lower(case: Case, lowering: Lowering) -> None:
    """Write the level that two people agree to. Its days begin now."""
    risk = CaseRisk.objects.get(case=case)
    if risk.level != lowering.level_before:
        raise Refused("The level has changed since this was asked. Nothing was changed.")
    state = lowered(risk.level, timezone.localdate(), still=lowered_state(risk))
    place(
        case, level=lowering.level, origin=Origin.RENEWED if lowering.is_renewal else Origin.LOWERED, still=state,
        judgement=lowering.why, assessed_by_id=lowering.asked_by_id, agreed_by_id=lowering.answered_by_id,
    )  # fmt: skip


def _require_risk(case: Case) -> CaseRisk:
    require_open(case)
    risk = risk_of(case)
    if risk is None:
        raise Refused("Nobody has assessed the risk yet. Set the level: one person may.", field="level")
    return risk


def _require_move(lowering: Lowering, to: str) -> None:
    if not may_follow(lowering.status, to):
        raise Refused(f"This request was {lowering.get_status_display().lower()} already. Nothing was changed.")
