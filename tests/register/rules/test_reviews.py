"""When a registration must be looked at again."""

from __future__ import annotations

from datetime import date

import pytest

from register.rules.gates import Tier
from register.rules.reviews import RISKS, next_review, review_limit

TODAY = date(2026, 11, 25)


@pytest.mark.parametrize(
    ("tier", "risk", "code", "due_on"),
    [
        pytest.param(Tier.REGISTER, "very_high", "review.very_high", date(2027, 3, 25), id="very-high"),
        pytest.param(Tier.REGISTER, "high", "review.high", date(2027, 5, 25), id="high"),
        pytest.param(Tier.REGISTER, "low", "review.low", date(2027, 11, 25), id="low"),
        pytest.param(Tier.REGISTER, "", "review.not_assessed", date(2027, 5, 25), id="not-assessed"),
        pytest.param(Tier.INTELLIGENCE, "low", "review.designation", date(2027, 2, 25), id="designation"),
    ],
)
def test_the_interval_follows_tier_and_risk(tier: Tier, risk: str, code: str, due_on: date) -> None:
    review = next_review(tier, risk, on=TODAY)

    assert (review.limit_code, review.due_on) == (code, due_on)


@pytest.mark.parametrize("risk", ["", *RISKS])
def test_a_designation_is_always_reviewed_sooner(risk: str) -> None:
    designation, registration = (next_review(tier, risk, on=TODAY) for tier in (Tier.INTELLIGENCE, Tier.REGISTER))

    assert designation.due_on < registration.due_on
    assert review_limit(Tier.INTELLIGENCE, risk) == "review.designation"
