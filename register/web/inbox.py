"""One's own inbox: what is due, late, given or handed over. It names nobody; each line leads to what it is about."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count, Max, Min, Q
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from accounts.middleware import ActingRequest
from accounts.reasons import reason_of
from accounts.web import get_or_404
from audit.core.errors import OutOfReach
from register import policies
from register.actions.inbox import acknowledge, acknowledge_team_line, read_notice, read_team_line
from register.models import Escalation, Notice
from register.models.notice import NoticeQuerySet
from register.rules.time_limits import in_words
from register.watched.people import LINE
from register.watched.sources import SOURCES, Source, source_of

PAGE = 50
STEPS = {
    Escalation.Step.REMINDED: "Due soon",
    Escalation.Step.DUE: "Due today",
    Escalation.Step.LATE: "Late",
    Escalation.Step.SUPERVISOR: "Late: it was sent to the supervisors",
    Escalation.Step.LEAD: "Late: it was sent to the force lead",
    Escalation.Step.STANDARDS: "Late: it was sent to professional standards",
    Escalation.Step.OVERSIGHT: "Late: oversight sees it",
    Escalation.Step.AGAIN: "Still late",
}
OF_THE_LINE = (Escalation.Step.SUPERVISOR, Escalation.Step.LEAD)
TICK_OF_TEAM = "team:"


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the inbox, in words. `tick` names it when it is put away."""

    tick: str
    url: str
    title: str
    about: str
    since: datetime
    is_new: bool
    tag: str
    colour: str


@never_cache
@require_http_methods(["GET", "POST"])
def inbox(request: ActingRequest) -> HttpResponse:
    """Lines that are not acknowledged, newest first; ticked ones are acknowledged."""
    policies.SEE_INBOX.require(request.actor)
    if request.method == "POST" and (ticked := request.POST.getlist("notices")[: PAGE + len(SOURCES)]):
        count = _put_away(request, ticked)
        messages.success(request, "1 line was put away." if count == 1 else f"{count} lines were put away.")
        return redirect("inbox")
    standing, today = Notice.objects.visible_to(request.actor).standing(), timezone.localdate()
    page = Paginator(standing.of_one(), PAGE).get_page(request.GET.get("page"))
    of_team = _of_team(standing, today) if page.number == 1 else []
    shown = {
        "page": page,
        "lines": [*of_team, *(_line(notice, today) for notice in page)],
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


@never_cache
@require_safe
def open_team_line(request: ActingRequest, code: str) -> HttpResponse:
    """Go to the queue of what nobody has of a kind; whoever may not work it goes to what is late. It is read."""
    policies.SEE_INBOX.require(request.actor)
    source = source_of(code)
    theirs = Notice.objects.visible_to(request.actor).of_team().filter(source=code)
    if source is None or not theirs.exists():
        raise OutOfReach("not-visible")
    read_team_line(source, actor=request.actor, reason=reason_of(request))
    may_work = source.readers.policy is None or request.actor.may(source.readers.policy.permission)
    return redirect(source.queue_url if may_work and source.queue else "overdue")


def _put_away(request: ActingRequest, ticked: list[str]) -> int:
    """Acknowledge the ticked lines. Gives how many."""
    act: dict[str, Any] = {"actor": request.actor, "reason": reason_of(request)}
    lines = list(Notice.objects.visible_to(request.actor).standing().of_one().filter(reference__in=ticked))
    for line in lines:
        acknowledge(line, **act)
    kinds = [source for source in SOURCES if f"{TICK_OF_TEAM}{source.code}" in ticked]
    return len(lines) + sum(acknowledge_team_line(source, **act) > 0 for source in kinds)


def _of_team(standing: NoticeQuerySet, today: date) -> list[Line]:
    """What nobody has, a line for each kind of work; what is late first."""
    rows = standing.of_team().order_by().values("source").annotate(
        count=Count("pk"), overdue=Count("pk", filter=Q(due_on__lt=today)), today=Count("pk", filter=Q(due_on=today)),
        first=Min("due_on"), since=Max("renewed_at"), new=Count("pk", filter=Q(read_at__isnull=True)),
    )  # fmt: skip
    return [_team_line(row) for row in sorted(rows, key=lambda row: (row["first"], row["source"]))]


def _team_line(row: Mapping[str, Any]) -> Line:
    source, count = source_of(row["source"]), row["count"]
    one, many = (source.title, source.many) if source else ("piece of work", "pieces of work")
    what = f"1 {one[0].lower()}{one[1:]} waits" if count == 1 else f"{count} {many} wait"
    counted = [f"{row[name]} {words}" for name, words in (("overdue", "overdue"), ("today", "due today")) if row[name]]
    tag, colour = ("Overdue", "red") if row["overdue"] else ("Today", "orange") if row["today"] else ("", "")
    return Line(
        f"{TICK_OF_TEAM}{row['source']}", reverse("inbox-team", args=[row["source"]]),
        f"{what} for your team{': ' if counted else ''}{', '.join(counted)}", f"first due {in_words(row['first'])}",
        row["since"], bool(row["new"]), tag, colour,
    )  # fmt: skip


def _line(notice: Notice, today: date) -> Line:
    tag, colour = _tag(notice, today)
    about = [notice.argument] if notice.argument else []
    due = [f"due {in_words(notice.due_on)}"] if notice.due_on else []
    return Line(
        notice.reference, reverse("inbox-line", args=[notice.reference]), _title(notice), ", ".join([*about, *due]),
        notice.renewed_at, notice.read_at is None, tag, colour,
    )  # fmt: skip


def _title(notice: Notice) -> str:
    source = source_of(notice.source)
    if notice.topic == Notice.Topic.WATCHED and notice.step in STEPS:
        step = _step(notice, source)
        return f"{source.title if source else 'Work'}: {step[0].lower()}{step[1:]}"
    if notice.topic == Notice.Topic.HANDED_OVER and notice.count is not None:
        things = "1 thing" if notice.count == 1 else f"{notice.count} things"
        back = notice.key.startswith("back")
        return f"You are back: {things} came back to you" if back else f"{things} of somebody who is away or has left"
    return str(notice.get_topic_display())


def _step(notice: Notice, source: Source | None) -> str:
    """What was done about it. What goes up another chain than the user's own line was sent to nobody else."""
    step = Escalation.Step(notice.step)
    goes_elsewhere = source is not None and source.ranks != LINE
    return STEPS[Escalation.Step.LATE] if goes_elsewhere and step in OF_THE_LINE else STEPS[step]


def _tag(notice: Notice, today: date) -> tuple[str, str]:
    if notice.due_on is None:
        return "", ""
    if notice.due_on < today:
        return "Overdue", "red"
    return ("Today", "orange") if notice.due_on == today else ("", "")
