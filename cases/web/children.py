"""Children in a case, where they learn, and the notices to their schools (Operation Encompass)."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from accounts.middleware import ActingRequest
from accounts.reasons import reason_of
from accounts.web import get_or_404
from cases import policies
from cases.actions import children as acts
from cases.actions.cases import add_child as add_child_to_case
from cases.children import standing_of
from cases.models import Case, Child, ChildSchool, Incident, SchoolNotice
from cases.reading import without_protected_details
from cases.web import child_forms as forms
from cases.web.forms import ChildForm
from cases.web.reached import case_or_404, workable_case
from register.web.form_page import Done, FormPage, answer

GET_OR_POST = ["GET", "POST"]
PAGE = 25
ASK_INTRO = (
    "Each school is told before it next opens, in holidays too. The notice names no place, and the parents are not "
    "told of it."
)


@never_cache
@require_safe
def children(request: ActingRequest, reference: str) -> HttpResponse:
    """The children of a case. Reading about them is logged."""
    found = case_or_404(request, reference)
    page = acts.read_children(found, actor=request.actor, reason=reason_of(request))
    may_work = page.is_case_open and policies.WORK_CASE.allows(request.actor, found)
    return render(request, "cases/children.html", {"page": page, "may_work": may_work})


@never_cache
@require_http_methods(GET_OR_POST)
def add_child(request: ActingRequest, reference: str) -> HttpResponse:
    """Add a child to the case."""
    found = workable_case(request, reference)

    def deed(typed: dict[str, Any]) -> Done:
        add_child_to_case(found, actor=request.actor, reason=reason_of(request), **typed)
        return Done("The child is in the case. Say where they learn.", _children_page(found))

    return answer(request, _page(found, "Add a child", "Add"), ChildForm(request.POST or None), deed)


@never_cache
@require_http_methods(GET_OR_POST)
def set_school(request: ActingRequest, reference: str, number: int) -> HttpResponse:
    """Record where a child learns now."""
    found = workable_case(request, reference)
    child = get_or_404(Child.objects.filter(case=found), pk=number)
    form = forms.SchoolForm(request.POST or None, initial={"education": ChildSchool.Education.SCHOOL})

    def deed(typed: dict[str, Any]) -> Done:
        acts.set_school(found, actor=request.actor, reason=reason_of(request), child=child, **typed)
        return Done("It is recorded where the child learns.", _children_page(found))

    return answer(request, _page(found, "Where the child learns", "Save", about=child.name), form, deed)


@never_cache
@require_http_methods(GET_OR_POST)
def ask_for_notices(request: ActingRequest, reference: str) -> HttpResponse:
    """Say that police attended, so that the children's schools are told."""
    found = workable_case(request, reference)
    rows = {child.pk: child for child in Child.objects.filter(case=found)}
    choices = [(key, child.name) for key, child in rows.items()]
    initial = _of_incident(request, found) | {"children": list(rows)}
    form = forms.AskForNoticesForm(request.POST or None, choices=choices, initial=initial)

    def deed(typed: dict[str, Any]) -> Done:
        chosen = [rows[key] for key in typed["children"]]
        asked = acts.ask_for_notices(
            found, actor=request.actor, reason=reason_of(request), attended=form.attended(), children=chosen
        )
        return Done(_asked_sentence(len(asked), len(chosen)), _children_page(found))

    return answer(request, _page(found, "Tell the children’s schools", "Ask", intro=ASK_INTRO), form, deed)


def _of_incident(request: ActingRequest, found: Case) -> dict[str, Any]:
    """When and under which number police attended, where the page was opened from an incident of the case."""
    incidents = Incident.objects.visible_to(request.actor).filter(case=found)
    incident = incidents.filter(reference=request.GET.get("incident", "")).first()
    if incident is None:
        return forms.typed_at()
    return forms.typed_at(incident.happened_at) | {"police_reference": incident.incident_number}


@never_cache
@require_safe
def school_notices(request: ActingRequest) -> HttpResponse:
    """The force's notices that are to be sent, the most urgent first. The list names nobody."""
    policies.SEE_SCHOOL_NOTICES.require(request.actor)
    rows = SchoolNotice.objects.visible_to(request.actor).open().select_related("case")
    page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    lines = [(notice, *standing_of(notice)) for notice in page]
    return render(request, "cases/school_notices.html", {"page": page, "lines": lines})


@never_cache
@require_http_methods(GET_OR_POST)
def school_notice(request: ActingRequest, reference: str) -> HttpResponse:
    """One notice: its text, and that it was sent."""
    notice = _notice(request, reference)
    text = acts.read_notice(notice, actor=request.actor, reason=reason_of(request))
    status, colour = standing_of(notice)
    form = forms.SendNoticeForm(request.POST or None, initial={"version": notice.version})
    is_due = notice.status == SchoolNotice.Status.DUE
    may_work = is_due and policies.WORK_SCHOOL_NOTICES.allows(request.actor, notice)

    def deed(typed: dict[str, Any]) -> Done:
        acts.send_notice(notice, actor=request.actor, reason=reason_of(request), **typed)
        return Done("It is recorded that the school was told.", reverse("school-notice", args=[notice.reference]))

    page = FormPage(
        "Notice to a school", "The school was told", _children_page(notice.case), about=notice.reference,
        template="cases/school_notice.html",
    )  # fmt: skip
    read = without_protected_details(request.actor, [notice.person_id])
    shown = {
        "notice": notice,
        "text": text,
        "why_not": read(notice.why_not),
        "status": status,
        "colour": colour,
        "may_work": may_work,
    }
    changes = notice.status_changes.select_related("changed_by")
    return answer(request, page, form, deed, changes=changes, **shown)


@never_cache
@require_http_methods(GET_OR_POST)
def excuse_notice(request: ActingRequest, reference: str) -> HttpResponse:
    """Decide that a school need not be told."""
    notice = _notice(request, reference)
    policies.WORK_SCHOOL_NOTICES.require(request.actor, notice)
    form = forms.ExcuseNoticeForm(request.POST or None, initial={"version": notice.version})

    def deed(typed: dict[str, Any]) -> Done:
        acts.excuse_notice(notice, actor=request.actor, reason=reason_of(request), **typed)
        return Done("It is recorded why the school need not be told.", _children_page(notice.case))

    back = reverse("school-notice", args=[notice.reference])
    return answer(request, FormPage("The school need not be told", "Record", back, about=notice.reference), form, deed)


def _notice(request: ActingRequest, reference: str) -> SchoolNotice:
    rows = SchoolNotice.objects.visible_to(request.actor).select_related("child", "case", "person", "force")
    return get_or_404(rows, reference=reference)


def _asked_sentence(asked: int, chosen: int) -> str:
    left_out = "" if asked == chosen else " Whoever is not of school age was left out."
    return f"{asked} notice{'' if asked == 1 else 's'} to be sent.{left_out}"


def _children_page(found: Case) -> str:
    return reverse("children", args=[found.reference])


def _page(found: Case, title: str, button: str, *, about: str = "", intro: str = "") -> FormPage:
    return FormPage(title, button, _children_page(found), about=about or found.reference, intro=intro)
