"""What casework knows of the risk of serious harm that somebody poses: what the register's gates look at."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import date

from accounts.actor import Actor
from cases import policies
from cases.models import Case, RiskAssessment
from register.gate_facts import harm_sources
from register.rules.gates import HarmRisk
from register.rules.time_limits import LONDON, in_words

MOST = 50


def assessed_harm(person_ids: Collection[int], actor: Actor, on: date) -> Iterable[HarmRisk]:
    """The newest assessment of each open case that the actor may read. The Dash checklist calls high what the guidance
    on MAPPA calls a high risk of serious harm; its other levels say nothing of serious harm."""
    cases = policies.SEE_CASE.rows(Case.objects.filter(person__in=person_ids, closed_at__isnull=True), actor)
    rows = RiskAssessment.objects.filter(case__in=cases, assessed_at__date__lte=on).order_by("case_id", "-assessed_at")
    for each in rows.distinct("case_id")[:MOST]:
        if each.level == RiskAssessment.Level.HIGH:
            day = in_words(each.assessed_at.astimezone(LONDON).date())
            yield HarmRisk("high", f"as assessed in a case on {day}")


harm_sources.append(assessed_harm)
