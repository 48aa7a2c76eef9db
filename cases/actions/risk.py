"""Setting the level of risk by somebody's own judgement, raising it at once, and asking for it to be assessed anew."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.utils import timezone

from accounts.actor import Actor, system_actor
from audit.core.action import action
from audit.core.entry import Entry, Reason
from audit.core.errors import Refused
from cases import policies
from cases.actions.asked_assessments import FELL_BACK, SOMETHING_NEW, end_as_assessed
from cases.actions.cases import require_open
from cases.actions.instruments import begin_sheet, require_instrument
from cases.actions.risk_levels import lowered_state, overtake, place, risk_of, set_clock
from cases.events import risk as events
from cases.models import Case, CaseRisk, RiskAssessment
from cases.rules.risk import has_fallen_back, is_lowering, latest_review, reassess_by, still_lowered
from register.actions.tasks import raise_task
from register.models import Person, Task

Origin = RiskAssessment.Origin
KEEPER = system_actor("risk-keeper", {"risk.keep": "national", "task.raise": "national"})
BY_ITSELF = Reason("system")
SECOND_PERSON = (
    "Lowering it takes a second person of at least the same rank: ask for it with your reasons. Nothing was changed."
)
AT_A_TIME = 200


@action(event=events.RISK_READ, policy=policies.SEE_CASE, lock=False)
def read_risk(case: Case, *, entry: Entry, actor: Actor, reason: Reason) -> Case:
    """Open a page about the risk in a case. It is logged."""
    entry.about(case, subject=case.person)
    entry.showed([case.reference, case.person.reference])
    return case


@action(event=events.RISK_SET, policy=policies.WORK_CASE)
def set_risk(
    case: Case, *, entry: Entry, actor: Actor, reason: Reason, level: str, judgement: str, instrument: str = "",
    review_on: date | None = None,
) -> RiskAssessment:  # fmt: skip
    """Set the risk by the officer's own judgement, before any figure. One person may raise it; lowering it takes two.

    `instrument` is the code of the one to be used with it: its sheet is opened, and its figure comes after.
    """
    require_open(case)
    judge = require_judge(actor, judgement, field="judgement")
    require_instrument(instrument, case)
    _require_review(level, review_on)
    now = risk_of(case)
    if now is not None and is_lowering(now.level, level):
        raise Refused(f"The risk is {now.get_level_display().lower()}. {SECOND_PERSON}", field="level")

    still = still_lowered(level, lowered_state(now))
    assessment = place(
        case, level=level, origin=Origin.JUDGED, still=still, review_on=review_on, judgement=judgement.strip(),
        instrument=instrument, assessed_by_id=judge,
    )  # fmt: skip
    begin_sheet(instrument, case, judged_level=level, by=judge, assessment=assessment)
    end_as_assessed(case, actor=actor)
    entry.about(assessment, subject=case.person)
    entry.record(level=level, instrument=instrument, review_on=assessment.review_on, judgement=judgement)
    return assessment


@action(event=events.RISK_RAISED, policy=policies.RAISE_RISK)
def raise_risk(
    person: Person, *, entry: Entry, actor: Actor, reason: Reason, level: str, words: str = ""
) -> list[RiskAssessment]:
    """Raise the risk at once, in every open case about the person in which it is lower: anybody who may open the record
    may, in the middle of a call, with or without words. Each force is asked to assess it; where nobody has a case, the
    force that holds the record is asked to open one. Gives the levels that were set."""
    if actor.person_id is None:
        raise Refused("A person must judge the risk; a system cannot.")
    if not person.is_perpetrator:
        raise Refused("The risk is that from somebody who is held as having abused. Raise it from that person's card.")

    cases = _cases_about(person)
    raised = [
        place(
            case, level=level, origin=Origin.RAISED, still=still_lowered(level, lowered_state(risk_of(case))),
            judgement=words.strip(), assessed_by_id=actor.person_id,
        )
        for case in cases if _is_higher(case, level)
    ]  # fmt: skip
    for case in cases:
        _ask_to_assess(case.person, case.force, level, words, actor=actor, reason=reason)
    if not cases:
        _ask_to_assess(person, person.owner_force, level, words, actor=actor, reason=reason)
    entry.record(level=level, cases=[each.case.reference for each in raised], words=words.strip())
    return raised


def reassess_after(case: Case, *, at: datetime) -> CaseRisk | None:
    """Something happened at this moment: the risk in the case is assessed anew, at once. Call it inside the act that
    records what happened. A request to lower the risk that waits is overtaken. Gives the risk as it stands: nothing
    where there is no level yet, which is asked for all the same, or where the case is closed."""
    if case.closed_at is not None:
        return None
    risk: CaseRisk | None = ask_to_reassess(case, actor=KEEPER, reason=BY_ITSELF, at=at)
    return risk


@action(event=events.REASSESSMENT_ASKED, policy=policies.KEEP_RISK)
def ask_to_reassess(case: Case, *, entry: Entry, actor: Actor, reason: Reason, at: datetime) -> CaseRisk | None:
    """Start the clock of an incident, and ask the team. One that runs already is not put off by a later incident."""
    risk, asked = risk_of(case), reassess_by(at, timezone.now())
    if risk is not None:
        asked = asked if risk.reassess_at is None else min(asked, risk.reassess_at)
        risk.case, risk.reassess_at = case, asked
        set_clock(risk)
    overtake(case)
    raise_task(
        case.force, actor=actor, reason=reason, kind=Task.Kind.REVIEW, team="safeguarding-officer", person=case.person,
        title=SOMETHING_NEW, due_on=timezone.localdate(asked),
        detail=f"Case {case.reference}. Something new has happened: assess the risk.",
    )  # fmt: skip
    entry.about(case, subject=case.person)
    entry.record(reassess_at=asked)
    return risk


@action(event=events.RISK_FELL_BACK, policy=policies.KEEP_RISK)
def fall_back(case: Case, *, entry: Entry, actor: Actor, reason: Reason, on: date) -> CaseRisk | None:
    """The days of a lowered level are over. Nothing to do where it was renewed or raised meanwhile."""
    entry.about(case, subject=case.person)
    risk = risk_of(case)
    state = lowered_state(risk)
    if risk is None or state is None or not has_fallen_back(state, on):
        return risk
    place(case, level=state.falls_back_to, origin=Origin.FELL_BACK)
    if case.closed_at is None:
        raise_task(
            case.force, actor=actor, reason=reason, kind=Task.Kind.REVIEW, team="safeguarding-officer",
            person=case.person, title=FELL_BACK, due_on=on,
            detail=f"Case {case.reference}. Nobody renewed the lower level within its days.",
        )  # fmt: skip
    entry.record(level_before=risk.level, level=state.falls_back_to)
    return risk_of(case)


@action(event=events.REASSESSMENT_OVERDUE, policy=policies.KEEP_RISK)
def tell_overdue(case: Case, *, entry: Entry, actor: Actor, reason: Reason, at: datetime) -> CaseRisk | None:
    """The risk was not assessed again in time: the supervisors of the force are told, once for each day it was due."""
    entry.about(case, subject=case.person)
    late = CaseRisk.objects.overdue(at=at, on=timezone.localdate(at)).filter(case=case).first()
    if late is None:
        return None
    raise_task(
        case.force, actor=actor, reason=reason, kind=Task.Kind.REVIEW, team="supervisor", person=case.person,
        title="The risk was not assessed again in time", due_on=timezone.localdate(at),
        detail=f"Case {case.reference}.",
    )  # fmt: skip
    late.told_at = at
    late.save(update_fields=["told_at"])
    entry.record(due_on=late.due_on)
    return late


def sweep_risk() -> int:
    """Let lowered levels fall back, then tell of what is overdue: a fixed number at a time, found by an index. Each act
    locks its case and looks again, so that two sweeps at once do each thing once. Gives how many were found."""
    now = timezone.now()
    today = timezone.localdate(now)
    ended = _cases_of(CaseRisk.objects.due_to_fall_back(on=today))
    for case in ended:
        fall_back(case, actor=KEEPER, reason=BY_ITSELF, on=today)
    late = _cases_of(CaseRisk.objects.overdue(at=now, on=today))
    for case in late:
        tell_overdue(case, actor=KEEPER, reason=BY_ITSELF, at=now)
    return len(ended) + len(late)


def require_judge(actor: Actor, words: str, *, field: str) -> int:
    """Whose judgement it is; it has words, and they come before any figure."""
    if actor.person_id is None:
        raise Refused("A person must judge the risk; a system cannot.")
    if not words.strip():
        raise Refused("Give your judgement in your own words: it comes before any score.", field=field)
    return actor.person_id


def _cases_of(due: Any) -> list[Case]:
    return [risk.case for risk in due.select_related("case__person", "case__force")[:AT_A_TIME]]


def _cases_about(person: Person) -> list[Case]:
    """The open cases of every force about the person, by any record of theirs, locked in one order."""
    records = Person.objects.joined_with(person).values("pk")
    rows = Case.objects.open().filter(person__in=records).select_for_update(of=("self",))
    return list(rows.select_related("person", "force").order_by("pk"))


def _is_higher(case: Case, level: str) -> bool:
    now = risk_of(case)
    return now is None or is_lowering(level, now.level)


def _ask_to_assess(person: Person, force: Any, level: str, words: str, *, actor: Actor, reason: Reason) -> None:
    said = f"They said: {words.strip()}" if words.strip() else "They gave no words: ask them."
    raise_task(
        force, actor=actor, reason=reason, kind=Task.Kind.REVIEW, team="safeguarding-officer", person=person,
        title=f"Assess the risk: somebody says that it is {level}", due_on=timezone.localdate(),
        detail=f"{actor.label}, {actor.force_code or 'no force'}. {said}"[:4000], keeps_each_word=True,
    )  # fmt: skip


def _require_review(level: str, review_on: date | None) -> None:
    today = timezone.localdate()
    latest = latest_review(level, today)
    if review_on is not None and not today <= review_on <= latest:
        raise Refused(
            f"At this level the next review must be from today to {latest.day} {latest:%B %Y}.", field="review_on"
        )
