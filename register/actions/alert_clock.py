"""By when an alert is answered: the clock that the danger gives."""

from __future__ import annotations

from typing import Any

from django.utils import timezone

from register.models import Person, Registration
from register.rules.alerts import answer_limit
from register.rules.time_limits import due, limit_in_force


def danger_limit(person: Person) -> str:
    """The limit that the danger gives: the highest level at which this human being is managed."""
    joined = Person.objects.joined_with(person)
    levels = {each.harm_risk for each in Registration.objects.live().filter(person__in=joined)}
    return answer_limit(next((level for level in reversed(Registration.HarmRisk.values) if level in levels), ""))


def clock_from_now(limit_code: str) -> dict[str, Any]:
    """`due_at` and `limit_code` of what begins now."""
    now = timezone.now()
    limit = limit_in_force(limit_code, timezone.localdate(now))
    return {"due_at": due(limit, now).at, "limit_code": limit.code}
