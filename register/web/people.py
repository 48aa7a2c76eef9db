"""Entering a person from what was typed."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts.middleware import ActingRequest
from accounts.models import Force
from accounts.reasons import reason_of
from audit.core.errors import PermissionDenied, Refused
from register import policies
from register.actions import facts
from register.actions.people import register_person
from register.models import Identifier, Person
from register.places import force_of_postcode
from register.web.forms import RegisterPersonForm
from register.web.kept_terms import kept_terms
from register.web.prefill import typed_facts


@never_cache
@require_http_methods(["GET", "POST"])
def register(request: ActingRequest) -> HttpResponse:
    """Register somebody with whatever is known; the form begins with what was typed into lookup."""
    force = Force.objects.filter(code=request.actor.force_code).first()
    if force is None:
        raise PermissionDenied(policies.REGISTER_PERSON.permission)
    policies.REGISTER_PERSON.require(request.actor, force)
    form = RegisterPersonForm(
        request.POST or None, initial=typed_facts(kept_terms(request), today=timezone.localdate())
    )
    if request.method == "POST" and form.is_valid():
        try:
            person = enter(request, force, form.cleaned_data)
        except Refused as refusal:
            form.add_error(_field_of(refusal), refusal.sentence)
        else:
            messages.success(request, "The person is in the register. What is still missing is a task.")
            return redirect("person-card", person.reference)
    return render(request, "register/register_person.html", {"form": form})


def enter(request: ActingRequest, force: Force, typed: dict[str, Any]) -> Person:
    """The person and every fact that was typed, or, if one of them is refused, nothing."""
    act = {"actor": request.actor, "reason": reason_of(request), "source": typed["source"]}
    with transaction.atomic():
        person = register_person(
            force,
            forenames=typed["forenames"],
            surname=typed["surname"],
            date_of_birth=typed["date_of_birth"],
            sex=typed["sex"],
            category=typed["category"],
            **act,
        )
        if typed["phone"]:
            facts.add_phone(person, number=typed["phone"], **act)
        if typed["line_1"] or typed["town"] or typed["postcode"]:
            where = {name: typed[name] for name in ("line_1", "town", "postcode")}
            facts.add_address(person, **where, police_force=force_of_postcode(typed["postcode"]), **act)
        if typed["plate"]:
            facts.add_vehicle(person, mark=typed["plate"], **act)
        if typed["pnc"]:
            facts.add_identifier(person, kind=Identifier.Kind.PNC, text=typed["pnc"], **act)
    return person


def _field_of(refusal: Refused) -> str | None:
    names = {"number": "phone", "mark": "plate"}
    field = names.get(refusal.field or "", refusal.field)
    return field if field in RegisterPersonForm.base_fields else None
