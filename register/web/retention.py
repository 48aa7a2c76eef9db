"""How long records are kept: why one is still here."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from accounts.middleware import ActingRequest
from accounts.reasons import reason_of
from accounts.web import get_or_404
from register.actions.retention import open_retention
from register.models import Person
from register.rules.retention import Retention
from ui.components import SummaryRow
from ui.dates import day


@never_cache
@require_safe
def why_here(request: ActingRequest, reference: str) -> HttpResponse:
    """Why the record of a person is still here, and when somebody reviews it. Opening it is logged."""
    person = get_or_404(Person.objects.visible_to(request.actor), reference=reference)
    kept = open_retention(person, actor=request.actor, reason=reason_of(request))
    shown = {"person": person, "kept": kept, "rows": _rows(kept), "is_due": kept.is_due(timezone.localdate())}
    return render(request, "register/retention.html", shown)


def _rows(kept: Retention) -> list[SummaryRow]:
    return [
        SummaryRow("Review group", f"{kept.group.number}, {kept.group.title}"),
        SummaryRow("Last event", f"{day(kept.last.on)}: {kept.last.words}"),
        SummaryRow("Next review", day(kept.review_on)),
    ]
