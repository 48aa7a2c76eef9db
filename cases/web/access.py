"""Answering somebody who asks for the data held about them: a form, and a file to give them."""

from __future__ import annotations

from django import forms
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts.middleware import ActingRequest
from accounts.reasons import reason_of
from accounts.web.step_up import confirmed_lately
from audit.core.errors import Refused
from cases.actions.access import make_access_bundle
from cases.policies import ANSWER_ACCESS
from cases.web.card import person_or_404
from register.web.form_page import FormPage
from ui.forms import DateField, Form

INTRO = (
    "The file holds what was told to the person, served on them or decided in court, and nothing of victims, of others "
    "or of what the police think. Read it before you send it. The law gives one month from the day of the request."
)


class AccessForm(Form):
    """When it was asked for, and how we know by whom."""

    requested_on = DateField(
        label="Day of the request",
        help_text="The day on which the request and the proof of who asks were both there",
        error_messages={"required": "Enter the day of the request."},
    )
    how_identified = forms.CharField(
        label="How you know who asks",
        max_length=500,
        help_text="For example: passport seen, and the address on file written to",
        error_messages={"required": "Say how you know that it is the person who asks."},
    )
    why = forms.CharField(
        label="Which request it answers",
        max_length=500,
        help_text="For example: letter of 12 October 2026, our reference IM/2026/114",
        error_messages={"required": "Say which request it answers."},
    )


@never_cache
@require_http_methods(["GET", "POST"])
@confirmed_lately
def access_bundle(request: ActingRequest, reference: str) -> HttpResponse:
    """Ask when it was asked for; then the file. That is logged as a disclosure."""
    person = person_or_404(request, reference)
    ANSWER_ACCESS.require(request.actor, person)
    form = AccessForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            bundle = make_access_bundle(
                person, actor=request.actor, reason=reason_of(request), **form.cleaned_data
            )  # fmt: skip
        except Refused as refusal:
            form.add_error(refusal.field if refusal.field in form.fields else None, refusal.sentence)
        else:
            response = HttpResponse(bundle.content, content_type="application/zip")
            response["Content-Disposition"] = f'attachment; filename="{person.reference}.zip"'
            return response
    back = reverse("person-record", args=[person.reference])
    page = FormPage("Give somebody their data", "Make the file", back, about=person.display_name, intro=INTRO)
    return render(request, "register/form_page.html", {"page": page, "form": form})
