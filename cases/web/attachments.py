"""Attaching a document to a case, giving it to a reader, withdrawing it."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.db.models import QuerySet
from django.http import FileResponse, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from accounts.middleware import ActingRequest
from accounts.reasons import reason_of
from accounts.web import get_or_404
from audit.core.errors import Refused
from cases import policies
from cases.actions import attachments as acts
from cases.models import Attachment, Incident
from cases.rules.attachments import BY_EXTENSION, TAKEN
from cases.web.reached import workable_case
from register.web.form_page import Done, FormPage, answer
from ui.dates import moment
from ui.forms import Form

GET_OR_POST = ["GET", "POST"]
MOST_INCIDENTS = 50
INTRO = (
    "Whoever may see every protected detail of the people harmed in the case can open the document, and nobody else. "
    "The log keeps its hash, and who opened it."
)


class AttachForm(Form):
    """A document, what kind it is and, where it belongs to one, the incident."""

    file = forms.FileField(
        label="Document",
        max_length=255,
        error_messages={
            "required": "Choose the document.",
            "empty": "The file is empty. Choose the document itself.",
            "max_length": "The name of the file is too long. Give it a shorter one, then choose it again.",
        },
        widget=forms.FileInput(attrs={"accept": ",".join(f".{each}" for each in BY_EXTENSION)}),
    )
    kind = forms.ChoiceField(
        label="What kind of document?",
        choices=Attachment.Kind.choices,
        widget=forms.RadioSelect(attrs={"class": "govuk-radios--small"}),
        error_messages={"required": "Choose what kind of document it is."},
    )
    incident = forms.ModelChoiceField(
        queryset=Incident.objects.none(), to_field_name="reference", label="Incident", required=False,
        empty_label="None: it is of the case as a whole",
    )  # fmt: skip

    def __init__(self, *args: Any, incidents: QuerySet[Incident], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["file"].help_text = f"{TAKEN}; at most {settings.LARGEST_ATTACHMENT_BYTES // acts.MEGABYTE} MB"
        incident = self.fields["incident"]
        incident.queryset = incidents  # type: ignore[attr-defined]
        incident.label_from_instance = _in_a_list  # type: ignore[attr-defined]

    def clean_file(self) -> UploadedFile[Any]:
        file: UploadedFile[Any] = self.cleaned_data["file"]
        if (file.size or 0) > settings.LARGEST_ATTACHMENT_BYTES:
            most = settings.LARGEST_ATTACHMENT_BYTES // acts.MEGABYTE
            raise forms.ValidationError(
                f"The file is larger than {most} MB. Save it smaller or in parts, then choose that file."
            )
        return file


class WithdrawForm(Form):
    """Why a document is withdrawn."""

    why = forms.CharField(
        label="Why is it withdrawn?", max_length=2000, widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Such as: it belongs to another case. Nobody can open it afterwards",
        error_messages={"required": "Say why it is withdrawn."},
    )  # fmt: skip
    version = forms.IntegerField(widget=forms.HiddenInput)


@never_cache
@require_http_methods(GET_OR_POST)
def attach(request: ActingRequest, reference: str) -> HttpResponse:
    """Attach a document to a case."""
    case = workable_case(request, reference)
    incidents = Incident.objects.visible_to(request.actor).filter(case=case)
    is_sent = request.method == "POST"
    form = AttachForm(
        request.POST if is_sent else None, request.FILES if is_sent else None,
        incidents=incidents.filter(pk__in=list(incidents.values_list("pk", flat=True)[:MOST_INCIDENTS])),
    )  # fmt: skip

    def deed(typed: dict[str, Any]) -> Done:
        acts.attach(case, actor=request.actor, reason=reason_of(request), **typed)
        return Done("The document is in the case.", _documents_of(case.reference))

    page = FormPage(
        "Attach a document", "Attach", _documents_of(case.reference), about=case.reference, intro=INTRO,
        template="cases/attach_document.html", refused_at="file",
    )  # fmt: skip
    return answer(request, page, form, deed)


@never_cache
@require_POST
def document(request: ActingRequest, reference: str) -> HttpResponseBase:
    """Give a document to the reader, as a file to keep and never to show. Each time is logged before a byte of it."""
    found = _document_or_404(request, reference)
    policies.READ_ATTACHMENT.require(request.actor, found)
    try:
        opened = acts.open_document(found, actor=request.actor, reason=reason_of(request))
    except Refused as refusal:
        messages.warning(request, refusal.sentence)
        return redirect(_documents_of(found.case.reference))
    given = FileResponse(opened.file, as_attachment=True, filename=opened.name, content_type=opened.media_type)
    # Should a browser show it nevertheless, it is of no origin, runs nothing and loads nothing.
    given["Content-Security-Policy"] = "default-src 'none'; sandbox"
    given["X-Content-Type-Options"] = "nosniff"
    given["Cross-Origin-Resource-Policy"] = "same-origin"
    return given


@never_cache
@require_http_methods(GET_OR_POST)
def withdraw(request: ActingRequest, reference: str) -> HttpResponse:
    """Withdraw a document."""
    found = _document_or_404(request, reference)
    policies.WITHDRAW_ATTACHMENT.require(request.actor, found)

    def deed(typed: dict[str, Any]) -> Done:
        acts.withdraw_attachment(found, actor=request.actor, reason=reason_of(request), **typed)
        return Done("The document is withdrawn. Nobody can open it any more.", _documents_of(found.case.reference))

    about = f"{found.get_kind_display()}, attached {moment(found.uploaded_at)}"
    page = FormPage("Withdraw a document", "Withdraw", _documents_of(found.case.reference), about=about)
    form = WithdrawForm(request.POST or None, initial={"version": found.version})
    return answer(request, page, form, deed)


def _document_or_404(request: ActingRequest, reference: str) -> Attachment:
    rows = Attachment.objects.visible_to(request.actor).select_related("case__person", "person", "force")
    return get_or_404(rows, reference=reference)


def _documents_of(case: str) -> str:
    return reverse("case-section", args=[case, "documents"])


def _in_a_list(incident: Incident) -> str:
    return f"{incident.reference}, {moment(incident.happened_at)}"
