from __future__ import annotations

from datetime import timedelta
from itertools import product
from typing import Any

import pytest
from django.utils import timezone

from audit.core.errors import Refused
from audit.models import Event
from cases.actions.cases import open_case
from cases.actions.risk import set_risk
from cases.models import RiskAssessment
from cases.rules.risk import LEVELS, REVIEW_AFTER, is_lowering
from tests import builders
from tests.cases.builders import Household, act, household

pytestmark = pytest.mark.django_db
LOWERINGS = [("medium", "standard"), ("high", "standard"), ("high", "medium")]


@pytest.fixture
def home() -> Household:
    return household()


def judge(home: Household, level: str, **facts: Any) -> RiskAssessment:
    return set_risk(home.case, level=level, **({"judgement": "Threats"} | facts), **act(home.officer))


@pytest.mark.parametrize("level", LEVELS)
def test_set_risk_gives_each_level_its_review(home: Household, level: str) -> None:
    assessment = judge(home, level)

    assert assessment.review_on == timezone.localdate() + REVIEW_AFTER[level]
    assert assessment.assessed_by == home.owner


def test_a_higher_level_is_reviewed_sooner() -> None:
    clocks = [REVIEW_AFTER[level] for level in LEVELS]

    assert clocks == sorted(clocks, reverse=True)


def test_every_level_of_the_model_has_a_rule() -> None:
    assert set(LEVELS) == set(RiskAssessment.Level.values)


@pytest.mark.parametrize(("old", "new"), list(product(LEVELS, LEVELS)), ids=lambda level: level)
def test_set_risk_goes_up_freely_and_never_down(home: Household, old: str, new: str) -> None:
    judge(home, old)

    if (old, new) in LOWERINGS:
        with pytest.raises(Refused, match="second person"):
            judge(home, new)
        assert RiskAssessment.objects.filter(case=home.case).count() == 1
        assert Event.objects.filter(code="act.refused").exists()
    else:
        assert judge(home, new).level == new


def test_is_lowering_agrees() -> None:
    assert {pair for pair in product(LEVELS, LEVELS) if is_lowering(*pair)} == set(LOWERINGS)


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
