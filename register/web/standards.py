"""The desk of professional standards: who tried what is closed to them, and the bars from people's own records."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from accounts.middleware import ActingRequest
from accounts.reasons import reason_of
from accounts.web import get_or_404
from register import policies
from register.actions.own_records import lift_bar
from register.actions.standards_reading import list_bars, list_touches, open_bar, open_touch
from register.actions.touches import answer_touch
from register.events import LOOKED_UP
from register.models import OwnRecordBar, Touch
from register.rules.own_record import IN_WORDS, Hit
from register.web.form_page import Done, FormPage, answer_reading
from register.web.keyset import Keyset, Newest, links
from ui.components import SummaryRow
from ui.dates import moment
from ui.forms import Form

PAGE = 25
NOT_NAMED = "A record that is closed to them"
"""What stands for a record that is not open to the reader either, whatever closes it to whoever tried it."""


class AnswerForm(Form):
    """What came of it."""

    outcome = forms.ChoiceField(
        label="What came of it?", choices=Touch.Outcome.choices, widget=forms.RadioSelect,
        error_messages={"required": "Select what came of it"},
    )  # fmt: skip
    words = forms.CharField(
        label="What you found out", max_length=2000, widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": "Say what you found out"},
    )  # fmt: skip
    version = forms.IntegerField(widget=forms.HiddenInput)


class LiftForm(Form):
    """How it is known that the record is of somebody else."""

    why = forms.CharField(
        label="How you know that the record is of somebody else", max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "Say how you know that the record is of somebody else"},
    )  # fmt: skip
    version = forms.IntegerField(widget=forms.HiddenInput)


@never_cache
@require_safe
def touches(request: ActingRequest) -> HttpResponse:
    """What was noticed in the force, newest first."""
    policies.SEE_TOUCHES.require(request.actor)
    rows = Touch.objects.visible_to(request.actor).as_told_to(request.actor).select_related("user")
    page = Keyset(Newest("happened_at"), PAGE).page(rows, request.GET.get("after", ""))
    list_touches(page.rows, actor=request.actor, reason=reason_of(request))
    shown = [(each, _what(each)) for each in page.rows]
    return render(request, "register/touches.html", {"rows": shown, **links(request, page)})


@never_cache
@require_http_methods(["GET", "POST"])
def touch(request: ActingRequest, reference: str) -> HttpResponse:
    """One of them, and what came of it."""
    rows = (
        Touch.objects.visible_to(request.actor)
        .as_told_to(request.actor)
        .select_related("user", "person", "answered_by")
    )
    shown = get_or_404(rows, reference=reference)
    page = FormPage(
        "A closed record was touched", "Save", reverse("touches"), shown.reference, template="register/touch.html"
    )
    form = AnswerForm(request.POST or None, initial={"version": shown.version})

    def deed(typed: dict[str, Any]) -> Done:
        answer_touch(shown, actor=request.actor, reason=reason_of(request), **typed)
        return Done("It is answered.", reverse("touches"))

    may_answer = shown.answered_at is None and policies.ANSWER_TOUCH.allows(request.actor, shown)

    def read() -> dict[str, Any]:
        open_touch(shown, actor=request.actor, reason=reason_of(request))
        return {"rows": _rows_of_touch(shown), "may_answer": may_answer}

    return answer_reading(request, page, form, deed, read)


@never_cache
@require_safe
def bars(request: ActingRequest) -> HttpResponse:
    """Who of the force is barred from which record, as from their own; newest first."""
    policies.SEE_OWN_RECORDS.require(request.actor)
    rows = OwnRecordBar.objects.visible_to(request.actor).select_related("user", "person")
    page = Keyset(Newest("barred_at"), PAGE).page(rows, request.GET.get("after", ""))
    list_bars(page.rows, actor=request.actor, reason=reason_of(request))
    return render(request, "register/own_records.html", {"rows": page.rows, **links(request, page)})


@never_cache
@require_http_methods(["GET", "POST"])
def bar(request: ActingRequest, reference: str) -> HttpResponse:
    """One bar: by what it was found, and lifting it."""
    rows = OwnRecordBar.objects.visible_to(request.actor).select_related("user", "person", "lifted_by")
    shown = get_or_404(rows, reference=reference)
    page = FormPage(
        "A bar from somebody’s own record", "Lift the bar", reverse("own-records"), shown.reference,
        template="register/own_record.html",
    )  # fmt: skip
    form = LiftForm(request.POST or None, initial={"version": shown.version})

    def deed(typed: dict[str, Any]) -> Done:
        lift_bar(shown, actor=request.actor, reason=reason_of(request), **typed)
        return Done("The bar is lifted.", reverse("own-records"))

    may_lift = shown.lifted_at is None and policies.LIFT_BAR.allows(request.actor, shown)

    def read() -> dict[str, Any]:
        open_bar(shown, actor=request.actor, reason=reason_of(request))
        return {"rows": _rows_of_bar(shown), "may_answer": may_lift}

    return answer_reading(request, page, form, deed, read)


def _what(shown: Touch) -> str:
    return shown.get_kind_display() if shown.is_named else NOT_NAMED  # type: ignore[attr-defined]


def _rows_of_touch(shown: Touch) -> list[SummaryRow]:
    is_named: bool = shown.is_named  # type: ignore[attr-defined]
    how = "Looked it up" if shown.code == LOOKED_UP.code else "Asked for it"
    told = {
        "Who": shown.user.name,
        "What": _what(shown),
        "Record": shown.person.reference if is_named else "",
        "How": how if is_named else "",
        "When": moment(shown.happened_at),
        "Entry of the log": str(shown.event) if is_named else "",
        "What came of it": shown.get_outcome_display() if shown.outcome else "",
        "What was found out": shown.words,
        "Answered": f"{shown.answered_by}, {moment(shown.answered_at)}" if shown.answered_at else "",
    }
    return [SummaryRow(label, value) for label, value in told.items() if value]


def _rows_of_bar(shown: OwnRecordBar) -> list[SummaryRow]:
    kinds = dict.fromkeys(hit.partition(":")[0] for hit in shown.open_hits)
    told = {
        "Who": shown.user.name,
        "Record": shown.person.reference,
        "Why": ", ".join(IN_WORDS[Hit(kind)] for kind in kinds).capitalize(),
        "Since": moment(shown.barred_at),
        "Lifted": f"{shown.lifted_by}, {moment(shown.lifted_at)}" if shown.lifted_at else "",
        "Why it was lifted": shown.lifted_why,
    }
    return [SummaryRow(label, value) for label, value in told.items() if value]
