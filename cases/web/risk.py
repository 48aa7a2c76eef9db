"""The risk in a case: assessing it, raising it at once, and lowering it by two people."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from accounts.middleware import ActingRequest
from accounts.reasons import reason_of
from accounts.web import get_or_404
from cases import policies
from cases.actions import lowering as lowerings
from cases.actions.risk import raise_risk as raise_risk_of
from cases.actions.risk import read_risk
from cases.actions.risk import set_risk as set_risk_in
from cases.models import Case, CaseRisk, Lowering
from cases.reading import without_protected_details
from cases.risk_page import lowered_in_words, request_line, risk_page_of
from cases.rules.risk import is_lowering
from cases.web.card import person_or_404
from cases.web.risk_forms import AnswerForm, RaiseForm, RenewForm, RiskForm, WithdrawForm
from register.web.form_page import Done, FormPage, answer

GET_OR_POST = ["GET", "POST"]


@never_cache
@require_safe
def case_risk(request: ActingRequest, reference: str) -> HttpResponse:
    """The level, its clocks, who set it, the instruments used, and what waits for a second person. It is logged."""
    found = case_or_404(request, reference)
    read_risk(found, **acting(request))
    may_work = found.closed_at is None and policies.WORK_CASE.allows(request.actor, found)
    shown = {"case": found, "risk": risk_page_of(found, request.actor), "may_work": may_work}
    return render(request, "cases/case_risk.html", shown)


@never_cache
@require_http_methods(GET_OR_POST)
def set_risk(request: ActingRequest, reference: str) -> HttpResponse:
    """The officer's own judgement, before any figure. A lower level than the one in force asks a second person."""
    found = workable_or_404(request, reference)
    now = CaseRisk.objects.visible_to(request.actor).filter(case=found).first()

    def deed(typed: dict[str, Any]) -> Done:
        if now is not None and is_lowering(now.level, typed["level"]):
            return _ask(request, found, typed, stays=now.get_level_display().lower())
        risk = set_risk_in(found, **acting(request), **typed)
        sheet = risk.sheets.first()
        url = reverse("risk-sheet", args=[found.reference, sheet.reference]) if sheet else url_of(found)
        return Done(f"The risk is {risk.get_level_display().lower()}.", url)

    intro = f"The risk is {now.get_level_display().lower()} now. A lower level takes a second person." if now else ""
    page = FormPage("Assess the risk", "Save and continue", url_of(found), found.reference, f"{intro}".strip())
    return answer(request, page, RiskForm(request.POST or None), deed)


@never_cache
@require_http_methods(GET_OR_POST)
def renew(request: ActingRequest, reference: str) -> HttpResponse:
    """Ask a second person to agree that a lowered level holds for its days once more."""
    found = workable_or_404(request, reference)
    now = CaseRisk.objects.visible_to(request.actor).filter(case=found).first()

    def deed(typed: dict[str, Any]) -> Done:
        asked = lowerings.ask_to_renew_lowered_risk(found, **acting(request), **typed)
        return Done("A second person is asked. Until they agree, its last day stays as it is.", _url_of_request(asked))

    intro = lowered_in_words(now) if now else ""
    page = FormPage("Keep the risk lowered", "Ask a second person", url_of(found), found.reference, intro)
    return answer(request, page, RenewForm(request.POST or None), deed)


@never_cache
@require_http_methods(GET_OR_POST)
def raise_risk(request: ActingRequest, reference: str) -> HttpResponse:
    """Raise the risk at once, from the card, in the middle of a call."""
    person = person_or_404(request, reference)
    policies.RAISE_RISK.require(request.actor, person)
    back = reverse("person-card", args=[person.reference])

    def deed(typed: dict[str, Any]) -> Done:
        raised = raise_risk_of(person, **acting(request), **typed)
        level = typed["level"]
        said = f"The risk is {level}." if raised else "The risk is as high already, or nobody has a case."
        return Done(f"{said} A task asks the safeguarding officers to assess it today.", back)

    intro = "It counts at once, in every open case. Nobody has to agree. Lowering it again takes two people."
    page = FormPage("Raise the risk", "Raise", back, person.display_name, intro)
    return answer(request, page, RaiseForm(request.POST or None), deed)


@never_cache
@require_http_methods(GET_OR_POST)
def request_to_lower(request: ActingRequest, reference: str, lowering: str) -> HttpResponse:
    """A request to lower the risk, and the second person's answer to it."""
    found, asked = _request_or_404(request, reference, lowering)
    if request.method == "POST":
        policies.ANSWER_LOWERING.require(request.actor, asked)
    read_risk(found, **acting(request))
    form = AnswerForm(request.POST or None, initial={"version": asked.version})

    def deed(typed: dict[str, Any]) -> Done:
        lowerings.answer_risk_lowering(asked, **acting(request), **typed)
        done = "The risk is lowered." if typed["is_agreed"] else "The lower level is refused. The risk stays as it is."
        return Done("Agreed. " + done if typed["is_agreed"] else done, url_of(found))

    read = without_protected_details(request.actor, [found.person_id])
    page = FormPage(
        "Lower level of risk", "Answer", url_of(found), found.person.display_name,
        template="cases/risk_lowering.html",
    )  # fmt: skip
    more = {
        "case": found, "asked": request_line(asked, request.actor, read),
        "sheets": [each.reference for each in asked.sheets.order_by("pk")[:5]],
        "may_answer": policies.ANSWER_LOWERING.allows(request.actor, asked),
        "may_work": policies.WORK_CASE.allows(request.actor, found),
    }  # fmt: skip
    return answer(request, page, form, deed, **more)


@never_cache
@require_http_methods(GET_OR_POST)
def withdraw(request: ActingRequest, reference: str, lowering: str) -> HttpResponse:
    """Take one's own request back."""
    found, asked = _request_or_404(request, reference, lowering)
    policies.WORK_CASE.require(request.actor, found)

    def deed(_: dict[str, Any]) -> Done:
        lowerings.withdraw_lowering(asked, **acting(request))
        return Done("Your request is taken back. The risk stays as it is.", url_of(found))

    page = FormPage("Take your request back", "Take back", _url_of_request(asked), found.reference)
    return answer(request, page, WithdrawForm(request.POST or None), deed)


def _ask(request: ActingRequest, found: Case, typed: dict[str, Any], *, stays: str) -> Done:
    """What was typed becomes the request: nothing is typed twice."""
    asked = lowerings.ask_to_lower_risk(
        found, **acting(request), level=typed["level"], why=typed["judgement"], instrument=typed["instrument"]
    )
    sheet = asked.sheets.first()
    url = reverse("risk-sheet", args=[found.reference, sheet.reference]) if sheet else _url_of_request(asked)
    return Done(f"A second person is asked to agree to the lower level. Until then the risk stays {stays}.", url)


def case_or_404(request: ActingRequest, reference: str) -> Case:
    cases = Case.objects.visible_to(request.actor).select_related("person__owner_force", "force", "owner")
    return get_or_404(cases, reference=reference)


def workable_or_404(request: ActingRequest, reference: str) -> Case:
    found = case_or_404(request, reference)
    policies.WORK_CASE.require(request.actor, found)
    return found


def acting(request: ActingRequest) -> dict[str, Any]:
    """Who acts, and why."""
    return {"actor": request.actor, "reason": reason_of(request)}


def url_of(found: Case) -> str:
    return reverse("case-risk", args=[found.reference])


def _request_or_404(request: ActingRequest, reference: str, lowering: str) -> tuple[Case, Lowering]:
    found = case_or_404(request, reference)
    rows = Lowering.objects.visible_to(request.actor).filter(case=found).select_related("asked_by", "answered_by")
    return found, get_or_404(rows, reference=lowering)


def _url_of_request(asked: Lowering) -> str:
    return reverse("risk-lowering", args=[asked.case.reference, asked.reference])
