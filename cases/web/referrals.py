"""A case that is referred to a meeting: referring it, its minutes, its actions, and what is shared of it."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from accounts.middleware import ActingRequest
from accounts.policy import Policy
from accounts.web import get_or_404
from cases import policies
from cases.actions import meeting_actions, shares
from cases.actions import referrals as acts
from cases.meetings.page import action_in_words, referral_page
from cases.meetings.reached import action_of, readers_of_referrals, share_of, victims_of
from cases.models import Case, MeetingAction, MeetingKind, MeetingReferral
from cases.rules.meetings import Criterion, Status, again_by, is_repeat
from cases.web import meeting_forms as forms
from cases.web.meetings import GET_OR_POST, acting
from cases.web.reached import case_or_404, case_page
from register.models import Person
from register.web.form_page import Done, FormPage, answer

RELATED = ("force", "case", "person", "victim", "meeting", "referred_by")
MOST_OFFICERS = 1_000
USUAL_DAYS = timedelta(days=14)


@never_cache
@require_http_methods(GET_OR_POST)
def choose(request: ActingRequest, reference: str) -> HttpResponse:
    """Choose to which meeting a case is referred."""
    found = _referable(request, reference)
    form = forms.KindForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        return redirect("refer-to-meeting", found.reference, form.cleaned_data["kind"])
    page = FormPage("Refer to a meeting", "Continue", case_page(found), about=found.reference)
    return render(request, page.template, {"page": page, "form": form})


@never_cache
@require_http_methods(GET_OR_POST)
def refer(request: ActingRequest, reference: str, kind: str) -> HttpResponse:
    """Refer a case to a meeting."""
    found = _referable(request, reference)
    if kind not in MeetingKind.values:
        raise Http404
    meeting, victims = MeetingKind(kind), victims_of(found, Person.objects.visible_to(request.actor))
    form = forms.ReferForm(
        request.POST or None, kind=meeting, victims=victims, force_id=found.force_id,
        initial=_offered(found, meeting, victims),
    )  # fmt: skip

    def deed(typed: dict[str, Any]) -> Done:
        victim = form.chosen_victim()
        knows = MeetingReferral.Knows(typed["knows"]) if victim is not None else MeetingReferral.Knows.NOBODY
        made = acts.refer_to_meeting(
            found, kind=meeting, victim=victim, criterion=MeetingReferral.Criterion(typed["criterion"]),
            why=typed["why"], told=acts.Told(knows, typed["view"]), referred_by=typed["referred_by"], **acting(request),
        )  # fmt: skip
        return Done(f"The case is referred to {meeting.label}. It waits for an agenda.", page_url(made))

    intro = "" if victims or meeting != MeetingKind.MARAC else "Add a victim to the case first."
    page = FormPage(f"Refer to {meeting.label}", "Refer", case_page(found), about=found.reference, intro=intro)
    return answer(request, page, form, deed)


def _offered(found: Case, kind: MeetingKind, victims: list[Person]) -> dict[str, Any]:
    """The only victim there is, and the repeat rule where it holds."""
    if len(victims) != 1 or kind != MeetingKind.MARAC:
        return {}
    last = acts.last_heard(found.person, victims[0], kind)
    repeats = {"criterion": MeetingReferral.Criterion.REPEAT} if is_repeat(last, timezone.localdate()) else {}
    return {"victim": str(victims[0].pk), **repeats}


@never_cache
@require_safe
def referral(request: ActingRequest, reference: str) -> HttpResponse:
    """One referral. Opening it is logged."""
    found = referral_or_404(request, reference, policies.SEE_REFERRALS)
    acts.read_referral(found, **acting(request))
    shown = {
        "page": referral_page(found, request.actor, on=timezone.localdate()),
        "may_work": policies.WORK_REFERRAL.allows(request.actor, found),
        "may_share": policies.SHARE_REFERRAL.allows(request.actor, found),
        "may_open_case": policies.SEE_CASE.allows(request.actor, found.case),
    }
    return render(request, "cases/referral.html", shown)


@never_cache
@require_http_methods(GET_OR_POST)
def minutes(request: ActingRequest, reference: str) -> HttpResponse:
    """Write the minutes of a case, or add to them."""
    found = referral_or_404(request, reference, policies.WORK_REFERRAL)
    is_heard = found.status == Status.HEARD
    by_level = None if is_heard else _again_by_level(found)
    form = forms.MinutesForm(request.POST or None, by_level=by_level, initial={"version": found.version})

    def deed(typed: dict[str, Any]) -> Done:
        acts.write_minutes(found, **typed, **acting(request))
        return Done("The minutes are written. Now add what was decided, action by action.", page_url(found))

    intro = "What stands there already stays; this is added beneath it." if is_heard else ""
    return answer(request, _page(found, "Add to the minutes" if is_heard else "Minutes", "Save", intro), form, deed)


def _again_by_level(found: MeetingReferral) -> date | None:
    """By when MAPPA hears a case again by its level."""
    held_on = found.meeting.held_on if found.meeting is not None else timezone.localdate()
    return again_by(Criterion(found.criterion), held_on)


@never_cache
@require_http_methods(GET_OR_POST)
def defer(request: ActingRequest, reference: str) -> HttpResponse:
    """Take a case off an agenda."""
    found = referral_or_404(request, reference, policies.WORK_REFERRAL)
    form = forms.WhyForm(request.POST or None, initial={"version": found.version})

    def deed(typed: dict[str, Any]) -> Done:
        acts.defer_referral(found, **typed, **acting(request))
        return Done("The case waits for another meeting.", page_url(found))

    return answer(request, _page(found, "Defer a case", "Defer", "It was not heard, or will not be."), form, deed)


@never_cache
@require_http_methods(GET_OR_POST)
def withdraw(request: ActingRequest, reference: str) -> HttpResponse:
    """Withdraw a referral."""
    found = referral_or_404(request, reference, policies.WORK_REFERRAL)
    form = forms.WhyForm(request.POST or None, initial={"version": found.version})

    def deed(typed: dict[str, Any]) -> Done:
        acts.withdraw_referral(found, **typed, **acting(request))
        return Done("The referral is withdrawn.", page_url(found))

    intro = "No meeting hears it, and it is shared with nobody any more."
    return answer(request, _page(found, "Withdraw a referral", "Withdraw", intro), form, deed)


@never_cache
@require_http_methods(GET_OR_POST)
def add_action(request: ActingRequest, reference: str) -> HttpResponse:
    """Record who does what by when."""
    found = referral_or_404(request, reference, policies.WORK_REFERRAL)
    today = timezone.localdate()
    form = forms.ActionForm(
        request.POST or None, force_id=found.force_id, initial={"due_on": today + USUAL_DAYS},
        officers=readers_of_referrals(found.force_id, on=today)[:MOST_OFFICERS],
    )  # fmt: skip

    def deed(typed: dict[str, Any]) -> Done:
        added = {"what": typed["what"], "due_on": typed["due_on"], **form.owner()}
        row = meeting_actions.add_meeting_action(found, **added, **acting(request))
        said = f"The action is task {row.task.reference}." if row.task else "The action is recorded."
        return Done(said, page_url(found))

    return answer(request, _page(found, "Add an action", "Add"), form, deed)


@never_cache
@require_http_methods(GET_OR_POST)
def close_action(request: ActingRequest, reference: str, number: int) -> HttpResponse:
    """Record what came of an action."""
    found = referral_or_404(request, reference, policies.WORK_REFERRAL)
    row = action_of(found, number)
    if row is None:
        raise Http404
    form = forms.CloseActionForm(request.POST or None)

    def deed(typed: dict[str, Any]) -> Done:
        closed = {"status": MeetingAction.Status(typed["status"]), "outcome": typed["outcome"]}
        meeting_actions.close_meeting_action(found, row=row, **closed, **acting(request))
        return Done("What came of it is recorded.", page_url(found))

    page = _page(found, "What came of an action", "Save", action_in_words(row, request.actor))
    return answer(request, page, form, deed)


@never_cache
@require_http_methods(GET_OR_POST)
def share(request: ActingRequest, reference: str) -> HttpResponse:
    """Share a case with an agency for a time."""
    found = referral_or_404(request, reference, policies.SHARE_REFERRAL)
    form = forms.ShareForm(
        request.POST or None, force_id=found.force_id, has_minutes=found.status == Status.HEARD,
        initial={"ends_on": timezone.localdate() + forms.USUAL_SHARE},
    )  # fmt: skip

    def deed(typed: dict[str, Any]) -> Done:
        made = shares.share_referral(found, **typed, **acting(request))
        return Done(f"Shared with {made.agency.name}. The log keeps this disclosure.", page_url(found))

    intro = "It leaves the police. Share what this agency needs to make somebody safer, and no more."
    return answer(request, _page(found, "Share with an agency", "Share", intro), form, deed)


@never_cache
@require_http_methods(GET_OR_POST)
def end_share(request: ActingRequest, reference: str, share: str) -> HttpResponse:
    """Stop sharing before the last day."""
    found = referral_or_404(request, reference, policies.SHARE_REFERRAL)
    held = share_of(found, share)
    if held is None:
        raise Http404
    form = forms.EndShareForm(request.POST or None)

    def deed(typed: dict[str, Any]) -> Done:
        shares.end_share(found, share=held, **typed, **acting(request))
        return Done(f"It is shared with {held.agency.name} no longer.", page_url(found))

    intro = f"{held.agency.name} sees nothing of it from then on."
    return answer(request, _page(found, "Stop sharing", "Stop sharing", intro), form, deed)


def referral_or_404(request: ActingRequest, reference: str, policy: Policy) -> MeetingReferral:
    """A referral that the reader may read, and do this with."""
    rows = MeetingReferral.objects.visible_to(request.actor).select_related(*RELATED)
    found = get_or_404(rows, reference=reference)
    policy.require(request.actor, found)
    return found


def page_url(found: MeetingReferral) -> str:
    return reverse("referral", args=[found.reference])


def _referable(request: ActingRequest, reference: str) -> Case:
    found = case_or_404(request, reference)
    policies.REFER_TO_MEETING.require(request.actor, found)
    return found


def _page(found: MeetingReferral, title: str, button: str, intro: str = "") -> FormPage:
    about = f"{found.get_kind_display()}, {found.reference}"
    return FormPage(title, button, page_url(found), about=about, intro=intro)
