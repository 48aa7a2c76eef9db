"""When a case must be looked at again: by the level of risk in it, and never later."""

from __future__ import annotations

from datetime import date

from register.rules.time_limits import Due, due, limit_in_force


def latest_case_review(level: str | None, *, on: date) -> Due:
    """The last day for the next review of a case that is looked at today, and the clock that says so. A risk that was
    not assessed has the clock of high risk."""
    return due(limit_in_force(f"case.review_{level or 'not_set'}", on), on)
