"""Two second persons answer one question in the same moment: one does, and the other is told that it is done."""

from __future__ import annotations

from datetime import date, timedelta
from io import BytesIO
from typing import Any

import pytest
from django.utils import timezone

from accounts.actions.second_person import SIZES, Size, answer_bulk_request
from accounts.models import BulkRequest
from audit.core.errors import OutOfReach, Refused
from audit.models import Event
from audit.web.actions import ask_second_person, export_log
from audit.web.export import FileFormat
from audit.web.scope import Scope
from cases.actions.lowering import answer_risk_lowering, ask_to_lower_risk
from cases.actions.risk import set_risk
from cases.models import CaseRisk, RiskAssessment
from register.actions.countersigning import answer_countersignature, ask_to_put_off
from register.actions.decisions import confirm_join, join_records, keep_apart
from register.actions.disposal import approve_disposal
from register.actions.glass import review_glass
from register.actions.reason_samples import decide_reason
from register.actions.tasks import raise_task
from register.models import BrokenGlass, Countersignature, Disposal, Match, Person, ReasonSample, Task
from tests import builders
from tests.cases.builders import act, household
from tests.register.actions.test_decisions import under_an_order
from tests.register.actions.test_reason_samples import sampled
from tests.register.glass import closed_record, opened
from tests.register.retention.records import asked, old_person
from tests.security.conftest import AT_ONCE

pytestmark = pytest.mark.django_db(transaction=True)
ONE_WINS = {"done": 1, "Refused": AT_ONCE - 1}


def events(code: str) -> int:
    return Event.objects.filter(code=code, outcome="done").count()


def each_reads(row: Any) -> list[Any]:
    """The row as each of them has read it before anybody answered."""
    return [type(row).objects.get(pk=row.pk) for _ in range(AT_ONCE)]


@pytest.fixture
def two(together: Any) -> Any:
    """Two people of a role, of whom each answers every other time."""

    def of(role: str, *forces: str) -> list[dict[str, Any]]:
        return [act(together(builders.actor, role, force_code=force)) for force in forces or ("13", "13")]

    return of


def test_a_large_download_is_answered_once(crowd: Any, together: Any, two: Any) -> None:
    asking = act(together(builders.actor, "professional-standards"))
    request = ask_second_person(Scope(), act=BulkRequest.Act.EXPORT, why="The inspection of 2026", **asking)
    read = each_reads(request)
    by = two("superintendent")

    ended = crowd(
        lambda number: answer_bulk_request(
            read[number], is_approved=number % 2 == 0, why=f"{number}", **by[number % 2]
        ),
        times=AT_ONCE,
    )

    assert ended == ONE_WINS
    request.refresh_from_db()
    assert request.is_approved is (int(request.answer_reason) % 2 == 0)
    assert request.answered_by_id == by[int(request.answer_reason) % 2]["actor"].user_id
    assert events("bulk.answered") == 1


def test_an_approval_is_used_up_by_one_download(
    crowd: Any, together: Any, two: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("accounts.actions.second_person.SIZES", tuple(Size(each.act, 1, date.min) for each in SIZES))
    asking = act(together(builders.actor, "professional-standards"))
    request = ask_second_person(Scope(), act=BulkRequest.Act.EXPORT, why="The inspection of 2026", **asking)
    answer_bulk_request(request, is_approved=True, why="Right", **two("superintendent")[0])

    ended = crowd(
        lambda _: export_log(Scope(), file_format=FileFormat.CSV, file=BytesIO(), **asking), times=AT_ONCE
    )  # fmt: skip

    assert ended == {"done": 1, "NeedsSecondPerson": AT_ONCE - 1}
    assert (events("audit.exported"), events("bulk.used")) == (1, 1)


def test_a_broken_glass_is_reviewed_once(crowd: Any, together: Any, two: Any) -> None:
    glass = together(opened, together(closed_record))
    read = each_reads(glass)
    by = two("professional-standards", "13", "14")
    outcomes = (BrokenGlass.Outcome.JUSTIFIED, BrokenGlass.Outcome.NOT_JUSTIFIED)

    ended = crowd(
        lambda number: review_glass(read[number], outcome=outcomes[number % 2], why=f"{number}", **by[number % 2]),
        times=AT_ONCE,
    )

    assert ended == ONE_WINS
    glass.refresh_from_db()
    winner = int(glass.review_reason) % 2
    assert (glass.outcome, glass.reviewed_by_id) == (outcomes[winner], by[winner]["actor"].user_id)
    asked_of_standards = Task.objects.filter(title=f"Break-glass {glass.reference} was not justified")
    assert (events("glass.reviewed"), asked_of_standards.count()) == (1, winner)


def test_a_lower_risk_is_answered_once(crowd: Any, together: Any, two: Any) -> None:
    home = together(household)
    set_risk(home.case, level="high", judgement="Threats to kill", **act(home.officer))
    lowering = ask_to_lower_risk(home.case, level="medium", why="He is in custody", **act(home.officer))
    read = each_reads(lowering)
    by = two("safeguarding-officer")

    ended = crowd(
        lambda number: answer_risk_lowering(
            read[number], is_agreed=number % 2 == 0, answer=f"I rang her: {number}", **by[number % 2]
        ),
        times=AT_ONCE,
    )

    assert ended == ONE_WINS
    lowering.refresh_from_db()
    is_agreed = lowering.status == "agreed"
    assert CaseRisk.objects.get(case=home.case).level == ("medium" if is_agreed else "high")
    assert RiskAssessment.objects.filter(case=home.case, origin="lowered").count() == is_agreed
    assert lowering.status_changes.count() == 2
    assert events("risk.lowering_answered") == 1


def test_a_join_that_waits_for_a_second_person_is_decided_once(crowd: Any, together: Any, two: Any) -> None:
    match = together(under_an_order)
    join_records(match, why="The same scar", **act(together(builders.actor, "supervisor")))
    read = each_reads(match)
    by, deeds = two("supervisor", "13", "14"), (confirm_join, keep_apart)

    ended = crowd(lambda number: deeds[number % 2](read[number], why=f"{number}", **by[number % 2]), times=AT_ONCE)

    assert ended == ONE_WINS
    match.refresh_from_db()
    is_joined = match.status == Match.Status.JOINED
    assert int(match.why) % 2 == (0 if is_joined else 1)
    assert Person.objects.get(pk=match.other_id).lead_id == (match.one_id if is_joined else None)
    assert match.status_changes.exclude(to_status__in=["open", "awaiting_second"]).count() == 1


def test_a_later_day_is_agreed_or_refused_once(crowd: Any, together: Any, two: Any) -> None:
    manager, today = act(together(builders.actor, "offender-manager")), timezone.localdate()
    task = raise_task(
        builders.force(), kind=Task.Kind.REVIEW, title="Look at it", team="offender-manager", due_on=today, **manager
    )
    later = today + timedelta(days=40)
    question = ask_to_put_off(task, due_on=later, why="In hospital", **manager)
    read = each_reads(question.task)
    by = two("supervisor")

    ended = crowd(
        lambda number: answer_countersignature(
            read[number], is_agreed=number % 2 == 0, why=f"{number}", **by[number % 2]
        ),
        times=AT_ONCE,
    )

    assert ended == ONE_WINS
    answer = Countersignature.objects.get()
    assert answer.is_agreed is (int(answer.answer_reason) % 2 == 0)
    assert Task.objects.get(pk=task.pk).due_on == (later if answer.is_agreed else today)
    assert events("countersignature.answered") == 1


def test_a_reason_of_the_sample_is_decided_once(crowd: Any, together: Any, two: Any) -> None:
    sample = together(sampled)
    read = each_reads(sample)
    by = two("supervisor")
    decisions = (ReasonSample.Decision.SATISFIED, ReasonSample.Decision.NOT_SATISFIED)

    ended = crowd(
        lambda number: decide_reason(read[number], decision=decisions[number % 2], words=f"{number}", **by[number % 2]),
        times=AT_ONCE,
    )

    assert ended == ONE_WINS
    sample.refresh_from_db()
    winner = int(sample.words) % 2
    assert (sample.decision, sample.decided_by_id) == (decisions[winner], by[winner]["actor"].user_id)
    assert Task.objects.filter(team="professional-standards").count() == winner


def test_a_disposal_is_approved_once(crowd: Any, together: Any, two: Any) -> None:
    person = together(old_person)
    read = each_reads(person)
    review, by = together(asked, person), two("supervisor")

    def deed(number: int) -> None:
        try:
            approve_disposal(read[number], review=review, **by[number % 2])
        except OutOfReach as gone:
            raise Refused("Nobody is there any more.") from gone

    ended = crowd(deed, times=AT_ONCE)

    assert ended == ONE_WINS
    assert (Disposal.objects.count(), events("record.disposed")) == (1, 1)
