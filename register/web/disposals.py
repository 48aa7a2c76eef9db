"""Proofs that records were disposed of. They say nothing of the people."""

from __future__ import annotations

from django import forms
from django.apps import apps
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from accounts.middleware import ActingRequest
from accounts.reasons import reason_of
from accounts.web import get_or_404
from audit.core.errors import Refused
from register import policies
from register.actions.disposal import readmit_reference
from register.models import Disposal
from register.retention.proof import digest_of
from register.rules.time_limits import limit_in_force
from register.web.keyset import Keyset, Newest, links
from ui.components import SummaryRow
from ui.dates import day, moment
from ui.forms import Form

PAGE = 25


class ReadmitForm(Form):
    """What is new about somebody whose record was disposed of."""

    why = forms.CharField(
        label="What is new about the person?",
        help_text="The next feed that sends the reference enters a new record.",
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "Say what is new about the person."},
    )


@never_cache
@require_safe
def disposals(request: ActingRequest) -> HttpResponse:
    """The proofs within reach, newest first."""
    policies.SEE_DISPOSALS.require(request.actor)
    rows = Disposal.objects.visible_to(request.actor).select_related("person", "force", "approved_by")
    page = Keyset(Newest("disposed_at"), PAGE).page(rows, request.GET.get("after", ""))
    return render(request, "register/disposals.html", {"rows": page.rows, **links(request, page)})


@never_cache
@require_safe
def disposal(request: ActingRequest, reference: str) -> HttpResponse:
    """One proof, with the digest worked out again."""
    shown = _asked(request, reference)
    may_readmit = policies.READMIT_REFERENCE.allows(request.actor, shown) and shown.references.exists()
    context = {
        "disposal": shown,
        "rows": _rows(shown),
        "counts": _counts(shown.erased),
        "blanked": _counts(shown.blanked),
        "is_unchanged": digest_of(shown) == shown.digest,
        "readmit_url": reverse("readmit-reference", args=[shown.reference]) if may_readmit else "",
    }
    return render(request, "register/disposal.html", context)


@never_cache
@require_http_methods(["GET", "POST"])
def readmit(request: ActingRequest, reference: str) -> HttpResponse:
    """Let the force's reference in again."""
    shown = _asked(request, reference)
    policies.READMIT_REFERENCE.require(request.actor, shown)
    form = ReadmitForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            readmit_reference(shown, why=form.cleaned_data["why"], actor=request.actor, reason=reason_of(request))
        except Refused as refusal:
            form.add_error("why", refusal.sentence)
        else:
            messages.success(request, "The reference is let in again. The next feed that sends it enters a new record.")
            return redirect("disposal", shown.reference)
    return render(request, "register/disposal_readmit.html", {"disposal": shown, "form": form})


def _asked(request: ActingRequest, reference: str) -> Disposal:
    rows = Disposal.objects.visible_to(request.actor)
    return get_or_404(rows.select_related("person", "force", "asked_by", "approved_by"), reference=reference)


def _rows(shown: Disposal) -> list[SummaryRow]:
    limit = limit_in_force(shown.limit_code, shown.disposed_at.date())
    log = f"Erased on {moment(shown.log_erased_at)}" if shown.log_erased_at else f"Kept until {day(shown.log_due_on)}"
    return [
        SummaryRow("Record", shown.person.reference),
        SummaryRow("Force", shown.force),
        SummaryRow("Review group", shown.group),
        SummaryRow("Rule", f"{limit.title}. {limit.authority}"),
        SummaryRow("Review due", day(shown.due_on)),
        SummaryRow("Asked by", f"{shown.asked_by}, {moment(shown.asked_at)}"),
        SummaryRow("Approved by", f"{shown.approved_by}, {moment(shown.disposed_at)}"),
        SummaryRow("Values erased from the log", shown.log_values_erased),
        SummaryRow("Who looked, and why, in the log", log),
        SummaryRow("Digest (SHA-256)", shown.digest),
    ]


def _counts(counted: dict[str, int]) -> list[tuple[str, int]]:
    """Table in words, and how many of its rows."""
    return [
        (str(apps.get_model(label)._meta.verbose_name_plural).capitalize(), rows) for label, rows in counted.items()
    ]
