"""Pages of the life of a case: giving it to somebody, reviewing it, opening it again."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts.middleware import ActingRequest
from accounts.models import User
from accounts.reasons import reason_of
from accounts.web import get_or_404
from cases import policies
from cases.actions import case_life as acts
from cases.models import Case
from cases.owners import owners_in
from register.rules.time_limits import in_words
from register.web.form_page import Done, FormPage, answer
from ui.forms import DateField, Form

GET_OR_POST = ["GET", "POST"]


class CaseOwnerForm(Form):
    """Who has the case from now on, and why."""

    owner = forms.ModelChoiceField(
        queryset=User.objects.none(), label="Owner", empty_label="Choose",
        error_messages={"required": "Choose who has the case."},
    )  # fmt: skip
    why = forms.CharField(label="Why?", max_length=2000, widget=forms.Textarea(attrs={"rows": 3}))
    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, force_id: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["owner"].queryset = owners_in(force_id, on=timezone.localdate())  # type: ignore[attr-defined]


class ReviewCaseForm(Form):
    """How the case stands, and when it is looked at again."""

    words = forms.CharField(
        label="How does the case stand?",
        help_text="What has changed, what protects the people in it, what comes next.",
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 6}),
        error_messages={"required": "Say how the case stands: what has changed, what protects, what comes next."},
    )
    next_review_on = DateField(label="Next review", required=False)
    version = forms.IntegerField(widget=forms.HiddenInput)


@never_cache
@require_http_methods(GET_OR_POST)
def reassign(request: ActingRequest, reference: str) -> HttpResponse:
    """Give the case to somebody else."""
    found = _workable(request, reference)
    form = CaseOwnerForm(request.POST or None, force_id=found.force_id, initial={"version": found.version})

    def deed(typed: dict[str, Any]) -> Done:
        acts.reassign_case(found, actor=request.actor, reason=reason_of(request), **typed)
        return Done(f"{typed['owner'].name} has the case now, and finds it in their inbox.", _back(found))

    intro = f"It is with {found.owner.name} now."
    page = FormPage("Give the case to somebody else", "Give", _back(found), found.reference, intro)
    return answer(request, page, form, deed)


@never_cache
@require_http_methods(GET_OR_POST)
def review(request: ActingRequest, reference: str) -> HttpResponse:
    """Review the case as a whole."""
    found = _workable(request, reference)
    latest = acts.clock_of(found)
    form = ReviewCaseForm(request.POST or None, initial={"version": found.version})
    form.fields["next_review_on"].help_text = f"Leave empty for {in_words(latest.due_on)}, the latest day at this risk."

    def deed(typed: dict[str, Any]) -> Done:
        reviewed = acts.review_case(found, actor=request.actor, reason=reason_of(request), **typed)
        return Done(f"The case is reviewed. The next review is on {in_words(reviewed.next_review_on)}.", _back(found))

    page = FormPage("Review the case", "Review", _back(found), found.reference, latest.explanation)
    return answer(request, page, form, deed)


@never_cache
@require_http_methods(GET_OR_POST)
def reopen(request: ActingRequest, reference: str) -> HttpResponse:
    """Open a closed case again."""
    found = _workable(request, reference)
    start = {"owner": request.actor.user_id, "version": found.version}
    form = CaseOwnerForm(request.POST or None, force_id=found.force_id, initial=start)

    def deed(typed: dict[str, Any]) -> Done:
        acts.reopen_case(found, actor=request.actor, reason=reason_of(request), **typed)
        return Done("The case is open again.", _back(found))

    return answer(request, FormPage("Open the case again", "Open", _back(found), found.reference), form, deed)


def _workable(request: ActingRequest, reference: str) -> Case:
    cases = Case.objects.visible_to(request.actor).select_related("person", "force", "owner")
    found = get_or_404(cases, reference=reference)
    policies.WORK_CASE.require(request.actor, found)
    return found


def _back(found: Case) -> str:
    return reverse("case", args=[found.reference])
