"""The control-room card, and recording what a caller says without leaving it."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from accounts.middleware import ActingRequest
from accounts.reasons import incident_of, reason_of
from accounts.web import get_or_404
from audit.core.errors import Refused
from cases.actions.cards import open_card, open_safety_card
from cases.contact import protection_of
from cases.web.buttons import allowed, card_buttons
from cases.web.forms import SightingForm
from register.actions.facts import record_sighting
from register.glass import banner_over
from register.lookup.restricted import safety_cards_for
from register.models import Person, Protection
from register.policies import OPEN_SAFETY_CARD, RECORD_SIGHTING
from register.web.lookup import was_named

RECORDED = "Recorded as unverified. A task asks the safeguarding officers to confirm it."


@never_cache
@require_safe
def card(request: ActingRequest, reference: str) -> HttpResponse:
    """The card of one person. Opening it is logged."""
    person = person_or_404(request, reference)
    return render(request, "cases/card.html", _shown(request, person, _empty_form(request)))


@never_cache
@require_safe
def safety_card(request: ActingRequest, reference: str) -> HttpResponse:
    """The safety card of a restricted record that this session's lookup named exactly. Anything else is a 404."""
    OPEN_SAFETY_CARD.require(request.actor)
    reason = reason_of(request)
    people = safety_cards_for(request.actor, reason).select_related("owner_force")
    person = get_or_404(people if was_named(request, reference) else people.none(), reference=reference)
    opened = open_safety_card(person, actor=request.actor, reason=reason)
    return render(request, "cases/safety_card.html", {"card": opened})


@never_cache
@require_POST
def sighting(request: ActingRequest, reference: str) -> HttpResponse:
    """Record what a caller says: the card again with it, or, if it cannot be recorded, with what was typed."""
    person = person_or_404(request, reference)
    RECORD_SIGHTING.require(request.actor, person)
    form = SightingForm(request.POST)
    is_recorded = form.is_valid() and _record(request, person, form)
    if is_recorded and not request.htmx:
        messages.success(request, RECORDED)
        return redirect("person-card", person.reference)
    template = "cases/card_body.html" if request.htmx else "cases/card.html"
    shown = _shown(request, person, _empty_form(request) if is_recorded else form)
    return render(request, template, shown | {"recorded": RECORDED if is_recorded else ""})


def person_or_404(request: ActingRequest, reference: str) -> Person:
    """The person, if the actor may know of them."""
    people = Person.objects.visible_to(request.actor).select_related("owner_force")
    return get_or_404(people, reference=reference)


def _shown(request: ActingRequest, person: Person, form: SightingForm) -> dict[str, Any]:
    opened = open_card(person, actor=request.actor, reason=reason_of(request))
    may = allowed(person, request.actor)
    return {
        "card": opened,
        "form": form,
        "banner": banner_over(person, request.actor),
        "buttons": card_buttons(person, request.actor, may),
        "may_record": RECORD_SIGHTING.permission in may,
    }


def _empty_form(request: ActingRequest) -> SightingForm:
    return SightingForm(initial={"incident_number": incident_of(request)})


def _record(request: ActingRequest, person: Person, form: SightingForm) -> bool:
    try:
        record_sighting(
            person,
            actor=request.actor,
            reason=reason_of(request),
            protection=protection_of(person, Protection.OPEN),
            **form.cleaned_data,
        )
    except Refused as refusal:
        form.add_error(refusal.field if refusal.field in form.fields else None, refusal.sentence)
        return False
    return True
