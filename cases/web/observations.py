"""Observations: what was seen, said or heard of a person, and how it is graded."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts.middleware import ActingRequest
from accounts.reasons import reason_of
from accounts.web import get_or_404
from cases import policies
from cases.actions import observations as deeds
from cases.models import Observation
from cases.web import incident_forms as forms
from cases.web.card import person_or_404
from cases.web.orders import own_force
from register.web.form_page import Done, FormPage, answer

GET_OR_POST = ["GET", "POST"]


@never_cache
@require_http_methods(GET_OR_POST)
def record_observation(request: ActingRequest, reference: str) -> HttpResponse:
    """Record what was seen, said or heard of a person."""
    person = person_or_404(request, reference)
    force = own_force(request, policies.RECORD_INCIDENT.permission)
    policies.RECORD_INCIDENT.require(request.actor, force)
    form = forms.ObservationForm(request.POST or None, initial=forms.now_as_typed())
    back = reverse("person-card", args=[person.reference])

    def deed(typed: dict[str, Any]) -> Done:
        deeds.record_observation(force, actor=request.actor, reason=reason_of(request), person=person, **typed)
        return Done("The observation is recorded. It is ungraded until somebody grades it.", back)

    page = FormPage("Record an observation", "Record", back, about=person.display_name, refused_at="time")
    return answer(request, page, form, deed)


@never_cache
@require_http_methods(GET_OR_POST)
def grade_observation(request: ActingRequest, reference: str) -> HttpResponse:
    """Grade an observation 3x5x2."""
    found = get_or_404(
        Observation.objects.visible_to(request.actor).select_related("person", "case"), reference=reference
    )
    policies.GRADE_OBSERVATION.require(request.actor, found)
    start = {name: getattr(found, name) for name in ("source_grade", "known", "sharing", "conditions", "version")}
    back = reverse("case", args=[found.case.reference]) if found.case else _card(found)

    def deed(typed: dict[str, Any]) -> Done:
        deeds.grade_observation(found, actor=request.actor, reason=reason_of(request), **typed)
        return Done("The observation is graded.", back)

    page = FormPage("Grade the observation", "Grade", back, about=found.reference)
    return answer(request, page, forms.GradeForm(request.POST or None, initial=start), deed)


def _card(found: Observation) -> str:
    return reverse("person-card", args=[found.person.reference])
