"""The level of risk that counts in a case, and its clocks: written inside the act that judges, lowers or lets it fall
back. The row of the case is what makes such acts wait for each other; each of them has locked it."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.db.models import F
from django.utils import timezone

from cases.models import Case, CaseRisk, Lowering, LoweringStatusChange, RiskAssessment
from cases.rules.risk import Lowered, has_fallen_back, latest_review, reassess_by
from register.models import Person
from register.rules.time_limits import LONDON

Origin = RiskAssessment.Origin


def risk_of(case: Case) -> CaseRisk | None:
    """The risk in a case as it stands; None while nobody has assessed it."""
    return CaseRisk.objects.filter(case=case).first()


def lowered_state(risk: CaseRisk | None) -> Lowered | None:
    """Until when the level holds, if it is a lowered one."""
    if risk is None or risk.lowered_until_on is None:
        return None
    return Lowered(risk.lowered_until_on, risk.falls_back_to)


def place(
    case: Case, *, level: str, origin: Origin, still: Lowered | None = None, review_on: date | None = None, **of: Any
) -> RiskAssessment:
    """Write a level with the row of its history; `of` are the other fields of that row. A request to lower that waits
    is overtaken where the level changes, and the clock of an incident ends where somebody has judged."""
    now = timezone.now()
    before = risk_of(case)
    assessment = RiskAssessment.objects.create(
        case=case, person=case.person, force=case.force, level=level, level_before=before.level if before else "",
        origin=origin, assessed_at=now, review_on=review_on or latest_review(level, timezone.localdate(now)), **of,
    )  # fmt: skip
    risk = before or CaseRisk(case=case, person=case.person, force=case.force, version=0)
    if before is not None and before.level != level:
        overtake(case)
    risk.case, risk.level, risk.assessment, risk.review_on = case, level, assessment, assessment.review_on
    risk.reassess_at = _clock_of_incident(risk, origin, now)
    risk.lowered_until_on = still.until if still else None
    risk.falls_back_to = still.falls_back_to if still else ""
    set_clock(risk)
    return assessment


def carry_level(case: Case) -> None:
    """Give a case that is opened the level of the force's case before it about the same person, lowered only as long as
    it was to be: to close a case and open another is no way for one person to lower the risk."""
    records = Person.objects.joined_with(case.person).values("pk")
    earlier = CaseRisk.objects.filter(force=case.force_id, person__in=records).exclude(case=case)
    before = earlier.order_by(F("case__closed_at").desc(nulls_first=True), "-pk").first()
    if before is None:
        return
    today, still = timezone.localdate(), lowered_state(before)
    level = before.level
    if still is not None and has_fallen_back(still, today):
        level, still = still.falls_back_to, None
    review_on = max(today, min(before.review_on, latest_review(level, today)))
    place(case, level=level, origin=Origin.CARRIED, still=still, review_on=review_on)


def _clock_of_incident(risk: CaseRisk, origin: Origin, now: datetime) -> datetime | None:
    """A judgement ends it; a level raised in a call starts it, for nobody has assessed anything yet."""
    if origin == Origin.RAISED:
        return min(filter(None, (risk.reassess_at, reassess_by(now, now))))
    return risk.reassess_at if origin == Origin.FELL_BACK else None


def set_clock(risk: CaseRisk) -> None:
    """Bring the day by which the risk is assessed again in step with its review and with what an incident asks for.
    Whatever was told of an earlier day is forgotten."""
    asked_on = risk.reassess_at.astimezone(LONDON).date() if risk.reassess_at else risk.review_on
    due_on = min(risk.review_on, asked_on)
    risk.due_on, risk.told_at = due_on if risk.case.closed_at is None else None, None
    risk.version += 1
    risk.save()


def stop_clock(case: Case) -> None:
    """A closed case has no clock of risk, and nothing that waits for a second person. A lowered level falls back as in
    an open one: to close a case and open it again is no way to keep it low."""
    overtake(case)
    CaseRisk.objects.filter(case=case).update(due_on=None, reassess_at=None)


def start_clock(case: Case) -> None:
    """A case that is opened again has the clock of its risk again."""
    risk = risk_of(case)
    if risk is not None:
        risk.case = case
        set_clock(risk)


def overtake(case: Case) -> None:
    """End a request to lower that waits: what it was asked about has changed."""
    for lowering in Lowering.objects.waiting().filter(case=case):
        move(lowering, Lowering.Status.OVERTAKEN, at=timezone.now(), by=None)


def move(lowering: Lowering, to: Lowering.Status, *, at: datetime, by: int | None) -> None:
    """Give a request its next status, with the row of its history."""
    lowering.status = to
    lowering.version += 1
    lowering.save()
    LoweringStatusChange.objects.create(lowering=lowering, to_status=to, changed_by_id=by)
