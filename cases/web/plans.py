"""The risk management plan of a registered person and its actions."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts.middleware import ActingRequest
from accounts.web import get_or_404
from cases.managed import guard_for, plan_page
from cases.web import management_forms as forms
from cases.web.management import acting, back, form_of, led_or_404, page_of, workable_or_404
from register.actions import plans
from register.models import PlanAction, Registration
from register.web.form_page import Done, FormPage, answer
from ui.dates import day

GET_OR_POST = ["GET", "POST"]


@never_cache
@require_http_methods(GET_OR_POST)
def write_plan(request: ActingRequest, reference: str) -> HttpResponse:
    """Write the plan, change it, or review it: the form begins with the version in force."""
    registration = workable_or_404(request, reference)
    form = form_of(forms.PlanForm, request, registration, initial=_in_force(request, registration))

    def deed(typed: dict[str, Any]) -> Done:
        plan = plans.write_plan(registration, **acting(request), **typed)
        if plan.in_force_on is None:
            return Done("The plan waits for a supervisor. Until then the one before stays.", back(reference))
        return Done(f"The plan is in force. Review it by {day(plan.registration.plan_due_on)}.", back(reference))

    intro = "A new version takes the place of the old one, which stays readable. To review it, change what has changed."
    return answer(request, page_of("Write the risk management plan", "Save", registration, intro), form, deed)


@never_cache
@require_http_methods(GET_OR_POST)
def answer_plan(request: ActingRequest, reference: str) -> HttpResponse:
    """Approve a plan as a second person, or say what is missing."""
    registration = led_or_404(request, reference)
    form = form_of(forms.AnswerPlanForm, request, registration)
    shown = plan_page(registration, guard_for(registration, request.actor), on=timezone.localdate())

    def deed(typed: dict[str, Any]) -> Done:
        is_approved = typed.pop("answer") == "yes"
        plans.answer_plan(registration, is_approved=is_approved, **acting(request), **typed)
        return Done("The plan is in force." if is_approved else "The plan is not approved.", back(reference))

    person = registration.person
    page = FormPage(
        "Approve the risk management plan", "Answer", back(reference), about=person.display_name,
        template="cases/answer_plan.html",
    )  # fmt: skip
    return answer(request, page, form, deed, plan=shown)


@never_cache
@require_http_methods(GET_OR_POST)
def add_plan_action(request: ActingRequest, reference: str) -> HttpResponse:
    """Add something to do under the plan."""
    registration = workable_or_404(request, reference)
    start = {"owner": registration.offender_manager_id}
    force = registration.managing_force_id
    form = form_of(forms.PlanActionForm, request, registration, force_id=force, initial=start)

    def deed(typed: dict[str, Any]) -> Done:
        added = plans.add_plan_action(registration, **acting(request), **typed)
        return Done(f"The action is in the plan. It is due by {day(added.due_on)}.", back(reference))

    return answer(request, page_of("Add an action to the plan", "Add", registration), form, deed)


@never_cache
@require_http_methods(GET_OR_POST)
def change_plan_action(request: ActingRequest, reference: str, number: str) -> HttpResponse:
    """Give an action to somebody else, or set another day."""
    registration, row = _with_action(request, reference, number)
    start = {"owner": row.owner_id, "due_on": row.due_on}
    force = registration.managing_force_id
    form = form_of(forms.ChangeActionForm, request, registration, force_id=force, initial=start)

    def deed(typed: dict[str, Any]) -> Done:
        plans.change_plan_action(registration, plan_action=row, **acting(request), **typed)
        return Done("The action is changed.", back(reference))

    page = page_of("Change an action of the plan", "Save", registration, _what(request, registration, row))
    return answer(request, page, form, deed)


@never_cache
@require_http_methods(GET_OR_POST)
def close_plan_action(request: ActingRequest, reference: str, number: str) -> HttpResponse:
    """Close an action with what came of it."""
    registration, row = _with_action(request, reference, number)
    form = form_of(forms.CloseActionForm, request, registration)

    def deed(typed: dict[str, Any]) -> Done:
        is_done = typed.pop("answer") == "yes"
        plans.close_plan_action(registration, plan_action=row, is_done=is_done, **acting(request), **typed)
        return Done("The action is closed.", back(reference))

    page = page_of("Close an action of the plan", "Close", registration, _what(request, registration, row))
    return answer(request, page, form, deed)


def _with_action(request: ActingRequest, reference: str, number: str) -> tuple[Registration, PlanAction]:
    registration = workable_or_404(request, reference)
    rows = PlanAction.objects.visible_to(request.actor).filter(registration=registration)
    return registration, get_or_404(rows, reference=number)


def _what(request: ActingRequest, registration: Registration, row: PlanAction) -> str:
    return guard_for(registration, request.actor).free_text(row.measure)


def _in_force(request: ActingRequest, registration: Registration) -> dict[str, Any]:
    """What the version in force says, as this reader may read it: whoever may not read an address keeps it out."""
    current = plans.plan_in_force(registration)
    if current is None:
        return {}
    read = guard_for(registration, request.actor).free_text
    texts = {name: read(getattr(current, name)) for name in ("risks", "protection", "strategy")}
    return {**texts, "mappa_level": current.mappa_level}
