"""The queues of a force's tasks, and one task with what may be done about it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count, Min
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from accounts.middleware import ActingRequest
from accounts.models import Role, User
from accounts.reasons import reason_of
from accounts.web import get_or_404
from audit.core.errors import Refused, Stale
from register import policies
from register.actions.handover import granted
from register.actions.tasks import GivenTasks, do_task, give_tasks
from register.models import Task
from register.models.task import TaskQuerySet
from register.web.forms import DoTaskForm
from register.web.task_forms import GiveTasksForm
from register.web.task_page import shown_of
from ui.layout import NavigationItem

PAGE = 25
MOST_OF_A_PART = 50
CHANGED_MEANWHILE = (
    "Somebody else changed this task while you were working on it. Nothing of yours was saved. "
    "Read how it stands now. If it is still open, press Done again."
)


@dataclass(frozen=True, slots=True)
class Part:
    """One part of a team's page. `rest` is how many more there are than are shown."""

    code: str
    title: str
    nothing: str
    rows: list[Task]
    rest: int


@never_cache
@require_safe
def queue(request: ActingRequest) -> HttpResponse:
    """Open tasks of the reader, of their teams or of the force, soonest due first."""
    policies.SEE_TASKS.require(request.actor)
    teams = {role.code: role.title for role in Role.objects.all()}
    chosen = request.GET.get("team", "mine")
    rows = Task.objects.visible_to(request.actor).open().select_related("person", "owner").order_by("due_on", "pk")
    if chosen == "own":
        rows = rows.filter(owner=request.actor.user_id)
    elif chosen == "mine":
        rows = rows.filter(team__in=request.actor.roles)
    page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    rows_shown = [(task, teams.get(task.team, task.team)) for task in page]
    shown = {"page": page, "rows": rows_shown, "teams": ways(chosen), "today": timezone.localdate()}
    return render(request, "register/tasks.html", shown)


def ways(current: str) -> list[NavigationItem]:
    """The ways to look at tasks."""
    address = reverse("tasks")
    return [
        NavigationItem("By day", reverse("team-queue"), is_current=current == "team"),
        NavigationItem("Mine", f"{address}?team=own", is_current=current == "own"),
        NavigationItem("Your team's", address, is_current=current == "mine"),
        NavigationItem("The whole force's", f"{address}?team=all", is_current=current not in ("team", "own", "mine")),
    ]


@never_cache
@require_http_methods(["GET", "POST"])
def team(request: ActingRequest) -> HttpResponse:
    """One team's work: what nobody has, what is overdue, what is due today and this week. A supervisor gives several
    tasks at once from here."""
    policies.SEE_TASKS.require(request.actor)
    today = timezone.localdate()
    choices = _choices(request)
    asked = request.GET.get("team", "")
    unowned = _unowned(request, choices)
    code = asked if asked in choices else _first(choices, unowned)
    rows = Task.objects.visible_to(request.actor).filter(force=request.actor.force_id, team=code)
    parts = _parts(rows, today)
    may_give = policies.GIVE_TASK.allows(request.actor)
    form = _give_form(request, parts) if may_give else None
    if request.method == "POST" and form is not None and form.is_valid():
        try:
            given = give_tasks(
                form.cleaned_data["tasks"], actor=request.actor, reason=reason_of(request),
                owner=form.cleaned_data["owner"],
            )  # fmt: skip
        except Refused as refusal:
            form.add_error(None, refusal.sentence)
        else:
            _say(request, given, form.cleaned_data["owner"])
            return redirect(_address(code))
    held = rows.filter(status=Task.Status.HELD).count()
    shown = {
        "parts": parts, "ways": ways("team"), "teams": [_team(each, choices, code, unowned) for each in choices],
        "today": today,
        "form": form, "may_give": may_give, "held": held,
        "ticked": request.POST.getlist("tasks"), "may_do": policies.DO_TASK.allows(request.actor),
        "here": _address(code),
    }  # fmt: skip
    return render(request, "register/team.html", shown)


def _say(request: ActingRequest, given: GivenTasks, owner: User) -> None:
    """What was given, and that something was not: for what reason is not said, which may be a bar."""
    if given.count:
        tasks = "1 task was given" if given.count == 1 else f"{given.count} tasks were given"
        messages.success(request, f"{tasks} to {owner.name}.")
    if given.left:
        left = "1 task was" if len(given.left) == 1 else f"{len(given.left)} tasks were"
        messages.warning(
            request, f"{left} not given: done meanwhile, or cannot be given to {owner.name}. Choose somebody else."
        )


def _choices(request: ActingRequest) -> dict[str, str]:
    """The teams that the reader may choose: their own, and for whoever gives tasks all that do some."""
    titles = {role.code: role.title for role in Role.objects.all()}
    own = {code: titles[code] for code in request.actor.roles if code in titles}
    if not policies.GIVE_TASK.allows(request.actor):
        return own
    teams = set(granted(policies.DO_TASK.permission)())
    return own | {code: title for code, title in titles.items() if code in teams}


def _unowned(request: ActingRequest, choices: dict[str, str]) -> dict[str, int]:
    """How much nobody has of each team that has some; of the team whose work is due first, first."""
    theirs = Task.objects.visible_to(request.actor).waiting().filter(force=request.actor.force_id, owner__isnull=True)
    counted = theirs.filter(team__in=choices).order_by().values("team").annotate(count=Count("pk"), first=Min("due_on"))
    return {each["team"]: each["count"] for each in counted.order_by("first", "team")}


def _first(choices: dict[str, str], unowned: dict[str, int]) -> str:
    """The team that is shown to whoever names none: their own, unless others alone have work that nobody took. A line
    of the inbox that says so leads here."""
    own = next(iter(choices), "")
    return own if own in unowned else next(iter(unowned), own)


def _parts(rows: TaskQuerySet, today: date) -> list[Part]:
    """No task stands in two parts: what nobody has stands in the first alone."""
    waiting = rows.waiting().select_related("person", "owner")
    owned = waiting.filter(owner__isnull=False)
    tomorrow, week = today + timedelta(days=1), today + timedelta(days=7)
    return [
        _part("unowned", "Nobody has these", "Somebody has every task.", waiting.filter(owner__isnull=True)),
        _part("overdue", "Overdue", "Nothing is overdue.", owned.filter(due_on__lt=today)),
        _part("today", "Due today", "Nothing else is due today.", owned.filter(due_on=today)),
        _part(
            "week", "Due in the next seven days", "Nothing is due in the next seven days.",
            owned.filter(due_on__range=(tomorrow, week)),
        ),
    ]  # fmt: skip


def _part(code: str, title: str, nothing: str, rows: TaskQuerySet) -> Part:
    count = rows.count()
    return Part(code, title, nothing, list(rows.order_by("due_on", "pk")[:MOST_OF_A_PART]), count - MOST_OF_A_PART)


def _give_form(request: ActingRequest, parts: list[Part]) -> GiveTasksForm:
    references = [task.reference for part in parts for task in part.rows]
    data = request.POST if request.method == "POST" else None
    return GiveTasksForm(data, force_id=request.actor.force_id, references=references)


def _team(code: str, choices: dict[str, str], current: str, unowned: dict[str, int]) -> NavigationItem:
    count = unowned.get(code)
    return NavigationItem(choices[code], _address(code), is_current=code == current, count=count, count_label="unowned")


def _address(code: str) -> str:
    return f"{reverse('team-queue')}?{urlencode({'team': code})}"


@never_cache
@require_http_methods(["GET", "POST"])
def task(request: ActingRequest, reference: str) -> HttpResponse:
    """One task, its history, the form that closes it and the ways to everything else."""
    rows = Task.objects.visible_to(request.actor).select_related("person", "owner", "done_by")
    shown = get_or_404(rows, reference=reference)
    form = DoTaskForm(request.POST or None, initial={"version": shown.version})
    if request.method == "POST" and form.is_valid():
        try:
            do_task(
                shown,
                actor=request.actor,
                reason=reason_of(request),
                version=form.cleaned_data["version"],
                outcome=form.cleaned_data["outcome"],
            )
        except Stale as stale:
            shown = get_or_404(rows, pk=stale.current.pk)
            form.data = {**form.data, "version": shown.version}
            form.add_error(None, CHANGED_MEANWHILE)
        except Refused as refusal:
            form.add_error(refusal.field if refusal.field in form.fields else None, refusal.sentence)
        else:
            messages.success(request, "The task is done.")
            return redirect("tasks")
    more: dict[str, Any] = shown_of(shown, request.actor)
    return render(request, "register/task.html", {"task": shown, "form": form, **more})
