from __future__ import annotations

from datetime import datetime, timedelta
from itertools import product
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.utils import timezone

from audit.core.errors import OutOfReach, PermissionDenied, Refused
from audit.models import Event
from cases.actions.cases import close_case, open_case
from cases.actions.lowering import answer_risk_lowering, ask_to_lower_risk
from cases.actions.risk import raise_risk, reassess_after, set_risk, sweep_risk
from cases.models import Case, CaseRisk, RiskAssessment
from cases.rules.risk import LEVELS, latest_review
from register.models import Person, Task
from tests import builders
from tests.cases.builders import Household, act, household

pytestmark = pytest.mark.django_db
LOWERINGS = [("medium", "standard"), ("high", "standard"), ("high", "medium")]
MORNING = datetime(2026, 11, 23, 9, tzinfo=ZoneInfo("Europe/London"))
MAY_RAISE = ("control-room-specialist", "offender-manager", "safeguarding-officer", "supervisor")


@pytest.fixture
def home() -> Household:
    return household()


def judge(home: Household, level: str, **facts: Any) -> RiskAssessment:
    return set_risk(home.case, level=level, **({"judgement": "Threats"} | facts), **act(home.officer))


def risk(home: Household) -> CaseRisk:
    return CaseRisk.objects.get(case=home.case)


@pytest.mark.parametrize("level", LEVELS)
def test_set_risk_gives_each_level_its_review(home: Household, level: str) -> None:
    assessment = judge(home, level)

    assert assessment.review_on == latest_review(level, timezone.localdate())
    assert assessment.assessed_by == home.owner
    assert (risk(home).level, risk(home).due_on) == (level, assessment.review_on)


@pytest.mark.parametrize(("old", "new"), list(product(LEVELS, LEVELS)), ids=str)
def test_set_risk_goes_up_freely_and_never_down(home: Household, old: str, new: str) -> None:
    judge(home, old)

    if (old, new) in LOWERINGS:
        with pytest.raises(Refused, match="second person"):
            judge(home, new)
        assert risk(home).level == old
        assert Event.objects.filter(code="act.refused").exists()
    else:
        assert judge(home, new).level_before == old
        assert risk(home).level == new


@pytest.mark.parametrize(
    ("days", "is_taken"),
    [
        pytest.param(0, True, id="today"),
        pytest.param(28, True, id="last day"),
        pytest.param(29, False, id="day after"),
        pytest.param(-1, False, id="yesterday"),
    ],
)
def test_set_risk_keeps_the_review_within_the_clock_of_the_level(home: Household, days: int, is_taken: bool) -> None:
    review_on = timezone.localdate() + timedelta(days=days)

    if is_taken:
        assert judge(home, "high", review_on=review_on).review_on == review_on
    else:
        with pytest.raises(Refused, match="next review") as refused:
            judge(home, "high", review_on=review_on)
        assert refused.value.field == "review_on"


def test_set_risk_needs_a_judgement(home: Household) -> None:
    with pytest.raises(Refused) as refused:
        judge(home, "high", judgement=" ")
    assert refused.value.field == "judgement"


def test_set_risk_in_one_force_does_not_bind_another(home: Household) -> None:
    judge(home, "high")
    owner = builders.user("safeguarding-officer", force_code="14")
    by = owner.actor(on=timezone.localdate())
    case = open_case(home.person, force=owner.force, owner=owner, **act(by))

    assert set_risk(case, level="medium", judgement="Seen today", **act(by)).level == "medium"


# Raised at once


@pytest.mark.parametrize("force_code", ["13", "14"])
@pytest.mark.parametrize("role", MAY_RAISE)
def test_raise_risk_by_anybody_who_may_open_the_card(home: Household, role: str, force_code: str) -> None:
    judge(home, "standard")

    raise_risk(home.person, level="high", words="He has a knife", **act(builders.actor(role, force_code=force_code)))

    assert risk(home).level == "high"
    assert risk(home).assessment.origin == "raised"
    assert risk(home).assessment.judgement == "He has a knife"


@pytest.mark.parametrize("role", ["force-administrator", "partner-agency", "oversight-auditor", "superintendent"])
def test_raise_risk_by_nobody_else(home: Household, role: str) -> None:
    with pytest.raises((PermissionDenied, OutOfReach)):
        raise_risk(home.person, level="high", **act(builders.actor(role)))


def test_raise_risk_counts_in_every_open_case_where_it_is_lower(home: Household) -> None:
    judge(home, "high")
    owner = builders.user("safeguarding-officer", force_code="14")
    by = owner.actor(on=timezone.localdate())
    other = open_case(home.person, force=owner.force, owner=owner, **act(by))

    raised = raise_risk(home.person, level="medium", **act(builders.actor()))

    assert [each.case for each in raised] == [other]
    assert risk(home).level == "high"


def test_raise_risk_without_words_asks_for_an_assessment_within_a_day(home: Household) -> None:
    judge(home, "standard")

    with time_machine.travel(MORNING, tick=False):
        raise_risk(home.person, level="medium", **act(builders.actor()))

    assert risk(home).reassess_at == MORNING + timedelta(days=1)
    task = Task.objects.get(title="Assess the risk: somebody says that it is medium")
    assert (task.force, task.team) == (home.case.force, "safeguarding-officer")


def test_raise_risk_where_nobody_has_a_case_asks_the_force_that_holds_the_record() -> None:
    person = builders.person(builders.actor(force_code="14"))

    assert raise_risk(person, level="high", words="He said he would kill her", **act(builders.actor())) == []

    task = Task.objects.get(title__startswith="Assess the risk")
    assert task.force.code == "14"
    assert "He said he would kill her" in task.detail


def test_the_words_of_a_second_call_stand_beneath_those_of_the_first(home: Household) -> None:
    caller = builders.actor()
    for words in ("He has a knife", "He has bought petrol", "He has a knife"):
        raise_risk(home.person, level="high", words=words, **act(caller))

    detail = Task.objects.get(title__startswith="Assess the risk").detail
    assert [detail.count(words) for words in ("knife", "petrol")] == [1, 1]


def test_raise_risk_is_refused_about_a_victim(home: Household) -> None:
    with pytest.raises(Refused, match="held as having abused"):
        raise_risk(home.victim, level="high", **act(home.officer))


def test_raise_risk_of_a_record_out_of_reach_is_as_absent() -> None:
    person = builders.person(builders.actor(force_code="14"))
    builders.allow_writes()
    Person.objects.filter(pk=person.pk).update(is_restricted=True)

    with pytest.raises(OutOfReach):
        raise_risk(person, level="high", **act(builders.actor()))


# Clocks


def test_an_incident_asks_for_an_assessment_at_once(home: Household) -> None:
    judge(home, "standard")

    with time_machine.travel(MORNING, tick=False):
        builders.allow_writes()
        reassess_after(home.case, at=MORNING - timedelta(hours=2))

    assert risk(home).reassess_at == MORNING + timedelta(days=1)
    assert risk(home).due_on == (MORNING + timedelta(days=1)).date()
    assert Task.objects.filter(title="Assess the risk again: something new happened", person=home.person).exists()


def test_a_later_incident_does_not_put_the_first_off(home: Household) -> None:
    judge(home, "high")
    with time_machine.travel(MORNING, tick=False):
        reassess_after(home.case, at=MORNING)
    with time_machine.travel(MORNING + timedelta(hours=5), tick=False):
        reassess_after(home.case, at=MORNING + timedelta(hours=5))

    assert risk(home).reassess_at == MORNING + timedelta(days=1)


def test_an_assessment_ends_the_clock_of_an_incident(home: Household) -> None:
    judge(home, "high")
    reassess_after(home.case, at=timezone.now())

    judge(home, "high")

    assert risk(home).reassess_at is None
    assert risk(home).due_on == risk(home).review_on


def test_an_incident_before_any_assessment_asks_for_the_first_and_starts_no_clock(home: Household) -> None:
    assert reassess_after(home.case, at=timezone.now()) is None
    assert Task.objects.open().filter(title="Assess the risk again: something new happened").count() == 1


def test_the_sweep_tells_of_a_late_assessment_once(home: Household) -> None:
    with time_machine.travel(MORNING, tick=False):
        judge(home, "high")
    with time_machine.travel(MORNING + timedelta(days=29), tick=False):
        assert (sweep_risk(), sweep_risk()) == (1, 0)

        assert Task.objects.filter(title="The risk was not assessed again in time", team="supervisor").count() == 1
        assert Event.objects.filter(code="risk.reassessment_overdue").count() == 1


def test_the_sweep_leaves_the_last_day_alone(home: Household) -> None:
    with time_machine.travel(MORNING, tick=False):
        judge(home, "high")
    with time_machine.travel(MORNING + timedelta(days=28), tick=False):
        assert sweep_risk() == 0


def test_the_sweep_tells_of_an_incident_after_a_day(home: Household) -> None:
    with time_machine.travel(MORNING, tick=False):
        judge(home, "standard")
        reassess_after(home.case, at=MORNING)
    with time_machine.travel(MORNING + timedelta(hours=25), tick=False):
        assert sweep_risk() == 1


def test_a_new_clock_is_told_of_again(home: Household) -> None:
    with time_machine.travel(MORNING, tick=False):
        judge(home, "high")
    with time_machine.travel(MORNING + timedelta(days=29), tick=False):
        sweep_risk()
        judge(home, "high")
    with time_machine.travel(MORNING + timedelta(days=60), tick=False):
        assert sweep_risk() == 1


def test_a_closed_case_has_no_clock(home: Household) -> None:
    with time_machine.travel(MORNING, tick=False):
        judge(home, "high")
        close_case(home.case, why="He has died", **act(home.officer))
    with time_machine.travel(MORNING + timedelta(days=200), tick=False):
        assert sweep_risk() == 0
    assert Case.objects.get().closed_at is not None
    assert risk(home).due_on is None


# A case after a case


def test_a_case_that_follows_another_begins_at_its_level(home: Household) -> None:
    judge(home, "high")
    close_case(home.case, why="He has moved away", **act(home.officer))

    after = open_case(home.person, force=home.case.force, owner=home.owner, **act(home.officer))

    now = CaseRisk.objects.get(case=after)
    assert (now.level, now.assessment.origin, now.due_on) == ("high", "carried", now.review_on)
    with pytest.raises(Refused, match="second person"):
        set_risk(after, level="medium", judgement="Quiet since", **act(home.officer))


def test_a_lowered_level_is_carried_over_for_its_days_alone(home: Household) -> None:
    with time_machine.travel(MORNING, tick=False):
        judge(home, "high")
        lowering = ask_to_lower_risk(home.case, level="medium", why="He is in prison", **act(home.officer))
        answer_risk_lowering(lowering, is_agreed=True, answer="Agreed", **act(builders.actor("supervisor")))
        close_case(home.case, why="He is in prison", **act(home.officer))
    with time_machine.travel(MORNING + timedelta(days=10), tick=False):
        after = open_case(home.person, force=home.case.force, owner=home.owner, **act(home.officer))
        assert CaseRisk.objects.get(case=after).level == "medium"
    with time_machine.travel(MORNING + timedelta(days=60), tick=False):
        sweep_risk()

    assert CaseRisk.objects.get(case=after).level == "high"


def test_a_first_case_has_no_level_before_somebody_judges(home: Household) -> None:
    assert not CaseRisk.objects.filter(case=home.case).exists()
