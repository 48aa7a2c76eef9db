from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from cases.actions.lowering import answer_risk_lowering, ask_to_lower_risk
from cases.actions.risk import set_risk
from tests import builders
from tests.cases.builders import Household, act
from tests.cases.conftest import Visit
from tests.cases.web.pages import words

pytestmark = pytest.mark.django_db


def listed(visit: Visit, role: str = "supervisor", force_code: str = "13") -> str:
    client = visit(role, force_code)
    parts = ("overdue", "today", "week", "later")
    return " ".join(words(client.get("/duties", {"whose": "team", "when": part})) for part in parts)


def test_an_assessment_that_is_due_stands_in_the_list(home: Household, visit: Visit) -> None:
    set_risk(home.case, level="high", judgement="Threats", review_on=timezone.localdate() + timedelta(days=3),
             **act(home.officer))  # fmt: skip

    assert "Assess the risk again" in listed(visit)
    assert "Assess the risk again" not in listed(visit, "supervisor", "14")


def test_a_request_stands_in_the_list_of_whoever_may_answer_it(home: Household, visit: Visit) -> None:
    set_risk(home.case, level="high", judgement="Threats", **act(home.officer))
    ask_to_lower_risk(home.case, level="medium", why="In custody", **act(home.officer))

    assert "Agree to a lower level of risk, or refuse it" in listed(visit)
    assert "Agree to a lower level of risk, or refuse it" not in listed(visit, "offender-manager")


def test_a_lowered_level_that_ends_stands_in_the_list(home: Household, visit: Visit) -> None:
    set_risk(home.case, level="high", judgement="Threats", **act(home.officer))
    asked = ask_to_lower_risk(home.case, level="medium", why="In custody", **act(home.officer))
    answer_risk_lowering(asked, is_agreed=True, answer="Yes", **act(builders.actor("supervisor")))

    assert "A lowered level of risk ends" in listed(visit)
