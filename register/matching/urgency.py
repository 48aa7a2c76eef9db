"""How soon a match must be decided: sooner where somebody may be hurt while nobody knows who it is about."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from django.utils import timezone

from register.models import DangerMarker, Match, ProtectiveOrder
from register.rules.limits.terms import TimeLimit
from register.rules.time_limits import due, limit_in_force

RANK_OF_HIGH_DANGER = 40  # firearms, explosives, weapons, violence


def answer_limit(person_ids: Collection[int]) -> TimeLimit:
    """The limit under which a match of these records stands from today on."""
    today = timezone.localdate()
    return limit_in_force(
        "register.match_answer_urgent" if _is_urgent(person_ids, today) else "register.match_answer", today
    )


def start_clock(match: Match) -> None:
    """Say until when the match is to be decided, from now on; it is not saved."""
    limit = answer_limit([match.one_id, match.other_id])
    match.due_at, match.limit_code = due(limit, timezone.now()).at, limit.code


def _is_urgent(person_ids: Collection[int], today: date) -> bool:
    marked = DangerMarker.objects.filter(
        person__in=person_ids, signal__rank__lte=RANK_OF_HIGH_DANGER, ends_on__isnull=True
    )
    return marked.exists() or ProtectiveOrder.objects.in_force(on=today).filter(person__in=person_ids).exists()
