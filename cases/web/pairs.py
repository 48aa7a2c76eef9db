"""A victim in a case: who they are to the person it is about, and how they are protected."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from accounts.middleware import ActingRequest
from accounts.reasons import reason_of
from cases import policies
from cases.actions.cards import read_victim
from cases.web.reached import seen_pair_or_404


@never_cache
@require_safe
def victim(request: ActingRequest, reference: str, victim: str) -> HttpResponse:
    """One victim of a case. Reading it is logged."""
    found, pair = seen_pair_or_404(request, reference, victim)
    page = read_victim(found, actor=request.actor, reason=reason_of(request), pair=pair)
    may_work = page.is_case_open and policies.WORK_CASE.allows(request.actor, found)
    return render(request, "cases/victim.html", {"victim": page, "may_work": may_work})
