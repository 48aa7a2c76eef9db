"""How much work is late, for whoever watches over a force or over all of them: counts and references, nobody's name."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from accounts.middleware import ActingRequest
from accounts.models import Force
from accounts.reasons import reason_of
from register import policies
from register.actions.oversight import count_overdue

PAGE = 50


@never_cache
@require_safe
def overdue(request: ActingRequest) -> HttpResponse:
    """What is late by force and kind, how far it went up the chain, and the references of what oversight must see."""
    policies.SEE_OVERDUE.require(request.actor)
    forces = policies.SEE_OVERDUE.rows(Force.objects.all(), request.actor)
    late = count_overdue(forces, actor=request.actor, reason=reason_of(request))
    page = Paginator(late.references, PAGE).get_page(request.GET.get("page"))
    return render(request, "register/overdue.html", {"late": late, "page": page})
