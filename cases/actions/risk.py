"""Setting the level of risk."""

from __future__ import annotations

from datetime import date

from django.utils import timezone

from accounts.actor import Actor
from audit.core.action import action
from audit.core.entry import Entry, Reason
from audit.core.errors import Refused
from cases import events, policies
from cases.actions.cases import require_open
from cases.models import Case, RiskAssessment
from cases.rules.risk import is_lowering, latest_review


@action(event=events.RISK_SET, policy=policies.WORK_CASE)
def set_risk(
    case: Case, *, entry: Entry, actor: Actor, reason: Reason, level: RiskAssessment.Level, judgement: str,
    instrument: str = "", review_on: date | None = None,
) -> RiskAssessment:  # fmt: skip
    """Set the risk by the officer's own judgement. One person may raise it; lowering it takes two."""
    require_open(case)
    today = timezone.localdate()
    latest = latest_review(level, today)
    now = RiskAssessment.objects.filter(case=case).first()
    if actor.user_id is None:
        raise Refused("A person must judge the risk; a system cannot.")
    if not judgement.strip():
        raise Refused("Give your judgement in your own words: it comes before any score.", field="judgement")
    if now is not None and is_lowering(now.level, level):
        raise Refused(
            f"The risk is {now.get_level_display().lower()}. Lowering it takes a second person: ask a supervisor to "
            "agree it with you. Nothing was changed.",
            field="level",
        )
    if review_on is not None and not today <= review_on <= latest:
        raise Refused(
            f"At this level the next review must be from today to {latest.day} {latest:%B %Y}.", field="review_on"
        )

    assessment = RiskAssessment.objects.create(
        case=case,
        person=case.person,
        force=case.force,
        level=level,
        judgement=judgement.strip(),
        instrument=instrument.strip(),
        assessed_at=timezone.now(),
        assessed_by_id=actor.user_id,
        review_on=review_on or latest,
    )
    entry.about(assessment, subject=case.person)
    entry.record(level=level, instrument=assessment.instrument, review_on=assessment.review_on, judgement=judgement)
    return assessment
