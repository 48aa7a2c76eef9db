"""Taking, giving, returning, holding and putting off a task, and answering as the second person."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts.middleware import ActingRequest
from accounts.policy import Policy
from accounts.reasons import reason_of
from accounts.web import get_or_404
from audit.core.errors import Refused
from register import policies
from register.actions import tasks as acts
from register.actions.countersigning import answer_countersignature, ask_to_put_off
from register.models import Task
from register.rules.putting_off import put_off_at_most
from register.rules.time_limits import in_words
from register.web.form_page import Done, FormPage, answer
from register.web.task_forms import AnswerForm, GiveTaskForm, HoldTaskForm, PutOffTaskForm, ReturnTaskForm, TaskForm

GET_OR_POST = ["GET", "POST"]


@never_cache
@require_http_methods(GET_OR_POST)
def take(request: ActingRequest, reference: str) -> HttpResponse:
    """Take a task; one press, from the queue or from the task itself."""
    found = _task(request, reference)
    if request.method == "POST":
        try:
            acts.take_task(found, actor=request.actor, reason=reason_of(request))
        except Refused as refusal:
            messages.warning(request, refusal.sentence)
        else:
            messages.success(request, f"You have the task “{found.title}” now.")
        return redirect(_back_to_queue(request) or _page_of(found))
    return redirect(_page_of(found))


@never_cache
@require_http_methods(GET_OR_POST)
def give(request: ActingRequest, reference: str) -> HttpResponse:
    """Give a task to somebody of the force."""
    found = _movable(request, reference)
    form = GiveTaskForm(request.POST or None, force_id=found.force_id, initial={"version": found.version})

    def deed(typed: dict[str, Any]) -> Done:
        acts.give_task(found, actor=request.actor, reason=reason_of(request), **typed)
        return Done(f"{typed['owner'].name} has the task now, and finds it in their inbox.", _page_of(found))

    return answer(request, FormPage("Give the task to somebody", "Give", _page_of(found), found.title), form, deed)


@never_cache
@require_http_methods(GET_OR_POST)
def give_back(request: ActingRequest, reference: str) -> HttpResponse:
    """Return a task to its team."""
    found = _movable(request, reference)
    form = ReturnTaskForm(request.POST or None, initial={"version": found.version})

    def deed(typed: dict[str, Any]) -> Done:
        acts.return_task(found, actor=request.actor, reason=reason_of(request), **typed)
        return Done("The task stands in the queue of its team again.", _page_of(found))

    page = FormPage("Return the task to the team", "Return", _page_of(found), found.title)
    return answer(request, page, form, deed)


@never_cache
@require_http_methods(GET_OR_POST)
def hold(request: ActingRequest, reference: str) -> HttpResponse:
    """Put a task on hold until a day."""
    found = _task(request, reference)
    form = HoldTaskForm(request.POST or None, initial={"version": found.version})

    def deed(typed: dict[str, Any]) -> Done:
        acts.hold_task(found, actor=request.actor, reason=reason_of(request), **typed)
        return Done(f"The task is on hold and comes back by itself on {in_words(typed['until'])}.", _page_of(found))

    return answer(request, FormPage("Put the task on hold", "Hold", _page_of(found), found.title), form, deed)


@never_cache
@require_http_methods(GET_OR_POST)
def resume(request: ActingRequest, reference: str) -> HttpResponse:
    """Bring a task back from hold before its day."""
    found = _task(request, reference)
    form = TaskForm(request.POST or None, initial={"version": found.version})

    def deed(typed: dict[str, Any]) -> Done:
        acts.resume_task(found, actor=request.actor, reason=reason_of(request), **typed)
        return Done("The task is in the queue again.", _page_of(found))

    page = FormPage("Bring the task back from hold", "Bring back", _page_of(found), found.title)
    return answer(request, page, form, deed)


@never_cache
@require_http_methods(GET_OR_POST)
def put_off(request: ActingRequest, reference: str) -> HttpResponse:
    """Put a task off; beyond what one person may, ask a supervisor."""
    found = _task(request, reference)
    first = found.first_due_on or found.due_on
    form = PutOffTaskForm(request.POST or None, first_due_on=first, initial={"version": found.version})

    def deed(typed: dict[str, Any]) -> Done:
        if typed["due_on"] > put_off_at_most(first, on=timezone.localdate(), is_agreed=False):
            asked = {"due_on": typed["due_on"], "why": typed["why"]}
            ask_to_put_off(found, actor=request.actor, reason=reason_of(request), **asked)
            return Done("A supervisor is asked to agree. Until then the day stays.", _page_of(found))
        acts.put_off_task(found, actor=request.actor, reason=reason_of(request), **typed)
        return Done(f"The task is due on {in_words(typed['due_on'])} now.", _page_of(found))

    page = FormPage(
        "Put the task off", "Put off", _page_of(found), found.title, f"It is due on {in_words(found.due_on)}."
    )
    return answer(request, page, form, deed)


@never_cache
@require_http_methods(GET_OR_POST)
def countersign(request: ActingRequest, reference: str) -> HttpResponse:
    """Agree or refuse as the second person."""
    found = _task(request, reference, policies.COUNTERSIGN)
    form = AnswerForm(request.POST or None, initial={"version": found.version})

    def deed(typed: dict[str, Any]) -> Done:
        is_agreed = typed.pop("answer") == "agree"
        answer_countersignature(found, actor=request.actor, reason=reason_of(request), is_agreed=is_agreed, **typed)
        return Done("You agreed: it is done." if is_agreed else "You refused. Whoever asked is told.", _page_of(found))

    page = FormPage("Answer as the second person", "Answer", _page_of(found), found.title)
    return answer(request, page, form, deed)


def _task(request: ActingRequest, reference: str, policy: Policy = policies.DO_TASK) -> Task:
    found = get_or_404(Task.objects.visible_to(request.actor).select_related("owner", "force"), reference=reference)
    policy.require(request.actor, found)
    return found


def _movable(request: ActingRequest, reference: str) -> Task:
    """One's own task, or as a supervisor any: nobody fills in a form that is refused when it is sent."""
    found = _task(request, reference)
    if found.owner_id != request.actor.user_id:
        policies.GIVE_TASK.require(request.actor, found)
    return found


def _page_of(found: Task) -> str:
    return reverse("task", args=[found.reference])


def _back_to_queue(request: ActingRequest) -> str:
    """The queue from which the button was pressed, if it was one of ours."""
    where = request.POST.get("next", "")
    return where if url_has_allowed_host_and_scheme(where, allowed_hosts=None) else ""
