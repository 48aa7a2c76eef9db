"""A case, the people in it, and what protects them."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts.middleware import ActingRequest
from accounts.reasons import reason_of
from cases import policies
from cases.actions.cases import close_case as close_case_about
from cases.actions.cases import open_case as open_case_about
from cases.actions.incidents import put_in_case
from cases.actions.pairs import read_other_role
from cases.models import Case, Incident
from cases.web import forms
from cases.web.card import person_or_404
from cases.web.orders import own_force
from cases.web.pair_forms import OpenCaseWithReasoningForm, without_reasoning
from cases.web.pairs import asking
from cases.web.reached import workable_case
from register.models import Person, Task
from register.web.form_page import Done, FormPage, answer
from ui.dates import day

GET_OR_POST = ["GET", "POST"]
MOST_NAMED = 10


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
    lines = [f"{task.title}, due {day(task.due_on)}" for task in tasks.order_by("due_on", "pk")[: MOST_NAMED + 1]]
    if len(lines) > MOST_NAMED:
        lines[MOST_NAMED:] = ["and more"]
    return f"Still to be done about this person: {'; '.join(lines)}. Closing the case leaves it open." if lines else ""


def _page(found: Case, title: str, button: str, *, about: str = "") -> FormPage:
    return FormPage(title, button, _back(found), about=about or found.reference)


def _back(found: Case) -> str:
    return reverse("case", args=[found.reference])


def _record(person: Person) -> str:
    return reverse("person-record", args=[person.reference])
