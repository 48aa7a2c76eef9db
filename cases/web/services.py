"""The directory of support services: searched by what somebody needs, and signposted from a victim's page."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.core.paginator import Paginator
from django.db.models import Q, QuerySet
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts.actor import Actor
from accounts.middleware import ActingRequest
from accounts.reasons import reason_of
from accounts.web import get_or_404
from cases import policies
from cases.actions import safeguards as acts
from cases.models import Signposting, SupportService
from cases.web.reached import pair_or_404, victim_page
from cases.web.safeguard_forms import SearchServicesForm, SignpostForm
from register.web.form_page import Done, FormPage, answer
from register.web.kept_terms import keep_search, kept_search

GET_OR_POST = ["GET", "POST"]
PAGE = 20
CHECKED_FOR = timedelta(days=365)


@never_cache
@require_http_methods(GET_OR_POST)
def services(request: ActingRequest) -> HttpResponse:
    """Search the directory."""
    policies.SEE_SERVICES.require(request.actor)
    return _answer(request)


@never_cache
@require_http_methods(GET_OR_POST)
def choose_service(request: ActingRequest, reference: str, victim: str) -> HttpResponse:
    """Search the directory for a victim, and go on to signpost one service."""
    _, pair = pair_or_404(request, reference, victim)
    policies.SEE_SERVICES.require(request.actor)
    return _answer(request, pair=pair, back_url=victim_page(pair))


@never_cache
@require_http_methods(GET_OR_POST)
def signpost(request: ActingRequest, reference: str, victim: str, service: str) -> HttpResponse:
    """Record that a victim was told of a service."""
    _, pair = pair_or_404(request, reference, victim)
    found = get_or_404(SupportService.objects.visible_to(request.actor).listed(), code=service)

    def deed(typed: dict[str, Any]) -> Done:
        way = Signposting.Way(typed["way"])
        acts.signpost(pair, actor=request.actor, reason=reason_of(request), service=found, way=way, note=typed["note"])
        return Done("It is recorded which service they were told of.", victim_page(pair))

    intro = f"{found.name}{f', {found.telephone}' if found.telephone else ''}. {found.what_it_does}."
    page = FormPage(
        "Signpost a support service", "Record", victim_page(pair), about=pair.victim.display_name, intro=intro
    )
    return answer(request, page, SignpostForm(request.POST or None, initial={"way": "told"}), deed)


def _answer(request: ActingRequest, **more: Any) -> HttpResponse:
    """What somebody needs, and where, is posted and kept for the session that typed it, for one victim's page apart
    from another's: it stands in no address, history or server log."""
    if request.method == "POST":
        asked = SearchServicesForm(request.POST)
        if asked.is_valid():
            keep_search(request, request.path, asked.cleaned_data)
            return redirect(request.path)
        return render(request, "cases/services.html", _found(request, asked, {}) | more)
    kept = kept_search(request, request.path)
    return render(request, "cases/services.html", _found(request, SearchServicesForm(initial=kept), kept) | more)


def _found(request: ActingRequest, form: SearchServicesForm, typed: dict[str, str]) -> dict[str, Any]:
    page = Paginator(_matching(request.actor, typed), PAGE).get_page(request.GET.get("page"))
    return {"form": form, "page": page, "old_before": timezone.localdate() - CHECKED_FOR}


def _matching(actor: Actor, typed: dict[str, Any]) -> QuerySet[SupportService]:
    """Services of everywhere and of the reader's own force that fit."""
    rows = SupportService.objects.visible_to(actor).listed()
    rows = rows.filter(Q(areas=[]) | Q(areas__contains=[actor.force_code]))
    if typed.get("need"):
        rows = rows.filter(needs__contains=[typed["need"]])
    if typed.get("words"):
        rows = rows.filter(Q(name__icontains=typed["words"]) | Q(what_it_does__icontains=typed["words"]))
    if typed.get("language"):
        rows = rows.filter(languages__icontains=typed["language"])
    return rows
