"""A failure to notify on pages: suspected, explained, decided, referred, concluded."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from accounts.middleware import ActingRequest
from accounts.policy import Policy
from accounts.reasons import reason_of
from accounts.web import get_or_404
from cases.actions.notifications import open_breach
from cases.reading import as_corrected, without_protected_details
from cases.web.notification_forms import ConcludeForm, DecideBreachForm, ExcuseForm, ReferForm, SuspectForm
from cases.web.notifications import live_registration, way_back
from register.actions.breaches import (
    Of,
    accept_excuse,
    conclude_breach,
    find_no_breach,
    record_excuse,
    refer_breach,
    suspect_breach,
)
from register.models import Breach, NotificationDuty, NotificationItem
from register.policies import DECIDE_BREACH, READ_NOTIFICATION, SUSPECT_BREACH, WORK_BREACH
from register.web.form_page import Done, FormPage, answer

GET_OR_POST = ["GET", "POST"]
RELATED = ("registration__person", "registration__managing_force", "duty", "item", "notification")


@never_cache
@require_safe
def breach(request: ActingRequest, reference: str) -> HttpResponse:
    """One failure with its history. Opening it is logged."""
    row = _breach(request, reference, READ_NOTIFICATION)
    shown = {
        "page": open_breach(row, actor=request.actor, reason=reason_of(request)),
        "back_url": way_back(row.registration.person),
        "may_work": WORK_BREACH.allows(request.actor, row),
        "may_decide": DECIDE_BREACH.allows(request.actor, row),
    }
    return render(request, "cases/breach.html", shown)


@never_cache
@require_http_methods(GET_OR_POST)
def suspect_duty(request: ActingRequest, reference: str, number: int) -> HttpResponse:
    """Suspect a failure to notify in time."""
    person, registration = live_registration(request, reference, SUSPECT_BREACH)
    duties = NotificationDuty.objects.visible_to(request.actor).filter(registration=registration)
    duty = get_or_404(duties, pk=number)
    page = FormPage(
        "Suspect a failure", "Open it", way_back(person), about=person.display_name, intro=duty.get_kind_display()
    )
    return _suspected(request, page, registration, duty)


@never_cache
@require_http_methods(GET_OR_POST)
def suspect_item(request: ActingRequest, reference: str, number: int) -> HttpResponse:
    """Suspect that what was said is incomplete or false."""
    person, registration = live_registration(request, reference, SUSPECT_BREACH)
    items = NotificationItem.objects.visible_to(request.actor).filter(notification__registration=registration)
    item = get_or_404(items.select_related("notification"), pk=number)
    intro = f"{item.get_kind_display()}: {item.get_outcome_display().lower()}"
    page = FormPage("Suspect a failure", "Open it", way_back(person), about=person.display_name, intro=intro)
    return _suspected(request, page, registration, item)


@never_cache
@require_http_methods(GET_OR_POST)
def excuse(request: ActingRequest, reference: str) -> HttpResponse:
    """Record what the person gives as the reason."""
    row = _breach(request, reference, WORK_BREACH)
    read = without_protected_details(request.actor, [row.registration.person_id])
    form = ExcuseForm(request.POST or None, initial={"excuse": read(row.excuse), "version": row.version})

    def deed(typed: dict[str, Any]) -> Done:
        typed["excuse"] = as_corrected(row.excuse, typed["excuse"], read, field="excuse")
        record_excuse(row, **typed, **_act(request))
        return Done("What they say is recorded. Somebody else decides whether it is a reasonable excuse.", _page(row))

    return answer(request, _form_page("Record what they say", "Save", row), form, deed)


@never_cache
@require_http_methods(GET_OR_POST)
def decide(request: ActingRequest, reference: str) -> HttpResponse:
    """Accept an excuse, or find that there was no failure."""
    row = _breach(request, reference, DECIDE_BREACH)
    form = DecideBreachForm(request.POST or None, initial={"version": row.version})

    def deed(typed: dict[str, Any]) -> Done:
        acts = accept_excuse if typed.pop("decision") == Breach.Status.EXCUSED else find_no_breach
        acts(row, **typed, **_act(request))
        return Done("The decision and its reasons are recorded.", _page(row))

    intro = "What the person says stands on the page of the failure." if row.excuse else "No excuse is recorded."
    return answer(request, _form_page("Decide on a failure to notify", "Save the decision", row, intro), form, deed)


@never_cache
@require_http_methods(GET_OR_POST)
def refer(request: ActingRequest, reference: str) -> HttpResponse:
    """Refer a failure for prosecution."""
    row = _breach(request, reference, WORK_BREACH)
    form = ReferForm(request.POST or None, initial={"version": row.version})

    def deed(typed: dict[str, Any]) -> Done:
        refer_breach(row, **typed, **_act(request))
        return Done("The failure is referred.", _page(row))

    intro = f"{row.offence_code} {row.offence_title}. {row.offence_note}".strip()
    return answer(request, _form_page("Refer for prosecution", "Refer", row, intro), form, deed)


@never_cache
@require_http_methods(GET_OR_POST)
def conclude(request: ActingRequest, reference: str) -> HttpResponse:
    """Record what came of a referral."""
    row = _breach(request, reference, WORK_BREACH)
    form = ConcludeForm(request.POST or None, initial={"version": row.version})

    def deed(typed: dict[str, Any]) -> Done:
        conclude_breach(row, **typed, **_act(request))
        return Done("The outcome is recorded.", _page(row))

    return answer(request, _form_page("Record the outcome", "Save", row), form, deed)


def _suspected(request: ActingRequest, page: FormPage, registration: Any, of: Of) -> HttpResponse:
    def deed(typed: dict[str, Any]) -> Done:
        row = suspect_breach(registration, of=of, why=typed["why"], **_act(request))
        return Done("It is recorded as a suspected failure. Somebody of the managing force decides.", _page(row))

    return answer(request, page, SuspectForm(request.POST or None), deed)


def _breach(request: ActingRequest, reference: str, policy: Policy) -> Breach:
    row = get_or_404(Breach.objects.visible_to(request.actor).select_related(*RELATED), reference=reference)
    policy.require(request.actor, row)
    return row


def _form_page(title: str, button: str, row: Breach, intro: str = "") -> FormPage:
    return FormPage(title, button, _page(row), about=row.registration.person.display_name, intro=intro)


def _page(row: Breach) -> str:
    return reverse("breach", args=[row.reference])


def _act(request: ActingRequest) -> dict[str, Any]:
    return {"actor": request.actor, "reason": reason_of(request)}
