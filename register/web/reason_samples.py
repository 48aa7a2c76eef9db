"""The monthly sample of reasons: what waits for a reviewer, one reading, and the answer of whoever read."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from accounts.middleware import ActingRequest
from accounts.reasons import reason_of
from accounts.web import get_or_404
from register import policies
from register.actions import reason_samples as acts
from register.models import ReasonSample
from register.readable import reading_of
from register.reason_samples import reason_given
from register.rules.reason_sample import READINGS
from register.web.form_page import Done, FormPage, answer
from register.web.keyset import Keyset, Newest, Soonest, links
from ui.components import SummaryRow
from ui.dates import day, moment
from ui.forms import Form
from ui.layout import NavigationItem

PAGE = 25
ASK = "ask"


class DecideReasonForm(Form):
    """Whether the reason satisfies, or a question."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    decision = forms.ChoiceField(
        label="Does the reason satisfy?",
        choices=[
            (ReasonSample.Decision.SATISFIED.value, "Yes"),
            (ReasonSample.Decision.NOT_SATISFIED.value, "No: professional standards get a task"),
            (ASK, "Not yet: ask whoever read it"),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": "Choose whether the reason satisfies."},
    )
    words = forms.CharField(
        label="In your words",
        help_text="What is missing, or what you want to know. If the reason satisfies, you may leave this empty.",
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class ExplainReadingForm(Form):
    """Why somebody read it."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    explanation = forms.CharField(
        label="Why did you read it?",
        help_text="The reviewer reads this. Name no address and no number.",
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "Say why you read it."},
    )


@never_cache
@require_safe
def samples(request: ActingRequest) -> HttpResponse:
    """What was drawn: those that wait, soonest due first, or those that somebody decided on."""
    policies.SEE_REASONS.require(request.actor)
    box = "decided" if request.GET.get("box") == "decided" else "waiting"
    rows = ReasonSample.objects.visible_to(request.actor).select_related("user", "person")
    if box == "waiting":
        page = Keyset(Soonest("due_on"), PAGE).page(rows.waiting(), request.GET.get("after", ""))
    else:
        page = Keyset(Newest("decided_at"), PAGE).page(rows.exclude(decision=""), request.GET.get("after", ""))
    shown = {
        "lines": [(each, READINGS.get(each.code, each.code)) for each in page.rows],
        **links(request, page),
        "boxes": _boxes(box),
        "today": timezone.localdate(),
    }
    return render(request, "register/reason_samples.html", shown)


@never_cache
@require_http_methods(["GET", "POST"])
def sample(request: ActingRequest, reference: str) -> HttpResponse:
    """One reading and its reason; for a reviewer with a form to decide, for whoever read it with one to answer."""
    people = ("user", "person", "asked_by", "decided_by")
    rows = ReasonSample.objects.visible_to(request.actor).select_related(*people)
    shown = get_or_404(rows, reference=reference)
    back = reverse("reason-samples")
    may_decide = not shown.decision and policies.DECIDE_REASON.allows(request.actor, shown)
    may_explain = (
        not (shown.decision or shown.explanation) and policies.EXPLAIN_READING.allows(request.actor, shown)
    )  # fmt: skip
    form_class = ExplainReadingForm if may_explain else DecideReasonForm
    form = form_class(request.POST or None, initial={"version": shown.version})
    page = FormPage(
        f"Reading {shown.reference}", "Save", back, refused_at=None if may_explain else "words",
        template="register/reason_sample.html",
    )  # fmt: skip

    def deed(typed: dict[str, Any]) -> Done:
        act = {"actor": request.actor, "reason": reason_of(request), "version": typed["version"]}
        return _explain(shown, typed, act) if may_explain else _decide(shown, typed, act)

    more = {"rows": _rows(request, shown), "has_form": may_decide or may_explain}
    return answer(request, page, form, deed, **more)


def _explain(shown: ReasonSample, typed: dict[str, Any], act: dict[str, Any]) -> Done:
    acts.explain_reading(shown, explanation=typed["explanation"], **act)
    return Done("Your answer is with the reviewer.", reverse("reason-samples"))


def _decide(shown: ReasonSample, typed: dict[str, Any], act: dict[str, Any]) -> Done:
    if typed["decision"] == ASK:
        acts.ask_reader(shown, question=typed["words"], **act)
        return Done("Whoever read it finds your question in their inbox.", reverse("reason-samples"))
    acts.decide_reason(shown, decision=ReasonSample.Decision(typed["decision"]), words=typed["words"], **act)
    return Done("Your decision is recorded.", reverse("reason-samples"))


def _rows(request: ActingRequest, shown: ReasonSample) -> list[SummaryRow]:
    read = reading_of(request.actor, {shown.person_id} if shown.person_id else set())
    given = reason_given(shown)
    rows = [
        SummaryRow("Who", shown.who),
        SummaryRow("When", moment(shown.read_at)),
        SummaryRow("What", READINGS.get(shown.code, shown.code)),
        SummaryRow("Record", shown.person.reference if shown.person else "None: a lookup"),
        SummaryRow("Reason", given.title),
        SummaryRow("In their words", read(given.words) or "None"),
        SummaryRow("Look at it by", day(shown.due_on)),
    ]
    if shown.asked_at:
        rows.append(SummaryRow("Question", f"{read(shown.question)} ({shown.asked_by}, {moment(shown.asked_at)})"))
    if shown.explained_at:
        rows.append(SummaryRow("Answer", f"{read(shown.explanation)} ({moment(shown.explained_at)})"))
    if shown.decided_at:
        said = f"{shown.get_decision_display()}. {read(shown.words)}".strip()
        rows.append(SummaryRow("Decision", f"{said} ({shown.decided_by}, {moment(shown.decided_at)})"))
    return rows


def _boxes(current: str) -> list[NavigationItem]:
    address = reverse("reason-samples")
    return [
        NavigationItem("To look at", address, is_current=current == "waiting"),
        NavigationItem("Decided", f"{address}?box=decided", is_current=current == "decided"),
    ]
