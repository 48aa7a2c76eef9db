"""Meetings of several agencies: the lists, one meeting, its agenda, and that it took place."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from accounts.middleware import ActingRequest
from accounts.reasons import reason_of
from accounts.web import get_or_404
from cases import policies
from cases.actions import meetings as acts
from cases.actions.referrals import list_referrals
from cases.meetings.page import COLOURS, MEETING_COLOURS, items_of, meeting_page
from cases.models import Meeting, MeetingKind, MeetingReferral
from cases.models.meeting import MeetingQuerySet
from cases.rules.meetings import Status
from cases.web import meeting_forms as forms
from cases.web.orders import own_force
from register.web.form_page import Done, FormPage, answer
from ui.layout import NavigationItem

PAGE, MOST_ITEMS = 25, 100
GET_OR_POST = ["GET", "POST"]
LISTS = {"planned": "Planned", "held": "Held", "cancelled": "Cancelled"}


@never_cache
@require_safe
def meetings(request: ActingRequest) -> HttpResponse:
    """The force's meetings: what is planned, the next first; what was held or cancelled, the newest first."""
    policies.SEE_MEETINGS.require(request.actor)
    chosen = request.GET.get("list", "")
    chosen = chosen if chosen in LISTS else "planned"
    rows = _of_list(Meeting.objects.visible_to(request.actor), chosen).select_related("owner")
    page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    today = timezone.localdate()
    shown = {
        "page": page,
        "rows": [(each, MEETING_COLOURS[Meeting.Status(each.status)], _is_late(each, today)) for each in page],
        "lists": lists(chosen),
        "title": LISTS[chosen],
        "may_plan": policies.PLAN_MEETING.allows(request.actor),
    }
    return render(request, "cases/meetings.html", shown)


def _is_late(meeting: Meeting, today: Any) -> bool:
    return meeting.status == Meeting.Status.PLANNED and meeting.held_on < today


def _of_list(rows: MeetingQuerySet, chosen: str) -> MeetingQuerySet:
    rows = rows.filter(status=chosen)
    return rows if chosen == "planned" else rows.order_by("-starts_at", "-pk")


def lists(chosen: str) -> list[NavigationItem]:
    """The lists of meetings, and the referrals that wait for one."""
    here = reverse("meetings")
    return [
        *(
            NavigationItem(label, f"{here}?{urlencode({'list': code})}", is_current=code == chosen)
            for code, label in LISTS.items()
        ),
        NavigationItem("Waiting to be heard", reverse("waiting-referrals"), is_current=chosen == "waiting"),
    ]


@never_cache
@require_safe
def waiting(request: ActingRequest) -> HttpResponse:
    """The referrals that are to be heard, the most urgent first. Reading the list is logged; it names nobody."""
    policies.SEE_REFERRALS.require(request.actor)
    rows = MeetingReferral.objects.visible_to(request.actor).open().select_related("meeting", "case")
    page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    listed = list_referrals(list(page), actor=request.actor, reason=reason_of(request))
    shown = {
        "page": page,
        "rows": [(each, COLOURS[Status(each.status)]) for each in listed],
        "lists": lists("waiting"),
        "today": timezone.localdate(),
    }
    return render(request, "cases/waiting_referrals.html", shown)


@never_cache
@require_safe
def meeting(request: ActingRequest, reference: str) -> HttpResponse:
    """One meeting with its agenda. Opening it is logged."""
    found = meeting_or_404(request, reference)
    agenda = Paginator(items_of(found, request.actor), MOST_ITEMS).get_page(request.GET.get("page"))
    items = list(agenda)
    acts.read_meeting(found, shown=items, **acting(request))
    shown = {
        "page": meeting_page(found, items, request.actor, at=timezone.now()),
        "agenda": agenda,
        "may_work": policies.WORK_MEETING.allows(request.actor, found),
    }
    return render(request, "cases/meeting.html", shown)


@never_cache
@require_http_methods(GET_OR_POST)
def plan(request: ActingRequest) -> HttpResponse:
    """Plan a meeting."""
    policies.PLAN_MEETING.require(request.actor)
    force = own_force(request, policies.PLAN_MEETING.permission)
    form = forms.PlanForm(request.POST or None, force_id=force.pk, initial={"owner": request.actor.user_id})

    def deed(typed: dict[str, Any]) -> Done:
        planned = acts.plan_meeting(force, kind=MeetingKind(typed["kind"]), when=form.when(), **acting(request))
        return Done("The meeting is planned. Put cases on its agenda.", page_url(planned))

    return answer(request, FormPage("Plan a meeting", "Plan", reverse("meetings")), form, deed)


@never_cache
@require_http_methods(GET_OR_POST)
def change(request: ActingRequest, reference: str) -> HttpResponse:
    """Move a meeting, or say otherwise where it is and whose."""
    found = workable(request, reference)
    starts_at = timezone.localtime(found.starts_at)
    start = {
        "starts_on": starts_at.date(), "starts_time": starts_at.strftime("%H:%M"), "place": found.place,
        "chair": found.chair, "owner": found.owner_id, "version": found.version,
    }  # fmt: skip
    form = forms.ChangeForm(request.POST or None, force_id=found.force_id, initial=start)

    def deed(typed: dict[str, Any]) -> Done:
        acts.change_meeting(found, when=form.when(), version=typed["version"], **acting(request))
        return Done("The meeting is changed.", page_url(found))

    return answer(request, _page(found, "Change a meeting", "Save"), form, deed)


@never_cache
@require_http_methods(GET_OR_POST)
def cancel(request: ActingRequest, reference: str) -> HttpResponse:
    """Cancel a meeting."""
    found = workable(request, reference)
    form = forms.WhyForm(request.POST or None, initial={"version": found.version})

    def deed(typed: dict[str, Any]) -> Done:
        acts.cancel_meeting(found, **typed, **acting(request))
        return Done("The meeting is cancelled. What was on its agenda waits again.", page_url(found))

    intro = "What was on its agenda waits for another meeting."
    return answer(request, _page(found, "Cancel a meeting", "Cancel the meeting", intro), form, deed)


@never_cache
@require_http_methods(GET_OR_POST)
def agenda(request: ActingRequest, reference: str) -> HttpResponse:
    """Put referrals that wait on the agenda, all in one act."""
    found = workable(request, reference)
    rows = MeetingReferral.objects.visible_to(request.actor).waiting().filter(kind=found.kind, force=found.force_id)
    waiting = list(rows.select_related("person", "victim")[: acts.MOST_ON_AN_AGENDA])
    list_referrals(waiting, **acting(request))
    form = forms.AgendaForm(request.POST or None, waiting=waiting, initial={"version": found.version})

    def deed(typed: dict[str, Any]) -> Done:
        acts.put_on_agenda(found, references=typed["referrals"], version=typed["version"], **acting(request))
        return Done("The agenda is set.", page_url(found))

    intro = "" if waiting else f"No referral waits for {found.get_kind_display()}."
    return answer(request, _page(found, "Set the agenda", "Put on the agenda", intro), form, deed)


@never_cache
@require_http_methods(GET_OR_POST)
def hold(request: ActingRequest, reference: str) -> HttpResponse:
    """Record that a meeting took place and which agencies came."""
    found = workable(request, reference)
    form = forms.HoldForm(request.POST or None, force_id=found.force_id, initial={"version": found.version})

    def deed(typed: dict[str, Any]) -> Done:
        acts.hold_meeting(found, came=form.came(), version=typed["version"], **acting(request))
        return Done("Attendance is recorded. Now write the minutes of each case.", page_url(found))

    intro = "" if form.agencies else "The directory of agencies is empty. Add agencies to it first."
    page = _page(found, "Who attended", "Record attendance", intro, template="cases/meeting_hold.html")
    return answer(request, page, form, deed)


def meeting_or_404(request: ActingRequest, reference: str) -> Meeting:
    """A meeting that the reader may read."""
    rows = Meeting.objects.visible_to(request.actor).select_related("force", "owner")
    return get_or_404(rows, reference=reference)


def workable(request: ActingRequest, reference: str) -> Meeting:
    """A meeting that the reader may work on."""
    found = meeting_or_404(request, reference)
    policies.WORK_MEETING.require(request.actor, found)
    return found


def acting(request: ActingRequest) -> dict[str, Any]:
    return {"actor": request.actor, "reason": reason_of(request)}


def page_url(meeting: Meeting) -> str:
    return reverse("meeting", args=[meeting.reference])


def _page(
    found: Meeting, title: str, button: str, intro: str = "", *, template: str = "register/form_page.html"
) -> FormPage:  # fmt: skip
    about = f"{found.get_kind_display()}, {found.reference}"
    return FormPage(title, button, page_url(found), about=about, intro=intro, template=template)
