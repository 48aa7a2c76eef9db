"""Records that professional standards plant: which stand, planting one, and taking one out."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from accounts.middleware import ActingRequest
from accounts.models import Force
from accounts.reasons import reason_of
from accounts.web import get_or_404
from register import policies
from register.actions.canaries import plant_canary, retire_canary
from register.actions.standards_reading import list_canaries, open_canary
from register.models import CanaryRecord, Person
from register.web.form_page import Done, FormPage, answer, answer_reading
from register.web.keyset import Keyset, Newest, links
from ui.forms import DateField, Form

PAGE = 25
IS_FOR = (
    "A record of nobody, which looks like any other that the force’s own system sent. It is in no count and no match. "
    "You are told of whoever opens it. Invent everything: a name, a date of birth and an address that belong to "
    "nobody. It is written within a minute, by an import that nobody started: where people start every import by hand "
    "it stands out."
)


class PlantForm(Form):
    """What the record says."""

    local_reference = forms.CharField(
        label="Reference in the force’s own system", max_length=60,
        help_text="One that looks like the others, and that the system never gives to anybody",
        error_messages={"required": "Enter a reference"},
    )  # fmt: skip
    forenames = forms.CharField(label="Forenames", max_length=120, required=False)
    surname = forms.CharField(label="Surname", max_length=120, error_messages={"required": "Enter a surname"})
    date_of_birth = DateField(label="Date of birth", error_messages={"required": "Enter a date of birth"})
    sex = forms.ChoiceField(label="Sex", choices=Person.Sex.choices, initial=Person.Sex.MALE)
    line_1 = forms.CharField(label="First line of the address", max_length=200, required=False)
    town = forms.CharField(label="Town", max_length=100, required=False)
    postcode = forms.CharField(label="Postcode", max_length=10, required=False)
    number = forms.CharField(label="Telephone number", max_length=40, required=False)
    why = forms.CharField(
        label="Why it is planted", max_length=300, help_text="Nobody else reads this",
        error_messages={"required": "Say why it is planted"},
    )  # fmt: skip


class RetireForm(Form):
    """Why it is taken out."""

    why = forms.CharField(
        label="Why it is taken out", max_length=300, error_messages={"required": "Say why it is taken out"}
    )


@never_cache
@require_safe
def planted(request: ActingRequest) -> HttpResponse:
    """The planted records of the force, newest first."""
    policies.SEE_CANARIES.require(request.actor)
    rows = CanaryRecord.objects.visible_to(request.actor).select_related("person", "planted_by")
    page = Keyset(Newest("planted_at"), PAGE).page(rows, request.GET.get("after", ""))
    list_canaries(page.rows, actor=request.actor, reason=reason_of(request))
    return render(request, "register/planted.html", {"rows": page.rows, **links(request, page)})


@never_cache
@require_http_methods(["GET", "POST"])
def plant(request: ActingRequest) -> HttpResponse:
    """Plant a record."""
    policies.PLANT_CANARY.require(request.actor)
    force = get_or_404(Force.objects.all(), pk=request.actor.force_id)
    page = FormPage("Plant a record", "Plant it", reverse("planted-records"), intro=IS_FOR)

    def deed(typed: dict[str, Any]) -> Done:
        canary = plant_canary(force, actor=request.actor, reason=reason_of(request), **typed)
        return Done(f"{canary.reference} will be planted within a minute.", reverse("planted-records"))

    return answer(request, page, PlantForm(request.POST or None), deed)


@never_cache
@require_http_methods(["GET", "POST"])
def retire(request: ActingRequest, reference: str) -> HttpResponse:
    """Take a planted record out."""
    rows = CanaryRecord.objects.visible_to(request.actor).select_related("person")
    shown = get_or_404(rows, reference=reference)
    policies.RETIRE_CANARY.require(request.actor, shown)
    intro = "Nobody finds it any more. Who touched it, and that it was planted, is kept."
    page = FormPage("Take a planted record out", "Take it out", reverse("planted-records"), shown.reference, intro)

    def deed(typed: dict[str, Any]) -> Done:
        retire_canary(shown, actor=request.actor, reason=reason_of(request), **typed)
        return Done("It is taken out.", reverse("planted-records"))

    def read() -> dict[str, Any]:
        open_canary(shown, actor=request.actor, reason=reason_of(request))
        return {}

    return answer_reading(request, page, RetireForm(request.POST or None), deed, read)
