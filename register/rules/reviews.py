"""When a registration must be looked at again, by its tier and its risk of serious harm."""

from __future__ import annotations

from datetime import date

from register.rules.gates import Tier
from register.rules.time_limits import Due, due, limit_in_force

RISKS = ("low", "medium", "high", "very_high")


def review_limit(tier: Tier, risk_of_serious_harm: str) -> str:
    """The code of the limit that gives the next review. A designation is reviewed sooner, whatever its risk.

    `risk_of_serious_harm` is low, medium, high or very_high; empty where nobody has assessed it.
    """
    if tier is Tier.INTELLIGENCE:
        return "review.designation"
    return f"review.{risk_of_serious_harm}" if risk_of_serious_harm in RISKS else "review.not_assessed"


def next_review(tier: Tier, risk_of_serious_harm: str, *, on: date) -> Due:
    """The last day for the next review of a registration that was looked at on the day `on`.

    Raises:
        LookupError: no such limit was in force on that day.
    """
    return due(limit_in_force(review_limit(tier, risk_of_serious_harm), on), on)
