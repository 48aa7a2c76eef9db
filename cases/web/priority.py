"""Whom of the force to look at first, and why."""

from __future__ import annotations

from django import forms
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.http import urlencode
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from accounts.middleware import ActingRequest
from accounts.reasons import reason_of
from cases import policies
from cases.actions.priority import read_priority
from cases.priority_page import MOST_PAGES, NO, YES, Narrowed, ranked
from ui.forms import Form


class PriorityForm(Form):
    """What narrows the list."""

    case = forms.ChoiceField(
        label="Case", required=False, choices=[("", "With or without"), (YES, "With an open case"), (NO, "Without one")]
    )
    registered = forms.ChoiceField(
        label="Registration", required=False, choices=[("", "Registered or not"), (YES, "Registered"), (NO, "Not")]
    )
    victims = forms.ChoiceField(
        label="People harmed", required=False,
        choices=[("", "Any number"), ("2", "Two or more"), ("3", "Three or more")],
    )  # fmt: skip


@never_cache
@require_safe
def priority(request: ActingRequest) -> HttpResponse:
    """One page of the list of the reader's force. It is logged."""
    policies.SEE_PRIORITY.require(request.actor)
    form = PriorityForm(request.GET or None)
    kept = {name: value for name, value in form.cleaned_data.items() if value} if form.is_valid() else {}
    asked = Narrowed(**kept)
    page = _page(request.GET.get("page", ""))
    people, has_more = ranked(request.actor, asked, page)
    read_priority(
        request.actor.force_code, actor=request.actor, reason=reason_of(request), page=page,
        references=[each.reference for each in people],
    )  # fmt: skip
    shown = {
        "form": form, "people": people, "page": page,
        "newer": "?" + urlencode(kept | {"page": page - 1}) if page > 1 else "",
        "older": "?" + urlencode(kept | {"page": page + 1}) if has_more and page < MOST_PAGES else "",
    }  # fmt: skip
    return render(request, "cases/priority.html", shown)


def _page(typed: str) -> int:
    return min(max(int(typed), 1), MOST_PAGES) if typed.isascii() and typed.isdigit() and len(typed) < 4 else 1
