"""By when an alert is answered: the clock that the danger gives."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.utils import timezone

from register.models import Registration
from register.rules.alerts import answer_limit
from register.rules.time_limits import due, limit_in_force


def danger_limit(live: Iterable[Registration]) -> str:
    """The limit that the danger gives: the highest level at which a human being is managed, by their live
    registrations."""
    levels = {each.harm_risk for each in live}
    return answer_limit(next((level for level in reversed(Registration.HarmRisk.values) if level in levels), ""))


def clock_from_now(limit_code: str) -> dict[str, Any]:
    """`due_at` and `limit_code` of what begins now."""
    now = timezone.now()
    limit = limit_in_force(limit_code, timezone.localdate(now))
    return {"due_at": due(limit, now).at, "limit_code": limit.code}
