"""The lookup page: one box, live as one types, the same without JavaScript.

What is typed is posted and kept for the session, so that it stands in no address, history or server log; going back
from a card shows the same answer. A deep link (`/lookup?q=…`, `?phone=…`) from a command-and-control system is taken in
the same way, and leaves the address bar at once. One that another site opened only fills the box.
"""

from __future__ import annotations

import time
from urllib.parse import unquote

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts.middleware import ActingRequest
from accounts.reasons import reason_of
from register import policies
from register.actions.lookup import look_up
from register.web.forms import LookupForm
from register.web.kept_terms import keep_terms, kept_terms, offer_terms, take_offered
from register.web.presenters import results_of

DEEP_LINKS = ("q", "phone")
NAMED = "restricted_named"
NAMED_FOR_SECONDS = 30 * 60
MOST_NAMED = 5


@never_cache
@require_http_methods(["GET", "POST"])
def lookup(request: ActingRequest) -> HttpResponse:
    policies.LOOK_UP.require(request.actor)
    if request.method == "POST":
        return _searched(request)
    if terms := _linked(request):
        (keep_terms if _is_from_here(request) else offer_terms)(request, terms)
        return redirect("lookup")
    if "new" in request.GET:
        keep_terms(request, "")
    if offered := take_offered(request):
        return render(request, "register/lookup.html", {"form": LookupForm(initial={"q": offered}), "is_offered": True})
    terms = kept_terms(request)
    return _page(request, LookupForm(initial={"q": terms}), terms)


def _linked(request: ActingRequest) -> str:
    """The terms of a deep link. A plus that became a space is understood as one; some systems encode it twice."""
    terms, phone = (request.GET.get(name, "") for name in DEEP_LINKS)
    return f"{terms} {unquote(phone)}".strip()


def _is_from_here(request: ActingRequest) -> bool:
    """Whether the person, a program on their desk or a page of ours opened the address, and not some other site: what
    another site links to must not be logged as a lookup of whoever follows the link (Fetch Metadata)."""
    return request.headers.get("Sec-Fetch-Site", "none") in ("none", "same-origin")


def _searched(request: ActingRequest) -> HttpResponse:
    form = LookupForm(request.POST)
    if request.htmx:
        terms = form.cleaned_data["q"] if form.is_valid() else ""
        keep_terms(request, terms)
        return render(request, "register/lookup_results.html", {"is_live": True, **_answer(request, terms)})
    if not form.is_valid():
        return _page(request, form, "")
    keep_terms(request, form.cleaned_data["q"])
    return redirect("lookup")


def _page(request: ActingRequest, form: LookupForm, terms: str) -> HttpResponse:
    return render(request, "register/lookup.html", {"form": form, **_answer(request, terms)})


def _answer(request: ActingRequest, terms: str) -> dict[str, object]:
    if not terms.strip():
        return {}
    answer = look_up(terms, actor=request.actor, reason=reason_of(request))
    if answer.restricted:
        _note_named(request, answer.restricted.reference)
    return {
        "answer": answer,
        "results": results_of(answer),
        "register_url": reverse("register-person"),
        "may_break_glass": policies.BREAK_GLASS.allows(request.actor),
        "may_register": policies.REGISTER_PERSON.allows(request.actor),
    }


def _note_named(request: ActingRequest, reference: str) -> None:
    """Remember that this session named a restricted record exactly: for half an hour its safety card may be opened."""
    kept: dict[str, float] = request.session.get(NAMED, {})
    newest = sorted({**kept, reference: time.time()}.items(), key=lambda each: each[1])[-MOST_NAMED:]
    request.session[NAMED] = dict(newest)


def was_named(request: ActingRequest, reference: str) -> bool:
    """Whether a lookup of this session named the restricted record exactly, not long ago."""
    kept: dict[str, float] = request.session.get(NAMED, {})
    return time.time() - kept.get(reference, 0.0) < NAMED_FOR_SECONDS
