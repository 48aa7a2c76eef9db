"""The legal timeline of a person."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from accounts.middleware import ActingRequest
from accounts.reasons import reason_of
from cases.actions.timelines import open_timeline
from cases.timeline import KINDS
from cases.web.card import person_or_404
from ui.layout import NavigationItem

PAGE = 100


@never_cache
@require_safe
def timeline(request: ActingRequest, reference: str) -> HttpResponse:
    """What the law has had to do with one person, of all kinds or of one. Opening it is logged."""
    person = person_or_404(request, reference)
    lines = open_timeline(person, actor=request.actor, reason=reason_of(request))
    asked = request.GET.get("kind", "")
    kind = asked if asked in KINDS else ""
    chosen = [line for line in lines if not kind or line.kind == kind]
    shown = {
        "person": person,
        "page": Paginator(chosen, PAGE).get_page(request.GET.get("page")),
        "kinds": _kinds(reference, kind, {line.kind for line in lines}),
        "titles": KINDS,
        "kind": KINDS.get(kind, "All of it"),
        "today": timezone.localdate(),
    }
    return render(request, "cases/timeline.html", shown)


def _kinds(reference: str, current: str, there: set[str]) -> list[NavigationItem]:
    address = reverse("person-timeline", args=[reference])
    all_of_it = NavigationItem("All of it", address, is_current=not current)
    of_one = (
        NavigationItem(title, f"{address}?kind={code}", is_current=code == current)
        for code, title in KINDS.items()
        if code in there or code == current
    )
    return [all_of_it, *of_one]
