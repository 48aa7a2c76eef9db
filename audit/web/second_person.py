"""Asking another person for what one may not decide alone: a large download of the log, or reading far into it."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from accounts import policies as account_policies
from accounts.actions.second_person import VALID_FOR, NeedsSecondPerson, answer_bulk_request
from accounts.actor import Actor, Breadth
from accounts.middleware import ActingRequest
from accounts.models import BulkRequest
from accounts.reasons import reason_of
from accounts.web import get_or_404
from audit.core.errors import Refused, Stale
from audit.web import policies
from audit.web.actions import ask_second_person
from audit.web.forms import ScopeForm
from audit.web.presenters import selected
from audit.web.scope import Scope
from audit.web.words import Words
from ui.components import SummaryRow
from ui.dates import moment
from ui.forms import Form

PAGE = 25
HOURS = int(VALID_FOR.total_seconds() // 3600)
CHANGED_MEANWHILE = "Somebody else answered this while you were reading it. Open this page again to see how it stands."


class AskForm(Form):
    """Why so much is needed at once."""

    why = forms.CharField(
        label="Why do you need it?",
        help_text="The second person decides by it. Name nobody whose record it is.",
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "Say why you need it."},
    )


class AnswerForm(Form):
    """Whether it may be done."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    answer = forms.ChoiceField(
        label="May it be done?",
        choices=[("yes", f"Yes: within {HOURS} hours"), ("no", "No")],
        widget=forms.RadioSelect,
        error_messages={"required": "Choose whether it may be done."},
    )
    why = forms.CharField(
        label="Why?",
        help_text="Whoever asked reads this.",
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "Say why."},
    )


def ask_address(much: NeedsSecondPerson, scope: Scope) -> str:
    """Where to ask for what was too much for one person."""
    query = scope.query()
    return f"{reverse('ask-second-person')}?act={much.act}{'&' if query else ''}{query}"


@never_cache
@require_http_methods(["GET", "POST"])
def ask(request: ActingRequest) -> HttpResponse:
    """Ask for a scope, which stands in the address as the search left it there."""
    policies.READ_LOG.require(request.actor)
    act = request.GET.get("act", BulkRequest.Act.EXPORT)
    asked = ScopeForm(request.GET, is_national=Breadth.NATIONAL in request.actor.breadths("audit.read"))
    if act not in BulkRequest.Act.values or not asked.is_valid():
        raise Http404
    form = AskForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            made = ask_second_person(
                asked.scope, act=BulkRequest.Act(act), why=form.cleaned_data["why"], actor=request.actor,
                reason=reason_of(request),
            )  # fmt: skip
        except Refused as refusal:
            form.add_error(refusal.field if refusal.field in form.fields else None, refusal.sentence)
        else:
            messages.success(request, "Your request is with the second person. You find the answer in your inbox.")
            return redirect("bulk-request", made.reference)
    shown = {
        "form": form, "filters": selected(asked.scope, Words.load()), "act": BulkRequest.Act(act).label, "hours": HOURS,
    }  # fmt: skip
    return render(request, "audit/ask_second_person.html", shown)


@never_cache
@require_safe
def requests(request: ActingRequest) -> HttpResponse:
    """What was asked for, newest first: one's own, and what one may answer."""
    account_policies.SEE_BULK.require(request.actor)
    rows = BulkRequest.objects.visible_to(request.actor).select_related("asked_by", "force")
    page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    lines = [(each, standing(each)) for each in page]
    return render(request, "audit/bulk_requests.html", {"page": page, "lines": lines})


@never_cache
@require_http_methods(["GET", "POST"])
def request_page(request: ActingRequest, reference: str) -> HttpResponse:
    """One request, and the answer to it."""
    rows = BulkRequest.objects.visible_to(request.actor).select_related("asked_by", "force", "answered_by")
    shown = get_or_404(rows, reference=reference)
    may_answer = shown.is_approved is None and account_policies.APPROVE_BULK.allows(request.actor, shown)
    form = AnswerForm(request.POST if request.method == "POST" else None, initial={"version": shown.version})
    if form.is_valid() and _is_answered(request, shown, form):
        messages.success(request, "Your answer is recorded. Whoever asked is told.")
        return redirect("bulk-request", shown.reference)
    context = {
        "shown": shown, "form": form, "may_answer": may_answer, "rows": _rows(shown), "standing": standing(shown),
        "filters": selected(_scope(shown, request.actor), Words.load()), "use_url": _use_url(shown, request.actor),
    }  # fmt: skip
    return render(request, "audit/bulk_request.html", context)


def _is_answered(request: ActingRequest, shown: BulkRequest, form: AnswerForm) -> bool:
    """Answer; or show on the form why not."""
    typed: dict[str, Any] = form.cleaned_data
    try:
        answer_bulk_request(
            shown, is_approved=typed["answer"] == "yes", why=typed["why"], version=typed["version"],
            actor=request.actor, reason=reason_of(request),
        )  # fmt: skip
    except Stale:
        form.add_error(None, CHANGED_MEANWHILE)
    except Refused as refusal:
        form.add_error(refusal.field if refusal.field in form.fields else None, refusal.sentence)
    else:
        return True
    return False


def standing(shown: BulkRequest) -> tuple[str, str]:
    """How a request stands, in words and a colour."""
    if shown.is_approved is None:
        return "Waits for the second person", "blue"
    if not shown.is_approved:
        return "Refused", "red"
    if shown.used_at is not None and shown.act == BulkRequest.Act.EXPORT:
        return "Used", "grey"
    if shown.valid_until_at is not None and shown.valid_until_at <= timezone.now():
        return "Approved, and run out", "grey"
    return "Approved", "green"


def _rows(shown: BulkRequest) -> list[SummaryRow]:
    rows = [
        SummaryRow("What", shown.get_act_display()),
        SummaryRow("Entries", f"{shown.count:,}"),
        SummaryRow("Asked by", f"{shown.asked_by}, {shown.force or 'a national body'}"),
        SummaryRow("Asked", moment(shown.asked_at)),
        SummaryRow("Why", shown.why),
    ]
    if shown.answered_at:
        rows.append(SummaryRow("Answered by", f"{shown.answered_by}, {moment(shown.answered_at)}"))
        rows.append(SummaryRow("Because", shown.answer_reason))
    if shown.valid_until_at:
        rows.append(SummaryRow("Valid until", moment(shown.valid_until_at)))
    return rows


def _scope(shown: BulkRequest, actor: Actor) -> Scope:
    """The scope as the search's own form reads it."""
    form = ScopeForm(shown.scope, is_national=True)
    return form.scope if form.is_valid() else Scope()


def _use_url(shown: BulkRequest, actor: Actor) -> str:
    """Where whoever asked does what was approved."""
    if standing(shown)[0] != "Approved" or shown.asked_by_id != actor.user_id:
        return ""
    page = "log-download" if shown.act == BulkRequest.Act.EXPORT else "log-search"
    return f"{reverse(page)}?{_scope(shown, actor).query()}"
