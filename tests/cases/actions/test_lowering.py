"""Lowering the risk: every move of a request, by every role and relation."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.utils import timezone

from accounts.actor import Actor
from audit.core.errors import OutOfReach, PermissionDenied, Refused, Stale
from audit.models import Event
from cases.actions import lowering as acts
from cases.actions.case_life import reopen_case
from cases.actions.cases import close_case
from cases.actions.risk import raise_risk, reassess_after, set_risk, sweep_risk
from cases.models import CaseRisk, Lowering
from register.models import Task
from tests import builders
from tests.cases.builders import Household, act, household

pytestmark = pytest.mark.django_db
MORNING = datetime(2026, 11, 23, 9, tzinfo=ZoneInfo("Europe/London"))
LAST_DAY = MORNING + timedelta(days=30)
ROLES = ("control-room-specialist", "offender-manager", "safeguarding-officer", "supervisor", "superintendent",
         "force-administrator", "professional-standards", "partner-agency", "oversight-auditor")  # fmt: skip


@pytest.fixture
def home() -> Household:
    """A case at high risk, as of a morning that has passed."""
    with time_machine.travel(MORNING, tick=False):
        made = household()
        set_risk(made.case, level="high", judgement="Threats to kill", **act(made.officer))
    return made


def ask(home: Household, level: str = "medium", by: Actor | None = None) -> Lowering:
    return acts.ask_to_lower_risk(home.case, level=level, why="He is in custody", **act(by or home.officer))


def agree(asked: Lowering, by: Actor | None = None, **more: Any) -> Lowering:
    second = by or builders.actor("safeguarding-officer")
    return acts.answer_risk_lowering(asked, is_agreed=True, answer="I rang her", **act(second), **more)


def refuse(asked: Lowering, by: Actor | None = None) -> Lowering:
    second = by or builders.actor("safeguarding-officer")
    return acts.answer_risk_lowering(asked, is_agreed=False, answer="He is out next week", **act(second))


def risk(home: Household) -> CaseRisk:
    return CaseRisk.objects.get(case=home.case)


def statuses(asked: Lowering) -> list[str]:
    return list(asked.status_changes.values_list("to_status", flat=True))


def test_asking_changes_nothing(home: Household) -> None:
    asked = ask(home)

    assert risk(home).level == "high"
    assert (asked.status, statuses(asked)) == ("asked", ["asked"])


def test_a_second_person_agrees(home: Household) -> None:
    second = builders.actor("safeguarding-officer")
    with time_machine.travel(MORNING, tick=False):
        asked = agree(ask(home), second)

    now = risk(home)
    assert (now.level, now.falls_back_to, now.lowered_until_on) == ("medium", "high", LAST_DAY.date())
    assert (now.assessment.origin, now.assessment.assessed_by) == ("lowered", home.owner)
    assert now.assessment.agreed_by_id == second.user_id
    assert statuses(asked) == ["asked", "agreed"]


def test_a_refused_lowering_stays_high(home: Household) -> None:
    asked = refuse(ask(home))

    assert risk(home).level == "high"
    assert (asked.answer, statuses(asked)) == ("He is out next week", ["asked", "refused"])


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("is_agreed", [True, False], ids=["agrees", "refuses"])
def test_who_may_answer_by_role(home: Household, role: str, is_agreed: bool) -> None:
    asked, force_code = ask(home), None if role == "oversight-auditor" else "13"
    by = builders.actor(role, force_code=force_code)
    given = {"is_agreed": is_agreed, "answer": "I have looked"}

    if role in ("safeguarding-officer", "supervisor"):
        acts.answer_risk_lowering(asked, **given, **act(by))
    else:
        with pytest.raises((PermissionDenied, OutOfReach)):
            acts.answer_risk_lowering(asked, **given, **act(by))

    assert risk(home).level == ("medium" if is_agreed and role in ("safeguarding-officer", "supervisor") else "high")


def test_nobody_answers_their_own_request(home: Household) -> None:
    asked = ask(home)

    with pytest.raises(PermissionDenied):
        agree(asked, home.officer)
    with pytest.raises(PermissionDenied):
        refuse(asked, home.officer)


def test_somebody_of_a_lower_rank_does_not_answer_a_supervisor(home: Household) -> None:
    asked = ask(home, by=builders.actor("supervisor"))

    with pytest.raises(PermissionDenied):
        agree(asked, builders.actor("safeguarding-officer"))
    assert agree(asked, builders.actor("supervisor")).status == "agreed"


def test_another_force_does_not_answer(home: Household) -> None:
    with pytest.raises(OutOfReach):
        agree(ask(home), builders.actor("supervisor", force_code="14"))


def test_whoever_is_barred_from_the_person_does_not_answer(home: Household) -> None:
    asked, second = ask(home), builders.user("supervisor")
    builders.bar(second, home.person)

    with pytest.raises(OutOfReach):
        agree(asked, second.actor(on=timezone.localdate()))


@pytest.mark.parametrize("role", ["control-room-specialist", "offender-manager", "superintendent"])
def test_who_may_not_ask(home: Household, role: str) -> None:
    with pytest.raises((PermissionDenied, OutOfReach)):
        ask(home, by=builders.actor(role))


def test_an_answer_has_its_reasons(home: Household) -> None:
    with pytest.raises(Refused) as refused:
        acts.answer_risk_lowering(ask(home), is_agreed=True, answer=" ", **act(builders.actor("supervisor")))
    assert refused.value.field == "answer"


def test_a_request_has_its_reasons(home: Household) -> None:
    with pytest.raises(Refused) as refused:
        acts.ask_to_lower_risk(home.case, level="medium", why=" ", **act(home.officer))
    assert refused.value.field == "why"


@pytest.mark.parametrize("level", ["high"])
def test_what_is_not_lower_is_not_asked_for(home: Household, level: str) -> None:
    with pytest.raises(Refused, match="not lower"):
        ask(home, level)


def test_a_case_has_one_request_at_a_time(home: Household) -> None:
    ask(home)

    with pytest.raises(Refused, match="asked already"):
        ask(home, "standard")


def test_a_request_that_somebody_read_before_it_changed_is_stale(home: Household) -> None:
    asked = ask(home)

    with pytest.raises(Stale):
        agree(asked, version=asked.version + 1)


@pytest.mark.parametrize("how", ["agreed", "refused", "withdrawn", "overtaken"])
def test_what_has_ended_is_not_answered_or_taken_back(home: Household, how: str) -> None:
    asked = ask(home)
    {
        "agreed": lambda: agree(asked),
        "refused": lambda: refuse(asked),
        "withdrawn": lambda: acts.withdraw_lowering(asked, **act(home.officer)),
        "overtaken": lambda: reassess_after(home.case, at=timezone.now()),
    }[how]()

    assert Lowering.objects.get().status == how
    for late in (lambda: agree(asked), lambda: refuse(asked),
                 lambda: acts.withdraw_lowering(asked, **act(home.officer))):  # fmt: skip
        with pytest.raises(Refused, match="already"):
            late()


def test_whoever_asked_takes_it_back_and_nobody_else(home: Household) -> None:
    asked = ask(home)

    with pytest.raises(PermissionDenied):
        acts.withdraw_lowering(asked, **act(builders.actor("supervisor")))
    assert acts.withdraw_lowering(asked, **act(home.officer)).status == "withdrawn"


def test_a_request_is_overtaken_when_the_level_is_raised(home: Household) -> None:
    agree(ask(home))
    asked = ask(home, "standard")

    raise_risk(home.person, level="high", **act(builders.actor()))

    assert statuses(asked) == ["asked", "overtaken"]
    assert (risk(home).level, risk(home).lowered_until_on) == ("high", None)


def test_a_closed_case_lowers_nothing(home: Household) -> None:
    asked = ask(home)
    close_case(home.case, why="He has died", **act(home.officer))

    with pytest.raises(Refused, match="overtaken"):
        agree(asked)


# Falling back


def test_to_close_a_case_and_open_it_again_is_no_way_to_keep_it_low(home: Household) -> None:
    with time_machine.travel(MORNING, tick=False):
        agree(ask(home))
        close_case(home.case, why="He has moved away", **act(home.officer))
    with time_machine.travel(LAST_DAY + timedelta(days=1), tick=False):
        assert (sweep_risk(), sweep_risk()) == (1, 0)
        assert (risk(home).level, risk(home).due_on) == ("high", None)
        assert not Task.objects.filter(title__startswith="The risk fell back").exists()
        reopen_case(home.case, owner=home.owner, why="He is back", **act(builders.actor("supervisor")))

    assert risk(home).due_on == risk(home).review_on


def test_a_lowered_level_falls_back_after_thirty_days(home: Household) -> None:
    with time_machine.travel(MORNING, tick=False):
        agree(ask(home))
    with time_machine.travel(LAST_DAY, tick=False):
        assert sweep_risk() == 0
    with time_machine.travel(LAST_DAY + timedelta(days=1), tick=False):
        assert (sweep_risk(), sweep_risk()) == (1, 0)

    assert (risk(home).level, risk(home).assessment.origin) == ("high", "fell_back")
    assert risk(home).lowered_until_on is None
    assert Event.objects.filter(code="risk.fell_back").count() == 1
    assert Task.objects.filter(title="The risk fell back: assess it again").count() == 1


def test_two_people_renew_a_lowered_level(home: Household) -> None:
    with time_machine.travel(MORNING, tick=False):
        agree(ask(home))
    with time_machine.travel(LAST_DAY - timedelta(days=2), tick=False):
        asked = acts.ask_to_renew_lowered_risk(home.case, why="Still in custody", **act(home.officer))
        agree(asked)
    with time_machine.travel(LAST_DAY + timedelta(days=28), tick=False):
        assert sweep_risk() == 0

    assert (risk(home).level, risk(home).falls_back_to) == ("medium", "high")
    assert risk(home).lowered_until_on == (LAST_DAY + timedelta(days=28)).date()
    assert risk(home).assessment.origin == "renewed"


def test_a_renewal_that_is_refused_lets_it_fall_back(home: Household) -> None:
    with time_machine.travel(MORNING, tick=False):
        agree(ask(home))
        refuse(acts.ask_to_renew_lowered_risk(home.case, why="Still in custody", **act(home.officer)))
    with time_machine.travel(LAST_DAY + timedelta(days=1), tick=False):
        sweep_risk()

    assert risk(home).level == "high"


def test_a_level_that_was_not_lowered_is_not_renewed(home: Household) -> None:
    with pytest.raises(Refused, match="not a lowered one"):
        acts.ask_to_renew_lowered_risk(home.case, why="Still in custody", **act(home.officer))


def test_two_small_steps_fall_back_all_the_way(home: Household) -> None:
    with time_machine.travel(MORNING, tick=False):
        agree(ask(home))
        agree(ask(home, "standard"))
    with time_machine.travel(LAST_DAY + timedelta(days=1), tick=False):
        sweep_risk()

    assert risk(home).level == "high"


def test_one_person_does_not_settle_a_lowered_level(home: Household) -> None:
    with time_machine.travel(MORNING, tick=False):
        agree(ask(home, "standard"))
        set_risk(home.case, level="medium", judgement="Seen with a knife", **act(home.officer))

    assert (risk(home).level, risk(home).falls_back_to) == ("medium", "high")


def test_a_request_that_waits_is_overtaken_when_the_level_falls_back(home: Household) -> None:
    with time_machine.travel(MORNING, tick=False):
        agree(ask(home))
        asked = acts.ask_to_renew_lowered_risk(home.case, why="Still in custody", **act(home.officer))
    with time_machine.travel(LAST_DAY + timedelta(days=1), tick=False):
        sweep_risk()

    assert statuses(asked) == ["asked", "overtaken"]
