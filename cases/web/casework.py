"""A case, the people in it, and what protects them."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts.middleware import ActingRequest
from accounts.reasons import reason_of
from accounts.web import get_or_404
from cases import policies
from cases.actions.cases import add_child as add_child_to_case
from cases.actions.cases import close_case as close_case_about
from cases.actions.cases import open_case as open_case_about
from cases.actions.incidents import put_in_case
from cases.actions.pairs import read_other_role
from cases.actions.protection import add_safeguard as add_safeguard_for
from cases.actions.protection import end_safeguard as end_safeguard_of
from cases.models import Case, Incident, Safeguard
from cases.web import forms
from cases.web.card import person_or_404
from cases.web.form_page import Done, FormPage, answer
from cases.web.orders import own_force
from cases.web.pair_forms import OpenCaseWithReasoningForm, without_reasoning
from cases.web.pairs import asking
from cases.web.reached import pair_or_404, workable_case
from register.models import Person, Task
from ui.dates import day

GET_OR_POST = ["GET", "POST"]


@never_cache
@require_http_methods(GET_OR_POST)
def open_case(request: ActingRequest, reference: str) -> HttpResponse:
    """Open the force's case about a person."""
    person = person_or_404(request, reference)
    policies.OPEN_CASE.require(request.actor, person)
    force = own_force(request, policies.OPEN_CASE.permission)
    initial = {"owner": request.actor.user_id}
    form = OpenCaseWithReasoningForm(request.POST or None, force_id=force.pk, initial=initial)
    known = read_other_role(person, actor=request.actor, reason=reason_of(request), is_entered_as_harmed=False)

    def deed(typed: dict[str, Any]) -> Done:
        usual = without_reasoning(typed) | {"force": force, "reasoning": form.reasoning()}
        opened = open_case_about(person, actor=request.actor, reason=reason_of(request), **usual)
        _put_in(request, opened)
        may_see = policies.SEE_CASE.allows(request.actor, opened)
        return Done("The case is open.", reverse("case", args=[opened.reference]) if may_see else _record(person))

    page = FormPage(
        "Open a case", "Open", _record(person), about=person.display_name,
        template="cases/counter_allegation_form.html",
    )  # fmt: skip
    return answer(request, page, form, deed, **asking(form, known))


@never_cache
@require_http_methods(GET_OR_POST)
def add_child(request: ActingRequest, reference: str) -> HttpResponse:
    """Add a child to the case."""
    found = workable_case(request, reference)

    def deed(typed: dict[str, Any]) -> Done:
        add_child_to_case(found, actor=request.actor, reason=reason_of(request), **typed)
        return Done("The child is in the case.", _back(found))

    return answer(request, _page(found, "Add a child", "Add"), forms.ChildForm(request.POST or None), deed)


@never_cache
@require_http_methods(GET_OR_POST)
def add_safeguard(request: ActingRequest, reference: str, victim: str) -> HttpResponse:
    """Put a safeguard in place for a victim."""
    found, pair = pair_or_404(request, reference, victim)
    start = {"starts_on": timezone.localdate(), "owner": request.actor.user_id}
    form = forms.SafeguardForm(request.POST or None, force_id=found.force_id, initial=start)

    def deed(typed: dict[str, Any]) -> Done:
        add_safeguard_for(pair, actor=request.actor, reason=reason_of(request), **typed)
        return Done("The safeguard is in place.", _back(found))

    page = _page(found, "Add a safeguard", "Add", about=pair.victim.display_name)
    return answer(request, page, form, deed)


@never_cache
@require_http_methods(GET_OR_POST)
def end_safeguard(request: ActingRequest, reference: str, victim: str, number: int) -> HttpResponse:
    """End a safeguard of a victim, and say why."""
    found, pair = pair_or_404(request, reference, victim)
    safeguard = get_or_404(Safeguard.objects.filter(pair=pair), pk=number)

    def deed(typed: dict[str, Any]) -> Done:
        end_safeguard_of(pair, actor=request.actor, reason=reason_of(request), safeguard=safeguard, **typed)
        return Done("The safeguard is ended.", _back(found))

    intro = f"{safeguard.get_kind_display()}. Today is its last day: the control room acts on it until midnight."
    page = FormPage("End a safeguard", "End", _back(found), about=pair.victim.display_name, intro=intro)
    return answer(request, page, forms.EndSafeguardForm(request.POST or None), deed)


@never_cache
@require_http_methods(GET_OR_POST)
def close_case(request: ActingRequest, reference: str) -> HttpResponse:
    """Close a case, and say why. What is still to be done about the person is shown first."""
    found = workable_case(request, reference)

    def deed(typed: dict[str, Any]) -> Done:
        close_case_about(found, actor=request.actor, reason=reason_of(request), **typed)
        return Done("The case is closed.", _record(found.person))

    page = FormPage("Close the case", "Close", _back(found), about=found.reference, intro=_still_to_do(request, found))
    return answer(request, page, forms.CloseCaseForm(request.POST or None), deed)


def _put_in(request: ActingRequest, opened: Case) -> None:
    """Put the incident from whose page the case was opened into it."""
    incident = Incident.objects.visible_to(request.actor).filter(reference=request.GET.get("incident", "")).first()
    if incident is not None and incident.case_id is None:
        put_in_case(incident, actor=request.actor, reason=reason_of(request), case=opened)


def _still_to_do(request: ActingRequest, found: Case) -> str:
    """The open tasks about the person, which closing the case leaves open."""
    tasks = Task.objects.visible_to(request.actor).open().filter(person=found.person)
    lines = [f"{task.title}, due {day(task.due_on)}" for task in tasks]
    return f"Still to be done about this person: {'; '.join(lines)}. Closing the case leaves it open." if lines else ""


def _page(found: Case, title: str, button: str, *, about: str = "") -> FormPage:
    return FormPage(title, button, _back(found), about=about or found.reference)


def _back(found: Case) -> str:
    return reverse("case", args=[found.reference])


def _record(person: Person) -> str:
    return reverse("person-record", args=[person.reference])
