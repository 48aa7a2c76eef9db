"""Sealed records: which stand, sealing one, and opening one again."""

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
from audit.core.errors import OutOfReach, Refused
from register import policies
from register.actions.sealing import seal_record, unseal_record
from register.actions.standards_reading import list_sealed, open_sealed
from register.models import Person, SealedRecord
from register.web.form_page import Done, FormPage, answer, answer_reading
from register.web.keyset import Keyset, Newest, links
from ui.forms import Form

PAGE = 25
IS_FOR = (
    "For records about somebody who works for the police. The record, and every record joined with it, is then there "
    "for nobody but the readers of sealed records of the force that you choose: not for you either. Hand over the "
    "management of the person to that force first."
)


class SealForm(Form):
    """Which record, who reads it, and why."""

    record = forms.CharField(
        label="Reference of the record", max_length=20, help_text="Such as DAR-7K3F-9QX2",
        error_messages={"required": "Enter the reference of the record"},
    )  # fmt: skip
    reading_force = forms.ModelChoiceField(
        label="Which force reads it?", queryset=Force.objects.none(), to_field_name="code",
        empty_label="Choose a force", error_messages={"required": "Choose a force"},
    )  # fmt: skip
    why = forms.CharField(
        label="Why it is sealed", max_length=1000, widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "Say why it is sealed"},
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reading_force"].queryset = Force.objects.order_by("name")  # type: ignore[attr-defined]


class UnsealForm(Form):
    """Why it is opened again."""

    why = forms.CharField(
        label="Why it is opened again", max_length=1000, widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "Say why it is opened again"},
    )  # fmt: skip
    version = forms.IntegerField(widget=forms.HiddenInput)


@never_cache
@require_safe
def sealed(request: ActingRequest) -> HttpResponse:
    """What the force sealed, and what it was given to read; newest first."""
    policies.SEE_SEALED.require(request.actor)
    rows = SealedRecord.objects.visible_to(request.actor).select_related("person", "force", "reading_force")
    page = Keyset(Newest("sealed_at"), PAGE).page(rows, request.GET.get("after", ""))
    list_sealed(page.rows, actor=request.actor, reason=reason_of(request))
    reads = request.actor.may(policies.READ_SEALED.permission)
    shown = {
        "rows": [(each, reads and each.opened_at is None and each.reading_force_id == request.actor.force_id)
                 for each in page.rows],
        "may_seal": request.actor.may(policies.SEAL_RECORD.permission),
        "force_id": request.actor.force_id,
    }  # fmt: skip
    return render(request, "register/sealed.html", {**shown, **links(request, page)})


@never_cache
@require_http_methods(["GET", "POST"])
def seal(request: ActingRequest) -> HttpResponse:
    """Seal a record, named by its reference."""
    policies.SEAL_RECORD.require(request.actor)
    page = FormPage("Seal a record", "Seal it", reverse("sealed-records"), intro=IS_FOR)

    def deed(typed: dict[str, Any]) -> Done:
        person = _named(request, typed.pop("record").strip().upper())
        seal_record(person, actor=request.actor, reason=reason_of(request), **typed)
        return Done("The record is sealed.", reverse("sealed-records"))

    return answer(request, page, SealForm(request.POST or None), deed)


@never_cache
@require_http_methods(["GET", "POST"])
def unseal(request: ActingRequest, reference: str) -> HttpResponse:
    """Open a sealed record again."""
    rows = SealedRecord.objects.visible_to(request.actor).select_related("person")
    shown = get_or_404(rows, reference=reference)
    policies.UNSEAL_RECORD.require(request.actor, shown)
    intro = f"{shown.person.reference} is then there again for everybody who could see it before."
    page = FormPage("Open a sealed record again", "Open it", reverse("sealed-records"), shown.reference, intro)
    form = UnsealForm(request.POST or None, initial={"version": shown.version})

    def deed(typed: dict[str, Any]) -> Done:
        unseal_record(shown, actor=request.actor, reason=reason_of(request), **typed)
        return Done("The record is open again.", reverse("sealed-records"))

    def read() -> dict[str, Any]:
        open_sealed(shown, actor=request.actor, reason=reason_of(request))
        return {}

    return answer_reading(request, page, form, deed, read)


def _named(request: ActingRequest, reference: str) -> Person:
    """The record of the force with this reference; what is out of reach is answered as what is not there."""
    try:
        found = get_or_404(Person.objects.visible_to(request.actor), reference=reference)
    except OutOfReach as absent:
        raise Refused("There is no record with this reference.", field="record") from absent
    if not policies.SEAL_RECORD.allows(request.actor, found):
        raise Refused("The force that holds this record seals it.", field="record")
    return found
