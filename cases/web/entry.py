"""Printing the register entry of a person."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django import forms
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts.middleware import ActingRequest
from accounts.reasons import reason_of
from audit.core.errors import Refused
from cases.actions.entries import print_entry
from cases.entry import RegisterEntry
from cases.policies import PRINT_ENTRY
from cases.web.card import person_or_404
from register.models import Person
from register.web.form_page import FormPage
from ui.forms import Form

INTRO = (
    "The print says what the register holds about this person. It names no victim and no protected place. "
    "It leaves the register: the log keeps who received it and why."
)


class PrintForm(Form):
    """Who receives the print, and what for."""

    recipient = forms.CharField(
        label="Who receives it",
        max_length=200,
        help_text="For example: Leeds Magistrates’ Court, case 13/1234/26",
        error_messages={"required": "Say who receives the print."},
    )
    purpose = forms.CharField(
        label="What it is for",
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "Say what the print is for."},
    )


@dataclass(frozen=True, slots=True)
class Printed:
    """What stands at the foot of the paper."""

    at: datetime
    by: str
    force: str
    recipient: str
    purpose: str


@never_cache
@require_http_methods(["GET", "POST"])
def entry(request: ActingRequest, reference: str) -> HttpResponse:
    """Ask who receives the print and why; then the entry as it is printed. That is logged as a disclosure."""
    person = person_or_404(request, reference)
    PRINT_ENTRY.require(request.actor, person)
    form = PrintForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            printed = print_entry(person, actor=request.actor, reason=reason_of(request), **form.cleaned_data)
        except Refused as refusal:
            form.add_error(refusal.field if refusal.field in form.fields else None, refusal.sentence)
        else:
            return _paper(request, person, printed, form.cleaned_data)
    back = reverse("person-record", args=[person.reference])
    page = FormPage("Print the register entry", "Show the print", back, about=person.display_name, intro=INTRO)
    return render(request, "register/form_page.html", {"page": page, "form": form})


def _paper(request: ActingRequest, person: Person, entry: RegisterEntry, typed: dict[str, str]) -> HttpResponse:
    printed = Printed(timezone.now(), request.actor.label, request.user.force.name, **typed)  # type: ignore[union-attr]
    shown = {"entry": entry, "printed": printed, "back_url": reverse("person-record", args=[person.reference])}
    return render(request, "cases/entry.html", shown)
