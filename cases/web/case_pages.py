"""The page of a case, its parts, its briefing on paper, and the list of cases."""

from __future__ import annotations

from django import forms
from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from accounts.actor import Actor
from accounts.middleware import ActingRequest
from accounts.models import User
from accounts.reasons import reason_of
from audit.core.errors import Refused
from cases import policies
from cases.actions.case_pages import list_cases, open_case_page, print_case_briefing
from cases.lists import cases_of
from cases.models import Case
from cases.owners import owners_in
from cases.sections import SECTIONS
from cases.web.entry import Printed, PrintForm
from cases.web.reached import case_or_404
from register.web.form_page import FormPage
from register.web.keyset import Keyset, Newest, Soonest, links
from ui.forms import Form
from ui.layout import NavigationItem

PAGE = 50
SCOPES = {"mine": "Mine", "team": "My team’s", "force": "My force’s"}
STATES = {"open": "Open", "overdue": "Overdue", "closed": "Closed"}
INTRO = (
    "The briefing says what is dangerous, what is in force, what is due and what has happened. It holds no address or "
    "number of a victim, and no code word: whoever is sent asks the control room. The log keeps who received it."
)


class OwnerForm(Form):
    """Whose cases."""

    owner = forms.ModelChoiceField(queryset=User.objects.none(), label="Owner", required=False, empty_label="Anybody")

    def __init__(self, *args: object, force_id: int | None, **options: object) -> None:
        super().__init__(*args, **options)
        self.fields["owner"].queryset = owners_in(force_id, on=timezone.localdate())  # type: ignore[attr-defined]


@never_cache
@require_safe
def case(request: ActingRequest, reference: str) -> HttpResponse:
    """One case: the first lines of each part. Reading it is logged."""
    return _shown(request, reference, "")


@never_cache
@require_safe
def section(request: ActingRequest, reference: str, slug: str) -> HttpResponse:
    """One part of a case, with everything that a page holds."""
    return _shown(request, reference, slug)


@never_cache
@require_http_methods(["GET", "POST"])
def briefing(request: ActingRequest, reference: str) -> HttpResponse:
    """Ask who receives the briefing and why; then the paper. That is logged as a disclosure."""
    found = case_or_404(request, reference)
    policies.PRINT_CASE.require(request.actor, found)
    form = PrintForm(request.POST or None)
    back = reverse("case", args=[found.reference])
    if request.method == "POST" and form.is_valid():
        try:
            page = print_case_briefing(found, actor=request.actor, reason=reason_of(request), **form.cleaned_data)
        except Refused as refusal:
            form.add_error(refusal.field if refusal.field in form.fields else None, refusal.sentence)
        else:
            force = request.user.force.name  # type: ignore[union-attr]
            printed = Printed(timezone.now(), request.actor.label, force, **form.cleaned_data)
            return render(request, "cases/briefing.html", {"page": page, "printed": printed, "back_url": back})
    asking = FormPage("Print a briefing", "Show the briefing", back, about=found.reference, intro=INTRO)
    return render(request, "register/form_page.html", {"page": asking, "form": form})


@never_cache
@require_safe
def cases(request: ActingRequest) -> HttpResponse:
    """The force's cases by their next date: one's own, those of one's team, or all; open or overdue. Closed ones newest
    first."""
    policies.SEE_CASE.require(request.actor)
    today = timezone.localdate()
    asked = {
        "whose": _among(SCOPES, request.GET.get("whose", ""), "mine"),
        "state": _among(STATES, request.GET.get("state", ""), "open"),
    }
    form = OwnerForm(request.GET or None, force_id=request.actor.force_id)
    owner = form.cleaned_data["owner"] if form.is_valid() else None

    def rows(reader: Actor) -> QuerySet[Case]:
        return cases_of(reader, asked["whose"], asked["state"], on=today).select_related("person", "owner", "force")

    order = Newest("closed_at") if asked["state"] == "closed" else Soonest("next_review_on")
    pages, after = Keyset(order, PAGE), request.GET.get("after", "")
    if owner is not None:
        page = pages.page(rows(request.actor).filter(owner=owner), after)
    else:
        page = pages.page_for(request.actor, ("cases", *asked.values()), rows, after)
    listed = list_cases(page.rows, actor=request.actor, reason=reason_of(request))
    kept = {**asked, **({"owner": str(owner.pk)} if owner else {})}
    context = {
        "rows": [(each, each.closed_at is None and each.next_review_on < today) for each in listed],
        "scopes": _tabs("whose", SCOPES, kept),
        "states": _tabs("state", STATES, kept),
        "form": form,
        "asked": asked,
        **links(request, page),
    }
    return render(request, "cases/cases.html", context)


def _shown(request: ActingRequest, reference: str, only: str) -> HttpResponse:
    if only and only not in {each.slug for each in SECTIONS}:
        raise Http404
    found = case_or_404(request, reference)
    works, is_open = policies.WORK_CASE.allows(request.actor, found), found.closed_at is None
    may_work = works and is_open
    page = open_case_page(found, actor=request.actor, reason=reason_of(request), may_work=may_work, only=only)
    context = {
        "page": page,
        "file": page.file,
        "only": only,
        "may_work": may_work,
        "may_refer": is_open and policies.reaches_force(policies.REFER_TO_MEETING, request.actor, found.force_id),
        "may_reopen": works and not is_open,
        "may_print": policies.PRINT_CASE.allows(request.actor),
        "may_record": policies.RECORD_INCIDENT.allows(request.actor),
        "may_search_services": policies.SEE_SERVICES.allows(request.actor),
        "may_grade": policies.GRADE_OBSERVATION.allows(request.actor),
        "parts": _parts(found, only),
    }
    return render(request, "cases/case.html", context)


def _parts(found: Case, only: str) -> list[NavigationItem]:
    """The page itself, and each of its parts."""
    whole = NavigationItem("Overview", reverse("case", args=[found.reference]), is_current=not only)
    return [whole] + [
        NavigationItem(
            each.title, reverse("case-section", args=[found.reference, each.slug]), is_current=each.slug == only
        )
        for each in SECTIONS
    ]


def _tabs(name: str, titles: dict[str, str], kept: dict[str, str]) -> list[NavigationItem]:
    return [
        NavigationItem(title, _address({**kept, name: value}), is_current=kept[name] == value)
        for value, title in titles.items()
    ]


def _address(kept: dict[str, str]) -> str:
    return f"{reverse('cases')}?{urlencode(kept)}"


def _among(known: dict[str, str], asked: str, otherwise: str) -> str:
    return asked if asked in known else otherwise
