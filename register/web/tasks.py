"""The queue of a force's tasks."""

from __future__ import annotations

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from accounts.middleware import ActingRequest
from accounts.models import Role
from accounts.reasons import reason_of
from accounts.web import get_or_404
from audit.core.errors import Refused, Stale
from register import policies
from register.actions.tasks import do_task
from register.models import Task
from register.web.forms import DoTaskForm
from ui.layout import NavigationItem

PAGE = 25
CHANGED_MEANWHILE = (
    "Somebody else changed this task while you were working on it. Nothing of yours was saved. "
    "Read how it stands now. If it is still open, press Done again."
)


@never_cache
@require_safe
def queue(request: ActingRequest) -> HttpResponse:
    """Open tasks of the force, the reader's own teams first chosen, soonest due first."""
    policies.SEE_TASKS.require(request.actor)
    teams = {role.code: role.title for role in Role.objects.all()}
    team = request.GET.get("team", "mine")
    rows = Task.objects.visible_to(request.actor).open().select_related("person", "owner").order_by("due_on", "pk")
    if team == "mine":
        rows = rows.filter(team__in=request.actor.roles)
    page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    rows_shown = [(task, teams.get(task.team, task.team)) for task in page]
    shown = {"page": page, "rows": rows_shown, "teams": _teams(team), "today": timezone.localdate()}
    return render(request, "register/tasks.html", shown)


def _teams(current: str) -> list[NavigationItem]:
    address = reverse("tasks")
    return [
        NavigationItem("Your team's", address, is_current=current == "mine"),
        NavigationItem("The whole force's", f"{address}?team=all", is_current=current != "mine"),
    ]


@never_cache
@require_http_methods(["GET", "POST"])
def task(request: ActingRequest, reference: str) -> HttpResponse:
    """One task and the form that closes it."""
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
    may_do = policies.DO_TASK.allows(request.actor, shown)
    return render(request, "register/task.html", {"task": shown, "form": form, "may_do": may_do})
