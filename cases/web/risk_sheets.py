"""Going through the questions of an instrument, and its figure beside the judgement that was made before."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts.middleware import ActingRequest
from accounts.web import get_or_404
from audit.core.errors import Refused, Stale
from cases import policies
from cases.actions.instruments import explain_difference, finish_sheet, record_answers
from cases.actions.risk import read_risk
from cases.models import InstrumentSheet
from cases.reading import without_protected_details
from cases.risk_page import sheet_result
from cases.rules.instruments import instrument_of
from cases.web.risk import acting, case_or_404, url_of
from cases.web.risk_forms import DifferenceForm, SheetForm
from register.web.form_page import CHANGED_MEANWHILE, Done, FormPage, answer

MOST_ITEMS = 60
FINISHED_MEANWHILE = "Somebody finished these answers while you were working on them. Yours were not saved."


@never_cache
@require_http_methods(["GET", "POST"])
def questions(request: ActingRequest, reference: str, sheet: str) -> HttpResponse:
    """The questions while they are answered; once they are finished, the figure beside the judgement."""
    found = case_or_404(request, reference)
    rows = InstrumentSheet.objects.visible_to(request.actor).filter(case=found)
    used = get_or_404(rows.select_related("assessment", "lowering", "finished_by"), reference=sheet)
    if request.method == "POST":
        policies.WORK_CASE.require(request.actor, used)
    read_risk(found, **acting(request))
    if used.finished_at is None:
        return _questions(request, used)
    if request.method == "POST" and "words" not in request.POST:
        messages.warning(request, FINISHED_MEANWHILE)
        return redirect(_url_of(used))
    return _result(request, used)


def _questions(request: ActingRequest, used: InstrumentSheet) -> HttpResponse:
    instrument = instrument_of(used.instrument, used.instrument_version)
    held = list(used.answers.order_by("pk")[:MOST_ITEMS])
    read = without_protected_details(request.actor, [used.person_id])
    form = SheetForm(
        request.POST or None, instrument=instrument, held=held, read=read, initial={"version": used.version}
    )
    if request.method == "POST" and form.is_valid() and _save(request, used, form):
        return redirect(_url_of(used) if "finish" in request.POST else url_of(used.case))
    words = used.assessment.judgement if used.assessment else used.lowering.why if used.lowering else ""
    shown = {
        "sheet": used, "case": used.case, "instrument": instrument, "form": form, "judgement": read(words),
        "may_work": policies.WORK_CASE.allows(request.actor, used),
        "items": [(form[item.code], form[f"{item.code}_note"]) for item in instrument.items],
    }  # fmt: skip
    return render(request, "cases/risk_sheet.html", shown)


def _save(request: ActingRequest, used: InstrumentSheet, form: SheetForm) -> bool:
    """Save what was typed, and finish where that was asked. Gives whether it was saved."""
    instrument = instrument_of(used.instrument, used.instrument_version)
    try:
        saved = record_answers(
            used, **acting(request), version=form.cleaned_data["version"], answers=form.answers(instrument)
        )
        if "finish" in request.POST:
            finish_sheet(saved, **acting(request))
    except Stale:
        form.add_error(None, CHANGED_MEANWHILE)
    except Refused as refusal:
        form.add_error(refusal.field if refusal.field in form.fields else None, refusal.sentence)
    else:
        messages.success(request, "The answers are saved.")
        return True
    return False


def _result(request: ActingRequest, used: InstrumentSheet) -> HttpResponse:
    def deed(typed: dict[str, Any]) -> Done:
        explain_difference(used, **acting(request), **typed)
        return Done("It is recorded why they differ.", _url_of(used))

    result = sheet_result(used, request.actor)
    page = FormPage(
        result.instrument.title, "Save", url_of(used.case), used.case.reference, template="cases/risk_result.html"
    )
    may_work = used.case.closed_at is None and policies.WORK_CASE.allows(request.actor, used)
    form = DifferenceForm(request.POST or None)
    return answer(request, page, form, deed, result=result, case=used.case, may_work=may_work)


def _url_of(used: InstrumentSheet) -> str:
    return reverse("risk-sheet", args=[used.case.reference, used.reference])
