"""How a registered person is managed: manager, level of risk, visits. For the force that manages alone."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator
from django.forms import BaseForm
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from accounts.middleware import ActingRequest
from accounts.reasons import reason_of
from accounts.web import get_or_404
from cases.managed import guard_for, managed, plan_page, visit_line
from cases.web import management_forms as forms
from cases.web.card import person_or_404
from register import policies
from register.actions import management as acts
from register.actions import visits
from register.models import ManagementTransfer, Registration, Visit
from register.web.form_page import Done, FormPage, answer
from ui.dates import day

VISITS_A_PAGE, TRANSFERS_SHOWN = 10, 5
GET_OR_POST = ["GET", "POST"]


@never_cache
@require_safe
def management(request: ActingRequest, reference: str) -> HttpResponse:
    """How somebody is managed. Reading it is logged."""
    registration = registration_or_404(request, reference)
    guard, today = guard_for(registration, request.actor), timezone.localdate()
    rows = Visit.objects.visible_to(request.actor).filter(registration=registration, visited_at__isnull=False)
    rows = rows.select_related("recorded_by", "force").prefetch_related("status_changes")
    page = Paginator(rows, VISITS_A_PAGE).get_page(request.GET.get("page"))
    lines = [visit_line(each, guard) for each in page]
    acts.read_management(
        registration, actor=request.actor, reason=reason_of(request), shown=[each.reference for each in lines]
    )
    is_live = Registration.objects.visible_to(request.actor).live().filter(pk=registration.pk).exists()
    offers = ManagementTransfer.objects.visible_to(request.actor).filter(registration=registration)
    transfers = list(offers.select_related("from_force", "to_force")[:TRANSFERS_SHOWN])
    shown = {
        "person": registration.person,
        "transfers": transfers,
        "is_offered": any(each.status == ManagementTransfer.Status.OFFERED for each in transfers),
        "managed": managed(registration, guard, on=today),
        "plan": plan_page(registration, guard, on=today),
        "page": page,
        "visits": lines,
        "may_work": is_live and policies.WORK_MANAGEMENT.allows(request.actor, registration),
        "may_lead": is_live and policies.LEAD_MANAGEMENT.allows(request.actor, registration),
    }
    return render(request, "cases/management.html", shown)


@never_cache
@require_http_methods(GET_OR_POST)
def assign_manager(request: ActingRequest, reference: str) -> HttpResponse:
    """Name the offender manager."""
    registration = workable_or_404(request, reference)
    start = {"manager": registration.offender_manager_id}
    form = form_of(forms.AssignForm, request, registration, force_id=registration.managing_force_id, initial=start)

    def deed(typed: dict[str, Any]) -> Done:
        changed = acts.assign_manager(registration, **acting(request), **typed)
        named = changed.offender_manager
        return Done(f"{named.name} manages this registration now." if named else "The team holds it.", back(reference))

    return answer(request, page_of("Name the offender manager", "Save", registration), form, deed)


@never_cache
@require_http_methods(GET_OR_POST)
def set_level(request: ActingRequest, reference: str) -> HttpResponse:
    """Set the level of risk, or raise it."""
    registration = workable_or_404(request, reference)
    form = form_of(forms.LevelForm, request, registration, initial={"level": registration.management_level})

    def deed(typed: dict[str, Any]) -> Done:
        risk = acts.set_level(registration, **acting(request), **typed)
        next_on = day(risk.registration.next_visit_on)
        return Done(f"The level is {risk.get_level_display().lower()}. The next visit is due by {next_on}.",
                    back(reference))  # fmt: skip

    intro = "One person may set the first level or a higher one. A lower one takes two people."
    return answer(request, page_of("Set the level of risk", "Set", registration, intro), form, deed)


@never_cache
@require_http_methods(GET_OR_POST)
def ask_to_lower(request: ActingRequest, reference: str) -> HttpResponse:
    """Ask a supervisor to agree to a lower level."""
    registration = workable_or_404(request, reference)
    form = form_of(forms.LowerForm, request, registration)

    def deed(typed: dict[str, Any]) -> Done:
        acts.ask_to_lower(registration, **acting(request), **typed)
        return Done("A supervisor is asked. Nothing changes before they agree.", back(reference))

    return answer(request, page_of("Ask for a lower level of risk", "Ask", registration), form, deed)


@never_cache
@require_http_methods(GET_OR_POST)
def answer_lowering(request: ActingRequest, reference: str) -> HttpResponse:
    """Agree to a lower level as a second person, or not."""
    registration = led_or_404(request, reference)
    form = form_of(forms.AnswerForm, request, registration)
    request_line = managed(registration, guard_for(registration, request.actor), on=timezone.localdate()).request
    if request_line:
        asked = f"{request_line.said} asks for: {request_line.level.lower()}. Reasons: {request_line.why}"
    else:
        asked = "Nobody waits for an answer."

    def deed(typed: dict[str, Any]) -> Done:
        is_agreed = typed.pop("answer") == "yes"
        acts.answer_lowering(registration, is_agreed=is_agreed, **acting(request), **typed)
        return Done("The level is lowered." if is_agreed else "The level stays as it is.", back(reference))

    return answer(request, page_of("Agree to a lower level of risk", "Answer", registration, asked), form, deed)


@never_cache
@require_http_methods(GET_OR_POST)
def plan_visit(request: ActingRequest, reference: str) -> HttpResponse:
    """Plan the next visit, or change the plan."""
    registration = workable_or_404(request, reference)
    planned = Visit.objects.visible_to(request.actor).planned().filter(registration=registration).first()
    start: dict[str, Any] = {"officer": registration.offender_manager_id}
    if planned is not None:
        start = {"planned_on": planned.planned_on, "officer": planned.officer_id, "note": planned.plan_note}
    form = form_of(forms.PlanVisitForm, request, registration, force_id=registration.managing_force_id, initial=start)

    def deed(typed: dict[str, Any]) -> Done:
        visit = visits.plan_visit(registration, **acting(request), **typed)
        due_on = visit.registration.next_visit_on
        is_late = visit.planned_on is not None and visit.planned_on > due_on
        return Done(
            f"The visit is planned. It is due by {day(due_on)}{', which is earlier: plan it sooner' * is_late}.",
            back(reference),
            is_warning=is_late,
        )

    intro = f"The next visit is due by {day(registration.next_visit_on)}."
    return answer(request, page_of("Plan the next visit", "Plan", registration, intro), form, deed)


@never_cache
@require_http_methods(GET_OR_POST)
def record_visit(request: ActingRequest, reference: str) -> HttpResponse:
    """Record a visit that was made or tried."""
    registration = workable_or_404(request, reference)
    form = form_of(forms.RecordVisitForm, request, registration, initial={"visited_on": timezone.localdate()})

    def deed(typed: dict[str, Any]) -> Done:
        for name in ("visited_on", "visited_time"):
            typed.pop(name)
        visit = visits.record_visit(registration, **acting(request), **typed)
        next_on = day(visit.registration.next_visit_on)
        sentence = f"The visit is recorded. The next is due by {next_on}."
        if not visit.is_seen:
            sentence = f"The attempt is recorded. The visit stays due: try again by {next_on}."
        return Done(sentence, back(reference), is_warning=not visit.is_seen)

    return answer(request, page_of("Record a visit", "Record", registration), form, deed)


@never_cache
@require_http_methods(GET_OR_POST)
def cancel_visit(request: ActingRequest, reference: str) -> HttpResponse:
    """Cancel the visit that is planned."""
    registration = workable_or_404(request, reference)
    form = form_of(forms.WhyForm, request, registration)

    def deed(typed: dict[str, Any]) -> Done:
        visits.cancel_visit(registration, **acting(request), **typed)
        return Done("The planned visit is cancelled. It stays due when it is due.", back(reference))

    return answer(request, page_of("Cancel the planned visit", "Cancel the visit", registration), form, deed)


@never_cache
@require_http_methods(GET_OR_POST)
def withdraw_visit(request: ActingRequest, reference: str, visit: str) -> HttpResponse:
    """Take back a visit that was entered by mistake."""
    registration = led_or_404(request, reference)
    rows = Visit.objects.visible_to(request.actor).filter(registration=registration)
    mistaken = get_or_404(rows, reference=visit)
    form = form_of(forms.WhyForm, request, registration)

    def deed(typed: dict[str, Any]) -> Done:
        taken_back = visits.withdraw_visit(registration, visit=mistaken, **acting(request), **typed)
        next_on = day(taken_back.registration.next_visit_on)
        return Done(f"The visit no longer counts. The next is due by {next_on}.", back(reference), is_warning=True)

    intro = "It stays readable, marked as entered by mistake, and the clock runs as if it had not been made."
    return answer(request, page_of("Take back a visit", "Take back", registration, intro), form, deed)


def registration_or_404(request: ActingRequest, reference: str) -> Registration:
    """The live registration of a person, or their last one, if the actor's force manages it."""
    person = person_or_404(request, reference)
    rows = policies.SEE_MANAGEMENT.rows(Registration.objects.visible_to(request.actor), request.actor)
    rows = rows.filter(person=person).select_related("person", "managing_force", "offender_manager").order_by("-pk")
    live = Registration.objects.visible_to(request.actor).live().filter(person=person).values("pk")
    found: Registration = get_or_404(rows.filter(pk__in=live) if live.exists() else rows, person=person)
    return found


def back(reference: str) -> str:
    return reverse("management", args=[reference])


def workable_or_404(request: ActingRequest, reference: str) -> Registration:
    """The same, of whoever may work on it."""
    registration = registration_or_404(request, reference)
    policies.WORK_MANAGEMENT.require(request.actor, registration)
    return _read(request, registration)


def led_or_404(request: ActingRequest, reference: str) -> Registration:
    """The same, of whoever answers for the work of others."""
    registration = registration_or_404(request, reference)
    policies.LEAD_MANAGEMENT.require(request.actor, registration)
    return _read(request, registration)


def _read(request: ActingRequest, registration: Registration) -> Registration:
    """The forms show what is recorded as well: whoever opens one has read it, and the log says so."""
    read: Registration = acts.read_management(registration, shown=[], **acting(request))
    return read


def form_of(
    kind: type[BaseForm], request: ActingRequest, registration: Registration, *, initial: dict[str, Any] | None = None,
    **more: Any,
) -> BaseForm:  # fmt: skip
    """A form filled in from this version of the registration."""
    return kind(request.POST or None, initial={**(initial or {}), "version": registration.version}, **more)


def acting(request: ActingRequest) -> dict[str, Any]:
    """Who acts, and why."""
    return {"actor": request.actor, "reason": reason_of(request)}


def page_of(title: str, button: str, registration: Registration, intro: str = "") -> FormPage:
    """The words around a form about the management of somebody."""
    person = registration.person
    return FormPage(title, button, back(person.reference), about=person.display_name, intro=intro)
