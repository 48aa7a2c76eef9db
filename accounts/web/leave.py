"""Leave: one's own, or that of somebody of the force. It says days and a deputy, never a reason."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from accounts import policies
from accounts.absence import in_post, whose_leave
from accounts.actions.leave import declare_leave, withdraw_leave
from accounts.middleware import ActingRequest
from accounts.models import Leave, User
from accounts.reasons import reason_of
from accounts.web import get_or_404
from audit.core.errors import Refused
from ui.forms import DateField, Form

MOST_SHOWN = 20
PAGE = 50


class DeputyField(forms.ModelChoiceField):  # type: ignore[type-arg]
    """A colleague of the force."""

    def label_from_instance(self, obj: Any) -> str:
        return f"{obj.name} ({obj.collar_number})" if obj.collar_number else str(obj.name)


class LeaveForm(Form):
    """From which day to which, and who stands in."""

    starts_on = DateField(label="First day away", error_messages={"required": "Enter the first day away"})
    ends_on = DateField(label="Last day away", error_messages={"required": "Enter the last day away"})
    deputy = DeputyField(
        label="Who stands in",
        queryset=User.objects.none(),
        to_field_name="reference",
        required=False,
        empty_label="Nobody: the team takes the work",
        help_text="They get the work on the first day away. It comes back on the day after the last.",
    )

    def __init__(self, *args: Any, colleagues: QuerySet[User], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["deputy"].queryset = colleagues  # type: ignore[attr-defined]


@never_cache
@require_safe
def away(request: ActingRequest) -> HttpResponse:
    """Who is away, or will be: oneself, or everybody of the force for whoever leads them."""
    policies.DECLARE_LEAVE.require(request.actor)
    today = timezone.localdate()
    page = Paginator(whose_leave(request.actor, on=today), PAGE).get_page(request.GET.get("page"))
    return render(request, "accounts/away.html", {"page": page, "today": today})


@never_cache
@require_http_methods(["GET", "POST"])
def leave(request: ActingRequest, reference: str) -> HttpResponse:
    """The leave of one person, and the form that declares more."""
    shown = _user(request, reference)
    today = timezone.localdate()
    colleagues = in_post(on=today).filter(force=shown.force_id).exclude(pk=shown.pk).order_by("name", "pk")
    form = LeaveForm(request.POST if request.method == "POST" else None, colleagues=colleagues)
    if form.is_valid():
        try:
            declare_leave(shown, actor=request.actor, reason=reason_of(request), **form.cleaned_data)
        except Refused as refusal:
            form.add_error(refusal.field if refusal.field in form.fields else None, refusal.sentence)
        else:
            messages.success(request, "The leave is declared.")
            return redirect("leave", reference)
    declared = Leave.objects.visible_to(request.actor).standing().filter(user=shown, ends_on__gte=today)
    context = {
        "form": form, "shown": shown, "is_oneself": shown.pk == request.actor.user_id, "today": today,
        "declared": declared.select_related("deputy").order_by("starts_on")[:MOST_SHOWN],
    }  # fmt: skip
    return render(request, "accounts/leave.html", context)


@never_cache
@require_http_methods(["GET", "POST"])
def withdraw(request: ActingRequest, reference: str, leave: str) -> HttpResponse:
    """Take leave back, or come back early, after one question."""
    shown = _user(request, reference)
    declared = get_or_404(Leave.objects.visible_to(request.actor).filter(user=shown), reference=leave)
    form = forms.Form(request.POST) if request.method == "POST" else None
    if form is not None:
        try:
            withdraw_leave(shown, actor=request.actor, reason=reason_of(request), leave=declared)
        except Refused as refusal:
            form.add_error(None, refusal.sentence)
        else:
            messages.success(request, "The leave is taken back. The work comes back within a minute.")
            return redirect("leave", reference)
    return render(request, "accounts/withdraw_leave.html", {"form": form, "shown": shown, "declared": declared})


def _user(request: ActingRequest, reference: str) -> User:
    policies.DECLARE_LEAVE.require(request.actor)
    return get_or_404(whose_leave(request.actor, on=timezone.localdate()), reference=reference)
