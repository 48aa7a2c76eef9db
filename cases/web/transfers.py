"""Handing the management of a registered person to another force."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts.middleware import ActingRequest
from accounts.web import get_or_404
from audit.core.errors import Refused, Stale
from cases.managed import LEVEL_COLOURS, level_in_words
from cases.web import management_forms as forms
from cases.web.management import acting, back, form_of, led_or_404, page_of
from register import policies
from register.actions import transfers
from register.models import ManagementTransfer
from register.readable import reading_of
from register.web.form_page import CHANGED_MEANWHILE, Done, answer
from ui.components import SummaryRow
from ui.dates import moment

GET_OR_POST = ["GET", "POST"]
Answering = forms.AnswerTransferForm | forms.WhyForm


@never_cache
@require_http_methods(GET_OR_POST)
def offer_transfer(request: ActingRequest, reference: str) -> HttpResponse:
    """Offer the management to another force."""
    registration = led_or_404(request, reference)
    form = form_of(forms.OfferForm, request, registration, force_id=registration.managing_force_id)

    def deed(typed: dict[str, Any]) -> Done:
        offered = transfers.offer_transfer(registration, **acting(request), **typed)
        return Done(
            f"{offered.to_force.name} is asked to take over, and has until {moment(offered.due_at)} to answer. Until "
            "it accepts, your force stays responsible.",
            reverse("transfer", args=[offered.reference]),
        )

    intro = "Visits, plan, orders and duties go with the person once the other force accepts. It reads what you write."
    return answer(request, page_of("Hand over to another force", "Offer", registration, intro), form, deed)


@never_cache
@require_http_methods(GET_OR_POST)
def transfer(request: ActingRequest, reference: str) -> HttpResponse:
    """One offer, for both forces: what was said, and the answer. Reading it is logged."""
    rows = ManagementTransfer.objects.visible_to(request.actor).select_related(
        "person", "registration", "from_force", "to_force", "offered_by", "answered_by", "manager", "move_alert"
    )
    shown = get_or_404(rows, reference=reference)
    may_answer = policies.ANSWER_TRANSFER.allows(request.actor, shown)
    may_cancel = policies.CANCEL_TRANSFER.allows(request.actor, shown)
    form = _form(request, shown, may_answer=may_answer)
    if request.method == "POST":
        (policies.ANSWER_TRANSFER if may_answer else policies.CANCEL_TRANSFER).require(request.actor, shown)
        if form.is_valid() and (done := _answer(request, shown, form)):
            messages.success(request, done)
            return redirect("transfer", reference)
    transfers.read_transfer(shown, **acting(request))
    is_open = shown.status == ManagementTransfer.Status.OFFERED
    context = {
        "transfer": shown,
        "rows": _rows(request, shown),
        "level": level_in_words(shown.level),
        "colour": LEVEL_COLOURS[shown.level],
        "form": form,
        "may_answer": is_open and may_answer,
        "may_cancel": is_open and may_cancel,
        "is_late": is_open and shown.due_at < timezone.now(),
        "back_url": _back(request, shown),
    }
    return render(request, "cases/transfer.html", context)


def _form(request: ActingRequest, shown: ManagementTransfer, *, may_answer: bool) -> Answering:
    start = {"version": shown.version}
    if may_answer:
        return forms.AnswerTransferForm(request.POST or None, force_id=shown.to_force_id, initial=start)
    return forms.WhyForm(request.POST or None, initial=start)


def _answer(request: ActingRequest, shown: ManagementTransfer, form: Answering) -> str:
    """What was done, in a sentence; nothing where it was refused, which stands on the form."""
    typed, act = dict(form.cleaned_data), acting(request)
    answered, manager = typed.pop("answer", "cancel"), typed.pop("manager", None)
    try:
        if answered == "accept":
            transfers.accept_transfer(shown, manager=manager, **typed, **act)
            return f"Your force manages this person now, by {manager}."
        if answered == "refuse":
            transfers.refuse_transfer(shown, **typed, **act)
            return "The offer is refused. The other force stays responsible."
        transfers.cancel_transfer(shown, **typed, **act)
        return "The offer is taken back."
    except Stale:
        form.add_error(None, CHANGED_MEANWHILE)
    except Refused as refusal:
        form.add_error(refusal.field if refusal.field in form.fields else None, refusal.sentence)
    return ""


def _rows(request: ActingRequest, shown: ManagementTransfer) -> list[SummaryRow]:
    read = reading_of(request.actor, [shown.person_id])
    rows = [
        SummaryRow("From", shown.from_force),
        SummaryRow("To", shown.to_force),
        SummaryRow("Offered", f"{moment(shown.offered_at)}, {shown.offered_by.name}"),
        SummaryRow("Answer by", moment(shown.due_at)),
        SummaryRow("Why", read(shown.why)),
        SummaryRow("Summary", read(shown.summary)),
    ]
    if shown.move_alert:
        rows.append(SummaryRow("After the move alert", shown.move_alert.reference))
    if shown.answered_at and shown.answered_by:
        said = f"{moment(shown.answered_at)}, {shown.answered_by.name}: {read(shown.answer_reason)}"
        rows.append(SummaryRow(shown.get_status_display(), said))
    if shown.manager:
        rows.append(SummaryRow("Offender manager", shown.manager.name))
    return rows


def _back(request: ActingRequest, shown: ManagementTransfer) -> str:
    is_managed_here = policies.SEE_MANAGEMENT.allows(request.actor, shown.registration)
    return back(shown.person.reference) if is_managed_here else reverse("managed-people")
