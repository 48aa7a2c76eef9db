"""One's own inbox: what is due, late, given or handed over. It names nobody; each line leads to what it is about."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from accounts.middleware import ActingRequest
from accounts.reasons import reason_of
from accounts.web import get_or_404
from register import policies
from register.actions.inbox import acknowledge, read_notice
from register.models import Escalation, Notice
from register.rules.time_limits import in_words
from register.watched.sources import source_of

PAGE = 50
STEPS = {
    Escalation.Step.REMINDED: "Due soon",
    Escalation.Step.DUE: "Due today",
    Escalation.Step.LATE: "Late",
    Escalation.Step.SUPERVISOR: "Late: it was sent to the supervisors",
    Escalation.Step.LEAD: "Late: it was sent to the force lead",
    Escalation.Step.OVERSIGHT: "Late: oversight sees it",
    Escalation.Step.AGAIN: "Still late",
}


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the inbox, in words."""

    notice: Notice
    title: str
    about: str
    tag: str
    colour: str


@never_cache
@require_http_methods(["GET", "POST"])
def inbox(request: ActingRequest) -> HttpResponse:
    """Lines that are not acknowledged, newest first; ticked ones are acknowledged."""
    policies.SEE_INBOX.require(request.actor)
    if request.method == "POST" and (ticked := request.POST.getlist("notices")[:PAGE]):
        lines = list(Notice.objects.visible_to(request.actor).standing().filter(reference__in=ticked))
        for line in lines:
            acknowledge(line, actor=request.actor, reason=reason_of(request))
        count = len(lines)
        messages.success(request, "1 line was put away." if count == 1 else f"{count} lines were put away.")
        return redirect("inbox")
    page = Paginator(Notice.objects.visible_to(request.actor).standing(), PAGE).get_page(request.GET.get("page"))
    today = timezone.localdate()
    shown = {
        "page": page,
        "lines": [_line(notice, today) for notice in page],
        "is_empty_tick": request.method == "POST",
    }
    return render(request, "register/inbox.html", shown)


@never_cache
@require_safe
def open_line(request: ActingRequest, reference: str) -> HttpResponse:
    """Go to what a line is about; from now on it is read."""
    notice = get_or_404(Notice.objects.visible_to(request.actor), reference=reference)
    read_notice(notice, actor=request.actor, reason=reason_of(request))
    try:
        return redirect(reverse(notice.page, args=[notice.argument] if notice.argument else []))
    except NoReverseMatch:
        messages.warning(request, "What this line was about has no page any more.")
        return redirect("inbox")


def _line(notice: Notice, today: date) -> Line:
    tag, colour = _tag(notice, today)
    about = [notice.argument] if notice.argument else []
    due = [f"due {in_words(notice.due_on)}"] if notice.due_on else []
    return Line(notice, _title(notice), ", ".join([*about, *due]), tag, colour)


def _title(notice: Notice) -> str:
    source = source_of(notice.source)
    if notice.topic == Notice.Topic.WATCHED and notice.step in STEPS:
        return (
            f"{source.title if source else 'Work'}: {STEPS[Escalation.Step(notice.step)][0].lower()}"
            + STEPS[Escalation.Step(notice.step)][1:]
        )
    if notice.topic == Notice.Topic.HANDED_OVER and notice.count is not None:
        things = "1 thing" if notice.count == 1 else f"{notice.count} things"
        back = notice.key.startswith("back")
        return f"You are back: {things} came back to you" if back else f"{things} of somebody who is away or has left"
    return str(notice.get_topic_display())


def _tag(notice: Notice, today: date) -> tuple[str, str]:
    if notice.due_on is None:
        return "", ""
    if notice.due_on < today:
        return "Overdue", "red"
    return ("Today", "orange") if notice.due_on == today else ("", "")
