"""The directory of agencies, who reads for them, and what an agency is shown."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator
from django.db.models import Prefetch
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from accounts.middleware import ActingRequest
from accounts.web import get_or_404
from cases import policies
from cases.actions import agencies as acts
from cases.actions.meeting_actions import report_own_action
from cases.actions.shares import read_share
from cases.meetings.reached import account_of, running_accounts
from cases.meetings.share_page import RELATED, own_in_words, own_to_report, share_page
from cases.models import Agency, MeetingAction, MeetingShare
from cases.web import meeting_forms as forms
from cases.web.meetings import GET_OR_POST, PAGE, acting
from cases.web.orders import own_force
from register.web.form_page import Done, FormPage, answer

KEEP = policies.KEEP_AGENCIES.permission


@never_cache
@require_safe
def agencies(request: ActingRequest) -> HttpResponse:
    """The agencies that meet with the force, and who reads for each."""
    policies.SEE_AGENCIES.require(request.actor)
    rows = Agency.objects.visible_to(request.actor).listed()
    rows = rows.prefetch_related(Prefetch("accounts", running_accounts(), to_attr="readers"))
    page = Paginator(rows, 2 * PAGE).get_page(request.GET.get("page"))
    shown = {"page": page, "may_keep": policies.KEEP_AGENCIES.allows(request.actor)}
    return render(request, "cases/agencies.html", shown)


@never_cache
@require_http_methods(GET_OR_POST)
def add(request: ActingRequest) -> HttpResponse:
    """Add an agency to the directory."""
    policies.KEEP_AGENCIES.require(request.actor)
    force, form = own_force(request, KEEP), forms.AgencyForm(request.POST or None)

    def deed(typed: dict[str, Any]) -> Done:
        added = acts.add_agency(force, kind=Agency.Kind(typed["kind"]), name=typed["name"], **acting(request))
        return Done(f"{added.name} is in the directory.", reverse("agencies"))

    return answer(request, FormPage("Add an agency", "Add", reverse("agencies")), form, deed)


@never_cache
@require_http_methods(GET_OR_POST)
def add_usual(request: ActingRequest) -> HttpResponse:
    """Add one agency of each usual kind."""
    policies.KEEP_AGENCIES.require(request.actor)
    force, form = own_force(request, KEEP), forms.SureForm(request.POST if request.method == "POST" else None)

    def deed(typed: dict[str, Any]) -> Done:
        count = acts.add_usual_agencies(force, **acting(request))
        return Done(f"{count} agencies are added.", reverse("agencies"))

    intro = f"One of each kind that is not there yet, under the name of its kind: {_usual()}."
    return answer(request, FormPage("Add the usual agencies", "Add", reverse("agencies"), intro=intro), form, deed)


def _usual() -> str:
    return ", ".join(kind.label for kind in acts.USUAL)


@never_cache
@require_http_methods(GET_OR_POST)
def withdraw(request: ActingRequest, reference: str) -> HttpResponse:
    """Take an agency out of the directory."""
    found = _kept(request, reference)
    force, form = own_force(request, KEEP), forms.SureForm(request.POST if request.method == "POST" else None)

    def deed(typed: dict[str, Any]) -> Done:
        acts.withdraw_agency(force, agency=found, **acting(request))
        return Done(f"{found.name} is withdrawn.", reverse("agencies"))

    intro = "Nothing is shared with it any more, and nobody reads for it. What was shared stays in the record."
    page = FormPage("Withdraw an agency", "Withdraw", reverse("agencies"), about=found.name, intro=intro)
    return answer(request, page, form, deed)


@never_cache
@require_http_methods(GET_OR_POST)
def give_account(request: ActingRequest, reference: str) -> HttpResponse:
    """Let somebody's account read for an agency."""
    found = _kept(request, reference)
    force, form = own_force(request, KEEP), forms.AccountForm(request.POST or None, force_id=found.force_id)

    def deed(typed: dict[str, Any]) -> Done:
        acts.give_agency_account(force, agency=found, user=typed["user"], **acting(request))
        return Done(f"{typed['user'].name} reads what is shared with {found.name}.", reverse("agencies"))

    page = FormPage("Who reads for an agency", "Save", reverse("agencies"), about=found.name)
    return answer(request, page, form, deed)


@never_cache
@require_http_methods(GET_OR_POST)
def end_account(request: ActingRequest, reference: str, number: int) -> HttpResponse:
    """Somebody reads for an agency no longer."""
    found = _kept(request, reference)
    held = account_of(found, number)
    if held is None:
        raise Http404
    force, form = own_force(request, KEEP), forms.SureForm(request.POST if request.method == "POST" else None)

    def deed(typed: dict[str, Any]) -> Done:
        acts.end_agency_account(force, account=held, **acting(request))
        return Done(f"{held.user.name} reads for {found.name} no longer.", reverse("agencies"))

    intro = f"{held.user.name} sees nothing of what is shared with {found.name} from then on."
    page = FormPage("End an account’s reading", "End", reverse("agencies"), about=found.name, intro=intro)
    return answer(request, page, form, deed)


def _kept(request: ActingRequest, reference: str) -> Agency:
    """An agency of the directory that the reader keeps."""
    found = get_or_404(Agency.objects.visible_to(request.actor).listed(), reference=reference)
    policies.KEEP_AGENCIES.require(request.actor)
    return found


@never_cache
@require_safe
def shares(request: ActingRequest) -> HttpResponse:
    """What is shared with the reader's agency today. The list names nobody."""
    policies.SEE_SHARES.require(request.actor)
    rows = MeetingShare.objects.visible_to(request.actor).select_related("referral__meeting", "agency", "force")
    page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    return render(request, "cases/shares.html", {"page": page})


@never_cache
@require_safe
def share(request: ActingRequest, reference: str) -> HttpResponse:
    """One case as it is shared with the reader's agency. Opening it is logged."""
    found = _shared(request, reference)
    read_share(found, **acting(request))
    shown = {"page": share_page(found, request.actor, on=timezone.localdate())}
    return render(request, "cases/share.html", shown)


@never_cache
@require_http_methods(GET_OR_POST)
def report_action(request: ActingRequest, reference: str, number: int) -> HttpResponse:
    """Say what came of an action of the reader's agency."""
    found = _shared(request, reference)
    policies.REPORT_OWN_ACTION.require(request.actor, found)
    row = get_or_404(own_to_report(found), pk=number)
    form = forms.CloseActionForm(request.POST or None)

    def deed(typed: dict[str, Any]) -> Done:
        said = {"status": MeetingAction.Status(typed["status"]), "outcome": typed["outcome"]}
        report_own_action(found, meeting_action=row, **said, **acting(request))
        return Done("The police see what you said.", reverse("share", args=[found.reference]))

    page = FormPage(
        "What came of an action", "Send", reverse("share", args=[found.reference]), about=found.reference,
        intro=own_in_words(row, found, request.actor),
    )  # fmt: skip
    return answer(request, page, form, deed)


def _shared(request: ActingRequest, reference: str) -> MeetingShare:
    rows = MeetingShare.objects.visible_to(request.actor).select_related(*RELATED)
    return get_or_404(rows, reference=reference)
